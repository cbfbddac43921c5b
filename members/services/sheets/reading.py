"""Rows out of an uploaded CSV or XLSX file: bounded in size, every cell a text, nothing evaluated."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import StringIO
from itertools import chain
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import override
from openpyxl import load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter

from members.services.sheets.guards import (
    MAX_CELL,
    MAX_COLUMNS,
    MAX_ROWS,
    SheetRefused,
    check_archive,
    check_size,
    file_type,
    too_many_rows,
)

HEADING_DEPTH = 30
"""A heading row is looked for in the first rows of a sheet; a title and the place of the event may stand above."""
BLANK_RUN = 1_000
"""After so many empty rows the list has ended, however many coloured rows follow."""
MAX_SHEETS = 10
DELIMITERS = ",;\t|"
BOMS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}

Line = tuple[int, list[str]]
Recognise = Callable[[list[str]], int]


@dataclass
class Table:
    """`lines`: number of the row in the file, and as many cells as there are headings."""

    headings: list[str]
    heading_line: int
    lines: list[Line] = field(default_factory=list)


def read_table(*, file: BinaryIO, byte_count: int, recognise: Recognise) -> Table:
    """The list in a file; `recognise` counts the cells of a row that are known headings. Raises SheetRefused."""
    check_size(byte_count)
    start = file.read(64)
    file.seek(0)
    sheets = _read_xlsx(file) if file_type(start) == "xlsx" else iter([_read_csv(file.read())])
    best: Table | None = None
    for lines in sheets:
        table = _find_table(lines, recognise)
        if table and recognise(table.headings) > 1:
            return table
        best = best or table
    if best is None:
        raise SheetRefused(_("Tidak ada daftar di berkas ini. Baris pertama harus berisi judul kolom, misalnya Nama."))
    return best


def _find_table(lines: Iterator[Line], recognise: Recognise) -> Table | None:
    """The list under the row with most known headings; without any, under the first row with two cells or more."""
    head: list[Line] = []
    for line in lines:
        head.append(line)
        if len(head) >= HEADING_DEPTH:
            break
    filled = [line for line in head if sum(1 for cell in line[1] if cell) > 1] or [
        line for line in head if any(line[1])
    ]
    if not filled:
        return None
    number, cells = max(filled, key=lambda line: (recognise(line[1]), -line[0]))
    below = [line for line in head if line[0] > number]
    rest = list(_bounded(chain(below, lines)))
    width = max([_width(cells), *(_width(row) for _number, row in rest)])
    headings = [_heading(cells, column) for column in range(width)]
    return Table(headings, number, [(line, _padded(row, width)) for line, row in rest])


def _bounded(lines: Iterable[Line]) -> Iterator[Line]:
    """Until the list ends; raises SheetRefused at the first row too many."""
    blank = filled = 0
    for number, cells in lines:
        if any(cells):
            blank, filled = 0, filled + 1
            if filled > MAX_ROWS:
                raise SheetRefused(too_many_rows(number))
            yield number, cells
            continue
        blank += 1
        if blank >= BLANK_RUN:
            return


def _width(cells: list[str]) -> int:
    return max((number for number, cell in enumerate(cells, start=1) if cell), default=0)


@override("id")
def _heading(cells: list[str], column: int) -> str:
    text = " ".join(cells[column].split()) if column < len(cells) else ""
    return text[:100] or _("Kolom %s") % get_column_letter(column + 1)


def _padded(cells: list[str], width: int) -> list[str]:
    return [*cells[:width], *[""] * (width - len(cells))]


def _checked(cells: Iterable[str], line: int) -> list[str]:
    row = list(cells)
    for column, text in enumerate(row, start=1):
        if len(text) > MAX_CELL:
            raise SheetRefused(
                _("Baris %(line)d, kolom %(column)s: %(count)s huruf dalam satu sel; paling banyak %(limit)s.")
                % {"line": line, "column": get_column_letter(column), "count": len(text), "limit": MAX_CELL}
            )
    if len(row) > MAX_COLUMNS and any(row[MAX_COLUMNS:]):
        raise SheetRefused(_("Baris %(line)d: lebih dari %(limit)d kolom.") % {"line": line, "limit": MAX_COLUMNS})
    return row[:MAX_COLUMNS]


def _read_csv(content: bytes) -> Iterator[Line]:
    text = _decode(content)
    nul = text.find("\0")
    if nul >= 0:
        line = text.count("\n", 0, nul) + 1
        raise SheetRefused(_("Baris %d berisi karakter NUL: berkas ini bukan CSV yang utuh. Simpan ulang.") % line)
    if text[:4].lower() == "sep=":
        text = text.partition("\n")[2]
    reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text), strict=False)
    return _csv_lines(reader)


def _csv_lines(reader: Any) -> Iterator[Line]:
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise SheetRefused(_("Baris %(line)d tidak terbaca: %(why)s.") % {"line": line, "why": error}) from error
        yield line, _checked((_clean(cell) for cell in cells), line)


def _decode(content: bytes) -> str:
    for mark, coding in BOMS.items():
        if content.startswith(mark):
            try:
                return content.decode(coding)
            except UnicodeDecodeError as error:
                raise SheetRefused(_unreadable(content, error)) from error
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise SheetRefused(_unreadable(content, error)) from error


def _unreadable(content: bytes, error: UnicodeDecodeError) -> str:
    line = content.count(b"\n", 0, error.start) + 1
    return _("Baris %d: kode hurufnya tidak dikenal. Simpan sebagai “CSV UTF-8” atau XLSX, lalu unggah lagi.") % line


def _delimiter(text: str) -> str:
    """The sign that most of the first lines have in common; a single column has none and stays whole."""
    lines = [re.sub(r'"[^"]*"', "", line) for line in text[:20_000].splitlines()[:HEADING_DEPTH] if line.strip()]
    return max(
        DELIMITERS, key=lambda sign: (sum(sign in line for line in lines), sum(line.count(sign) for line in lines))
    )


def _read_xlsx(file: BinaryIO) -> Iterator[Iterator[Line]]:
    check_archive(file)
    try:
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # openpyxl raises whatever a broken file provokes
        raise SheetRefused(_broken()) from error
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"] or book.worksheets
    return (_sheet_lines(sheet) for sheet in sheets[:MAX_SHEETS])


def _sheet_lines(sheet: Any) -> Iterator[Line]:
    sheet.reset_dimensions()
    rows = enumerate(sheet.iter_rows(max_col=MAX_COLUMNS + 1, values_only=True), start=1)
    while True:
        try:
            number, values = next(rows)
        except StopIteration:
            return
        except Exception as error:  # openpyxl raises whatever a broken file provokes
            raise SheetRefused(_broken()) from error
        yield number, _checked((_as_text(value) for value in values), number)


def _broken() -> str:
    return _("Berkas XLSX ini rusak. Buka di Excel, simpan lagi, lalu unggah.")


def _as_text(value: object) -> str:
    """What a person would have typed: dates as 2024-07-11, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e16:
        return str(int(value))
    return _clean(str(value))


def _clean(text: str) -> str:
    return ILLEGAL_CHARACTERS_RE.sub("", text).lstrip("\ufeff").replace("\r\n", "\n").strip()
