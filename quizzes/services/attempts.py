"""A member's try at a quiz: open → submitted, and nothing else. docs/quizzes.md draws the states."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import SystemRandom

from django.db import transaction

from courses.choices import EnrollmentStatus
from courses.models import Enrollment
from courses.services.order import refuse_locked
from courses.services.progress import complete_activity, record_score
from courses.services.rules import mark_of
from lms.services import jobs
from members.models import Member
from members.services.merges import standing_entry
from quizzes.choices import AttemptState
from quizzes.models import Attempt, AttemptItem, QuestionVersion, QuizPage
from quizzes.services.drawing import draw_paper
from quizzes.services.grading import grade_answer, is_acceptable, score_percent

GRACE = timedelta(seconds=10)
"""How long after the deadline an answer may still arrive: the time a slow line needs, not time to think."""
CLOSE_JOB = "quizzes.close"


class AttemptLimitReached(Exception):
    """All tries of this quiz are used."""


class NoQuestions(Exception):
    """The bank of the quiz has no question in use."""


class NotEnrolled(Exception):
    """The enrollment is withdrawn or belongs to another course."""


class InvalidAnswer(Exception):
    """Not a question of this paper, or not a choice of this question."""


class AttemptClosed(Exception):
    """The attempt was already submitted; `attempt` holds its result."""

    def __init__(self, attempt: Attempt) -> None:
        super().__init__(attempt.pk)
        self.attempt = attempt


class ClosedByDeadline(AttemptClosed):
    """The answer came after the deadline and its grace; what was saved before has been graded."""


@dataclass(frozen=True)
class Answer:
    """Choice ids, empty for "not answered", and whether the member is unsure."""

    choices: tuple[str, ...] = ()
    is_marked: bool = False


@transaction.atomic
def start_attempt(*, quiz: QuizPage, enrollment: Enrollment, now: datetime) -> Attempt:
    """The open attempt, or a new one with its paper and deadline.

    One whose time ran out is graded and returned submitted, so that nobody begins another try without wanting to.
    Raise NotEnrolled, NoQuestions, AttemptLimitReached, or ActivityLocked when a course in sequence asks for
    something else first; an open attempt may always go on.
    """
    locked = _lock_enrollment(enrollment)
    if locked.status == EnrollmentStatus.WITHDRAWN or not quiz.path.startswith(locked.course.path):
        raise NotEnrolled(enrollment)
    attempts = Attempt.objects.filter(quiz=quiz).of_member(locked.member_id)
    open_attempt = attempts.open().first()
    if open_attempt is not None:
        return close_expired(attempt=_bring_along(open_attempt, locked), now=now)
    refuse_locked(activity=quiz, enrollment=locked)
    last = attempts.order_by("-number").first()
    number = last.number + 1 if last else 1
    if quiz.attempt_limit and number > quiz.attempt_limit:
        raise AttemptLimitReached(quiz)
    return _make_attempt(quiz, locked, number, now)


def _lock_enrollment(enrollment: Enrollment) -> Enrollment:
    """The person first, as merging does: of one just merged, what their standing entry has of this course."""
    entry = standing_entry(member=Member.objects.get(enrollments=enrollment.pk))
    rows = Enrollment.objects.select_for_update(of=("self",)).select_related("course").of_member(entry)
    found = rows.filter(pk=enrollment.pk).first() or rows.filter(course=enrollment.course_id).current().first()
    if found is None:
        raise NotEnrolled(enrollment)
    return found


def _bring_along(attempt: Attempt, enrollment: Enrollment) -> Attempt:
    """Who left the course and joined again goes on for the new enrollment; the old one would never be completed."""
    if attempt.enrollment_id != enrollment.pk:
        attempt.enrollment = enrollment
        attempt.save(update_fields=["enrollment"])
    return attempt


def _make_attempt(quiz: QuizPage, enrollment: Enrollment, number: int, now: datetime) -> Attempt:
    versions = QuestionVersion.objects.current_in(quiz.bank_id)
    paper = draw_paper(versions=versions, count=quiz.question_count, rng=SystemRandom())
    if not paper:
        raise NoQuestions(quiz)
    limit = timedelta(minutes=quiz.time_limit_minutes)
    attempt = Attempt.objects.create(
        quiz=quiz,
        member_id=enrollment.member_id,
        enrollment=enrollment,
        number=number,
        pass_mark=mark_of(enrollment=enrollment, activity=quiz),
        started_at=now,
        deadline_at=now + limit if limit else None,
    )
    AttemptItem.objects.bulk_create(
        AttemptItem(attempt=attempt, position=position, version=item.version, choice_order=item.choice_order)
        for position, item in enumerate(paper, start=1)
    )
    if attempt.deadline_at:
        due_at = attempt.deadline_at + GRACE + timedelta(seconds=1)  # at the last moment itself answers still count
        jobs.enqueue(kind=CLOSE_JOB, key=str(attempt.pk), now=now, due_at=due_at)
    return attempt


def closes_at(attempt: Attempt) -> datetime | None:
    """The last moment at which answers are taken; None without a time limit."""
    return attempt.deadline_at + GRACE if attempt.deadline_at else None


def is_over(attempt: Attempt, now: datetime) -> bool:
    """Whether the deadline and its grace have passed, by the server's clock."""
    last_moment = closes_at(attempt)
    return last_moment is not None and now > last_moment


def seconds_left(attempt: Attempt, now: datetime) -> int | None:
    """Whole seconds to the deadline, without the grace; None without a time limit."""
    if attempt.deadline_at is None:
        return None
    return max(int((attempt.deadline_at - now).total_seconds()), 0)


def save_answer(
    *, attempt: Attempt, position: int, answer: tuple[str, ...], is_marked: bool, now: datetime
) -> datetime:
    """Save one answer; the moment it was saved. Raise as `save_answers` does."""
    return save_answers(attempt=attempt, answers={position: Answer(answer, is_marked)}, now=now)


def save_answers(*, attempt: Attempt, answers: Mapping[int, Answer], now: datetime) -> datetime:
    """Save answers by position, all or none; positions left out keep theirs. Returns the moment they were saved.

    Raise InvalidAnswer, AttemptClosed after submitting, ClosedByDeadline when they come too late: then the attempt
    is graded with what was saved before, which stays saved although this call fails.
    """
    with transaction.atomic():
        locked = _lock(attempt)
        has_room = not locked.is_submitted and not is_over(locked, now)
        if has_room:
            _store(locked, answers, now)
    if has_room:
        return now
    closed = submit_attempt(attempt=locked, now=now)
    raise (ClosedByDeadline if closed.is_closed_by_deadline else AttemptClosed)(closed)


def _store(attempt: Attempt, answers: Mapping[int, Answer], now: datetime) -> None:
    items = {item.position: item for item in attempt.items.filter(position__in=answers).select_related("version")}
    if len(items) < len(answers):
        raise InvalidAnswer(attempt.pk)
    for position, item in items.items():
        choices = answers[position].choices
        if not is_acceptable(version=item.version, answer=choices):
            raise InvalidAnswer(attempt.pk)
        item.answer = sorted(choices)
        item.is_marked = answers[position].is_marked
        item.answered_at = now
    AttemptItem.objects.bulk_update(items.values(), ["answer", "is_marked", "answered_at"])


@transaction.atomic
def submit_attempt(*, attempt: Attempt, now: datetime) -> Attempt:
    """Grade the paper, record the score, finish the activity when passed. A second call changes nothing.

    An attempt whose time ran out counts as submitted at its deadline.
    """
    Enrollment.objects.select_for_update().get(pk=attempt.enrollment_id)  # before the attempt, as `start_attempt` does
    locked = _lock(attempt)
    if locked.is_submitted:
        return locked
    items = list(locked.items.select_related("version"))
    points = [grade_answer(version=item.version, answer=item.answer) for item in items]
    for item, share in zip(items, points, strict=True):
        item.points = share
    AttemptItem.objects.bulk_update(items, ["points"])
    locked.score = score_percent(points)
    locked.state = AttemptState.SUBMITTED
    locked.submitted_at = locked.deadline_at if is_over(locked, now) else now
    locked.save(update_fields=["score", "state", "submitted_at"])
    record_score(enrollment=locked.enrollment, activity=locked.quiz, score=locked.score, now=now)
    if locked.is_passed:
        complete_activity(enrollment=locked.enrollment, activity=locked.quiz, now=now)
    return locked


def close_expired(*, attempt: Attempt, now: datetime) -> Attempt:
    """The attempt as it stands now: submitted with what was saved when its time has run out, else unchanged.

    Opens no transaction unless there is something to close, so that looking at a page is no write on SQLite.
    """
    if attempt.is_submitted or not is_over(attempt, now):
        return attempt
    return submit_attempt(attempt=attempt, now=now)


def run_close_job(*, key: str, now: datetime) -> None:
    """Handler of the job that waits for the deadline."""
    close_expired(attempt=Attempt.objects.get(pk=int(key)), now=now)


def _lock(attempt: Attempt) -> Attempt:
    """The attempt, locked until the transaction ends: saving and submitting take turns."""
    related = Attempt.objects.select_related("quiz", "enrollment")
    return related.select_for_update(of=("self",)).get(pk=attempt.pk)
