"""What the worker does with an import. Both jobs may run twice and have one effect."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from members.choices import SheetState
from members.models import Organization, SheetImport
from members.services.sheets.checks import Written, check_rows, open_resource, write_rows
from members.services.sheets.files import drop_file, load_preview, load_table, report_progress, store_preview
from members.services.sheets.resources import SheetUnusable
from members.services.sheets.rows import RowOutcome, count_kinds


def prepare_check(*, key: str, now: datetime) -> list[RowOutcome] | str | None:
    """The rows, or why none can be taken; outside of a transaction, because it only reads and takes seconds."""
    sheet = _sheet_of(key)
    if sheet is None:
        return None
    with override("id"):
        try:
            resource = open_resource(sheet=sheet, now=now)
            require_right(sheet)
        except SheetUnusable as unusable:
            return str(unusable)
        return check_rows(resource=resource, table=load_table(sheet), report=lambda done: report_progress(sheet, done))


def store_check(*, key: str, now: datetime, prepared: list[RowOutcome] | str | None) -> None:
    """Keep the preview, unless the columns were matched anew in the meantime."""
    sheet = _sheet_of(key, lock=True)
    if sheet is None or prepared is None:
        return
    if isinstance(prepared, str):
        _fail(sheet, prepared)
        return
    store_preview(sheet, sheet.outcome["headings"], prepared)
    sheet.outcome = sheet.outcome | {"counts": count_kinds(prepared)}
    sheet.state = SheetState.CHECKED
    sheet.done_count = sheet.row_count
    sheet.save(update_fields=["preview", "outcome", "state", "done_count"])


def write_sheet(*, key: str, now: datetime) -> None:
    """All rows that may be written, in the one transaction of the job; one import of an office at a time."""
    sheet = SheetImport.objects.select_for_update().filter(pk=key, state=SheetState.WRITING).first()
    if sheet is None:
        return
    Organization.objects.select_for_update().get(pk=sheet.organization_id)
    with override("id"):
        try:
            require_right(sheet)
            resource = open_resource(sheet=sheet, now=now)
        except SheetUnusable as unusable:
            _fail(sheet, str(unusable))
            return
        headings, rows = load_preview(sheet)
        written = write_rows(resource=resource, rows=rows, report=lambda done: report_progress(sheet, done))
    _finish(sheet, headings, written, now)


def require_right(sheet: SheetImport) -> None:
    """Raises SheetUnusable when the uploader may no longer write for the office."""
    if not SheetImport.objects.editable_by(sheet.uploaded_by).filter(pk=sheet.pk).exists():
        raise SheetUnusable(_("Peran Anda untuk kantor ini sudah berakhir, jadi tidak ada yang disimpan."))


def _finish(sheet: SheetImport, headings: list[str], written: Written, now: datetime) -> None:
    """Only the rows that come back are kept."""
    drop_file(sheet.file)
    sheet.file = ""
    if written.left:
        store_preview(sheet, headings, written.left)
    else:
        drop_file(sheet.preview)
        sheet.preview = ""
    sheet.outcome = sheet.outcome | {"result": written.counts()}
    sheet.state, sheet.finished_at, sheet.done_count = SheetState.DONE, now, sheet.row_count
    sheet.save(update_fields=["file", "preview", "outcome", "state", "finished_at", "done_count"])


def _fail(sheet: SheetImport, problem: str) -> None:
    sheet.state, sheet.outcome = SheetState.FAILED, sheet.outcome | {"problem": problem}
    sheet.save(update_fields=["state", "outcome"])


def _sheet_of(key: str, *, lock: bool = False) -> SheetImport | None:
    """The import this check is about; None when it is gone or another check has taken its place."""
    pk, _dot, count = key.partition(".")
    sheets = SheetImport.objects.select_for_update(of=("self",)) if lock else SheetImport.objects.all()
    sheets = sheets.select_related("organization__region", "uploaded_by")
    return sheets.filter(pk=pk, check_count=count, state=SheetState.CHECKING).first()
