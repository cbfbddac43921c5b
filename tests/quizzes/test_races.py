"""Requests at the same moment, on PostgreSQL; each with a control that fails without the guard."""

from threading import Barrier, Event

import pytest
from django.db import IntegrityError, transaction

from courses.models import ActivityCompletion, ActivityScore
from courses.services.progress import record_score
from courses.signals import progress_changed
from quizzes.models import Attempt, AttemptItem
from quizzes.services.attempts import AttemptClosed, save_answer, start_attempt, submit_attempt
from quizzes.services.grading import grade_answer
from tests.factories.courses import EnrollmentFactory
from tests.factories.quizzes import QuizFactory, course_of, make_attempt, right_choices
from tests.races import run_at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
RUNNERS = 8


def consistent(attempt):
    """Whether every graded item carries the points of the answer that is stored beside it."""
    items = attempt.items.select_related("version")
    return all(item.points == grade_answer(version=item.version, answer=item.answer) for item in items)


def test_starting_at_once_makes_one_attempt(now):
    quiz = QuizFactory(questions=3)
    enrollment = EnrollmentFactory(course=course_of(quiz))

    results = run_at_once([lambda: start_attempt(quiz=quiz, enrollment=enrollment, now=now)] * RUNNERS)

    assert {result.pk for result in results} == {Attempt.objects.get().pk}
    assert AttemptItem.objects.count() == 3


def test_control_without_the_lock_starting_at_once_fails(now):
    quiz = QuizFactory(questions=3)
    enrollment = EnrollmentFactory(course=course_of(quiz))
    both_looked = Barrier(2)

    def start_unlocked():
        with transaction.atomic():
            assert not Attempt.objects.filter(quiz=quiz).exists()
            both_looked.wait(10)
            Attempt.objects.create(
                quiz=quiz, member=enrollment.member, enrollment=enrollment, number=1, pass_mark=70, started_at=now
            )

    results = run_at_once([start_unlocked] * 2)

    assert [type(result) for result in results if result] == [IntegrityError]


def test_submitting_at_once_has_one_effect(now):
    attempt = make_attempt(questions=1, now=now)
    item = attempt.items.get()
    save_answer(attempt=attempt, position=1, answer=right_choices(item), is_marked=False, now=now)
    heard = []

    def listen(sender, **kwargs):
        heard.append(1)

    progress_changed.connect(listen)
    try:
        results = run_at_once([lambda: submit_attempt(attempt=attempt, now=now)] * RUNNERS)
    finally:
        progress_changed.disconnect(listen)

    assert {result.score for result in results} == {100}
    assert (ActivityScore.objects.count(), ActivityCompletion.objects.count(), heard) == (1, 1, [1])


def test_control_without_the_lock_submitting_at_once_counts_twice(now):
    attempt = make_attempt(questions=1, now=now)
    both_looked = Barrier(2)
    effects = []

    def submit_unlocked():
        with transaction.atomic():
            assert not Attempt.objects.get(pk=attempt.pk).is_submitted
            both_looked.wait(10)
            effects.append(record_score(enrollment=attempt.enrollment, activity=attempt.quiz, score=0, now=now))

    run_at_once([submit_unlocked] * 2)

    assert len(effects) == 2


def test_twenty_saves_at_once_keep_every_answer(now):
    attempt = make_attempt(questions=20, question_count=20, now=now)

    def save(position):
        return lambda: save_answer(attempt=attempt, position=position, answer=("b",), is_marked=False, now=now)

    results = run_at_once([save(position) for position in range(1, 21)])

    assert results == [now] * 20
    assert list(attempt.items.values_list("answer", flat=True)) == [["b"]] * 20


def test_saving_while_submitting_is_graded_or_refused(now):
    for _ in range(5):
        attempt = make_attempt(questions=4, now=now)

        def save(item, attempt=attempt):
            return lambda: save_answer(
                attempt=attempt, position=item.position, answer=right_choices(item), is_marked=False, now=now
            )

        saves = [save(item) for item in attempt.items.all()]
        results = run_at_once([*saves, lambda attempt=attempt: submit_attempt(attempt=attempt, now=now)])

        assert {type(result) for result in results[:-1]} <= {type(now), AttemptClosed}
        assert consistent(attempt)


def test_control_without_the_lock_a_saved_answer_is_not_graded(now):
    attempt = make_attempt(questions=1, now=now)
    looked, graded = Event(), Event()

    def save_unlocked():
        with transaction.atomic():
            item = attempt.items.get()
            assert not Attempt.objects.get(pk=attempt.pk).is_submitted
            looked.set()
            graded.wait(10)
            item.answer = list(right_choices(item))
            item.save(update_fields=["answer"])

    def submit():
        looked.wait(10)
        submit_attempt(attempt=attempt, now=now)
        graded.set()

    assert run_at_once([save_unlocked, submit]) == [None, None]
    assert not consistent(attempt)


def test_starting_and_submitting_at_once_never_lock_each_other_out(now):
    attempt = make_attempt(questions=2, now=now)
    late = attempt.deadline_at.replace(year=attempt.deadline_at.year + 1)
    start = [lambda: start_attempt(quiz=attempt.quiz, enrollment=attempt.enrollment, now=late)] * 4
    submit = [lambda: submit_attempt(attempt=attempt, now=late)] * 4

    results = run_at_once([*start, *submit])

    assert [type(result) for result in results] == [Attempt] * 8
