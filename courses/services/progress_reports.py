"""What phones report, read with suspicion: shapes, sizes, clocks. Nothing here asks the database."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from courses.choices import ProgressKind
from courses.models.progress import LONGEST_STRETCH

KINDS = list(ProgressKind.values)
MOST_EVENTS = 100
MOST_BYTES = 64 * 1024
TIME_COUNTS = timedelta(days=28)
"""Later than this a report adds no reading time: the row that would show it as repeated may be gone by then."""
LARGEST_KEY = 2**63 - 1
PLACE = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,79}")
"""Ids of headings and blocks in a lesson."""


class UnreadableBatch(Exception):
    """Not a batch of events as docs/progress.md describes it; nothing of it was taken."""


@dataclass
class Report:
    """One event as the phone tells it; `at` is when its stretch of `seconds` ended, by the phone's own clock."""

    id: UUID
    activity_pk: int
    kind: str
    position: str
    seconds: int
    at: datetime
    version: datetime | None


def read_batch(body: bytes) -> list[Any]:
    """The events of a batch, not looked at yet; raise UnreadableBatch for anything else, also for half a body."""
    try:
        batch = json.loads(body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise UnreadableBatch from error
    events = batch.get("events") if isinstance(batch, dict) else None
    if not isinstance(events, list) or len(events) > MOST_EVENTS:
        raise UnreadableBatch
    return events


def read_report(raw: Any) -> Report | None:
    """None for what no phone of ours sends. A place that is no id is left out, and a stretch is cut to an hour."""
    if not isinstance(raw, dict):
        return None
    key, at = _read_key(raw.get("id")), read_moment(raw.get("at"))
    activity_pk, seconds = _read_number(raw.get("activity")), _read_number(raw.get("seconds", 0))
    if key is None or at is None or activity_pk is None or seconds is None or raw.get("kind") not in KINDS:
        return None
    if not 0 < activity_pk <= LARGEST_KEY:
        return None
    position, version = read_place(raw.get("position")), read_moment(raw.get("version"))
    return Report(key, activity_pk, raw["kind"], position, min(max(seconds, 0), LONGEST_STRETCH), at, version)


def read_place(raw: Any) -> str:
    return raw if isinstance(raw, str) and PLACE.fullmatch(raw) else ""


def read_moment(raw: Any) -> datetime | None:
    """ISO 8601, UTC when no zone is named."""
    if not isinstance(raw, str):
        return None
    try:
        moment = datetime.fromisoformat(raw)
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def read_name(raw: Any) -> str:
    """How a refusal names an event that could not be read; empty when it had no usable id."""
    name = raw.get("id") if isinstance(raw, dict) else None
    return name if isinstance(name, str) and len(name) <= len(str(UUID(int=0))) and name.isprintable() else ""


def set_clocks(reports: Iterable[Report], *, earliest: datetime, now: datetime) -> None:
    """Move what a wrong clock wrote before `earliest` or after `now` so that its latest event is now.

    The distances between them stay; nothing ends up before `earliest`, and no stretch begins before it.
    """
    reports = list(reports)
    for wrong in ([r for r in reports if r.at > now], [r for r in reports if r.at < earliest]):
        latest = max((report.at for report in wrong), default=now)
        for report in wrong:
            report.at = max(earliest, now - (latest - report.at))
    for report in reports:
        possible = int((report.at - earliest).total_seconds()) if now - report.at < TIME_COUNTS else 0
        report.seconds = min(report.seconds, possible)


def _read_key(raw: Any) -> UUID | None:
    try:
        return UUID(raw) if isinstance(raw, str) and len(raw) == len(str(UUID(int=0))) else None
    except ValueError:
        return None


def _read_number(raw: Any) -> int | None:
    return raw if isinstance(raw, int) and not isinstance(raw, bool) else None


def _refuse_constant(name: str) -> None:
    raise ValueError(name)
