"""A trainer's mark: points per criterion, a word to the learner, accepted or back for another try."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from courses.choices import SubmissionStatus
from courses.models import AssignmentPage, Enrollment, RubricCriterion, Submission
from courses.services.progress import complete_activity, record_score
from courses.services.rules import mark_of
from members.models import User

CENT = Decimal("0.01")


class MarkRefused(Exception):
    """Base of every reason why a mark was not kept."""


class AlreadyMarked(MarkRefused):
    """Somebody else was first; `submission` is what counts."""

    def __init__(self, submission: Submission) -> None:
        super().__init__(submission.pk)
        self.submission = submission


class RubricChanged(MarkRefused):
    """The criteria are no longer those the trainer saw."""


class BelowPassMark(MarkRefused):
    """Accepted work has at least the pass mark; `mark` is that percent, `score` what the points make."""

    def __init__(self, score: Decimal, mark: int) -> None:
        super().__init__(score, mark)
        self.score, self.mark = score, mark


@dataclass(frozen=True)
class Mark:
    """What a trainer decided: points by primary key of the criterion, and the words for the learner."""

    points: Mapping[int, int]
    feedback: str
    is_accepted: bool

    @property
    def status(self) -> SubmissionStatus:
        return SubmissionStatus.ACCEPTED if self.is_accepted else SubmissionStatus.RETURNED


@transaction.atomic
def mark_submission(*, submission: Submission, mark: Mark, by: User, now: datetime) -> Submission:
    """Keep the mark with the rubric as it is now, record the score, and finish the activity when accepted.

    The same mark by the same person twice changes nothing. A return takes no completion back. Raise MarkRefused.
    """
    Enrollment.objects.select_for_update().get(pk=submission.enrollment_id)  # before the work, as handing in does
    related = Submission.objects.select_related("assignment", "enrollment")
    locked = related.select_for_update(of=("self",)).get(pk=submission.pk)
    rubric = rubric_of(locked.assignment, mark.points)
    if not locked.is_waiting:
        return _same(locked, mark, rubric, by)
    score = score_of(rubric)
    passing = mark_of(enrollment=locked.enrollment, activity=locked.assignment)
    if mark.is_accepted and score < passing:
        raise BelowPassMark(score, passing)
    locked.rubric, locked.score, locked.feedback = rubric, score, mark.feedback
    locked.status, locked.reviewed_at, locked.reviewed_by = mark.status, now, by
    locked.save(update_fields=["rubric", "score", "feedback", "status", "reviewed_at", "reviewed_by"])
    record_score(enrollment=locked.enrollment, activity=locked.assignment, score=score, now=now)
    if mark.is_accepted:
        complete_activity(enrollment=locked.enrollment, activity=locked.assignment, now=now)
    return locked


def _same(marked: Submission, mark: Mark, rubric: list[dict[str, Any]], by: User) -> Submission:
    kept = (marked.reviewed_by_id, marked.status, marked.feedback, marked.rubric)
    if kept != (by.pk, mark.status, mark.feedback, rubric):
        raise AlreadyMarked(marked)
    return marked


def rubric_of(assignment: AssignmentPage, points: Mapping[int, int]) -> list[dict[str, Any]]:
    """Every criterion with the points given, frozen as plain values. Raise RubricChanged."""
    criteria = list(RubricCriterion.objects.filter(assignment=assignment))
    if {row.pk for row in criteria} != set(points) or any(not 0 <= points[row.pk] <= row.points for row in criteria):
        raise RubricChanged(assignment.pk)
    return [
        {
            "id": row.pk,
            "title": row.title,
            "description": row.description,
            "points": points[row.pk],
            "highest": row.points,
        }
        for row in criteria
    ]


def score_of(rubric: list[dict[str, Any]]) -> Decimal:
    """Percent of all points, 0–100 with two decimals; the sum of what was given by the sum of the highest."""
    highest = sum(row["highest"] for row in rubric)
    given = Decimal(sum(row["points"] for row in rubric))
    return (given * 100 / highest).quantize(CENT) if highest else Decimal(100)
