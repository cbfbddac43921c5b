"""The rule an enrollment was made under is its own."""

from decimal import Decimal

import pytest

from certificates.services.requirements import missing_requirements
from courses.services.enrollments import enroll
from courses.services.outline import outline_of_reader
from courses.services.rules import mark_of, rule_now
from quizzes.services.attempts import start_attempt, submit_attempt
from tests.factories.courses import CourseFactory, EnrollmentFactory, LessonFactory, ModuleFactory
from tests.factories.quizzes import QuizFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(db):
    return CourseFactory(is_sequential=True)


@pytest.fixture
def quiz(course):
    return QuizFactory(parent=ModuleFactory(parent=course), pass_mark=60, questions=1)


def set_mark(quiz, mark):
    quiz.pass_mark = mark
    quiz.save()


def test_the_rule_of_now_in_one_query(course, quiz, django_assert_num_queries):
    lesson = LessonFactory(parent=quiz.get_parent())
    LessonFactory(parent=quiz.get_parent(), is_required=False)

    with django_assert_num_queries(1):
        rule = rule_now(course)

    assert (rule.required_activity_ids, rule.is_sequential) == ([quiz.pk, lesson.pk], True)
    assert rule.pass_marks == {str(quiz.pk): 60}


def test_enrolling_freezes_it(course, quiz, member, now):
    enrollment = enroll(member=member, course=course, now=now)
    set_mark(quiz, 90)
    enrollment.refresh_from_db()

    assert (enrollment.is_sequential, enrollment.pass_marks) == (True, {str(quiz.pk): 60})
    assert mark_of(enrollment=enrollment, activity=quiz) == 60


def test_a_paper_carries_the_learners_own_mark(course, quiz, member, now):
    enrollment = enroll(member=member, course=course, now=now)
    set_mark(quiz, 90)

    assert start_attempt(quiz=quiz, enrollment=enrollment, now=now).pass_mark == 60


def test_the_mark_decides_over_passing(course, quiz, member, now):
    """Zero points pass where the mark was zero, whatever the page asks today."""
    set_mark(quiz, 0)
    enrollment = enroll(member=member, course=course, now=now)
    set_mark(quiz, 100)

    attempt = submit_attempt(attempt=start_attempt(quiz=quiz, enrollment=enrollment, now=now), now=now)
    enrollment.refresh_from_db()

    assert (attempt.score, attempt.is_passed, enrollment.is_completed) == (Decimal("0.00"), True, True)


def test_an_older_enrollment_uses_the_mark_of_the_page(course, quiz, member, now):
    enrollment = EnrollmentFactory(member=member, course=course)
    set_mark(quiz, 75)

    assert start_attempt(quiz=quiz, enrollment=enrollment, now=now).pass_mark == 75


def test_every_screen_says_the_learners_own_mark(member_client, course, quiz, member, now):
    enrollment = enroll(member=member, course=course, now=now)
    set_mark(quiz, 90)

    [requirement] = outline_of_reader(page=course, user=member.user).requirements
    details = {row.detail for row in missing_requirements(source=enrollment)}

    assert requirement.detail == "Nilai lulus 60"
    assert "nilai paling rendah 60" in details
    assert "<dd>60</dd>" in member_client.get(quiz.url).content.decode()
