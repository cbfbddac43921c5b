"""The outbox: work promised in the transaction of a fact, done later by a worker, at least once and with one effect.

The `Job` row is the truth; the queue only carries its primary key, so a lost or repeated message costs time, not data.
States: waiting → running → done; after five attempts failed, until an administrator tries again.
"""

import logging
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django_q.exceptions import TimeoutException
from django_q.models import OrmQ
from django_q.tasks import async_task

from lms.models import MAX_ATTEMPTS, Job

logger = logging.getLogger(__name__)
HANDLERS: dict[str, tuple[str, str]] = {}
ONCE: set[str] = set()
"""Kinds that are not tried again after a worker died over them: what went out cannot be taken back."""
DIED = "The worker stopped without an answer."
SWEEP_DEPTH = 200
"""The sweep stops adding to a queue that already holds this many messages: they will be worked off first."""


class UnknownKind(LookupError):
    """No application registered a handler for this kind of job."""


def register(kind: str, handler: str, *, prepare: str = "", once: bool = False) -> None:
    """Name the function that does jobs of `kind`; call it in `AppConfig.ready()`.

    `handler` is the dotted path of `handler(*, key: str, now: datetime) -> None`. It runs inside one transaction with
    the job row locked, may run more than once, and must then have one effect.
    Slow work that needs no transaction (a PDF, a mail) goes to `prepare(*, key, now)`, run before the transaction so
    that SQLite stays open for other writers; its result reaches the handler as `prepared=…`.
    `once` is for what goes out and cannot be taken back, such as a mail: a worker that dies over it may have sent it,
    so the job stops and asks for attention. After an error it is tried again like any other.
    """
    HANDLERS[kind] = (handler, prepare)
    if once:
        ONCE.add(kind)


@transaction.atomic
def enqueue(*, kind: str, key: str, now: datetime, due_at: datetime | None = None) -> Job:
    """Promise the work in the caller's transaction; the queue hears of it after the commit.

    `key` is the primary key of the row to work on, never personal data. A second promise of the same kind and key
    returns the first row, whatever its state. With a later `due_at` the sweep starts the work, to the minute.
    """
    due_at = max(due_at or now, now)
    is_due = due_at <= now
    job, is_new = Job.objects.get_or_create(
        kind=kind,
        key=str(key),
        defaults={"created_at": now, "due_at": due_at, "queued_at": now if is_due else None},
    )
    if is_new and is_due:
        transaction.on_commit(lambda: hand_over(job.pk), robust=True)  # a partial has no name to log
    return job


def hand_over(pk: int) -> None:
    """Put the primary key, and nothing else, into the queue."""
    async_task("lms.tasks.run_job", pk)


def run(*, pk: int, now: datetime) -> Job | None:
    """Do one job now; None when it is done, failed, not due or in other hands. Never raises for a failing handler."""
    job = _claim(pk=pk, now=now)
    if job is None:
        return None
    try:
        _work(job=job, now=now)
    except (Exception, TimeoutException) as error:
        record_failure(job=job, error=error, now=now)
    job.refresh_from_db()
    return job


def finish(*, job: Job, now: datetime, prepared: object) -> None:
    """Keep what was prepared for a job in hand, or write down why that failed. Never raises for a failing handler."""
    try:
        _keep(job=job, now=now, prepared=prepared)
    except (Exception, TimeoutException) as error:
        record_failure(job=job, error=error, now=now)


def run_due(*, now: datetime) -> int:
    """Do every due job in this process, without a worker; for commands and tests. Returns how many became done."""
    pks = Job.objects.unfinished().filter(due_at__lte=now).order_by("due_at", "pk").values_list("pk", flat=True)
    jobs = [run(pk=pk, now=now) for pk in list(pks)]
    return sum(1 for job in jobs if job and job.state == Job.State.DONE)


def sweep(*, now: datetime) -> int:
    """Hand late rows to the queue again: lost messages, abandoned work, retries whose time has come."""
    room = SWEEP_DEPTH - OrmQ.objects.filter(lock__lte=now).count()
    if room <= 0:
        return 0
    pks = list(Job.objects.late(now).order_by("due_at", "pk").values_list("pk", flat=True)[:room])
    Job.objects.filter(pk__in=pks).update(queued_at=now)
    for pk in pks:
        hand_over(pk)
    return len(pks)


@transaction.atomic
def retry(*, job: Job, now: datetime) -> Job:
    """Give a failed job five new attempts, beginning now; any other job stays as it is."""
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.state == Job.State.FAILED:
        job.state, job.attempts, job.due_at, job.queued_at = Job.State.WAITING, 0, max(now, job.created_at), now
        job.save(update_fields=["state", "attempts", "due_at", "queued_at"])
        transaction.on_commit(lambda: hand_over(job.pk), robust=True)  # a partial has no name to log
    return job


@transaction.atomic(durable=True)
def _claim(*, pk: int, now: datetime) -> Job | None:
    """Count the attempt and commit it before the work, so that work which kills its worker stops after five times."""
    job = Job.objects.unfinished().select_for_update(skip_locked=True).filter(pk=pk, due_at__lte=now).first()
    if job is None:
        return None
    has_died = job.state == Job.State.RUNNING
    if job.attempts >= MAX_ATTEMPTS or (has_died and job.kind in ONCE):
        job.state, job.last_error = Job.State.FAILED, DIED if has_died else job.last_error or DIED
        job.save(update_fields=["state", "last_error"])
        return None
    job.state, job.attempts = Job.State.RUNNING, job.attempts + 1
    job.due_at = now + timedelta(seconds=settings.JOB_LEASE_SECONDS)
    job.save(update_fields=["state", "attempts", "due_at"])
    return job


def _work(*, job: Job, now: datetime) -> None:
    prepare, inputs = HANDLERS.get(job.kind, ("", ""))[1], {}
    if prepare:
        inputs["prepared"] = import_string(prepare)(key=job.key, now=now)
    _keep(job=job, now=now, **inputs)


@transaction.atomic
def _keep(*, job: Job, now: datetime, **inputs: Any) -> None:
    """The effect and the state `done` in one transaction, with the row locked."""
    handler = _resolve(job.kind)
    row = Job.objects.unfinished().select_for_update(skip_locked=True).filter(pk=job.pk).first()
    if row is None:
        return
    handler(key=row.key, now=now, **inputs)
    row.state, row.finished_at, row.last_error = Job.State.DONE, now, ""
    row.save(update_fields=["state", "finished_at", "last_error"])


def _resolve(kind: str) -> Callable[..., Any]:
    if kind not in HANDLERS:
        raise UnknownKind(kind)
    return import_string(HANDLERS[kind][0])


@transaction.atomic
def record_failure(*, job: Job, error: BaseException, now: datetime) -> None:
    """Remember class and first line of the error; wait 10 s, then 1, 5 and 15 minutes; stop at five attempts."""
    row = Job.objects.unfinished().select_for_update().filter(pk=job.pk, attempts=job.attempts).first()
    if row is None:
        return
    is_last = row.attempts >= MAX_ATTEMPTS
    row.state = Job.State.FAILED if is_last else Job.State.WAITING
    row.due_at = now + RETRY_DELAYS[row.attempts - 1]
    row.last_error = describe(error)
    row.save(update_fields=["state", "due_at", "last_error"])
    logger.warning(
        "job %s (%s) attempt %s of %s: %s", row.pk, row.kind, row.attempts, MAX_ATTEMPTS, type(error).__name__
    )


RETRY_DELAYS = [timedelta(seconds=seconds) for seconds in (10, 60, 300, 900, 0)]


def describe(error: BaseException) -> str:
    """Class and first line, at most 200 characters; long digit runs, which may be phone numbers, are masked."""
    first_line = (str(error).splitlines() or [""])[0]
    return f"{type(error).__name__}: {re.sub(r'[0-9]{7,}', '…', first_line)}"[:200]
