"""`manage.py load_demo`: the training day of Kota Kupang on an empty site, once. Loaded once for the whole file."""

from collections import Counter
from datetime import date
from itertools import pairwise

import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from bimtek.choices import EventStatus, SpeakerRole
from bimtek.models import AgendaSlot, Attendance, TestScore, TrainingEvent
from bimtek.services.results import participant_results
from certificates.choices import SigningMode
from certificates.models import Certificate, CertificateOffer
from certificates.services.issuing import ISSUE_FOR_ENROLLMENT
from courses.models import (
    ActivityPage,
    Admission,
    AssignmentPage,
    CoursePage,
    Enrollment,
    LessonPage,
    ModulePage,
    Submission,
)
from courses.services.sizes import render_lesson
from courses.services.trainers import courses_of
from demo.admissions import BY_APPROVAL, BY_INVITATION
from demo.courses import COURSES, GRADUATES
from demo.people import PASSWORD
from lms.env import PROJECT
from lms.models import Job
from members.choices import KimOffice, RegionLevel, Role
from members.models import Kim, KimMembership, Member, Organization, Region, User
from members.permissions import has_role
from quizzes.models import Question, QuizPage

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """Every test of this file runs inside one transaction that is never committed."""
    folder = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=folder), transaction.atomic():
        call_command("load_demo")
        yield
        transaction.set_rollback(True)


@pytest.fixture
def past():
    return TrainingEvent.objects.get(slug="pembinaan-kim-2024")


@pytest.fixture
def chairs():
    """In the order of the village codes, as the demo numbers them."""
    return list(Member.objects.filter(memberships__office=KimOffice.CHAIR).order_by("region_id"))


def row_counts():
    return {model._meta.label: model._base_manager.count() for model in apps.get_models()}


def test_second_run_changes_nothing(capsys):
    before = row_counts()

    call_command("load_demo")

    assert capsys.readouterr().out == "Demo sudah ada.\n"
    assert row_counts() == before


def test_kupang_has_six_districts_and_51_kelurahan():
    inside = Region.objects.active().within("53.71")

    assert inside.of_level(RegionLevel.DISTRICT).count() == 6
    assert inside.of_level(RegionLevel.VILLAGE).count() == 51
    assert set(inside.of_level(RegionLevel.VILLAGE).values_list("kind", flat=True)) == {"kelurahan"}


def test_other_places_of_the_people_it_is_for_are_there():
    assert sorted(Region.objects.of_level(RegionLevel.CITY).values_list("code", flat=True)) == [
        "19.71", "36.73", "53.04", "53.71",
    ]  # fmt: skip


def test_every_kelurahan_has_one_kim_with_one_chair():
    villages = set(Region.objects.within("53.71").of_level(RegionLevel.VILLAGE).values_list("code", flat=True))
    chairs = KimMembership.objects.filter(office=KimOffice.CHAIR)

    assert sorted(Kim.objects.values_list("region_id", flat=True)) == sorted(villages)
    assert sorted(chairs.values_list("kim__region_id", flat=True)) == sorted(villages)
    assert chairs.values("member").distinct().count() == 51
    assert {row.member.region_id == row.kim.region_id for row in chairs.select_related("member", "kim")} == {True}


def test_names_are_as_difficult_as_real_ones(chairs):
    names = [chair.full_name for chair in chairs]

    assert sorted(name for name in names if "'" in name) == ["Ma'ruf Lay Ratu", "Nur'aini Djawas"]
    assert sorted(name for name in names if " " not in name) == ["Ndolu", "Oktavianus"]
    assert max(map(len, names)) == 60
    assert len(set(names)) == 51


def test_letterhead_and_signatory():
    organization = Organization.objects.get()
    offer = CertificateOffer.objects.get(event__slug="pembinaan-kim-2024")

    assert organization.region_id == "53.71"
    assert organization.crest.file.size > 0
    assert (offer.signatory.name, offer.signatory.mode) == ("ELISABET MANAFE TODE", SigningMode.ON_BEHALF)


@pytest.mark.parametrize(
    ("username", "role"), [("staf", Role.OFFICER), ("pelatih", Role.TRAINER), ("admin", Role.ADMIN), ("anggota", None)]
)
def test_everybody_named_in_the_readme_gets_in(rf, username, role):
    user = authenticate(rf.post("/masuk/"), username=username, password=PASSWORD)

    assert user.username == username
    assert {name for name in Role if has_role(user, name)} == ({role} if role else set())


def test_demo_trainer_writes_the_first_course():
    assert [course.slug for course in courses_of(User.objects.get(username="pelatih"))] == [
        "desain-konten", "contoh-semua-blok"
    ]  # fmt: skip


def test_event_was_on_11_july_2024_in_kupang(past):
    assert timezone.localdate(past.starts_at) == date(2024, 7, 11)
    assert (past.status, past.capacity, past.registrations.count()) == (EventStatus.CLOSED, 51, 51)
    assert {row.member_id for row in past.registrations.all()} == set(
        KimMembership.objects.values_list("member_id", flat=True)
    )


def test_four_speakers_each_have_their_own_material(past):
    materials = {
        speaker.member.full_name: [slot.title for slot in speaker.slots.filter(is_learning=True)]
        for speaker in past.speakers.filter(role=SpeakerRole.SPEAKER)
    }

    assert {name: len(titles) for name, titles in materials.items()} == {
        "Elisabet Manafe Tode": 1, "Oktovianus Fallo Kiuk": 1, "Bernadus Taek Asa": 1, "Yuliana Radja Lomi": 1,
    }  # fmt: skip
    assert len({title for titles in materials.values() for title in titles}) == 4


def test_agenda_has_hours_of_learning_and_no_overlap(past):
    slots = list(AgendaSlot.objects.filter(event=past).order_by("starts_at"))
    learning = sum((slot.ends_at - slot.starts_at).seconds // 60 for slot in slots if slot.is_learning)

    assert (len(slots), learning) == (10, 270)
    assert {earlier.ends_at <= later.starts_at for earlier, later in pairwise(slots)} == {True}


def test_attendance_has_a_few_absences(past):
    counts = Counter(Attendance.objects.filter(slot__event=past).values_list("status", flat=True))

    assert counts == {"present": 184, "absent": 16, "sick": 4}


def test_tests_are_written_by_those_who_were_there(past):
    counts = Counter(TestScore.objects.filter(registration__event=past).values_list("kind", flat=True))

    assert counts == {"pre": 47, "post": 47}


def test_certificates_for_those_who_qualify_and_nobody_else(past):
    qualified = {
        line.registration.pk
        for line in participant_results(event=past)
        if line.meets_attendance and line.meets_post_test
    }
    certified = set(Certificate.objects.filter(registration__event=past).values_list("registration_id", flat=True))

    assert len(certified) == 38
    assert certified == qualified


def test_certificate_numbers_have_no_gap(past):
    certificates = Certificate.objects.filter(registration__event=past)

    assert sorted(certificates.values_list("serial", flat=True)) == list(range(1, 39))
    assert certificates.values("code").distinct().count() == 38


def test_coming_event_has_free_seats_and_a_course():
    event = TrainingEvent.objects.get(status=EventStatus.PUBLISHED)

    assert event.starts_at > timezone.now()
    assert (event.registrations.count(), event.capacity, event.course.slug) == (34, 51, "desain-konten")
    assert [(slot.is_learning, slot.speakers.count()) for slot in event.slots.order_by("starts_at")] == [
        (False, 0), (True, 1), (True, 1), (False, 0),
    ]  # fmt: skip
    assert event.certificate_offer.series.year == timezone.localdate(event.starts_at).year


@pytest.mark.parametrize("slug", COURSES)
def test_course_is_complete(slug):
    course = CoursePage.objects.get(slug=slug)
    lessons = LessonPage.objects.live().descendant_of(course)
    assignments = AssignmentPage.objects.live().descendant_of(course)
    files = list((PROJECT / "curriculum" / slug).glob("*/*.md"))
    per_module = Counter(lesson.path[: -Page.steplen] for lesson in lessons)

    assert (course.live, course.is_required) == (True, True)
    assert lessons.count() + assignments.count() == len(files)
    assert min(per_module.values()) >= 2
    assert ModulePage.objects.child_of(course).not_live().count() == 0
    assert Question.objects.filter(bank__course=course, is_active=True).count() >= 10
    assert QuizPage.objects.live().descendant_of(course).filter(title__icontains="tes akhir").count() == 1


def test_figure_on_a_lesson_is_near_what_is_sent(client):
    """For every lesson of the three courses: within 1.5 KB of the compressed answer, which stays below 10 KB."""
    for lesson in LessonPage.objects.live():
        sent = len(client.get(lesson.url, headers={"Accept-Encoding": "gzip"}).content)

        assert abs(render_lesson(lesson).text_bytes - sent) < 1536, lesson.slug
        assert sent <= 10 * 1024, lesson.slug


def test_some_members_are_on_their_way_and_some_have_finished(chairs):
    finished = Enrollment.objects.filter(status="completed", course__slug=COURSES[-1])
    promised = Job.objects.filter(kind=ISSUE_FOR_ENROLLMENT).values_list("key", flat=True)

    assert set(finished.values_list("member_id", flat=True)) == {chairs[number].pk for number in GRADUATES}
    assert set(promised) == {str(enrollment.pk) for enrollment in finished}
    assert sorted(
        enrollment.completions.count() for enrollment in Enrollment.objects.filter(course__slug=COURSES[0])
    ) == [3, 5, 13]


def test_member_of_the_demo_sees_where_to_go_on(client, django_assert_max_num_queries):
    client.force_login(User.objects.get(username="anggota"))
    client.get(reverse("learning"))

    with django_assert_max_num_queries(18):  # an assignment given back and a place to go on from are among them
        html = client.get(reverse("learning")).content.decode()

    member = Member.objects.get(user__username="anggota")
    assert "Lanjutkan dari sini" in html
    assert f"{member.kims.get().name} · {member.region.name}, Kecamatan " in html


def test_every_address_of_the_demo_opens(client):
    client.force_login(User.objects.get(username="anggota"))

    for page in [*CoursePage.objects.live(), *ActivityPage.objects.reachable().specific()]:
        assert client.get(page.url).status_code == 200, page.url


def test_the_register_shows_every_kind_of_decree():
    kims = Kim.objects.order_by("region_id")

    assert kims.filter(decree_number="").count() == kims.filter(status="without_decree").count() == 5
    assert kims.with_decree("ended", date.today()).count() > 0
    assert kims.exclude(kim_id_url="").count() > 20
    assert kims.filter(links__kind="facebook").count() == 17


def test_one_poster_waits_one_went_back_one_was_accepted():
    assert Counter(Submission.objects.values_list("status", flat=True)) == {
        "submitted": 1,
        "returned": 1,
        "accepted": 1,
    }
    assert all(work.files.get().file.name.endswith(".png") for work in Submission.objects.all())


def test_two_courses_wait_for_an_answer_and_an_invitation():
    states = {
        course: sorted(Admission.objects.filter(course__slug=course).values_list("status", flat=True))
        for course in (BY_APPROVAL, BY_INVITATION)
    }

    assert states == {BY_APPROVAL: ["approved", "asked", "asked", "asked", "refused"], BY_INVITATION: ["invited"] * 2}
    course = CoursePage.objects.get(slug=BY_INVITATION)
    assert [before.slug for before in course.prerequisites.all()] == [COURSES[0]]
    assert Admission.objects.filter(member__user__username="anggota").values_list("status", flat=True).get() == "asked"
