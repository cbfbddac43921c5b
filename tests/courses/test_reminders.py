"""Who stopped, what to write to them, and that nobody is invited twice in a week."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from courses.models import Reminder
from courses.services.reminders import (
    RemindedRecently,
    active_learners,
    chair_circle,
    courses_in,
    hand_over,
    hand_over_group,
    invite_group,
    kims_in,
    office_circle,
    read_lines,
    stopped_learners,
    whatsapp_address,
)
from courses.services.trainers import assign_trainer
from members.choices import Role
from members.models import Disclosure
from members.services.consents import give_consent
from tests.factories.courses import (
    ActivityProgressFactory,
    CourseFactory,
    EnrollmentFactory,
    LessonFactory,
    ModuleFactory,
    ReminderFactory,
)
from tests.factories.members import (
    KimFactory,
    KimMembershipFactory,
    MemberFactory,
    OrganizationFactory,
    RegionFactory,
    UserFactory,
    assign_role,
)
from tests.races import run_at_once

pytestmark = pytest.mark.django_db
PHONE = "+6281234567890"
LIST = "/cms/ajakan/"


@pytest.fixture
def lesson(organization):
    course = CourseFactory(title="Cek Fakta", slug="cek-fakta", organization=organization)
    return LessonFactory(parent=ModuleFactory(parent=course, slug="modul"), title="Periksa tanggal", slug="tanggal")


@pytest.fixture
def course(lesson):
    return lesson.get_parent().get_parent().specific


@pytest.fixture
def learner(organization):
    return MemberFactory(full_name="Maria Goreti Lopes", organization=organization, phone=PHONE, is_minor=False)


@pytest.fixture
def enrollment(learner, course):
    return EnrollmentFactory(member=learner, course=course)


@pytest.fixture
def trainer(course, organization):
    user = assign_role(UserFactory(), Role.TRAINER, organization)
    assign_trainer(course=course, user=user)
    return type(user).objects.get(pk=user.pk)


@pytest.fixture
def kim(learner):
    kim = KimFactory(name="KIM Namosain")
    KimMembershipFactory(kim=kim, member=learner)
    return kim


@pytest.fixture
def chair(member, kim):
    KimMembershipFactory(kim=kim, member=member, office="chair")
    return member


def line_of(enrollment, user, now):
    (row,) = active_learners(office_circle(user=user)).filter(pk=enrollment.pk)
    return read_lines([row], now=now)[0]


def agree(learner, now):
    learner.user = UserFactory()
    learner.save()
    give_consent(member=learner, purpose="contact", by=learner.user, now=now)


def test_whoever_did_nothing_for_long_is_listed(officer, enrollment, lesson, now):
    fresh = EnrollmentFactory(
        member=MemberFactory(organization=enrollment.member.organization), course=enrollment.course
    )
    ActivityProgressFactory(enrollment=fresh, activity=lesson, seen_at=now - timedelta(days=1))
    circle = office_circle(user=officer)

    assert list(stopped_learners(circle, days=5, now=now)) == [enrollment]
    assert list(stopped_learners(circle, days=11, now=now)) == []


def test_finished_withdrawn_and_closed_ones_are_left_alone(officer, organization, now):
    for fields in (
        {"status": "completed", "completed_at": now}, {"status": "withdrawn", "withdrawn_at": now},
        {"course__live": False}, {"member__erased_at": now},
    ):  # fmt: skip
        EnrollmentFactory(**{"member__organization": organization, **fields})

    assert list(active_learners(office_circle(user=officer))) == []


def test_a_foreign_office_sees_nobody(enrollment):
    serang = OrganizationFactory(name="Dinas Serang", region=RegionFactory(code="36.73"))
    stranger = assign_role(UserFactory(), Role.OFFICER, serang)

    assert list(active_learners(office_circle(user=stranger))) == []


def test_viewers_and_members_remind_nobody(organization, member):
    assert office_circle(user=assign_role(UserFactory(), Role.VIEWER, organization)) is None
    assert office_circle(user=member.user) is None
    assert chair_circle(member=member, today=timezone.localdate()) is None
    assert chair_circle(member=None, today=timezone.localdate()) is None


def test_a_trainer_reaches_the_own_course_without_numbers(trainer, enrollment, organization, now):
    EnrollmentFactory(member__organization=organization)

    (row,) = active_learners(office_circle(user=trainer))

    assert (row, row.may_call) == (enrollment, False)


def test_a_chair_reaches_the_own_group_and_numbers_of_those_who_agreed(chair, enrollment, learner, organization, now):
    EnrollmentFactory(member__organization=organization)
    EnrollmentFactory(member=chair)
    today = timezone.localdate()
    before = [(row.pk, row.may_call) for row in active_learners(chair_circle(member=chair, today=today))]

    agree(learner, now)

    assert before == [(enrollment.pk, False)]
    assert [row.may_call for row in active_learners(chair_circle(member=chair, today=today))] == [True]


def test_the_text_names_the_next_lesson_and_where_it_is(officer, enrollment, now):
    assert line_of(enrollment, officer, now).text == (
        "Halo Maria Goreti, kursus “Cek Fakta” menunggu Anda lanjutkan. "
        "Berikutnya: “Periksa tanggal”. Buka di sini:\nhttp://localhost:8000/kursus/cek-fakta/modul/tanggal/"
    )


def test_a_course_without_a_next_lesson_is_named_as_a_whole(officer, enrollment, lesson, now):
    lesson.unpublish()

    assert line_of(enrollment, officer, now).text.endswith(
        "tinggal sedikit lagi.\nhttp://localhost:8000/kursus/cek-fakta/"
    )


def test_a_group_text_gives_everybody_their_own_step_and_no_blame(officer, enrollment, now):
    text = invite_group([line_of(enrollment, officer, now)])

    assert "• Maria Goreti: Cek Fakta: Periksa tanggal\n  http://localhost:8000/kursus/cek-fakta/modul/tanggal/" in text
    assert "hari" not in text


def test_handing_over_leads_to_the_number_and_is_logged(officer, enrollment, learner, now):
    address = hand_over(line=line_of(enrollment, officer, now), channel="whatsapp", by=officer, now=now)

    row = Reminder.objects.get()
    assert address.startswith("https://wa.me/6281234567890?text=Halo%20Maria%20Goreti%2C%20kursus")
    assert (row.enrollment, row.channel, row.handed_at, row.handed_by) == (enrollment, "whatsapp", now, officer)
    look = Disclosure.objects.get()
    assert (look.member, look.user, look.kind) == (learner, officer, "phone")


def test_copying_shows_no_number(officer, enrollment, now):
    assert hand_over(line=line_of(enrollment, officer, now), channel="copy", by=officer, now=now) == ""
    assert [Reminder.objects.get().channel, Disclosure.objects.count()] == ["copy", 0]


def test_without_the_number_whatsapp_asks_for_the_person(trainer, enrollment, now):
    address = hand_over(line=line_of(enrollment, trainer, now), channel="whatsapp", by=trainer, now=now)

    assert address.startswith("https://wa.me/?text=")
    assert Disclosure.objects.count() == 0


def test_nobody_is_invited_twice_in_a_week(officer, enrollment, now):
    line = line_of(enrollment, officer, now)
    hand_over(line=line, channel="copy", by=officer, now=now)

    with pytest.raises(RemindedRecently):
        hand_over(line=line, channel="whatsapp", by=officer, now=now + timedelta(days=6))
    with pytest.raises(RemindedRecently):
        hand_over_group(lines=[line], channel="copy", by=officer, now=now)

    hand_over(line=line, channel="whatsapp", by=officer, now=now + timedelta(days=8))
    assert Reminder.objects.count() == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_helpers_at_once_invite_once(officer, enrollment, now):
    line = line_of(enrollment, officer, now)

    run_at_once([lambda: hand_over(line=line, channel="copy", by=officer, now=now)] * 4)

    assert Reminder.objects.count() == 1


def test_filters_offer_what_the_circle_has(officer, enrollment, course, kim):
    CourseFactory()
    KimFactory()
    circle = office_circle(user=officer)

    assert list(courses_in(circle)) == [course]
    assert list(kims_in(circle, today=timezone.localdate())) == [kim]


@pytest.mark.parametrize(("phone", "start"), [(PHONE, "https://wa.me/6281234567890?"), ("", "https://wa.me/?")])
def test_the_address_carries_the_text_safely(phone, start):
    address = whatsapp_address("Halo & apa kabar?\n“#1”", phone=phone)

    assert address == f"{start}text=Halo%20%26%20apa%20kabar%3F%0A%E2%80%9C%231%E2%80%9D"


def test_the_list_shows_who_stopped_and_marks_whom_somebody_invited(officer_client, enrollment, officer):
    before = officer_client.get(LIST)
    ReminderFactory(enrollment=enrollment, handed_at=timezone.now(), handed_by=officer)
    after = officer_client.get(LIST)

    assert reverse("office_reminders") == LIST
    assertContains(before, "Maria Goreti Lopes")
    assertContains(before, f'href="{LIST}{enrollment.pk}/"')
    assertContains(after, "Sudah diajak")
    assertNotContains(after, f'href="{LIST}{enrollment.pk}/"')
    assertNotContains(before, "81234567890")


def test_the_filter_narrows(officer_client, enrollment, kim):
    ask = {"hari": 30, "kursus": enrollment.course_id, "kim": kim.pk}

    assertContains(
        officer_client.get(LIST, ask), f'href="{LIST}kim/{kim.pk}/?hari=30&amp;kursus={enrollment.course_id}"'
    )
    assertContains(officer_client.get(LIST, {"hari": 365 * 2}), "Berhenti sejak", status_code=400)
    assertContains(officer_client.get(LIST, {"kim": KimFactory().pk}), "Berhenti sejak", status_code=400)
    assert officer_client.get(LIST, {"page": 9}).status_code == 404


def test_one_tap_logs_and_opens_whatsapp(officer_client, enrollment):
    address = f"{LIST}{enrollment.pk}/"
    page = officer_client.get(address)

    answer = officer_client.post(address, {"jalur": "whatsapp"})

    assertContains(page, "Kirim lewat WhatsApp")
    assertNotContains(page, "81234567890")
    assert "form-action 'self' https://wa.me https://api.whatsapp.com" in page["Content-Security-Policy"]
    assert answer["Location"].startswith("https://wa.me/6281234567890?text=")
    assert officer_client.post(address, {"jalur": "whatsapp"})["Location"] == LIST
    assert Reminder.objects.count() == 1


@pytest.mark.parametrize("channel", ["", "pos", "\x00", "WHATSAPP"])
def test_a_channel_that_is_none_logs_nothing(officer_client, enrollment, channel):
    assert officer_client.post(f"{LIST}{enrollment.pk}/", {"jalur": channel})["Location"] == LIST
    assert Reminder.objects.count() == 0


def test_a_group_is_invited_in_one_text(officer_client, enrollment, kim):
    address = f"{LIST}kim/{kim.pk}/"
    page = officer_client.get(address)

    answer = officer_client.post(address, {"jalur": "whatsapp"})

    assertContains(page, "Maria Goreti: Cek Fakta")
    assert answer["Location"].startswith("https://wa.me/?text=Ayo%20lanjut")
    assertContains(officer_client.get(address), "Semua yang berhenti di KIM ini sudah diajak")
    assert Reminder.objects.get().enrollment == enrollment


def test_a_chair_invites_the_own_group(member_client, chair, enrollment, learner, now):
    listed = member_client.get("/akun/kim/ajakan/")
    agree(learner, now)

    answer = member_client.post(f"/akun/kim/ajakan/{enrollment.pk}/", {"jalur": "whatsapp"})

    assertContains(listed, "Maria Goreti Lopes")
    assert answer["Location"].startswith("https://wa.me/6281234567890?")
    assert member_client.get(LIST).status_code == 404


def test_a_foreign_learner_looks_absent(member_client, chair, officer_client):
    other = EnrollmentFactory()

    assert member_client.get(f"/akun/kim/ajakan/{other.pk}/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_often_whatever_its_length(
    officer_client, organization, course, lesson, count, django_assert_num_queries
):
    for _number in range(count):
        EnrollmentFactory(member=MemberFactory(organization=organization), course=course)
    officer_client.get(LIST)

    with django_assert_num_queries(10):
        assert officer_client.get(LIST).content.decode().count("terakhir belajar") == count


def test_the_workspace_offers_it_to_those_who_may(client, officer, organization):
    for user, is_offered in ((officer, True), (assign_role(UserFactory(), Role.VIEWER, organization), False)):
        client.force_login(user)
        assert (f'href="{LIST}"' in client.get("/cms/anggota/").content.decode()) == is_offered
