"""XLSX files that open cleanly: every value keeps its type, and no text ever becomes a formula."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO

from django.utils.functional import Promise
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

Value = str | Promise | int | float | Decimal | date | None
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
TITLE_FONT = Font(bold=True, size=14)
BOLD = Font(bold=True)
HEADING_FILL = PatternFill("solid", fgColor="E8E9F5")
RULE = Border(bottom=Side(style="medium"))


@dataclass(frozen=True)
class Column:
    """`width` in characters; `number_format` as Excel writes it, `@` for text."""

    heading: str | Promise
    width: int = 12
    number_format: str = "0"


@dataclass(frozen=True)
class Sheet:
    """One tab: title lines, an empty line, the header row, the rows, and a last row in bold when `total` is given."""

    name: str | Promise
    titles: Sequence[str | Promise]
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]
    total: Sequence[Value] = ()


def build_workbook(*, sheets: Sequence[Sheet]) -> bytes:
    workbook = Workbook()
    workbook.remove(workbook.active)
    workbook.properties.creator = "Belajar KIM"
    for sheet in sheets:
        _write_sheet(workbook.create_sheet(str(sheet.name)), sheet)
    file = BytesIO()
    workbook.save(file)
    return file.getvalue()


def _write_sheet(page: Worksheet, sheet: Sheet) -> None:
    for line, title in enumerate(sheet.titles, start=1):
        write_cell(page.cell(line, 1), title).font = TITLE_FONT if line == 1 else Font()
    header_line = len(sheet.titles) + 2
    _write_header(page, sheet, header_line)
    formats = [column.number_format for column in sheet.columns]
    for line, row in enumerate(sheet.rows, start=header_line + 1):
        _write_row(page, line, row, formats)
    if sheet.total:
        line = header_line + 1 + len(sheet.rows)
        _write_row(page, line, sheet.total, formats)
        for cell in page[line]:
            cell.font = BOLD


def _write_header(page: Worksheet, sheet: Sheet, line: int) -> None:
    for number, column in enumerate(sheet.columns, start=1):
        cell = write_cell(page.cell(line, number), column.heading)
        cell.font, cell.fill, cell.border = BOLD, HEADING_FILL, RULE
        cell.alignment = Alignment(wrap_text=True, vertical="bottom")
        page.column_dimensions[get_column_letter(number)].width = column.width
    page.freeze_panes = page.cell(line + 1, 3)
    page.auto_filter.ref = f"A{line}:{get_column_letter(len(sheet.columns))}{line + len(sheet.rows)}"
    page.print_title_rows = f"{line}:{line}"
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True


def _write_row(page: Worksheet, line: int, row: Sequence[Value], formats: list[str]) -> None:
    for number, value in enumerate(row, start=1):
        write_cell(page.cell(line, number), value).number_format = formats[number - 1]


def write_cell(cell: Cell, value: Value) -> Cell:
    """Numbers as numbers, days as days, everything else as text.

    A text that starts like a formula gets the type "text" and the mark Excel itself sets for a leading apostrophe,
    so that it stays text when somebody edits the cell. Control characters that XML forbids are dropped; an empty text
    leaves the cell empty.
    """
    if value is None or isinstance(value, (int, float, Decimal, date)):
        cell.value = value
        return cell
    text = ILLEGAL_CHARACTERS_RE.sub("", str(value))
    if not text:
        return cell
    cell.value = text
    cell.data_type = "s"
    if text.startswith(FORMULA_STARTS):
        cell.quotePrefix = True
    return cell
