"""Data that served its time goes, kind by kind, by the rules an office set; see docs/privacy.md.

A kind is a `RetentionSubject` with a `Keeper`. Everything counts backwards from `now`: a rule of 24 months erases what
ended more than 24 months ago.
"""

import logging
from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db import transaction
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from members.models import RetentionRule, Scope, User

logger = logging.getLogger(__name__)
KEEPERS: dict[str, str] = {}
ACTIVITIES: list[str] = []
EVERYTHING = Scope(is_everything=True)
SHOWN = 20
"""Names listed in a preview; the count is always whole."""


class Keeper(Protocol):
    """`due` are rows of the scope that ended before a moment; `erase` erases them and returns how many it did."""

    def due(self, *, scope: Scope, before: datetime) -> QuerySet: ...

    def erase(self, *, rows: QuerySet, by: User | None, now: datetime) -> int: ...


@dataclass(frozen=True)
class Due:
    """What one rule would erase now; `names` are the first few rows in words."""

    rule: RetentionRule
    before: datetime
    count: int
    names: list[str]


def register_keeper(subject: str, path: str) -> None:
    """Name the `Keeper` class of a RetentionSubject; call it in `AppConfig.ready()`."""
    KEEPERS[subject] = path


def register_activity(path: str) -> None:
    """Name `active_since(*, moment) -> QuerySet` of member keys: whom it returns is not inactive."""
    if path not in ACTIVITIES:
        ACTIVITIES.append(path)


def active_people(*, moment: datetime) -> Iterable[QuerySet]:
    """One set of member keys per way of being active since `moment`."""
    found: Iterable[Callable[..., QuerySet]] = [import_string(path) for path in ACTIVITIES]
    return [active_since(moment=moment) for active_since in found]


def preview_retention(*, scope: Scope = EVERYTHING, now: datetime) -> list[Due]:
    """For every rule, running or not, what it would erase; writes nothing."""
    return [_preview(rule, scope, now) for rule in RetentionRule.objects.filter(subject__in=KEEPERS)]


def _preview(rule: RetentionRule, scope: Scope, now: datetime) -> Due:
    before = _before(rule, now)
    rows = _keeper(rule).due(scope=scope, before=before)
    return Due(rule, before, rows.count(), [str(row) for row in rows[:SHOWN]])


def apply_retention(*, scope: Scope = EVERYTHING, by: User | None = None, now: datetime) -> dict[str, int]:
    """Erase what the active rules say, each rule in a transaction of its own; rows erased per subject.

    Safe to repeat and to run twice at once: the second finds nothing left.
    """
    done = {}
    for rule in RetentionRule.objects.filter(is_active=True, subject__in=KEEPERS):
        with transaction.atomic():
            rows = _keeper(rule).due(scope=scope, before=_before(rule, now))
            done[rule.subject] = _keeper(rule).erase(rows=rows, by=by, now=now)
        logger.info("retention: %s rows of %s erased", done[rule.subject], rule.subject)
    return done


def _keeper(rule: RetentionRule) -> Keeper:
    return import_string(KEEPERS[rule.subject])()


def _before(rule: RetentionRule, now: datetime) -> datetime:
    return months_before(now, rule.months)


def months_before(moment: datetime, months: int) -> datetime:
    """The same day and hour, months earlier; the last day of a month that is shorter."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))
