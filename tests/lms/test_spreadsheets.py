from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.utils.translation import gettext_lazy
from openpyxl import load_workbook

from lms.spreadsheets import FORMULA_STARTS, Column, Sheet, build_workbook

COLUMNS = [Column("Kode", 15, "@"), Column(gettext_lazy("Nama"), 30, "@"), Column("Orang"), Column("Bagian", 9, "0%")]


def open_sheet(rows, total=(), titles=("Judul", "Keterangan")):
    content = build_workbook(sheets=[Sheet("Data", titles, COLUMNS, rows, total)])
    return load_workbook(BytesIO(content))["Data"]


def test_sheet_has_title_header_and_rows():
    page = open_sheet([["53.71.01.1001", "Namosain", 3, 0.5]])

    values = list(page.iter_rows(values_only=True))

    assert values == [
        ("Judul", None, None, None),
        ("Keterangan", None, None, None),
        (None, None, None, None),
        ("Kode", "Nama", "Orang", "Bagian"),
        ("53.71.01.1001", "Namosain", 3, 0.5),
    ]


def test_sheet_freezes_the_header_and_two_columns_and_filters_the_rows():
    page = open_sheet([["a", "b", 1, 1], ["c", "d", 2, 1]], total=["", "Jumlah", 3, 1])

    assert page.freeze_panes == "C5"
    assert page.auto_filter.ref == "A4:D6"
    assert page.print_title_rows == "$4:$4"
    assert [page.column_dimensions[letter].width for letter in "ABCD"] == [15, 30, 12, 9]


def test_total_is_the_last_row_in_bold():
    page = open_sheet([["a", "b", 1, 1]], total=["", "Jumlah", 1, 1])

    assert [cell.value for cell in page[6]] == [None, "Jumlah", 1, 1]
    assert [cell.font.bold for cell in page[6]] == [True] * 4
    assert [cell.font.bold for cell in page[5]] == [False] * 4


def test_numbers_are_numbers_and_codes_are_text():
    page = open_sheet([["001", "Nama", 12, 0.25]])

    assert [(cell.value, cell.data_type, cell.number_format) for cell in page[5]] == [
        ("001", "s", "@"),
        ("Nama", "s", "@"),
        (12, "n", "0"),
        (0.25, "n", "0%"),
    ]


def test_decimal_keeps_its_value_and_nothing_stays_empty():
    page = open_sheet([["a", "b", Decimal("72.50"), None]])

    assert [(cell.value, cell.data_type) for cell in page[5]] == [("a", "s"), ("b", "s"), (72.5, "n"), (None, "n")]


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_text_that_looks_like_a_formula_stays_text(start):
    text = f'{start}HYPERLINK("http://contoh.id")'

    page = open_sheet([[text, text, 1, 1]], total=[text, text, 1, 1], titles=[text, text])

    cells = [cell for row in page.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert [cell.value for cell in page[5]][:2] == [text, text]
    assert [cell.quotePrefix for cell in page[5]] == [True, True, False, False]


def test_file_itself_holds_no_formula():
    content = build_workbook(sheets=[Sheet("Data", ["=1+1"], [Column("=2", 9, "@")], [["=cmd|' /C calc'!A0"]])])

    with ZipFile(BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_control_characters_are_dropped():
    page = open_sheet([["a\x00b\x0bc", "tab\tbaris\nbaru", 1, 1]])

    assert [page["A5"].value, page["B5"].value] == ["abc", "tab\tbaris\nbaru"]


def test_workbook_keeps_the_order_of_sheets():
    sheets = [Sheet(name, ["Judul"], COLUMNS, []) for name in ("Kecamatan", "Kelurahan", "KIM")]

    assert load_workbook(BytesIO(build_workbook(sheets=sheets))).sheetnames == ["Kecamatan", "Kelurahan", "KIM"]


def test_days_are_days():
    content = build_workbook(sheets=[Sheet("Data", (), [Column("Tanggal", 12, "dd/mm/yyyy")], [[date(2024, 7, 11)]])])
    cell = load_workbook(BytesIO(content))["Data"]["A3"]

    assert (cell.value, cell.number_format) == (datetime(2024, 7, 11), "dd/mm/yyyy")


@pytest.mark.parametrize("text", ["#N/A", "TRUE", "2024-07-11", "00123", "1e5", "https://contoh.id"])
def test_text_that_looks_like_something_else_stays_text(text):
    cell = open_sheet([[text, "b", 1, 1]])["A5"]

    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_a_formula_behind_a_control_character_is_marked_too():
    cell = open_sheet([["\x00=1+1", "b", 1, 1]])["A5"]

    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True)


def test_nothing_and_empty_text_leave_the_cell_empty_and_zero_does_not():
    page = open_sheet([[None, "", 0, 0.0]])

    assert [cell.value for cell in page[5]] == [None, None, 0, 0]


def test_a_sheet_without_rows_still_has_its_header_and_filter():
    page = open_sheet([])

    assert [cell.value for cell in page[4]] == ["Kode", "Nama", "Orang", "Bagian"]
    assert page.auto_filter.ref == "A4:D4"


def test_a_sheet_without_titles_begins_in_the_second_line():
    page = open_sheet([["a", "b", 1, 1]], titles=())

    assert [page["A1"].value, page["A2"].value, page["A3"].value] == [None, "Kode", "a"]
    assert page.freeze_panes == "C3"


def test_a_heading_and_a_title_that_look_like_formulas_stay_text():
    sheet = Sheet("Data", ["=judul"], [Column("+kolom")], [[1]])
    page = load_workbook(BytesIO(build_workbook(sheets=[sheet])))["Data"]

    assert [(page[place].value, page[place].data_type) for place in ("A1", "A3")] == [("=judul", "s"), ("+kolom", "s")]


def test_line_breaks_and_letters_of_the_islands_come_back_whole():
    text = "Ma'u\nTimor – Rote ’Ndao’ 🌾"

    assert open_sheet([[text, "b", 1, 1]])["A5"].value == text
