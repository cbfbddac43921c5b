"""Checking and writing the rows of an import. Both walk the same way, so that the preview promises what is written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from members.choices import SheetRowKind
from members.models import SheetImport
from members.services.sheets import resource_class
from members.services.sheets.reading import Table
from members.services.sheets.resources import SAME_PREFIX, SKIP_ROW, SheetResource
from members.services.sheets.rows import RowOutcome

REPORT_EVERY = 100
WRITTEN = (SheetRowKind.NEW, SheetRowKind.CHANGED)

Report = Callable[[int], None]


@dataclass
class Written:
    """Rows by what became of them; `left` come back as a spreadsheet."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    skipped: int = 0
    left: list[RowOutcome] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        counts = {name: getattr(self, name) for name in ("new", "changed", "unchanged", "skipped")}
        return counts | {"left": len(self.left)}


def open_resource(*, sheet: SheetImport, now: datetime) -> SheetResource:
    """Reads everything the rows are matched against; raises SheetUnusable."""
    used = frozenset(name for name in sheet.columns if name)
    return resource_class(sheet.kind)(sheet=sheet, used=used, now=now)


def check_rows(*, resource: SheetResource, table: Table, report: Report) -> list[RowOutcome]:
    """What every row would do; rows without anything we keep, and the example of our own template, are left out."""
    outcomes = []
    for count, (line, cells) in enumerate(table.lines, start=1):
        row = _named(resource.sheet.columns, cells)
        if any(text.strip() for text in row.values()) and not _is_example(resource, row):
            outcomes.append(resource.check(line=line, cells=cells, row=row))
            resource.accept()
        if count % REPORT_EVERY == 0:
            report(count)
    return outcomes


def write_rows(*, resource: SheetResource, rows: Sequence[RowOutcome], report: Report) -> Written:
    """Check every row that is to be written once more and write those that still do what the preview said.

    In the transaction of the caller. A row whose record changed in between is not written and comes back.
    """
    written = Written()
    for count, row in enumerate(rows, start=1):
        _judge(resource, row, written)
        if count % REPORT_EVERY == 0:
            report(count)
    resource.save_all()
    return written


def _judge(resource: SheetResource, row: RowOutcome, written: Written) -> None:
    decision = resource.sheet.decisions.get(str(row.line), "") if row.is_doubtful else ""
    if row.kind == SheetRowKind.UNCHANGED:
        written.unchanged += 1
    elif row.kind == SheetRowKind.SKIPPED or decision == SKIP_ROW:
        written.skipped += 1
    elif row.kind in WRITTEN or decision:
        _recheck(resource, row, decision, written)
    elif row.is_doubtful:
        written.left.append(row.refused(_("Mungkin orang yang sama dengan yang sudah tercatat; belum diputuskan.")))
    else:
        written.left.append(row)


def _recheck(resource: SheetResource, row: RowOutcome, decision: str, written: Written) -> None:
    promised = promised_mark(row, decision)
    cells = _named(resource.sheet.columns, row.cells)
    now = resource.check(line=row.line, cells=row.cells, row=cells, decision=decision)
    if now.kind == SheetRowKind.UNCHANGED:
        written.unchanged += 1
    elif now.mark and now.mark == promised:
        resource.accept()
        setattr(written, now.kind, getattr(written, now.kind) + 1)
    elif now.kind == SheetRowKind.ERROR:
        written.left.append(now)
    else:
        text = _("Data ini berubah sejak diperiksa, jadi baris ini tidak disimpan. Unggah lagi untuk melihat bedanya.")
        written.left.append(row.refused(text))


def promised_mark(row: RowOutcome, decision: str) -> str:
    """The fingerprint people saw when they decided."""
    if decision.startswith(SAME_PREFIX):
        pk = int(decision.removeprefix(SAME_PREFIX))
        return next((found.mark for found in row.candidates if found.pk == pk), "")
    return row.mark


def _named(columns: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    return {name: cell for name, cell in zip(columns, cells, strict=False) if name}


def _is_example(resource: SheetResource, row: dict[str, str]) -> bool:
    """The example row of the template, left standing."""
    examples = {column.name: column.example for column in resource.columns if column.example}
    return len(row) > 2 and all(row.get(name, "") == text for name, text in examples.items())
