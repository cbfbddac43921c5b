"""Two requests at the same moment, on PostgreSQL; each with a control that fails without the guard."""

from threading import Barrier

import pytest
from django.db import IntegrityError, transaction

from courses.models import ActivityCompletion, Enrollment
from courses.services.enrollments import enroll
from courses.services.progress import complete_activity, settle_enrollment
from courses.signals import progress_changed
from tests.factories.courses import EnrollmentFactory, LessonFactory, ModuleFactory
from tests.races import run_at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
RUNNERS = 8


def test_enrolling_at_once_makes_one_enrollment(member, now):
    course = LessonFactory().get_parent().get_parent().specific

    results = run_at_once([lambda: enroll(member=member, course=course, now=now)] * RUNNERS)

    assert {result.pk for result in results} == {Enrollment.objects.get().pk}


def test_control_without_the_guard_enrolling_at_once_fails(member, now):
    course = LessonFactory().get_parent().get_parent().specific
    barrier = Barrier(2)

    def enroll_unguarded():
        with transaction.atomic():
            is_new = not Enrollment.objects.filter(member=member, course=course).exists()
            barrier.wait(10)
            if is_new:
                Enrollment.objects.create(member=member, course=course, enrolled_at=now, required_activity_ids=[])

    results = run_at_once([enroll_unguarded] * 2)

    assert [type(result) for result in results if result] == [IntegrityError]


@pytest.fixture
def two_lessons():
    module = ModuleFactory()
    return [LessonFactory(parent=module), LessonFactory(parent=module)]


def test_completing_at_once_makes_one_completion_and_one_signal(member, now, two_lessons):
    enrollment = EnrollmentFactory(member=member, course=two_lessons[0].get_parent().get_parent().specific)
    heard = []

    def listen(sender, **kwargs):
        heard.append(1)

    progress_changed.connect(listen)
    try:
        run_at_once([lambda: complete_activity(enrollment=enrollment, activity=two_lessons[0], now=now)] * RUNNERS)
    finally:
        progress_changed.disconnect(listen)

    assert ActivityCompletion.objects.count() == 1
    assert heard == [1]


def test_last_two_activities_at_once_complete_the_course(member, now, two_lessons):
    """Each request sees the other's completion, because the enrollment row is locked."""
    enrollment = EnrollmentFactory(member=member, course=two_lessons[0].get_parent().get_parent().specific)

    run_at_once(
        [
            lambda lesson=lesson: complete_activity(enrollment=enrollment, activity=lesson, now=now)
            for lesson in two_lessons
        ]
    )

    enrollment.refresh_from_db()
    assert enrollment.is_completed


def test_control_without_the_lock_the_course_stays_open(member, now, two_lessons):
    enrollment = EnrollmentFactory(member=member, course=two_lessons[0].get_parent().get_parent().specific)
    both_wrote, both_looked = Barrier(2), Barrier(2)

    def complete_unlocked(lesson):
        with transaction.atomic():
            own = Enrollment.objects.get(pk=enrollment.pk)
            ActivityCompletion.objects.create(enrollment=own, activity=lesson, completed_at=now)
            both_wrote.wait(10)
            settle_enrollment(own, now)
            both_looked.wait(10)

    run_at_once([lambda lesson=lesson: complete_unlocked(lesson) for lesson in two_lessons])

    enrollment.refresh_from_db()
    assert ActivityCompletion.objects.count() == 2
    assert not enrollment.is_completed
