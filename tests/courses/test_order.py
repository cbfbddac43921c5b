"""Courses in sequence: what is closed, what is said instead, and what stays open."""

import pytest
from django.urls import reverse

from courses.models import ActivityCompletion
from courses.services.enrollments import enroll
from courses.services.order import ActivityLocked, is_locked
from courses.services.outline import outline_of_reader
from courses.services.progress import complete_activity
from courses.services.progress_events import finish_by_hand
from members.choices import Role
from quizzes.models import Attempt
from quizzes.services.attempts import start_attempt
from tests.factories.courses import CourseFactory, LessonFactory, ModuleFactory
from tests.factories.members import UserFactory, assign_role
from tests.factories.quizzes import QuizFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(db):
    return CourseFactory(is_sequential=True)


@pytest.fixture
def steps(course):
    """Required, optional, required, and a quiz in the next module."""
    module = ModuleFactory(parent=course)
    first = LessonFactory(parent=module, title="Satu")
    extra = LessonFactory(parent=module, title="Tambahan", is_required=False)
    second = LessonFactory(parent=module, title="Dua", body=[("text", "<p>RAHASIA</p>")])
    quiz = QuizFactory(parent=ModuleFactory(parent=course), title="Kuis", questions=1)
    return first, extra, second, quiz


@pytest.fixture
def enrollment(member, course, steps, now):
    return enroll(member=member, course=course, now=now)


def locks(course, user):
    outline = outline_of_reader(page=course, user=user)
    return {line.title: line.locked_by and line.locked_by.title for line in outline.activities}


def test_everything_after_the_first_required_waits(course, member, enrollment, steps, now):
    at_first = locks(course, member.user)
    complete_activity(enrollment=enrollment, activity=steps[0], now=now)
    later = locks(course, member.user)

    assert at_first == {"Satu": None, "Tambahan": "Satu", "Dua": "Satu", "Kuis": "Satu"}
    assert later == {"Satu": None, "Tambahan": None, "Dua": None, "Kuis": "Dua"}
    assert [is_locked(step, enrollment) for step in steps] == [False, False, False, True]


def test_what_is_done_stays_open(course, member, enrollment, steps, now):
    complete_activity(enrollment=enrollment, activity=steps[2], now=now)

    assert locks(course, member.user)["Dua"] is None
    assert not is_locked(steps[2], enrollment)


def test_the_order_is_that_of_the_enrollment_not_of_today(course, member, enrollment, steps, now):
    course.is_sequential = False
    course.save()
    free = enroll(member=member, course=course, now=now)

    assert free.is_sequential
    assert locks(course, member.user)["Dua"] == "Satu"


def test_a_course_made_sequential_later_stays_free_for_who_learns(member, now):
    course = CourseFactory()
    lessons = [LessonFactory(parent=ModuleFactory(parent=course)) for _number in range(2)]
    enrollment = enroll(member=member, course=course, now=now)
    course.is_sequential = True
    course.save()

    assert [is_locked(lesson, enrollment) for lesson in lessons] == [False, False]


def test_a_finished_course_is_open_as_a_whole(course, member, enrollment, steps, now):
    for step in (steps[0], steps[2], steps[3]):
        complete_activity(enrollment=enrollment, activity=step, now=now)
    LessonFactory(parent=ModuleFactory(parent=course), title="Baru")
    enrollment.refresh_from_db()

    assert enrollment.is_completed
    assert set(locks(course, member.user).values()) == {None}


def test_marking_a_closed_lesson_is_refused(enrollment, steps, now):
    with pytest.raises(ActivityLocked) as locked:
        finish_by_hand(user=enrollment.member.user, activity=steps[2], version=None, now=now)

    assert locked.value.first.title == "Satu"
    assert ActivityCompletion.objects.count() == 0


def test_starting_a_closed_quiz_is_refused(enrollment, steps, now):
    with pytest.raises(ActivityLocked):
        start_attempt(quiz=steps[3], enrollment=enrollment, now=now)

    assert Attempt.objects.count() == 0


def test_an_open_attempt_goes_on_when_the_order_changed(enrollment, steps, now):
    enrollment.is_sequential = False
    enrollment.save()
    attempt = start_attempt(quiz=steps[3], enrollment=enrollment, now=now)
    enrollment.is_sequential = True
    enrollment.save()

    assert start_attempt(quiz=steps[3], enrollment=enrollment, now=now) == attempt


def test_a_closed_page_says_what_to_do_first_and_nothing_else(member_client, enrollment, steps):
    html = member_client.get(steps[2].url).content.decode()

    assert "Bagian ini belum terbuka" in html
    assert f'href="{steps[0].url}">Buka “Satu”</a>' in html
    assert "RAHASIA" not in html


def test_a_closed_quiz_offers_no_start(member_client, enrollment, steps):
    html = member_client.get(steps[3].url).content.decode()

    assert "Bagian ini belum terbuka" in html
    assert reverse("quiz_start", args=[steps[3].pk]) not in html


def test_the_doors_lead_to_what_comes_first(member_client, enrollment, steps):
    finish = member_client.post(reverse("activity_finish", args=[steps[2].pk]))
    start = member_client.post(reverse("quiz_start", args=[steps[3].pk]))

    assert (finish.url, start.url) == (steps[0].url, steps[0].url)


def test_a_visitor_reads_a_course_in_sequence_up_to_its_first_step(client, steps):
    assert "Bagian ini belum terbuka" not in client.get(steps[0].url).content.decode()
    assert "RAHASIA" not in client.get(steps[2].url).content.decode()


def test_the_outline_says_after_what_a_part_opens(member_client, course, enrollment):
    html = member_client.get(course.url).content.decode()

    assert html.count("Terbuka sesudah “Satu”") == 3


def test_an_editors_preview_is_not_closed(client, organization, steps):
    client.force_login(assign_role(UserFactory(is_superuser=True), Role.ADMIN, organization))
    response = client.get(reverse("writing_preview", args=[steps[2].pk]))

    assert "RAHASIA" in response.content.decode()
