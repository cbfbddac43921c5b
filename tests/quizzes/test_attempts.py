from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from courses.models import ActivityCompletion, ActivityScore
from courses.services.enrollments import enroll, withdraw
from lms.models import Job
from lms.services import jobs
from quizzes.choices import AttemptState
from quizzes.models import Attempt
from quizzes.services.attempts import (
    GRACE,
    Answer,
    AttemptClosed,
    AttemptLimitReached,
    ClosedByDeadline,
    InvalidAnswer,
    NoQuestions,
    NotEnrolled,
    close_expired,
    save_answer,
    save_answers,
    seconds_left,
    start_attempt,
    submit_attempt,
)
from quizzes.services.bank import set_in_use
from tests.factories.courses import EnrollmentFactory
from tests.factories.quizzes import (
    QuestionFactory,
    QuizFactory,
    course_of,
    make_attempt,
    multiple_draft,
    right_choices,
    wrong_choice,
)

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def answer_all(attempt, now, right=None):
    """Answer the first `right` questions rightly (default all), the rest wrongly."""
    items = list(attempt.items.all())
    right = len(items) if right is None else right
    for item in items:
        choices = right_choices(item) if item.position <= right else wrong_choice(item)
        save_answer(attempt=attempt, position=item.position, answer=choices, is_marked=False, now=now)


def saved(attempt):
    return list(attempt.items.values_list("answer", flat=True))


def test_start_draws_a_paper_with_a_deadline_on_the_server(now):
    attempt = make_attempt(questions=5, question_count=3, time_limit_minutes=20, now=now)

    assert (attempt.number, attempt.state, attempt.pass_mark) == (1, AttemptState.OPEN, 70)
    assert attempt.deadline_at == now + timedelta(minutes=20)
    assert list(attempt.items.values_list("position", flat=True)) == [1, 2, 3]
    assert all(sorted(item.choice_order) == ["a", "b", "c"] for item in attempt.items.all())


def test_start_without_time_limit_has_no_deadline_and_no_job(now):
    attempt = make_attempt(time_limit_minutes=0, now=now)

    assert attempt.deadline_at is None
    assert seconds_left(attempt, now) is None
    assert Job.objects.filter(kind="quizzes.close").count() == 0
    assert not close_expired(attempt=attempt, now=now + timedelta(days=365)).is_submitted


def test_start_again_returns_the_open_attempt(now):
    attempt = make_attempt(now=now)

    again = start_attempt(quiz=attempt.quiz, enrollment=attempt.enrollment, now=now + SECOND)

    assert again == attempt
    assert Attempt.objects.count() == 1


def test_start_after_the_deadline_returns_the_graded_attempt_and_begins_no_other(now):
    attempt = make_attempt(now=now)

    again = start_attempt(quiz=attempt.quiz, enrollment=attempt.enrollment, now=now + timedelta(hours=1))

    assert again == attempt
    assert again.is_closed_by_deadline
    assert Attempt.objects.count() == 1


def test_start_stops_at_the_limit(now):
    attempt = make_attempt(attempt_limit=2, now=now)
    submit_attempt(attempt=attempt, now=now)
    second = start_attempt(quiz=attempt.quiz, enrollment=attempt.enrollment, now=now)
    submit_attempt(attempt=second, now=now)

    with pytest.raises(AttemptLimitReached):
        start_attempt(quiz=attempt.quiz, enrollment=attempt.enrollment, now=now)

    assert second.number == 2
    assert Attempt.objects.count() == 2


def test_start_counts_tries_over_enrollments(now):
    attempt = make_attempt(attempt_limit=1, now=now)
    submit_attempt(attempt=attempt, now=now)
    withdraw(enrollment=attempt.enrollment, now=now)
    fresh = EnrollmentFactory(member=attempt.member, course=attempt.enrollment.course)

    with pytest.raises(AttemptLimitReached):
        start_attempt(quiz=attempt.quiz, enrollment=fresh, now=now)


def test_start_without_questions(now):
    quiz = QuizFactory(questions=1)
    set_in_use(question=quiz.bank.questions.get(), is_active=False)

    with pytest.raises(NoQuestions):
        make_attempt(quiz=quiz, now=now)

    assert Attempt.objects.count() == 0


def test_start_needs_a_current_enrollment_of_this_course(now):
    quiz = QuizFactory(questions=1)
    foreign = EnrollmentFactory()
    left = withdraw(enrollment=EnrollmentFactory(course=course_of(quiz)), now=now)

    for enrollment in (foreign, left):
        with pytest.raises(NotEnrolled):
            start_attempt(quiz=quiz, enrollment=enrollment, now=now)


def test_database_keeps_one_open_attempt(now):
    attempt = make_attempt(now=now)
    fields = {name: getattr(attempt, name) for name in ("quiz", "member", "enrollment", "pass_mark", "started_at")}

    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.create(number=2, **fields)


def test_save_answer_keeps_choices_mark_and_time(now):
    attempt = make_attempt(now=now)

    saved_at = save_answer(attempt=attempt, position=2, answer=("b",), is_marked=True, now=now + SECOND)

    item = attempt.items.get(position=2)
    assert (item.answer, item.is_marked, item.answered_at) == (["b"], True, saved_at)
    assert saved(attempt) == [[], ["b"], []]


@pytest.mark.parametrize(
    ("position", "answer"), [(1, ("z",)), (1, ("a", "b")), (9, ("a",)), (0, ("a",)), (1, ("a", "a"))]
)
def test_invalid_answers_change_nothing(now, position, answer):
    attempt = make_attempt(now=now)

    with pytest.raises(InvalidAnswer):
        save_answers(attempt=attempt, answers={2: Answer(("a",)), position: Answer(answer)}, now=now)

    assert saved(attempt) == [[], [], []]


@pytest.mark.parametrize("offset", [-SECOND, 0 * SECOND, GRACE - SECOND, GRACE])
def test_answers_up_to_the_grace_are_kept(now, offset):
    attempt = make_attempt(now=now)

    save_answer(attempt=attempt, position=1, answer=("a",), is_marked=False, now=attempt.deadline_at + offset)

    assert saved(attempt) == [["a"], [], []]
    assert not Attempt.objects.get().is_submitted


@pytest.mark.parametrize("offset", [GRACE + timedelta(microseconds=1), GRACE + SECOND, timedelta(days=3)])
def test_later_answers_are_refused_and_the_saved_ones_graded(now, offset):
    attempt = make_attempt(questions=2, now=now)
    item = attempt.items.get(position=1)
    save_answer(attempt=attempt, position=1, answer=right_choices(item), is_marked=False, now=now)

    with pytest.raises(ClosedByDeadline) as closed:
        save_answer(attempt=attempt, position=2, answer=("a",), is_marked=False, now=attempt.deadline_at + offset)

    graded = closed.value.attempt
    assert (graded.state, graded.score, graded.submitted_at) == ("submitted", Decimal("50.00"), attempt.deadline_at)
    assert saved(attempt) == [list(right_choices(item)), []]
    assert Attempt.objects.get().score == Decimal("50.00")


def test_a_longer_clock_on_the_phone_does_not_help(now):
    attempt = make_attempt(now=now)
    attempt.deadline_at += timedelta(hours=5)

    with pytest.raises(ClosedByDeadline):
        save_answer(attempt=attempt, position=1, answer=("a",), is_marked=False, now=now + timedelta(hours=1))


def test_answers_after_submitting_are_refused(now):
    attempt = make_attempt(now=now)
    submit_attempt(attempt=attempt, now=now)

    with pytest.raises(AttemptClosed) as closed:
        save_answer(attempt=attempt, position=1, answer=("a",), is_marked=False, now=now + SECOND)

    assert not isinstance(closed.value, ClosedByDeadline)
    assert saved(attempt) == [[], [], []]


def test_submit_grades_records_and_completes(now):
    attempt = make_attempt(questions=10, now=now)
    answer_all(attempt, now, right=7)

    graded = submit_attempt(attempt=attempt, now=now + SECOND)

    assert (graded.score, graded.is_passed, graded.submitted_at) == (Decimal("70.00"), True, now + SECOND)
    assert [item.points for item in graded.items.all()] == [1] * 7 + [0] * 3
    assert ActivityScore.objects.get().score == Decimal("70.00")
    completion = ActivityCompletion.objects.get()
    assert (completion.enrollment, completion.activity_id) == (attempt.enrollment, attempt.quiz_id)


def test_submit_below_the_mark_records_but_does_not_complete(now):
    attempt = make_attempt(questions=3, now=now)
    answer_all(attempt, now, right=2)

    graded = submit_attempt(attempt=attempt, now=now)

    assert (graded.score, graded.is_passed) == (Decimal("66.67"), False)
    assert ActivityScore.objects.get().score == Decimal("66.67")
    assert ActivityCompletion.objects.count() == 0


def test_submit_twice_has_no_second_effect(now):
    attempt = make_attempt(now=now)
    first = submit_attempt(attempt=attempt, now=now)

    again = submit_attempt(attempt=attempt, now=now + timedelta(minutes=5))

    assert (again.submitted_at, again.score) == (first.submitted_at, first.score)
    assert ActivityScore.objects.get().scored_at == now


def test_best_score_stays_when_the_next_try_is_worse(now):
    attempt = make_attempt(questions=2, now=now)
    answer_all(attempt, now)
    submit_attempt(attempt=attempt, now=now)
    second = start_attempt(quiz=attempt.quiz, enrollment=attempt.enrollment, now=now)

    submit_attempt(attempt=second, now=now)

    assert ActivityScore.objects.get().score == Decimal("100.00")


def test_partial_points_are_summed(now):
    quiz = QuizFactory()
    QuestionFactory(bank=quiz.bank, draft=multiple_draft())
    attempt = make_attempt(quiz=quiz, now=now)
    save_answer(attempt=attempt, position=1, answer=("a",), is_marked=False, now=now)

    assert submit_attempt(attempt=attempt, now=now).score == Decimal("50.00")


def test_changed_pass_mark_does_not_touch_running_attempts(now):
    attempt = make_attempt(questions=2, now=now)
    answer_all(attempt, now)
    attempt.quiz.pass_mark = 100
    attempt.quiz.save()

    assert submit_attempt(attempt=attempt, now=now).pass_mark == 70


def test_close_expired_waits_for_the_grace(now):
    attempt = make_attempt(now=now)

    assert not close_expired(attempt=attempt, now=attempt.deadline_at + GRACE).is_submitted
    assert close_expired(attempt=attempt, now=attempt.deadline_at + GRACE + SECOND).is_closed_by_deadline


def test_a_job_closes_the_attempt_nobody_touches(now):
    attempt = make_attempt(questions=1, now=now)
    answer_all(attempt, now)
    job = Job.objects.get(kind="quizzes.close", key=str(attempt.pk))

    early = jobs.run(pk=job.pk, now=attempt.deadline_at)
    done = jobs.run(pk=job.pk, now=attempt.deadline_at + GRACE + SECOND)

    assert early is None
    assert done.state == Job.State.DONE
    graded = Attempt.objects.get()
    assert (graded.score, graded.submitted_at) == (Decimal("100.00"), attempt.deadline_at)
    assert ActivityCompletion.objects.count() == 1


def test_the_job_of_a_submitted_attempt_changes_nothing(now):
    attempt = make_attempt(now=now)
    submit_attempt(attempt=attempt, now=now)

    jobs.run_due(now=now + timedelta(hours=1))

    assert Attempt.objects.get().submitted_at == now


def rejoin(attempt, now):
    """Leave the course of the attempt and join it again."""
    withdraw(enrollment=attempt.enrollment, now=now)
    return enroll(member=attempt.member, course=attempt.enrollment.course, now=now)


def test_who_leaves_and_joins_again_goes_on_for_the_new_enrollment(now):
    attempt = make_attempt(questions=2, attempt_limit=1, now=now)
    answer_all(attempt, now)
    fresh = rejoin(attempt, now)

    again = start_attempt(quiz=attempt.quiz, enrollment=fresh, now=now + SECOND)
    submit_attempt(attempt=again, now=now + SECOND)

    assert (again, again.enrollment) == (attempt, fresh)
    fresh.refresh_from_db()
    assert fresh.is_completed
    assert ActivityScore.objects.get().enrollment == fresh


def test_the_deadline_does_not_move_when_somebody_joins_again(now):
    attempt = make_attempt(now=now)
    fresh = rejoin(attempt, now)

    again = start_attempt(quiz=attempt.quiz, enrollment=fresh, now=now + SECOND)

    assert (again.deadline_at, again.number, again.enrollment) == (attempt.deadline_at, 1, fresh)


def test_an_attempt_whose_course_was_left_is_closed_but_completes_nothing(now):
    attempt = make_attempt(questions=1, now=now)
    answer_all(attempt, now)
    withdraw(enrollment=attempt.enrollment, now=now)

    jobs.run_due(now=attempt.deadline_at + GRACE + SECOND)

    closed = Attempt.objects.get()
    assert (closed.state, closed.score, closed.is_closed_by_deadline) == ("submitted", Decimal(100), True)
    assert Job.objects.get(kind="quizzes.close").state == Job.State.DONE
    assert closed.enrollment.status == "withdrawn"
    assert closed.enrollment.completed_at is None


def test_a_phone_that_did_not_hear_of_the_withdrawal_loses_no_answer(now):
    attempt = make_attempt(questions=1, now=now)
    withdraw(enrollment=attempt.enrollment, now=now)

    answer_all(attempt, now)
    submit_attempt(attempt=attempt, now=now)

    assert Attempt.objects.get().score == 100
    assert ActivityScore.objects.get().enrollment == attempt.enrollment


@pytest.mark.parametrize(("limit", "allowed"), [(1, 1), (2, 2), (3, 3), (0, 5)])
def test_exactly_as_many_tries_as_allowed(now, limit, allowed):
    attempt = make_attempt(attempt_limit=limit, now=now)
    numbers = [attempt.number]
    submit_attempt(attempt=attempt, now=now)
    while len(numbers) < 5:
        try:
            attempt = start_attempt(quiz=attempt.quiz, enrollment=attempt.enrollment, now=now)
        except AttemptLimitReached:
            break
        numbers.append(attempt.number)
        submit_attempt(attempt=attempt, now=now)

    assert numbers == list(range(1, allowed + 1))


def test_a_try_closed_by_the_deadline_counts(now):
    attempt = make_attempt(attempt_limit=1, now=now)
    later = attempt.deadline_at + GRACE + SECOND
    jobs.run_due(now=later)

    with pytest.raises(AttemptLimitReached):
        start_attempt(quiz=attempt.quiz, enrollment=attempt.enrollment, now=later)


def test_a_limit_raised_later_gives_another_try(now):
    attempt = make_attempt(attempt_limit=1, now=now)
    submit_attempt(attempt=attempt, now=now)
    attempt.quiz.attempt_limit = 2
    attempt.quiz.save()

    assert start_attempt(quiz=attempt.quiz, enrollment=attempt.enrollment, now=now).number == 2


def test_a_limit_lowered_later_takes_no_result_away(now):
    attempt = make_attempt(attempt_limit=0, now=now)
    submit_attempt(attempt=attempt, now=now)
    second = start_attempt(quiz=attempt.quiz, enrollment=attempt.enrollment, now=now)
    attempt.quiz.attempt_limit = 1
    attempt.quiz.save()

    assert start_attempt(quiz=attempt.quiz, enrollment=attempt.enrollment, now=now) == second
    submit_attempt(attempt=second, now=now)
    with pytest.raises(AttemptLimitReached):
        start_attempt(quiz=attempt.quiz, enrollment=attempt.enrollment, now=now)
    assert Attempt.objects.submitted().count() == 2


def test_one_member_s_tries_are_not_another_s(now):
    quiz = QuizFactory(questions=2, attempt_limit=1)
    submit_attempt(attempt=make_attempt(quiz=quiz, now=now), now=now)

    assert make_attempt(quiz=quiz, now=now).number == 1


def test_every_attempt_of_a_hall_is_closed_at_its_own_deadline(now):
    quiz = QuizFactory(questions=2, time_limit_minutes=20)
    early = make_attempt(quiz=quiz, now=now)
    late = make_attempt(quiz=quiz, now=now + timedelta(minutes=5))

    jobs.run_due(now=early.deadline_at + GRACE + SECOND)
    first = {attempt.pk: attempt.is_submitted for attempt in Attempt.objects.all()}
    jobs.run_due(now=late.deadline_at + GRACE + SECOND)

    assert first == {early.pk: True, late.pk: False}
    ends = dict(Attempt.objects.values_list("pk", "submitted_at"))
    assert ends == {early.pk: early.deadline_at, late.pk: late.deadline_at}


def test_the_job_closes_the_attempt_in_the_first_moment_it_is_due(now):
    attempt = make_attempt(now=now)
    job = Job.objects.get(kind="quizzes.close")

    jobs.run_due(now=job.due_at)

    assert job.due_at == attempt.deadline_at + GRACE + SECOND
    assert Attempt.objects.get().is_closed_by_deadline
