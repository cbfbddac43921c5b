"""Kinds of which a worker does many jobs at once: still one row, one state and one retry for each.

A worker that gets one such job takes others of its kind with it, but only those nobody has tried yet. Whoever failed
once, or whose worker died, goes alone from then on: one bad job cannot make its neighbors fail five times.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.module_loading import import_string

from lms.models import Job
from lms.services import jobs

GROUPS: dict[str, "Group"] = {}
LONGEST_TURN = 10.0
"""Seconds after which a worker begins no further group, so that other kinds have their turn."""
LONGEST_GROUP = 60.0
"""Seconds after which the rest of a group is put back untouched: well below the cluster's timeout."""


@dataclass(frozen=True)
class Group:
    """Dotted paths of `prepare(*, keys, now)`, which yields `(key, result or Exception)` outside of any transaction,
    and of `store(*, prepared, now)`, which keeps the results of all in one."""

    prepare: str
    store: str
    size: int


def register(kind: str, *, prepare: str, store: str, size: int) -> None:
    """Let up to `size` jobs of a registered kind be done together; call it in `AppConfig.ready()`."""
    GROUPS[kind] = Group(prepare, store, size)


@transaction.atomic
def enqueue(*, kind: str, keys: Sequence[str], now: datetime) -> None:
    """As `jobs.enqueue` for many keys, none of them promised before: one message for each group."""
    rows = [Job(kind=kind, key=key, created_at=now, due_at=now, queued_at=now) for key in keys]
    made = Job.objects.bulk_create(rows, batch_size=500)
    for job in made[:: GROUPS[kind].size]:
        transaction.on_commit(_announcement(job.pk), robust=True)


def run(*, pk: int, clock: Callable[[], datetime]) -> int:
    """Do one job, and of its kind what else waits for a first try; how many were taken in hand.

    Never raises for a failing handler.
    """
    started = time.monotonic()
    kind = Job.objects.unfinished().filter(pk=pk).values_list("kind", flat=True).first()
    count = 0
    if kind in GROUPS:
        while time.monotonic() - started < LONGEST_TURN and (taken := _run_group(kind, clock)):
            count += taken
    return count + (jobs.run(pk=pk, now=clock()) is not None)


def _run_group(kind: str, clock: Callable[[], datetime]) -> int:
    now = clock()
    claimed = _claim(kind=kind, size=GROUPS[kind].size, now=now)
    prepared, started = {}, time.monotonic()
    for key, result in _prepare(kind, list(claimed), now):
        prepared[key] = result
        if time.monotonic() - started > LONGEST_GROUP:
            break
    _put_back([job.pk for key, job in claimed.items() if key not in prepared])
    good = {key: result for key, result in prepared.items() if not isinstance(result, BaseException)}
    for key in prepared.keys() - good.keys():
        jobs.record_failure(job=claimed[key], error=prepared[key], now=now)
    _finish(kind, {key: claimed[key] for key in good}, good, clock())
    return len(claimed)


@transaction.atomic(durable=True)
def _claim(*, kind: str, size: int, now: datetime) -> dict[str, Job]:
    """Count the attempt of each and commit it before the work, as for a single job."""
    waiting = Job.objects.unfinished().filter(kind=kind, due_at__lte=now, attempts=0)
    rows = list(waiting.select_for_update(skip_locked=True).order_by("due_at", "pk")[:size])
    lease = now + timedelta(seconds=settings.JOB_LEASE_SECONDS)
    Job.objects.filter(pk__in=[job.pk for job in rows]).update(state=Job.State.RUNNING, attempts=1, due_at=lease)
    for job in rows:
        job.state, job.attempts, job.due_at = Job.State.RUNNING, 1, lease
    return {job.key: job for job in rows}


def _prepare(kind: str, keys: list[str], now: datetime) -> Iterator[tuple[str, Any]]:
    """What comes out of `prepare`; if it breaks off, every key it did not answer for fails with that reason."""
    left = list(keys)
    try:
        for key, result in import_string(GROUPS[kind].prepare)(keys=keys, now=now):
            left.remove(key)
            yield key, result
    except Exception as error:
        yield from ((key, error) for key in left)


def _put_back(pks: list[int]) -> None:
    """As if they had never been taken; the sweep hands them out again."""
    rows = Job.objects.unfinished().filter(pk__in=pks)
    rows.update(state=Job.State.WAITING, attempts=0, due_at=F("created_at"), queued_at=None)


def _finish(kind: str, claimed: Mapping[str, Job], prepared: Mapping[str, Any], now: datetime) -> None:
    """All in one transaction; when that fails, each alone, so that one bad result is the only one to fail."""
    if not claimed:
        return
    try:
        _store(kind, claimed, prepared, now)
    except Exception:
        for key, job in claimed.items():
            jobs.finish(job=job, now=now, prepared=prepared[key])


@transaction.atomic
def _store(kind: str, claimed: Mapping[str, Job], prepared: Mapping[str, Any], now: datetime) -> None:
    pks = [job.pk for job in claimed.values()]
    held = Job.objects.unfinished().select_for_update(skip_locked=True).filter(pk__in=pks).order_by("pk")
    rows = list(held)
    import_string(GROUPS[kind].store)(prepared={job.key: prepared[job.key] for job in rows}, now=now)
    done = Job.objects.filter(pk__in=[job.pk for job in rows])
    done.update(state=Job.State.DONE, finished_at=now, last_error="")


def _announcement(pk: int) -> Callable[[], None]:
    """With a name to log, which a partial lacks."""

    def announce() -> None:
        jobs.hand_over(pk)

    return announce
