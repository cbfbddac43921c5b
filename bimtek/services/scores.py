"""Pre- and post-test scores in percent, from paper or from the online quiz."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from bimtek.choices import ScoreSource, TestKind
from bimtek.models import TestScore, TrainingEvent
from bimtek.services.attendance import UnknownParticipant
from bimtek.services.registrations import RegistrationClosed, lock_event
from courses.models import ActivityScore
from members.models import User

LOWEST, HIGHEST = Decimal(0), Decimal(100)


class ScoreOutOfRange(Exception):
    """A score below 0 or above 100."""


class NoOnlineTest(Exception):
    """The event names no online activity for this test."""


@transaction.atomic
def record_scores(
    *, event: TrainingEvent, kind: str, scores: Mapping[int, Decimal | None], by: User, now: datetime
) -> int:
    """Write `{registration pk: score}` from paper and return how many changed; None takes a score away.

    An unchanged score keeps its source. All or nothing: raise ScoreOutOfRange, UnknownParticipant, or
    RegistrationClosed for a cancelled event.
    """
    locked = lock_event(event)
    _check(locked, scores)
    known = _known_scores(locked, kind)
    removed = [pk for pk, score in scores.items() if score is None and pk in known]
    changed = {
        pk: score for pk, score in scores.items() if score is not None and (pk not in known or known[pk].score != score)
    }
    TestScore.objects.filter(kind=kind, registration__in=removed).delete()
    _write(kind, changed, ScoreSource.PAPER, by, now)
    return len(removed) + len(changed)


@transaction.atomic
def read_quiz_scores(*, event: TrainingEvent, kind: str, now: datetime) -> int:
    """Copy the participants' best online scores and return how many changed; a typed score is never overwritten.

    Raise NoOnlineTest, or RegistrationClosed for a cancelled event.
    """
    locked = lock_event(event)
    activity_id = locked.pre_test_id if kind == TestKind.PRE else locked.post_test_id
    if activity_id is None:
        raise NoOnlineTest(event)
    _check(locked, {})
    best = _online_scores(locked, activity_id)
    known = _known_scores(locked, kind)
    changed = {
        pk: score
        for pk, score in best.items()
        if pk not in known or (known[pk].source == ScoreSource.QUIZ and known[pk].score != score)
    }
    _write(kind, changed, ScoreSource.QUIZ, None, now)
    return len(changed)


def _check(event: TrainingEvent, scores: Mapping[int, Decimal | None]) -> None:
    if event.is_cancelled:
        raise RegistrationClosed(event)
    if wrong := [pk for pk, score in scores.items() if score is not None and not LOWEST <= score <= HIGHEST]:
        raise ScoreOutOfRange(wrong)
    if strangers := set(scores) - set(event.registrations.seated().values_list("pk", flat=True)):
        raise UnknownParticipant(strangers)


def _known_scores(event: TrainingEvent, kind: str) -> dict[int, TestScore]:
    rows = TestScore.objects.filter(registration__event=event, kind=kind)
    return {row.registration_id: row for row in rows}


def _online_scores(event: TrainingEvent, activity_id: int) -> dict[int, Decimal]:
    """Best score per seated registration, whatever enrollment it was reached in."""
    seats = dict(event.registrations.seated().values_list("member_id", "pk"))
    rows = ActivityScore.objects.filter(activity_id=activity_id, enrollment__member__in=seats)
    best = rows.values("enrollment__member_id").annotate(best=Max("score"))
    return {seats[row["enrollment__member_id"]]: row["best"] for row in best}


def _write(kind: str, scores: Mapping[int, Decimal], source: str, by: User | None, now: datetime) -> None:
    rows = [
        TestScore(registration_id=pk, kind=kind, score=score, source=source, recorded_at=now, recorded_by=by)
        for pk, score in scores.items()
    ]
    TestScore.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["registration", "kind"],
        update_fields=["score", "source", "recorded_at", "recorded_by"],
    )
