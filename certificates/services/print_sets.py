"""All certificates of an event in one PDF for the printer: front and back of each, in the order of the hall.

A set of up to `AT_ONCE` is made while the officer waits; a larger one by the job `certificates.print_set`. Both write
page by page to a file on disk, so that a thousand certificates need no more memory than one.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, NamedTuple

import pikepdf
from django.core.files import File
from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Lower

from bimtek.models import TrainingEvent
from certificates.choices import HandoutOrder
from certificates.models import Certificate, CertificateFile, PrintSet
from certificates.services.failures import explain_failure
from lms.files import private_files
from lms.models import Job
from lms.services import jobs
from members.models import User

PRINT_SET = "certificates.print_set"
SWEEP = "certificates.sweep_prints"
WORKSHOP = "certificates-print-"
"""How the folders begin in which sets are put together."""
FOLDER = "cetak"
AT_ONCE = 30
KEPT = timedelta(days=7)
GRACE = timedelta(hours=1)
"""A file younger than this may belong to a job that has not committed yet."""
PIECE = 50
"""Certificates merged before they are written out, so that memory stays flat."""
ORDERS = {
    HandoutOrder.SEATING: [F("registration__seat").asc(nulls_last=True), Lower("member__full_name"), "pk"],
    HandoutOrder.NAME: [Lower("member__full_name"), "pk"],
    HandoutOrder.VILLAGE: [F("member__region").asc(nulls_last=True), Lower("member__full_name"), "pk"],
}


class Prepared(NamedTuple):
    """A merged file in the store, and how many certificates are inside."""

    path: str
    certificate_count: int


@dataclass(frozen=True)
class SetLine:
    print_set: PrintSet
    job: Job | None

    @property
    def is_failed(self) -> bool:
        return not self.print_set.file and self.job is not None and self.job.state == Job.State.FAILED

    @property
    def reason(self) -> str:
        return explain_failure(self.job.last_error) if self.job else ""


class NothingToPrint(Exception):
    """No valid certificate of the event has its file yet."""


def ordered(*, event: TrainingEvent, order: str) -> QuerySet[Certificate]:
    """The valid certificates that have a file, as the sheets will lie."""
    return Certificate.objects.of_event(event).valid().drawn().order_by(*ORDERS[HandoutOrder(order)])


@transaction.atomic
def ask_for_set(*, event: TrainingEvent, order: str, by: User, now: datetime) -> PrintSet:
    """The set as the certificates are now; the same one when nothing changed since. Raise NothingToPrint.

    A set of more than `AT_ONCE` is promised to a worker; a smaller one is made by `make_now`.
    """
    pks = list(ordered(event=event, order=order).values_list("pk", flat=True))
    if not pks:
        raise NothingToPrint(event)
    print_set, _is_new = PrintSet.objects.get_or_create(
        event=event,
        order=order,
        fingerprint=hashlib.sha256(repr(pks).encode()).hexdigest(),
        defaults={"certificate_count": len(pks), "asked_at": now, "asked_by": by},
    )
    if len(pks) > AT_ONCE:
        job = jobs.enqueue(kind=PRINT_SET, key=str(print_set.pk), now=now)
        jobs.retry(job=job, now=now)
    return print_set


def make_now(*, print_set: PrintSet, now: datetime) -> PrintSet:
    """Make a small set while somebody waits."""
    prepared = prepare_set(key=str(print_set.pk), now=now)
    with transaction.atomic():
        store_set(key=str(print_set.pk), now=now, prepared=prepared)
    print_set.refresh_from_db()
    return print_set


def read_sets(*, event: TrainingEvent) -> list[SetLine]:
    """The sets asked for lately, with their jobs; two queries."""
    sets = list(PrintSet.objects.filter(event=event).select_related("asked_by")[:6])
    known = {job.key: job for job in Job.objects.about(PRINT_SET, [row.pk for row in sets])}
    return [SetLine(row, known.get(str(row.pk))) for row in sets]


def prepare_set(*, key: str, now: datetime) -> Prepared | None:
    """Job, outside any transaction: the merged file in the store; None when the set was made before."""
    print_set = PrintSet.objects.select_related("event").get(pk=int(key))
    if print_set.file:
        return None
    pks = list(ordered(event=print_set.event, order=print_set.order).values_list("pk", flat=True))
    if not pks:
        raise NothingToPrint(print_set.event)
    with tempfile.TemporaryDirectory(prefix=WORKSHOP) as folder, merge(rows=_rows(pks), folder=Path(folder)) as merged:
        return Prepared(private_files().save(f"{FOLDER}/{print_set.pk}.pdf", File(merged)), len(pks))


def store_set(*, key: str, now: datetime, prepared: Prepared | None) -> None:
    """Job: point the row at the file; a second run that lost the race leaves its file to the sweep."""
    if prepared is None:
        return
    print_set = PrintSet.objects.select_for_update().get(pk=int(key))
    if print_set.file:
        return
    print_set.file, print_set.made_at = prepared.path, now
    print_set.byte_count, print_set.certificate_count = private_files().size(prepared.path), prepared.certificate_count
    print_set.save(update_fields=["file", "made_at", "byte_count", "certificate_count"])


def merge(*, rows: Iterator[bytes], folder: Path) -> IO[bytes]:
    """One PDF of many, open for reading. Merged in pieces of `PIECE`, then the pieces: memory holds one piece."""
    whole = folder / "whole.pdf"
    _join(list(_pieces(rows, folder)), whole)
    return whole.open("rb")


def look_for_old_sets(*, now: datetime) -> None:
    """Routine: have a worker tidy up once a day."""
    jobs.enqueue(kind=SWEEP, key=now.date().isoformat(), now=now)


def sweep_sets(*, key: str, now: datetime) -> None:
    """Job: old sets go, and what a killed worker left behind: files no row knows, folders nobody works in."""
    old = PrintSet.objects.filter(asked_at__lt=now - KEPT)
    names = list(old.exclude(file="").values_list("file", flat=True))
    old.delete()
    known = set(PrintSet.objects.exclude(file="").values_list("file", flat=True))
    for name in [*names, *_strays(known, now)]:
        private_files().delete(name)
    for folder in Path(tempfile.gettempdir()).glob(f"{WORKSHOP}*"):
        if folder.stat().st_mtime < (now - GRACE).timestamp():
            shutil.rmtree(folder, ignore_errors=True)


def _rows(pks: list[int]) -> Iterator[bytes]:
    """The stored PDFs, one at a time."""
    for pk in pks:
        yield bytes(CertificateFile.objects.values_list("content", flat=True).get(pk=pk))


def _pieces(rows: Iterator[bytes], folder: Path) -> Iterator[Path]:
    paths: list[Path] = []
    for count, content in enumerate(rows):
        path = folder / f"row-{count}.pdf"
        path.write_bytes(content)
        paths.append(path)
        if len(paths) == PIECE:
            yield _join(paths, folder / f"piece-{count}.pdf")
            paths = []
    if paths:
        yield _join(paths, folder / "piece-last.pdf")


def _join(paths: list[Path], target: Path) -> Path:
    """Pages of `paths` one after the other; the parts are read when the whole is written, and deleted then."""
    with ExitStack() as opened, pikepdf.new() as joined:
        for path in paths:
            joined.pages.extend(opened.enter_context(pikepdf.open(path)).pages)
        joined.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    for path in paths:
        path.unlink()
    return target


def _strays(known: set[str], now: datetime) -> Iterator[str]:
    store = private_files()
    try:
        _folders, names = store.listdir(FOLDER)
    except FileNotFoundError:
        return
    for name in names:
        path = f"{FOLDER}/{name}"
        if path not in known and store.get_modified_time(path) < now - GRACE:
            yield path
