"""Erasing a person: what goes, what stays without a name, and what must not happen in between."""

import json
import logging
from datetime import date, timedelta
from threading import Event

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client

from bimtek.choices import RegistrationStatus
from bimtek.models import Registration, Speaker
from certificates.models import Certificate
from certificates.services import issuing
from certificates.services.issuing import issue
from certificates.services.refusals import RequirementsMissing
from courses.models import Enrollment
from lms.files import private_files
from members.choices import AccountEventKind, DisclosureKind, KimOffice, RequestKind, Role
from members.models import (
    AccountEvent,
    DataRequest,
    Kim,
    LoginCode,
    Member,
    MemberMerge,
    NotSamePerson,
    User,
    WalkOfLife,
)
from members.services.consents import give_consent, has_consent
from members.services.data_requests import open_request
from members.services.disclosures import record_disclosure
from members.services.erasure import ErasesPart, ErasesStaff, confirms, erase_member, preview_erasure
from members.services.merge_undo import UndoImpossible, undo_merge
from members.services.merges import merge_members
from quizzes.models import Attempt, AttemptItem
from quizzes.services.attempts import start_attempt, submit_attempt
from tests.factories.bimtek import EventFactory, RegistrationFactory, SpeakerFactory
from tests.factories.certificates import LATER, held_event, participant
from tests.factories.courses import EnrollmentFactory
from tests.factories.members import KimFactory, KimMembershipFactory, MemberFactory, UserFactory, assign_role
from tests.factories.quizzes import QuizFactory, course_of, make_attempt
from tests.races import run_at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(member):
    """Somebody the office knows a lot about."""
    member.full_name, member.phone, member.institution = "Maria Goreti Nahak", "+6281234567890", "Kelurahan Namosain"
    member.is_minor = False
    member.save()
    member.user.phone, member.user.email, member.user.first_name = "+6281234567890", "maria@contoh.id", "Maria"
    member.user.save()
    return member


def erase(person, officer, now):
    return erase_member(member=person, by=officer, now=now)


def gone(person, now):
    return {effect.label: (effect.gone, effect.kept) for effect in preview_erasure(member=person, now=now)}


def test_the_entry_names_nobody_any_more(person, officer, now):
    erased = erase(person, officer, now)

    assert erased.full_name == f"Orang yang dihapus {person.pk}"
    assert (str(erased.phone), erased.gender, erased.institution, erased.region) == ("", "", "", None)
    assert (erased.is_minor, erased.erased_at) == (None, now)
    assert list(Member.objects.current()) == []


def test_unsur_go(person, officer, now, walk_of_life):
    person.walks_of_life.add(walk_of_life)

    erase(person, officer, now)

    assert list(person.walks_of_life.all()) == []


@pytest.fixture
def walk_of_life(db):
    return WalkOfLife.objects.create(name="Unsur Contoh")


def test_the_login_opens_nothing_and_names_nobody(person, officer, now):
    erase(person, officer, now)

    user = User.objects.get(pk=person.user_id)
    assert (user.username, user.first_name, user.last_name, user.email) == (f"dihapus-{user.pk}", "", "", "")
    assert (user.phone, user.is_active, user.has_usable_password()) == (None, False, False)


def test_an_open_browser_is_out_at_once(person, officer, now):
    browser = Client()
    browser.force_login(person.user)

    erase(person, officer, now)

    assert browser.get("/akun/").status_code == 302


def test_the_number_may_be_used_by_the_next_person(person, officer, now):
    erase(person, officer, now)

    assert UserFactory(phone="+6281234567890", email="maria@contoh.id").pk


def test_codes_and_account_history_go(person, officer, now):
    LoginCode.objects.create(
        member=person,
        purpose="card",
        digest="d",
        issued_by=officer,
        issued_at=now,
        expires_at=now + timedelta(days=1),
    )
    AccountEvent.objects.create(user=person.user, kind=AccountEventKind.CODE_ISSUED, actor=officer, happened_at=now)

    erase(person, officer, now)

    assert (LoginCode.objects.count(), AccountEvent.objects.count()) == (0, 0)


def test_history_of_others_stays(person, officer, now):
    AccountEvent.objects.create(user=officer, kind=AccountEventKind.CODE_USED, actor=person.user, happened_at=now)

    erase(person, officer, now)

    assert AccountEvent.objects.get().user == officer


def test_consents_end_and_their_scans_go(person, officer, now, django_capture_on_commit_callbacks):
    consent = give_consent(
        member=person, purpose="photo", by=officer, method="paper", scan=ContentFile(b"%PDF", "a.pdf"), now=now
    )
    consent.guardian_name = "Yohana"
    consent.save()

    with django_capture_on_commit_callbacks(execute=True):
        erase(person, officer, now)

    name = consent.scan.name
    consent.refresh_from_db()
    assert (consent.withdrawn_at, consent.guardian_name, consent.scan.name) == (now, "", "")
    assert private_files().exists(name) is False
    assert has_consent(member=person, purpose="photo") is False


def test_a_rolled_back_erasure_keeps_the_scan(person, officer, now):
    consent = give_consent(
        member=person, purpose="photo", by=officer, method="paper", scan=ContentFile(b"%PDF", "a.pdf"), now=now
    )

    with transaction.atomic():
        erase(person, officer, now)
        transaction.set_rollback(True)

    consent.refresh_from_db()
    assert private_files().exists(consent.scan.name) is True
    consent.scan.delete(save=False)


def test_memberships_stay_as_counts(person, officer, now):
    row = KimMembershipFactory(member=person, office=KimOffice.CHAIR, section="Humas", starts_on=date(2020, 1, 1))
    future = KimMembershipFactory(member=person, starts_on=date(2030, 1, 1))

    erase(person, officer, now)

    row.refresh_from_db()
    assert (row.office, row.section, row.ends_on) == (KimOffice.MEMBER, "", date(2024, 7, 11))
    assert type(future).objects.filter(pk=future.pk).exists() is False


def test_the_number_of_a_group_goes_when_it_was_the_persons_own(person, officer, now):
    own = KimFactory(contact_phone="+6281234567890")
    other = KimFactory(contact_phone="+6281111111111")

    erase(person, officer, now)

    assert [str(Kim.objects.get(pk=kim.pk).contact_phone) for kim in (own, other)] == ["", "+6281111111111"]


def test_words_in_requests_go_and_the_open_ones_are_closed(person, officer, now):
    wanted = open_request(member=person, kind=RequestKind.ERASE, details="Saya pindah ke Serang.", now=now)
    other = open_request(member=person, kind=RequestKind.RECTIFY, details="Nama saya.", now=now)

    erase(person, officer, now + timedelta(hours=1))

    wanted.refresh_from_db()
    other.refresh_from_db()
    assert (wanted.details, wanted.is_granted, wanted.closed_by, wanted.answer) == (
        "",
        True,
        officer,
        "Data sudah dihapus.",
    )
    assert (other.details, other.is_granted) == ("", False)


def test_erasing_without_a_request_leaves_a_trace(person, officer, now):
    erase(person, officer, now)

    row = DataRequest.objects.get()
    assert (row.member, row.kind, row.closed_by, row.closed_at) == (person, RequestKind.ERASE, officer, now)


def test_who_looked_stays_on_record(person, officer, now):
    note = record_disclosure(user=officer, kind=DisclosureKind.PHONE, member=person, now=now)

    erase(person, officer, now)

    note.refresh_from_db()
    assert note.member == person


def test_answers_go_and_scores_stay(person, officer, now):
    quiz = QuizFactory(questions=2, time_limit_minutes=0)
    enrollment = EnrollmentFactory(member=person, course=course_of(quiz))
    done = submit_attempt(attempt=start_attempt(quiz=quiz, enrollment=enrollment, now=now), now=now)
    start_attempt(quiz=quiz, enrollment=enrollment, now=now)

    erase(person, officer, now)

    assert AttemptItem.objects.count() == 0
    assert list(Attempt.objects.all()) == [done]
    assert Attempt.objects.get().score == done.score
    assert Enrollment.objects.count() == 1


def test_the_hall_keeps_its_count_and_loses_words(person, officer, now):
    registration = RegistrationFactory(member=person)
    registration.changes.create(status="registered", changed_at=now, changed_by=officer, reason="Titipan camat")
    SpeakerFactory(member=person, event=registration.event)

    erase(person, officer, now)

    registration.refresh_from_db()
    assert (registration.member, registration.status) == (person, RegistrationStatus.REGISTERED)
    assert [change.reason for change in registration.changes.all()] == [""]
    assert Speaker.objects.count() == 0


def test_a_seat_not_yet_taken_is_given_back(person, officer, now):
    event = EventFactory(starts_at=now + timedelta(days=3), ends_at=now + timedelta(days=3, hours=2))
    RegistrationFactory(member=person, event=event)

    erase(person, officer, now)

    row = Registration.objects.get()
    assert (row.status, row.changes.get().changed_by) == (RegistrationStatus.CANCELLED, officer)


def test_erasing_twice_changes_nothing_more(person, officer, now):
    erase(person, officer, now)

    again = erase(person, officer, now + timedelta(days=1))

    assert (again.erased_at, DataRequest.objects.count()) == (now, 1)


@pytest.mark.parametrize("role", Role)
def test_whoever_has_a_role_is_refused(person, organization, officer, now, role):
    assign_role(person.user, role, organization)
    person.refresh_from_db()

    with pytest.raises(ErasesStaff):
        erase(person, officer, now)
    with pytest.raises(ErasesStaff):
        preview_erasure(member=person, now=now)

    person.refresh_from_db()
    assert person.full_name == "Maria Goreti Nahak"


def test_a_superuser_is_refused(person, officer, now):
    person.user.is_superuser = True
    person.user.save()

    with pytest.raises(ErasesStaff):
        erase(person, officer, now)


def merged(kept, now, officer, name="Maria Nahak"):
    double = MemberFactory(full_name=name, phone="+6281234567891", organization=kept.organization, merged_into=kept)
    MemberMerge.objects.create(
        kept=kept,
        merged=double,
        before={"kept": {"full_name": "Maria"}},
        moved=[{"full_name": "Maria"}],
        merged_by=officer,
        merged_at=now,
        undo_until=now + timedelta(days=30),
    )
    return double


def test_entries_merged_into_the_person_go_with_it(person, officer, now):
    double = merged(person, now, officer)
    triple = merged(double, now, officer, name="M. Nahak")

    erase(person, officer, now)

    for row in (double, triple):
        row.refresh_from_db()
        assert (row.full_name, str(row.phone), row.erased_at) == (f"Orang yang dihapus {row.pk}", "", now)


def test_a_merge_remembers_nothing_and_is_final(person, officer, now):
    merged(person, now, officer)

    erase(person, officer, now)

    merge = MemberMerge.objects.get()
    assert (merge.before, merge.moved, merge.undo_until <= now + timedelta(seconds=1)) == ({}, [], True)


SAID = ("Nahak", "Goreti", "6281234567891", "6281234567890", "maria@contoh.id", "Namosain", "Sekretaris")


def remembered():
    """Everything the merges keep, as it lies in the database."""
    return json.dumps(list(MemberMerge.objects.values("before", "moved")))


def two_entries(person):
    person.user.phone = None
    person.user.save()
    return MemberFactory(
        full_name="Maria G. Nahak, S.Sos",
        phone="+6281234567891",
        institution="Sekretaris Lurah",
        organization=person.organization,
        user=None,
    )


@pytest.mark.parametrize("is_parted", [False, True])
@pytest.mark.parametrize("whose", ["kept", "merged"])
def test_no_word_of_the_person_stays_in_a_merge(person, officer, now, is_parted, whose):
    double = two_entries(person)
    merge = merge_members(kept=person, merged=double, by=officer, now=now, fields=["full_name", "phone"])
    assert [word for word in SAID if word in remembered()] != []
    if is_parted:
        undo_merge(merge=merge, by=officer, now=now)

    erase(double if is_parted and whose == "merged" else person, officer, now)

    assert [word for word in SAID if word in remembered()] == []


def test_no_word_stays_along_a_chain_of_merges(person, officer, now):
    double = two_entries(person)
    third = MemberFactory(full_name="Marya Nahak", organization=person.organization)
    merge_members(kept=double, merged=third, by=officer, now=now)
    merge_members(kept=person, merged=double, by=officer, now=now, fields=["institution"])

    erase(person, officer, now)

    assert remembered() == json.dumps([{"before": {}, "moved": []}] * 2)
    with pytest.raises(UndoImpossible):
        undo_merge(merge=MemberMerge.objects.first(), by=officer, now=now)


def test_other_peoples_merges_keep_their_memory(person, officer, now):
    one, two = MemberFactory.create_batch(2, organization=person.organization)
    merge = merge_members(kept=one, merged=two, by=officer, now=now)
    before = remembered()

    erase(person, officer, now)

    merge.refresh_from_db()
    assert (remembered(), merge.before["merged"]["full_name"]) == (before, two.full_name)


def test_a_double_is_not_erased_alone(person, officer, now):
    double = merged(person, now, officer)

    with pytest.raises(ErasesPart):
        erase(double, officer, now)


def test_a_note_that_two_differ_goes(person, officer, now):
    first, second = sorted([person, MemberFactory()], key=lambda row: row.pk)
    NotSamePerson.objects.create(first=first, second=second, decided_by=officer, decided_at=now)

    erase(person, officer, now)

    assert NotSamePerson.objects.count() == 0


def test_a_person_without_a_login_is_erased_too(organization, officer, now):
    walk_in = MemberFactory(full_name="Yohanes Bere", organization=organization)

    assert erase(walk_in, officer, now).full_name == f"Orang yang dihapus {walk_in.pk}"


def test_nobody_else_is_touched(person, officer, now):
    other = MemberFactory(full_name="Maria Goreti Nahak", user=UserFactory(first_name="Maria"))

    erase(person, officer, now)

    other.refresh_from_db()
    assert (other.full_name, other.erased_at, other.user.first_name) == ("Maria Goreti Nahak", None, "Maria")


def test_the_preview_counts_what_goes_and_writes_nothing(person, officer, now):
    KimMembershipFactory(member=person)
    KimFactory(contact_phone="+6281234567890")
    open_request(member=person, kind=RequestKind.ERASE, now=now)

    effects = gone(person, now)

    assert effects == {
        "Nama, nomor HP, jenis kelamin, wilayah, jabatan, dan unsur": (1, 0),
        "Akun masuk beserta sesinya": (1, 0),
        "Nomor kontak KIM yang sama dengan nomornya": (1, 0),
        "Keanggotaan KIM": (0, 1),
        "Permintaan dan catatan pembukaan data": (0, 1),
    }
    person.refresh_from_db()
    assert person.full_name == "Maria Goreti Nahak"


def test_everything_kept_says_why(person, now):
    KimMembershipFactory(member=person)
    RegistrationFactory(member=person)

    kept = [effect for effect in preview_erasure(member=person, now=now) if effect.kept]

    assert [effect.label for effect in kept if not effect.why] == []
    assert len(kept) == 2


@pytest.mark.parametrize(
    ("typed", "is_right"),
    [("Maria Goreti Nahak", True), ("  maria  goreti nahak ", True), ("Maria Nahak", False), ("", False)],
)
def test_the_typed_name_must_be_the_persons(person, typed, is_right):
    assert confirms(member=person, typed=typed) is is_right


def test_the_log_knows_numbers_only(person, officer, now, caplog):
    caplog.set_level(logging.DEBUG)

    erase(person, officer, now)

    assert "Maria" not in caplog.text
    assert "81234567890" not in caplog.text


@pytest.fixture
def ready(person, officer, now):
    """A participant who qualifies for a certificate."""
    event = held_event(organization=person.organization)
    return participant(event, full_name="Maria Goreti Nahak")


def test_nobody_gets_a_certificate_after_being_erased(ready, officer, now):
    erase_member(member=ready.member, by=officer, now=now)

    with pytest.raises(RequirementsMissing):
        issue(source=Registration.objects.get(pk=ready.pk), by=officer, now=LATER)

    assert Certificate.objects.count() == 0


def test_a_stale_object_does_not_bring_the_name_back(ready, officer, now):
    stale = Registration.objects.select_related("member", "event__organization").get(pk=ready.pk)
    erase_member(member=ready.member, by=officer, now=now)

    with pytest.raises(RequirementsMissing):
        issue(source=stale, by=officer, now=LATER)


@pytest.mark.django_db(transaction=True)
def test_a_certificate_is_issued_whole_or_not_at_all(ready, officer, now):
    name = ready.member.full_name

    run_at_once(
        [
            lambda: issue(source=Registration.objects.get(pk=ready.pk), by=officer, now=LATER),
            lambda: erase_member(member=Member.objects.get(pk=ready.member_id), by=officer, now=now),
        ]
    )

    assert Member.objects.get(pk=ready.member_id).erased_at == now
    assert [row.printed["name"] for row in Certificate.objects.all()] in ([], [name])


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_a_certificate_follows_the_erasure(ready, officer, now, monkeypatch):
    """The negative control: the name is read, then the person erased, then the certificate written all the same."""
    looked, erased = Event(), Event()

    def look_without_holding(pks):
        people = list(Member.objects.filter(pk__in=pks))
        looked.set()
        erased.wait(10)
        return people

    def erase_after_the_look():
        looked.wait(10)
        erase_member(member=Member.objects.get(pk=ready.member_id), by=officer, now=now)
        erased.set()

    monkeypatch.setattr(issuing, "hold_people", look_without_holding)

    source = Registration.objects.select_related("member").get(pk=ready.pk)
    run_at_once([lambda: issue(source=source, by=officer, now=LATER), erase_after_the_look])

    assert (Member.objects.get(pk=ready.member_id).erased_at, Certificate.objects.count()) == (now, 1)


@pytest.mark.django_db(transaction=True)
def test_two_officers_erase_once(person, officer, now):
    results = run_at_once([lambda: erase(person, officer, now)] * 3)

    assert [type(result) for result in results] == [Member] * 3
    assert DataRequest.objects.count() == 1


def test_the_preview_told_the_truth(person, officer, now):
    """What was announced as gone is gone, what was announced as kept is there; name and login are always one."""
    KimMembershipFactory(member=person)
    KimFactory(contact_phone="+6281234567890")
    give_consent(
        member=person, purpose="photo", by=officer, method="paper", scan=ContentFile(b"%PDF", "a.pdf"), now=now
    )
    AccountEvent.objects.create(user=person.user, kind=AccountEventKind.CODE_ISSUED, happened_at=now)
    registration = RegistrationFactory(member=person)
    registration.changes.create(status="registered", changed_at=now, changed_by=officer, reason="Titipan")
    SpeakerFactory(member=person)
    make_attempt(member=person)
    announced = gone(person, now)

    erased = erase(person, officer, now)

    left = gone(erased, now)
    always = {"Nama, nomor HP, jenis kelamin, wilayah, jabatan, dan unsur", "Akun masuk beserta sesinya"}
    assert len([label for label, (count, _kept) in announced.items() if count]) == 8
    assert [label for label, (count, _kept) in left.items() if count and label not in always] == []
    kept = {label: count for label, (_gone, count) in announced.items() if count}
    trace = "Permintaan dan catatan pembukaan data"
    assert {label: count for label, (_gone, count) in left.items() if count} == kept | {trace: 1}
