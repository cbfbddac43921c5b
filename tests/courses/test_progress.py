from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection

from courses.choices import EnrollmentStatus
from courses.models import ActivityCompletion, ActivityScore
from courses.services.enrollments import enroll, withdraw
from courses.services.progress import (
    ActivityNotInCourse,
    complete_activity,
    course_jp,
    missing_activities,
    record_score,
    settle_course,
)
from courses.signals import progress_changed
from tests.factories.courses import CourseFactory, LessonFactory, ModuleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return CourseFactory()


@pytest.fixture
def lessons(course):
    """Two required lessons and a voluntary one."""
    module = ModuleFactory(parent=course)
    return [LessonFactory(parent=module, is_required=is_required) for is_required in (True, True, False)]


@pytest.fixture
def enrollment(member, course, lessons, now):
    return enroll(member=member, course=course, now=now)


@pytest.fixture
def heard():
    """What receivers of progress_changed got, and whether a transaction was open."""
    calls = []

    def listen(sender, enrollment, now, **kwargs):
        calls.append((enrollment.pk, enrollment.status, now, connection.in_atomic_block))

    progress_changed.connect(listen)
    yield calls
    progress_changed.disconnect(listen)


def test_complete_activity_once(enrollment, lessons, now):
    first = complete_activity(enrollment=enrollment, activity=lessons[0], now=now)
    second = complete_activity(enrollment=enrollment, activity=lessons[0], now=now + timedelta(days=1))

    assert first == second
    assert second.completed_at == now
    assert ActivityCompletion.objects.count() == 1


def test_last_required_activity_completes_the_course(enrollment, lessons, now):
    complete_activity(enrollment=enrollment, activity=lessons[0], now=now)
    enrollment.refresh_from_db()
    assert enrollment.status == EnrollmentStatus.ACTIVE

    complete_activity(enrollment=enrollment, activity=lessons[1], now=now)

    enrollment.refresh_from_db()
    assert enrollment.status == EnrollmentStatus.COMPLETED
    assert enrollment.completed_at == now


def test_voluntary_activity_counts_for_nothing(enrollment, lessons, now):
    completion = complete_activity(enrollment=enrollment, activity=lessons[2], now=now)

    enrollment.refresh_from_db()
    assert not completion.is_counted
    assert enrollment.status == EnrollmentStatus.ACTIVE


def test_lesson_added_later_does_not_block(enrollment, lessons, now):
    LessonFactory(parent=lessons[0].get_parent().specific)

    for lesson in lessons[:2]:
        complete_activity(enrollment=enrollment, activity=lesson, now=now)

    enrollment.refresh_from_db()
    assert enrollment.is_completed


def test_lesson_unpublished_later_does_not_block(enrollment, lessons, now):
    lessons[1].unpublish()

    complete_activity(enrollment=enrollment, activity=lessons[0], now=now)

    enrollment.refresh_from_db()
    assert enrollment.is_completed


def test_lesson_deleted_later_does_not_block(enrollment, lessons, now):
    lessons[1].delete()

    complete_activity(enrollment=enrollment, activity=lessons[0], now=now)

    enrollment.refresh_from_db()
    assert enrollment.is_completed


def test_settle_course_completes_who_only_waited_for_an_unpublished_lesson(enrollment, lessons, course, now, heard):
    complete_activity(enrollment=enrollment, activity=lessons[0], now=now)
    lessons[1].unpublish()

    assert settle_course(course=course, now=now) == 1

    enrollment.refresh_from_db()
    assert enrollment.is_completed
    assert [call[1] for call in heard] == ["active", "completed"]
    assert settle_course(course=course, now=now) == 0


def test_settle_course_completes_nobody_who_did_nothing(enrollment, lessons, course, now):
    for lesson in lessons:
        lesson.unpublish()

    assert settle_course(course=course, now=now) == 0


def test_joined_before_the_course_had_lessons_takes_the_rule_at_the_first_completion(member, course, now):
    enrollment = enroll(member=member, course=course, now=now)
    module = ModuleFactory(parent=course)
    first, second = LessonFactory(parent=module), LessonFactory(parent=module)

    complete_activity(enrollment=enrollment, activity=first, now=now)

    enrollment.refresh_from_db()
    assert enrollment.required_activity_ids == [first.pk, second.pk]
    assert not enrollment.is_completed


def test_foreign_activity_is_refused(enrollment, now):
    with pytest.raises(ActivityNotInCourse):
        complete_activity(enrollment=enrollment, activity=LessonFactory(), now=now)

    assert ActivityCompletion.objects.count() == 0


def test_withdrawn_enrollment_keeps_the_fact_but_is_never_completed(enrollment, lessons, now, heard):
    withdraw(enrollment=enrollment, now=now)

    for lesson in lessons:
        complete_activity(enrollment=enrollment, activity=lesson, now=now)

    enrollment.refresh_from_db()
    assert enrollment.status == EnrollmentStatus.WITHDRAWN
    assert ActivityCompletion.objects.count() == 3
    assert heard == []


def test_signal_is_sent_inside_the_transaction_once_per_new_completion(enrollment, lessons, now, heard):
    complete_activity(enrollment=enrollment, activity=lessons[0], now=now)
    complete_activity(enrollment=enrollment, activity=lessons[0], now=now)

    assert heard == [(enrollment.pk, "active", now, True)]


@pytest.mark.django_db(transaction=True)
def test_failing_receiver_takes_the_completion_back(enrollment, lessons, now):
    def fail(sender, **kwargs):
        raise RuntimeError

    progress_changed.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            complete_activity(enrollment=enrollment, activity=lessons[0], now=now)
    finally:
        progress_changed.disconnect(fail)

    assert ActivityCompletion.objects.count() == 0


def test_record_score_keeps_the_best(enrollment, lessons, now):
    later = now + timedelta(hours=1)

    record_score(enrollment=enrollment, activity=lessons[0], score=Decimal(60), now=now)
    record_score(enrollment=enrollment, activity=lessons[0], score=Decimal("82.5"), now=later)
    best = record_score(enrollment=enrollment, activity=lessons[0], score=Decimal(40), now=later)

    best.refresh_from_db()
    assert best.score == Decimal("82.50")
    assert best.scored_at == later
    assert ActivityScore.objects.count() == 1


def test_missing_activities_in_reading_order(enrollment, lessons, now):
    assert [page.pk for page in missing_activities(enrollment)] == [lessons[0].pk, lessons[1].pk]

    complete_activity(enrollment=enrollment, activity=lessons[0], now=now)

    assert [page.pk for page in missing_activities(enrollment)] == [lessons[1].pk]


def test_course_jp_divides_live_minutes_and_rounds_down(course):
    ModuleFactory(parent=course, lesson_minutes=100)
    ModuleFactory(parent=course, lesson_minutes=79)
    ModuleFactory(parent=course, lesson_minutes=900, live=False)

    assert course_jp(course) == 3


def test_course_jp_uses_the_minutes_of_the_office(course, organization):
    organization.minutes_per_jp = 60
    organization.save()
    course.organization = organization
    ModuleFactory(parent=course, lesson_minutes=119)

    assert course_jp(course) == 1
