from datetime import UTC, date, datetime, timedelta

import pytest

from bimtek.choices import AttendanceStatus, EventStatus, RegistrationStatus
from certificates.choices import CertificateStatus
from courses.choices import EnrollmentStatus
from members.models import Member
from reports.services.days import ReportDay
from reports.services.subjects import CourseSubject, EventSubject, list_courses, list_events
from tests.factories.bimtek import EventFactory, RegistrationFactory, SlotFactory
from tests.factories.courses import CourseFactory
from tests.factories.members import MemberFactory
from tests.factories.reports import attend, begin, certify, finish

pytestmark = pytest.mark.django_db
DAY_END = datetime(2024, 7, 11, 16, 0, tzinfo=UTC)


def people(ids):
    return list(Member.objects.filter(pk__in=ids).order_by("pk"))


def steps_of(course, day):
    return CourseSubject("course", course.title, (course,)).steps(day)


def test_course_separates_begun_from_finished(course, day):
    learner, graduate, _stranger = MemberFactory.create_batch(3)
    begin(learner, course)
    finish(graduate, course)
    begin(_stranger, CourseFactory())

    steps = steps_of(course, day)

    assert people(steps.begun) == [learner, graduate]
    assert people(steps.finished) == [graduate]


def test_course_counts_until_the_last_moment_of_the_day(course, day):
    in_time, late = MemberFactory.create_batch(2)
    finish(in_time, course, at=DAY_END - timedelta(seconds=1))
    finish(late, course, at=DAY_END)

    assert people(steps_of(course, day).finished) == [in_time]


def test_course_begun_the_next_day_does_not_count(course, day):
    begin(MemberFactory(), course, at=DAY_END)

    assert people(steps_of(course, day).begun) == []


def test_course_left_before_the_day_ended_is_not_begun(course, day):
    gone, leaving_tomorrow = MemberFactory.create_batch(2)
    for member, at in [(gone, DAY_END - timedelta(hours=1)), (leaving_tomorrow, DAY_END)]:
        enrollment = begin(member, course)
        enrollment.status, enrollment.withdrawn_at = EnrollmentStatus.WITHDRAWN, at
        enrollment.save()

    assert people(steps_of(course, day).begun) == [leaving_tomorrow]


def test_course_finished_and_then_left_stays_finished(course, day):
    enrollment = finish(MemberFactory(), course)
    enrollment.status, enrollment.withdrawn_at = EnrollmentStatus.WITHDRAWN, DAY_END - timedelta(hours=1)
    enrollment.save()

    steps = steps_of(course, day)

    assert people(steps.begun) == people(steps.finished) == [enrollment.member]


def test_course_certificate_counts_from_its_date_until_it_is_revoked(course, day):
    valid, later, revoked, revoked_later = (finish(MemberFactory(), course) for _ in range(4))
    certify(enrollment=valid)
    certify(enrollment=later, issued_on=day.on + timedelta(days=1))
    for enrollment, at in [(revoked, DAY_END - timedelta(hours=1)), (revoked_later, DAY_END)]:
        certify(enrollment=enrollment, status=CertificateStatus.REVOKED, revoked_at=at, revocation_reason="Salah orang")

    assert people(steps_of(course, day).certified) == [valid.member, revoked_later.member]


def test_all_required_courses_are_finished_together(course, day):
    other = CourseFactory(is_required=True)
    half, whole = MemberFactory.create_batch(2)
    finish(half, course)
    certify(enrollment=finish(whole, course))
    certify(enrollment=finish(whole, other))

    steps = CourseSubject("required", "Semua", (course, other)).steps(day)

    assert people(steps.begun) == [half, whole]
    assert people(steps.finished) == [whole]
    assert people(steps.certified) == [whole]


def test_event_counts_seats_presence_and_certificates(day):
    slot = SlotFactory(event=EventFactory())
    present, absent, excused = MemberFactory.create_batch(3)
    certify(registration=attend(present, slot))
    attend(absent, slot, AttendanceStatus.ABSENT)
    attend(excused, slot, AttendanceStatus.EXCUSED)
    certify(registration=attend(MemberFactory(), SlotFactory()))

    steps = EventSubject(slot.event).steps(day)

    assert people(steps.begun) == [present, absent, excused]
    assert people(steps.finished) == [present]
    assert people(steps.certified) == [present]


def test_event_forgets_cancelled_and_waiting_registrations(day):
    event = EventFactory()
    RegistrationFactory(event=event, status=RegistrationStatus.CANCELLED)
    RegistrationFactory(event=event, status=RegistrationStatus.WAITLISTED)

    assert people(EventSubject(event).steps(day).begun) == []


def test_event_is_not_attended_before_its_day():
    slot = SlotFactory(event=EventFactory())
    registration = attend(MemberFactory(), slot)

    steps = EventSubject(slot.event).steps(ReportDay(on=date(2024, 7, 10), zone_name="Asia/Makassar"))

    assert people(steps.begun) == [registration.member]
    assert people(steps.finished) == []


def test_event_title_names_the_local_day(db):
    event = EventFactory(title="Bimtek KIM", starts_at=datetime(2024, 7, 10, 23, 0, tzinfo=UTC))

    assert EventSubject(event).title == "Bimtek KIM, 11 Juli 2024"


def test_courses_start_with_all_required_ones_when_there_are_two(course):
    optional = CourseFactory(title="Promosi UMKM")
    CourseFactory(live=False)

    assert [row.key for row in list_courses()] == [f"course-{course.pk}", f"course-{optional.pk}"]

    second = CourseFactory(is_required=True)

    keys = [row.key for row in list_courses()]
    assert keys == ["required", f"course-{course.pk}", f"course-{optional.pk}", f"course-{second.pk}"]
    assert list_courses()[0].courses == (course, second)


def test_events_are_those_of_the_office_without_drafts(officer, organization, serang_officer):
    old = EventFactory(organization=organization, starts_at=datetime(2023, 7, 11, tzinfo=UTC))
    new = EventFactory(organization=organization)
    EventFactory(organization=organization, status=EventStatus.DRAFT)
    EventFactory(organization=serang_officer.roles[0].organization)

    assert [row.event for row in list_events(user=officer)] == [new, old]
