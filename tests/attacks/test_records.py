"""Attacks 3 and 20: what a form may change, and where a person's data may stand."""

import logging

import pytest
from django.contrib.sessions.models import Session
from django.db import models
from django.urls import reverse

from certificates.models import Certificate
from lms.models import Job
from tests.attacks import matrix
from tests.attacks.asking import address_of

EVENT = {
    "title": "Bimtek Baru",
    "kind": "bimtek",
    "mode": "on_site",
    "venue": "Aula Baru",
    "starts_at": "2024-07-11T08:00",
    "ends_at": "2024-07-11T15:00",
    "capacity": "60",
    "min_attendance": "75",
    "pass_mark": "70",
}
MEMBER = {"full_name": "Baru", "gender": "P"}
KIM = {"name": "Baru", "status": "inactive"}
SEAT = {"office": "chair", "starts_on": "2024-07-01"}
SLOT = {"title": "Baru", "day": "2024-07-11", "starts": "09:00", "ends": "10:00"}
OFFICE = {
    "name": "Baru",
    "short_name": "B",
    "government_name": "G",
    "city_name": "K",
    "time_zone": "Asia/Makassar",
    "minutes_per_jp": "45",
    "region": "53.71",
}
DESIGN = {
    "name": "Baru",
    "title": "S",
    "attended_wording": "a",
    "passed_wording": "b",
    "layout": "band",
    "accent": "teal",
}
NO_ROLES = {"wordings-TOTAL_FORMS": "0", "wordings-INITIAL_FORMS": "0"}
SIGNATORY = {"name": "Baru", "position": "Sekretaris", "mode": "direct", "valid_from": "2020-01-01"}
PASSWORDS = {"oldpassword": "belajar-kim", "password1": "tenun-sasando", "password2": "tenun-sasando"}
REVOKED = "status revoked_at revoked_by revocation_reason"
FORMS = [
    # who and where, the row looked at, what is typed, fields of that row which this form is for
    ("O office_member member", "member", MEMBER, "full_name gender phone region institution"),
    ("O office_event_edit event", "event", EVENT, f"{' '.join(EVENT)} description things_to_bring region "
     "registration_closes_at sub_activity course pre_test post_test has_post_test"),
    ("O office_event_move event", "event", {"move": "close"}, "status"),
    ("O office_slot event slot", "slot", SLOT, "title starts_at ends_at is_learning"),
    ("O office_kim_edit kim", "kim", KIM, "name region hamlet status decree_number decree_date decree_issuer "
     "decree_valid_until founded_year address kim_id_url kim_id_registered_on contact_phone"),
    ("O office_membership membership", "membership", SEAT, "office section starts_on ends_on"),
    ("O office_membership_change membership", "membership", SEAT, "ends_on"),
    ("O office_kim_leave membership", "membership", {}, "ends_on"),
    ("O office_registration_cancel event registration", "registration", {"reason": "x"}, "status"),
    ("O office_certificate_revoke certificate", "certificate", {"reason": "x", "sure": "on"}, REVOKED),
    ("O office_certificate_issue event", "certificate", {"sure": "on"}, ""),
    ("O certificatedesign:edit design", "design", DESIGN | NO_ROLES, f"{' '.join(DESIGN)} revision latest_revision "
     "shows_materials shows_scores has_photo_frame"),
    ("O signatory:edit signatory", "signatory", SIGNATORY, "name position mode represented_position "
     "intermediate_position rank nip shows_rank shows_nip valid_from valid_until title_before title_after "
     "shows_titles"),
    ("O office_member_login member", "learner", {"username": "baru"}, ""),
    ("O office_member_card member", "card", {}, "revoked_at"),
    ("O office_kim_class_code kim", "kim", {}, "class_code"),
    ("S organization:edit organization", "organization", OFFICE,
     f"{' '.join(OFFICE)} address contact crest legal_basis"),
    ("S lms_retry_job job", "job", {}, "state attempts due_at queued_at"),
    ("T bank_switch question", "question", {}, "is_active"),
    ("T bank_question question", "question", {"text": "Baru?"}, ""),
    ("T bank_add bank", "bank", {"text": "Baru?"}, ""),
    ("A account_change_password", "learner", PASSWORDS, "password last_login"),
    ("A quiz_attempt attempt", "attempt", {"kirim": ""}, "state submitted_at score"),
    ("A event_join event.slug", "registration", {}, ""),
    ("A event_leave event.slug", "registration", {}, ""),
    ("A activity_finish lesson", "lesson", {}, ""),
    ("A course_join course", "course", {}, ""),
]  # fmt: skip


def stored(row):
    return type(row).objects.filter(pk=row.pk).values().get()


def extras_of(row, allowed, there):
    """Every other field of the model as an extra key: the worst value somebody could wish for."""
    fields = [field for field in row._meta.concrete_fields if field.name not in allowed]
    return {key: wish(field, there) for field in fields for key in {field.name, field.attname}}


def wish(field, there):
    if isinstance(field, models.ForeignKey):
        mine = {"organization": there.organization, "member": there.member, "user": there.learner, "event": there.event}
        return mine[field.name].pk if field.name in mine else 1
    if isinstance(field, models.BooleanField):
        return "on"
    if isinstance(field, (models.DateTimeField, models.DateField)):
        return "2030-01-01"
    return 99 if isinstance(field, (models.IntegerField, models.DecimalField)) else "admin"


@pytest.mark.parametrize(("line", "target", "typed", "allowed"), FORMS, ids=[line for line, *_rest in FORMS])
def test_extra_fields_change_nothing(line, target, typed, allowed, enter, here, there):
    role, name, *parts = line.split()
    row = getattr(here, target)
    before = stored(row)
    words = typed | ({"region": here.kim.region.full_name} if name == "office_kim_edit" else {})

    answer = enter(role).post(address_of(name, parts, here), extras_of(row, allowed.split(), there) | words)

    changed = {key.removesuffix("_id") for key, value in stored(row).items() if value != before[key]}
    assert answer.status_code in (200, 302)
    assert changed - set(allowed.split()) == set()
    assert bool(changed) == bool(allowed)  # a form that was refused would hide a hole


def test_a_new_event_is_a_draft_of_the_own_office(enter, here, there):
    extras = {"status": "published", "organization": there.organization.pk, "slug": "dipilih", "id": there.event.pk}

    enter("O").post(reverse("office_event_add"), EVENT | extras)

    made = type(here.event).objects.get(title="Bimtek Baru")
    assert (made.status, made.slug == "dipilih", made.pk == there.event.pk) == ("draft", False, False)
    assert type(made).objects.writable_by(here.assignment.user).filter(pk=made.pk).exists()


@pytest.mark.parametrize("office", ["here", "there"])
def test_a_new_member_belongs_to_the_own_office_and_to_no_login(office, enter, world, here, there):
    extras = {"organization": getattr(world, office).organization.pk, "user": there.learner.pk, "id": there.member.pk}

    enter("O").post(reverse("office_member_new"), {"full_name": "Orang Baru", "gender": "L", **extras})

    people = type(here.member).objects.filter(full_name="Orang Baru")
    assert list(people.values_list("organization", "user")) == [(here.organization.pk, None)]


# 20

NAME, PHONE = "Kenaria Nusantari", "+6281234567890"
SPELLINGS = [NAME, "Kenaria", PHONE, "081234567890", "81234567890", "0812-3456-7890"]


@pytest.fixture
def canary(here):
    member = here.member
    type(member).objects.filter(pk=member.pk).update(full_name=NAME, phone=PHONE)
    type(here.learner).objects.filter(pk=here.learner.pk).update(first_name="Kenaria", phone=PHONE)
    type(here.speaker).objects.filter(pk=here.speaker.pk).delete()  # who speaks in public is named in public
    return here


TAUGHT = {"marking", "marking_work", "office_reminder", "office_reminder_group", "office_reminders"}
"""Where the trainer of a course reads the names, never the numbers, of those who learn it."""


@pytest.mark.parametrize("role", "-BTtod")
def test_a_person_is_on_no_page_of_others(role, browsers, canary):
    """Everybody but the person, the own office and the superuser; certificate and card are for whoever holds them."""
    pages = {
        row.name: browsers[role].get(address_of(row.name, row.parts, canary), follow=True)
        for row in matrix.ROWS
        if row.name not in {"verify", "card_open"}
    }

    told = {
        (name, spelling)
        for name, page in pages.items()
        for spelling in SPELLINGS
        if spelling.encode() in (b"".join(page.streaming_content) if page.streaming else page.content)
    }

    names = {(name, spelling) for name in TAUGHT for spelling in (NAME, "Kenaria")}
    assert told == (names if role == "T" else set())


@pytest.mark.django_db
def test_a_person_is_in_no_log_job_or_address(enter, canary, caplog):
    """A day in the office and at home, with every logger open."""
    caplog.set_level(logging.DEBUG)
    officer, learner, event = enter("O"), enter("-"), canary.event
    seen = [learner.post("/masuk/", {"login": "0812-3456-7890", "password": word}) for word in ("salah", "belajar-kim")]
    seen += [
        officer.post(reverse("office_members"), {"q": NAME}, follow=True),
        officer.post(reverse("office_members"), {"q": PHONE}, follow=True),
        officer.post(reverse("office_member_search", args=[event.pk]), {"text": NAME}),
        officer.post(reverse("office_speaker_search", args=[event.pk]), {"text": PHONE}),
        officer.post(reverse("office_kim_search", args=[canary.kim.pk]), {"cari": NAME}),
        officer.post(
            reverse("office_member", args=[canary.member.pk]),
            {"full_name": f"{NAME} Baru", "gender": "P", "phone": PHONE},
        ),
        officer.post(reverse("office_member_new"), {"full_name": NAME, "gender": "P", "phone": PHONE}),
        officer.post(reverse("office_walk_in", args=[event.pk]), {"full_name": NAME}),
        officer.post(reverse("office_attendance", args=[event.pk]), {f"h{canary.registration.pk}": "present"}),
        officer.post(reverse("office_certificate_issue", args=[event.pk]), {"sure": "on"}),
        officer.get(reverse("office_event_export", args=[event.pk])),
        officer.get(reverse("certificate:index"), {"q": "x"}),
        learner.get(reverse("learning")),
        learner.post(reverse("event_leave", args=[event.slug])),
        learner.get(reverse("certificate_download", args=[canary.certificate.pk])),
    ]

    lines = [record.getMessage() for record in caplog.records]
    jobs = [f"{job.kind} {job.key} {job.last_error}" for job in Job.objects.all()]
    hops = [hop for page in seen for hop, _status in getattr(page, "redirect_chain", [])]
    places = hops + [page.get("Location", "") + page.request["QUERY_STRING"] for page in seen]
    keys = [key for session in Session.objects.all() for key in session.get_decoded()]
    names = [page.get("Content-Disposition", "") for page in seen if page.request["PATH_INFO"].startswith("/cms/")]
    told = [line for line in [*lines, *jobs, *places, *keys, *names] for spelling in SPELLINGS if spelling in line]
    assert told == []
    assert Certificate.objects.count() >= 2
