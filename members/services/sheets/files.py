"""The cells of an import between two steps: JSON in private files. The uploaded file itself is never kept."""

import json
from collections.abc import Iterable
from uuid import uuid4

from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models.fields.files import FieldFile

from members.models import SheetImport
from members.services.sheets.reading import Table
from members.services.sheets.rows import RowOutcome, dump_rows, load_rows

PROGRESS_SECONDS = 600


def store_table(sheet: SheetImport, table: Table) -> None:
    content = {"headings": table.headings, "heading_line": table.heading_line, "lines": table.lines}
    sheet.file.save(f"{uuid4()}.json", _file(json.dumps(content, ensure_ascii=False).encode()), save=False)


def load_table(sheet: SheetImport) -> Table:
    with sheet.file.open("rb") as file:
        data = json.loads(file.read())
    return Table(data["headings"], data["heading_line"], [(line, cells) for line, cells in data["lines"]])


def store_preview(sheet: SheetImport, headings: list[str], rows: Iterable[RowOutcome]) -> None:
    """Replaces an earlier one once the transaction holds."""
    drop_file(sheet.preview)
    sheet.preview.save(f"{uuid4()}.json", _file(dump_rows(headings, rows)), save=False)


def load_preview(sheet: SheetImport) -> tuple[list[str], list[RowOutcome]]:
    """Headings and rows; nothing for an import without a preview."""
    if not sheet.preview:
        return [], []
    with sheet.preview.open("rb") as file:
        return load_rows(file.read())


def drop_file(file: FieldFile) -> None:
    """Delete what the field holds now, when the transaction has committed."""
    if file:
        storage, name = file.storage, str(file.name)
        transaction.on_commit(lambda: storage.delete(name), robust=True)


def report_progress(sheet: SheetImport, done: int) -> None:
    """In the cache, because a row written in an open transaction is seen by nobody else."""
    cache.set(_key(sheet), done, PROGRESS_SECONDS)


def read_progress(sheet: SheetImport) -> int:
    return min(int(cache.get(_key(sheet)) or 0), sheet.row_count)


def _key(sheet: SheetImport) -> str:
    return f"sheet-progress-{sheet.pk}-{sheet.state}-{sheet.check_count}"


def _file(content: bytes) -> ContentFile:
    return ContentFile(content)
