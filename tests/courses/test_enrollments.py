import pytest

from courses.choices import EnrollmentStatus
from courses.models import Enrollment
from courses.services.enrollments import CourseNotOpen, current_enrollment, enroll, withdraw
from tests.factories.courses import CourseFactory, LessonFactory, ModuleFactory

pytestmark = pytest.mark.django_db


def test_enroll_remembers_the_required_activities_in_reading_order(member, now):
    module = ModuleFactory()
    first, second = LessonFactory(parent=module), LessonFactory(parent=module)
    LessonFactory(parent=module, is_required=False)
    LessonFactory(parent=module, live=False)

    enrollment = enroll(member=member, course=module.get_parent().specific, now=now)

    assert enrollment.required_activity_ids == [first.pk, second.pk]
    assert enrollment.enrolled_at == now
    assert enrollment.status == EnrollmentStatus.ACTIVE


def test_enroll_twice_gives_the_same_row(member, now):
    course = CourseFactory()

    first = enroll(member=member, course=course, now=now)

    assert enroll(member=member, course=course, now=now) == first
    assert Enrollment.objects.count() == 1


def test_enroll_refuses_a_draft(member, now):
    with pytest.raises(CourseNotOpen):
        enroll(member=member, course=CourseFactory(live=False), now=now)

    assert Enrollment.objects.count() == 0


def test_enroll_leaves_out_lessons_of_an_unpublished_module(member, now):
    course = CourseFactory()
    LessonFactory(parent=ModuleFactory(parent=course, live=False))
    seen = LessonFactory(parent=ModuleFactory(parent=course))

    assert enroll(member=member, course=course, now=now).required_activity_ids == [seen.pk]


def test_withdraw_keeps_the_row_and_allows_a_new_start(member, now):
    course = CourseFactory()
    left = withdraw(enrollment=enroll(member=member, course=course, now=now), now=now)

    again = enroll(member=member, course=course, now=now)

    assert left.withdrawn_at == now
    assert again != left
    assert list(Enrollment.objects.current()) == [again]


def test_withdraw_twice_keeps_the_first_moment(member, now):
    enrollment = withdraw(enrollment=enroll(member=member, course=CourseFactory(), now=now), now=now)

    again = withdraw(enrollment=enrollment, now=now.replace(year=2025))

    assert again.withdrawn_at == now


def test_current_enrollment_of_nobody_is_none():
    assert current_enrollment(None, CourseFactory()) is None


def test_current_enrollment_ignores_withdrawn_and_other_courses(member, now):
    course, other = CourseFactory(), CourseFactory()
    withdraw(enrollment=enroll(member=member, course=course, now=now), now=now)
    enroll(member=member, course=other, now=now)

    assert current_enrollment(member, course) is None
    assert current_enrollment(member, other.pk).course_id == other.pk
