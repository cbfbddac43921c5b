"""The way of one spreadsheet: uploaded → (columns matched) → checked → decided → written. See docs/imports.md."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import BinaryIO

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from lms.models import Job
from lms.services import jobs
from members.choices import DisclosureKind, SheetRowKind, SheetState
from members.models import Organization, SheetImport, User
from members.services.disclosures import record_disclosure
from members.services.sheets import resource_class
from members.services.sheets.files import drop_file, load_preview, read_progress, report_progress, store_table
from members.services.sheets.guards import SheetRefused
from members.services.sheets.headings import IGNORED, Guess, check_mapping, count_known, guess_mapping, heading_key
from members.services.sheets.reading import Table, read_table
from members.services.sheets.resources import NEW_RECORD, SAME_PREFIX, SKIP_ROW
from members.services.sheets.rows import RowOutcome

CHECK_JOB, WRITE_JOB = "members.check_sheet", "members.write_sheet"
ABANDONED = timedelta(days=7)
"""Uploads nobody finished are deleted after this time, when the next one of the office arrives."""
REMEMBERED = 5


class SheetMoved(Exception):
    """The import is no longer where the page thought: another tab, another press, or the worker was quicker."""


@transaction.atomic
def start_import(
    *, kind: str, about: str = "", organization: Organization, file: BinaryIO, byte_count: int, file_name: str,
    by: User, now: datetime,
) -> SheetImport:  # fmt: skip
    """Read a file and keep its cells; checked at once when every column is known. Raises SheetRefused."""
    resource = resource_class(kind)
    table = read_table(file=file, byte_count=byte_count, recognise=lambda cells: count_known(cells, resource.columns))
    if not table.lines:
        raise SheetRefused(_("Di bawah judul kolom belum ada baris. Isi daftarnya, lalu unggah lagi."))
    delete_abandoned(organization=organization, now=now)
    sheet = SheetImport(
        kind=kind, about=about, organization=organization, uploaded_by=by, uploaded_at=now,
        file_name=file_name[-150:], row_count=len(table.lines),
        outcome={"headings": table.headings, "about": resource.about_label(about)},
    )  # fmt: skip
    guess = guess_columns(sheet=sheet, table=table)
    sheet.columns = [guess.mapping[number] for number in range(len(table.headings))]
    store_table(sheet, table)
    sheet.save()
    _note_upload(sheet, by, now)
    if guess.is_sure:
        _begin_check(sheet, now)
    return sheet


def _note_upload(sheet: SheetImport, by: User, now: datetime) -> None:
    subject = _("Unggahan: %s") % resource_class(sheet.kind).title
    record_disclosure(user=by, kind=DisclosureKind.FILE, subject=subject, people_count=sheet.row_count, now=now)


def guess_columns(*, sheet: SheetImport, table: Table) -> Guess:
    """By the headings; a heading this person has matched before is not asked about again."""
    columns = resource_class(sheet.kind).columns
    guess = guess_mapping(table.headings, columns)
    answers = _earlier_answers(sheet)
    for number in list(guess.unsure):
        name = answers.get(heading_key(table.headings[number]))
        if name is not None and (name == IGNORED or name not in guess.mapping.values()):
            guess.mapping[number] = name
            guess.unsure.remove(number)
    used = set(guess.mapping.values())
    guess.missing = [column for column in columns if column.is_required and column.name not in used]
    return guess


def _earlier_answers(sheet: SheetImport) -> dict[str, str]:
    earlier = SheetImport.objects.filter(kind=sheet.kind, uploaded_by=sheet.uploaded_by, check_count__gt=0)
    answers: dict[str, str] = {}
    for headings, columns in earlier.order_by("-pk").values_list("outcome__headings", "columns")[:REMEMBERED]:
        for heading, name in zip(headings or [], columns, strict=False):
            answers.setdefault(heading_key(heading), name)
    return answers


@transaction.atomic
def choose_columns(*, sheet: SheetImport, columns: Sequence[str], now: datetime) -> SheetImport:
    """Say what each column means and check again. Raises MappingIncomplete, and SheetMoved once it is being written."""
    sheet = _lock(sheet)
    if sheet.state not in (SheetState.UPLOADED, SheetState.CHECKED, SheetState.FAILED) or not sheet.file:
        raise SheetMoved
    chosen = check_mapping(dict(enumerate(columns)), resource_class(sheet.kind).columns)
    sheet.columns = list(chosen.values())
    sheet.save(update_fields=["columns"])
    _begin_check(sheet, now)
    return sheet


def _begin_check(sheet: SheetImport, now: datetime) -> None:
    sheet.state, sheet.decisions = SheetState.CHECKING, {}
    sheet.check_count += 1
    sheet.save(update_fields=["state", "decisions", "check_count"])
    report_progress(sheet, 0)
    jobs.enqueue(kind=CHECK_JOB, key=sheet.job_key, now=now)


@transaction.atomic
def decide_rows(*, sheet: SheetImport, decisions: Mapping[int, str]) -> SheetImport:
    """Remember what to do with doubtful rows, by row number; answers that do not fit a row are passed over."""
    sheet = _lock(sheet)
    if sheet.state != SheetState.CHECKED:
        raise SheetMoved
    for row in load_preview(sheet)[1]:
        if row.is_doubtful and decisions.get(row.line) in choices_of(row):
            sheet.decisions[str(row.line)] = decisions[row.line]
    sheet.save(update_fields=["decisions"])
    return sheet


def choices_of(row: RowOutcome) -> list[str]:
    return [NEW_RECORD, SKIP_ROW, *(f"{SAME_PREFIX}{found.pk}" for found in row.candidates if found.pk)]


@transaction.atomic
def confirm_import(*, sheet: SheetImport, now: datetime) -> SheetImport:
    """Promise the writing; a second press, a second tab or a second day changes nothing."""
    sheet = _lock(sheet)
    if sheet.state == SheetState.CHECKED:
        sheet.state = SheetState.WRITING
        sheet.save(update_fields=["state"])
        report_progress(sheet, 0)
        jobs.enqueue(kind=WRITE_JOB, key=str(sheet.pk), now=now)
    return sheet


@transaction.atomic
def retry_import(*, sheet: SheetImport, now: datetime) -> None:
    """Five new attempts for a check or a writing that failed."""
    job = job_of(sheet)
    if job:
        jobs.retry(job=job, now=now)


@transaction.atomic
def discard_import(*, sheet: SheetImport) -> None:
    """Forget an upload with its files; raises SheetMoved while it is being written."""
    sheet = _lock(sheet)
    if sheet.state == SheetState.WRITING and not is_stuck(sheet):
        raise SheetMoved
    _delete([sheet])


def job_of(sheet: SheetImport) -> Job | None:
    """The job that is at work, or was; None before the columns are matched."""
    is_writing = sheet.state in (SheetState.WRITING, SheetState.DONE)
    kind, key = (WRITE_JOB, str(sheet.pk)) if is_writing else (CHECK_JOB, sheet.job_key)
    return Job.objects.about(kind, [key]).first()


def is_stuck(sheet: SheetImport) -> bool:
    """Whether the work failed five times and waits for somebody."""
    job = job_of(sheet) if sheet.is_busy else None
    return job is not None and job.state == Job.State.FAILED


def percent_of(sheet: SheetImport) -> int:
    """Share of the rows that are through, 0–99 while the work goes on."""
    return min(99, 100 * read_progress(sheet) // max(1, sheet.row_count)) if sheet.is_busy else 100


def ready_count(sheet: SheetImport) -> int:
    """Rows that "Simpan" would write now: new, changed, and doubtful ones with a decision to write."""
    counts = sheet.outcome.get("counts", {})
    decided = sum(1 for decision in sheet.decisions.values() if decision != SKIP_ROW)
    return counts.get(SheetRowKind.NEW, 0) + counts.get(SheetRowKind.CHANGED, 0) + decided


def imports_ended(*, before: datetime) -> QuerySet[SheetImport]:
    """Those that ended, or were left lying, before that moment; never one that is being written."""
    lying = Q(finished_at__isnull=True, uploaded_at__lt=before) & ~Q(state=SheetState.WRITING)
    return SheetImport.objects.filter(Q(finished_at__lt=before) | lying)


@transaction.atomic
def delete_imports(*, sheets: list[SheetImport]) -> int:
    """With their files; how many."""
    return _delete(sheets)


def delete_abandoned(*, organization: Organization, now: datetime) -> int:
    lying = SheetImport.objects.filter(
        organization=organization, finished_at__isnull=True, uploaded_at__lt=now - ABANDONED
    )
    return _delete(list(lying.exclude(state=SheetState.WRITING)))


def _delete(sheets: list[SheetImport]) -> int:
    for sheet in sheets:
        drop_file(sheet.file)
        drop_file(sheet.preview)
    SheetImport.objects.filter(pk__in=[sheet.pk for sheet in sheets]).delete()
    return len(sheets)


def _lock(sheet: SheetImport) -> SheetImport:
    """As it is now, held until the transaction ends; raises SheetMoved when somebody deleted it."""
    found = SheetImport.objects.select_for_update().filter(pk=sheet.pk).first()
    if found is None:
        raise SheetMoved
    return found
