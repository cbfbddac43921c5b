"""Who may join: policy, dates, courses to finish first; on the page and in `enroll` alike."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from courses.models import Admission, Enrollment
from courses.services.enrollments import EntryRefused, enroll
from courses.services.entry import entry_of, today_of
from courses.services.progress import complete_activity
from members.models import Organization
from tests.factories.courses import AdmissionFactory, CourseFactory, LessonFactory, ModuleFactory
from tests.factories.members import KimFactory, KimMembershipFactory, MemberFactory, RegionFactory

pytestmark = pytest.mark.django_db
TODAY = date(2024, 7, 11)


def state(member, course, today=TODAY):
    return str(entry_of(member=member, course=course, today=today).state)


@pytest.mark.parametrize(
    ("opens", "closes", "expected"),
    [(0, 0, "open"), (1, 5, "not_yet"), (-5, -1, "closed"), (None, 0, "open"), (0, None, "open")],
)
def test_the_window_counts_its_first_and_last_day(member, opens, closes, expected):
    days = {
        name: None if step is None else TODAY + timedelta(days=step)
        for name, step in {"opens_on": opens, "closes_on": closes}.items()
    }

    assert state(member, CourseFactory(**days)) == expected


def test_days_are_those_of_the_office(organization):
    """Half past midnight in Jayapura is still the evening before elsewhere."""
    late = datetime(2024, 7, 11, 15, 30, tzinfo=UTC)
    Organization.objects.update(time_zone="Asia/Jayapura")
    organization.refresh_from_db()

    days = [today_of(course=course, now=late) for course in (CourseFactory(organization=organization), CourseFactory())]

    assert days == [date(2024, 7, 12), date(2024, 7, 11)]


def test_courses_first_name_what_is_missing_until_it_is_done(member, now):
    basics = CourseFactory(title="Dasar")
    lesson = LessonFactory(parent=ModuleFactory(parent=basics))
    course = CourseFactory()
    course.prerequisites.set([basics, CourseFactory(live=False)])
    course.save()

    before = entry_of(member=member, course=course, today=TODAY)
    enrollment = enroll(member=member, course=basics, now=now)
    during = entry_of(member=member, course=course, today=TODAY)
    complete_activity(enrollment=enrollment, activity=lesson, now=now)
    after = entry_of(member=member, course=course, today=TODAY)

    seen = [[(row.course.title, row.is_begun, row.is_done) for row in entry.needed] for entry in (before, during)]
    assert seen == [[("Dasar", False, False)], [("Dasar", True, False)]]
    assert (before.needs_courses, after.may_join) == (True, True)


@pytest.fixture
def kim_here(organization):
    return KimFactory(region=RegionFactory(code="53.71.01.1001"))


@pytest.mark.parametrize(
    ("region", "ends_on", "expected"),
    [
        ("53.71", None, "open"),
        ("53.71.01.1001", None, "open"),
        ("36.73", None, "elsewhere"),
        ("53.71", date(2024, 7, 10), "elsewhere"),
        (None, None, "open"),
    ],
)
def test_region_courses_take_who_is_in_a_group_there_now(member, kim_here, organization, region, ends_on, expected):
    """Without a region of its own the course is for the region of its office."""
    KimMembershipFactory(kim=kim_here, member=member, starts_on=date(2024, 1, 1), ends_on=ends_on)
    place = RegionFactory(code=region) if region else None
    course = CourseFactory(enrollment_policy="region", enrollment_region=place, organization=organization)

    assert state(member, course) == expected


@pytest.mark.parametrize("policy", ["region", "invitation", "approval"])
def test_an_invitation_opens_what_the_policy_closes_but_no_closed_course(member, policy):
    course = CourseFactory(enrollment_policy=policy)
    AdmissionFactory(member=member, course=course, status="invited")
    closed = CourseFactory(enrollment_policy=policy, closes_on=TODAY - timedelta(days=1))
    AdmissionFactory(member=member, course=closed, status="invited")

    assert (state(member, course), state(member, closed)) == ("open", "closed")
    assert state(MemberFactory(), course) != "open"


@pytest.mark.parametrize(("status", "expected"), [("asked", "waiting"), ("refused", "refused"), ("approved", "open")])
def test_a_course_by_approval_follows_the_answer(member, status, expected):
    course = CourseFactory(enrollment_policy="approval")
    AdmissionFactory(member=member, course=course, status=status)

    assert state(member, course) == expected


def test_enroll_refuses_with_the_same_decision(member, now):
    course = CourseFactory(enrollment_policy="invitation")

    with pytest.raises(EntryRefused) as refusal:
        enroll(member=member, course=course, now=now)

    assert refusal.value.entry.reason == ("Kursus ini hanya untuk yang diundang. Hubungi petugas bila Anda perlu ikut.")
    assert Enrollment.objects.count() == 0


def test_who_is_in_stays_in_when_the_course_closes(member, now):
    course = CourseFactory()
    enrollment = enroll(member=member, course=course, now=now)
    course.closes_on = TODAY - timedelta(days=1)
    course.save()

    assert enroll(member=member, course=course, now=now) == enrollment


def test_deciding_takes_few_statements(member, django_assert_num_queries):
    course = CourseFactory(enrollment_policy="approval")
    with django_assert_num_queries(2):
        entry_of(member=member, course=course, today=TODAY)


WORDS = {
    "opens": ({"opens_on": date(2050, 1, 3)}, "Kursus ini dibuka tanggal 3 Januari 2050."),
    "closed": ({"closes_on": date(2020, 1, 3)}, "Pendaftaran ditutup sejak 3 Januari 2020."),
    "region": ({"enrollment_policy": "region"}, "Kursus ini hanya untuk anggota KIM di wilayah tertentu."),
    "invitation": ({"enrollment_policy": "invitation"}, "Kursus ini hanya untuk yang diundang."),
    "approval": ({"enrollment_policy": "approval"}, "Kursus ini diikuti setelah disetujui petugas."),
}


@pytest.mark.parametrize("rule", WORDS)
def test_the_page_says_why_not_and_shows_no_button_to_join(member_client, rule):
    values, words = WORDS[rule]
    course = CourseFactory(**values)

    html = member_client.get(course.url).content.decode()

    assert words in html
    assert reverse("course_join", args=[course.pk]) not in html


def test_the_page_leads_to_the_courses_first(member_client):
    basics = CourseFactory(title="Dasar Menulis")
    course = CourseFactory()
    course.prerequisites.set([basics])
    course.save()

    html = member_client.get(course.url).content.decode()

    assert f'<a href="{basics.url}"><b>Dasar Menulis</b></a>' in html
    assert "Belum Anda ikuti" in html


def test_a_visitor_reads_the_rule_before_logging_in(client):
    course = CourseFactory(enrollment_policy="approval")

    html = client.get(course.url).content.decode()

    assert "Kursus ini diikuti setelah disetujui petugas." in html
    assert reverse("admission_ask", args=[course.pk]) not in html
    assert ">Masuk</a>" in html


def test_joining_by_hand_what_is_closed_says_why(member_client):
    course = CourseFactory(closes_on=date(2020, 1, 3))

    response = member_client.post(reverse("course_join", args=[course.pk]), follow=True)

    assert [str(message) for message in response.context["messages"]] == [
        "Pendaftaran ditutup sejak 3 Januari 2020. Tanyakan kepada penyelenggara kapan dibuka lagi."
    ]
    assert Enrollment.objects.count() == 0


def test_asking_waiting_refused_and_asking_again(member_client, member, now):
    course = CourseFactory(enrollment_policy="approval")
    door = reverse("admission_ask", args=[course.pk])

    first = member_client.post(door, follow=True).content.decode()
    Admission.objects.update(status="refused", reason="Kelas sudah penuh.", decided_at=now)
    refused = member_client.get(course.url).content.decode()
    member_client.post(door)

    assert "Permintaan Anda menunggu jawaban petugas." in first
    assert "Permintaan Anda ditolak: Kelas sudah penuh. Anda boleh meminta lagi." in refused
    assert Admission.objects.values_list("status", "reason").get() == ("asked", "")
