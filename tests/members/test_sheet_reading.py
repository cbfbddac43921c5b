"""Whatever bytes arrive: a table of texts within the limits, or a refusal that says what to do."""

import csv
from contextlib import suppress
from datetime import date, datetime, time
from io import BytesIO, StringIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from members.services.sheets.columns import KIM_COLUMNS, MEMBER_COLUMNS
from members.services.sheets.guards import (
    MAX_CELL,
    MAX_COLUMNS,
    MAX_ROWS,
    SheetRefused,
    check_archive,
    check_size,
    file_type,
)
from members.services.sheets.headings import (
    MappingIncomplete,
    check_mapping,
    count_known,
    guess_mapping,
    heading_key,
    words_of,
)
from members.services.sheets.reading import HEADING_DEPTH, Table, read_table
from tests.factories.sheets import csv_file, xlsx_file

HEAD = ["Nama", "No. HP", "Kelurahan"]
WORKBOOK = xlsx_file(HEAD, ["Maria Bria", "081234567890", "Namosain"])
PICK_IT = "Pilih kolomnya di bawah, atau tambahkan di berkas lalu unggah lagi."
NO_SHEET = "Ini bukan lembar XLSX atau CSV. Simpan daftarnya sebagai XLSX, lalu unggah lagi."
OLD_SHEET = "Ini Excel lama (.xls) atau berkas berkata sandi. Simpan sebagai XLSX tanpa kata sandi, lalu unggah."
STRANGERS = [
    b"%PDF-1.4", b"\x89PNG", b"\xff\xd8\xff\xe0", b"GIF89a", b"{\\rtf1", b"\x1f\x8b\x08", b"Rar!\x1a", b"7z\xbc\xaf",
    b"<html>", b"  \n<HTML>", b"<!DOCTYPE html>", b"<?xml version",
]  # fmt: skip
quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read(content):
    return read_table(
        file=BytesIO(content),
        byte_count=len(content),
        recognise=lambda cells: count_known(cells, MEMBER_COLUMNS),
    )


def read_or_refuse(content):
    """A table within the limits, or a refusal with a sentence; anything else that is raised fails the test."""
    try:
        table = read(content)
    except SheetRefused as error:
        refused = error.text
    else:
        refused = ""
    if refused:
        assert refused.endswith(".")
        return
    assert isinstance(table, Table)
    assert len(table.headings) <= MAX_COLUMNS
    assert {len(cells) for _line, cells in table.lines} <= {len(table.headings)}
    assert all(isinstance(cell, str) and len(cell) <= MAX_CELL for _line, cells in table.lines for cell in cells)
    numbers = [line for line, _cells in table.lines]
    assert numbers == sorted(set(numbers))
    assert all(line > table.heading_line for line in numbers)
    assert all(any(cells) for _line, cells in table.lines)


@quick
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content):
    read_or_refuse(content)


@quick
@given(st.text(max_size=300), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252"]))
def test_any_text_in_any_coding_is_read_or_refused(text, coding):
    read_or_refuse(text.encode(coding, errors="replace"))


@quick
@given(
    st.sampled_from([b"PK\x03\x04", b"Nama,No. HP\n", b"sep=;\n", b"\xef\xbb\xbf", b"\xff\xfe", b'"']),
    st.binary(max_size=200),
)
def test_any_bytes_behind_a_known_start_are_read_or_refused(start, rest):
    read_or_refuse(start + rest)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_workbook_with_a_spoiled_byte_is_read_or_refused(data):
    content = bytearray(WORKBOOK)
    for _byte in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))

    read_or_refuse(bytes(content))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 5000))
def test_a_workbook_cut_short_is_read_or_refused(length):
    read_or_refuse(WORKBOOK[:length])


@settings(max_examples=30, deadline=None)
@given(
    st.sampled_from(["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"]),
    st.text(max_size=80),
)
def test_a_workbook_with_a_strange_part_is_read_or_refused(part, text):
    source, target = ZipFile(BytesIO(xlsx_file(HEAD, ["Maria", "1", "x"]))), BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(name, text.encode() if name == part else source.read(name))

    read_or_refuse(target.getvalue())


words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Zs"]), min_size=1, max_size=12
)
lines = st.lists(st.lists(words, min_size=3, max_size=3), min_size=1, max_size=6)


def expected(rows):
    return [(number, [cell.lstrip("\ufeff").strip() for cell in row]) for number, row in enumerate(rows, start=2)]


@quick
@given(lines, st.sampled_from([",", ";", "\t", "|"]))
def test_what_a_csv_holds_is_what_is_read(rows, delimiter):
    quoted = StringIO()
    csv.writer(quoted, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([HEAD, *rows])

    table = read(quoted.getvalue().encode())

    assert table.headings == HEAD
    assert table.lines == [line for line in expected(rows) if any(line[1])]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.lists(st.from_regex(r"[A-Za-z][A-Za-z '.-]{0,10}[a-z]", fullmatch=True), min_size=3, max_size=3),
        min_size=1,
        max_size=5,
    )
)
def test_what_a_workbook_holds_is_what_is_read(rows):
    assert read(xlsx_file(HEAD, *rows)).lines == expected(rows)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""), ("", ""), (" Maria ", "Maria"), (0, "0"), (7, "7"), (7.0, "7"), (7.5, "7.5"), (-3.0, "-3"),
        (81234567890, "81234567890"), (6281234567890.0, "6281234567890"), (True, "True"), (1e20, "1e+20"),
        (date(2024, 7, 11), "2024-07-11"), (datetime(2024, 7, 11), "2024-07-11"),
        (datetime(2024, 7, 11, 8, 5), "2024-07-11 08:05"), (time(8, 30), "08:30:00"), ("a\r\nb", "a\nb"),
        ("'0812", "'0812"), ("0812", "0812"),
    ],
)  # fmt: skip
def test_cells_of_excel_as_people_would_type_them(value, text):
    book = Workbook()
    book.active.append(["Nama", "No. HP"])
    book.active.append(["Maria", value])
    file = BytesIO()
    book.save(file)

    assert read(file.getvalue()).lines == [(2, ["Maria", text])]


@pytest.mark.parametrize(
    ("start", "kind"),
    [(b"PK\x03\x04", "xlsx"), (b"Nama,No", "csv"), (b"\xef\xbb\xbfNama", "csv"), (b"sep=;", "csv"), (b"", "csv"),
     (b"PK", "csv"), (b"<b>tebal</b>", "csv"), (b"7z", "csv")],
)  # fmt: skip
def test_the_kind_of_a_file_is_seen_at_its_start(start, kind):
    assert file_type(start) == kind


@pytest.mark.parametrize(
    ("start", "text"), [*((start, NO_SHEET) for start in STRANGERS), (b"\xd0\xcf\x11\xe0", OLD_SHEET)]
)
def test_other_kinds_are_refused_at_their_start(start, text):
    with pytest.raises(SheetRefused) as refused:
        file_type(start)

    assert refused.value.text == text


@pytest.mark.parametrize("byte_count", [1, 5 * 1024 * 1024])
def test_sizes_that_are_taken(byte_count):
    assert check_size(byte_count) is None


@pytest.mark.parametrize(
    ("byte_count", "text"),
    [(0, "Berkas ini kosong. Pilih berkas yang berisi daftar."),
     (8 * 1024 * 1024, "Berkas ini 8,0 MB; paling besar 5,0 MB. Bagi menjadi beberapa berkas.")],
)  # fmt: skip
def test_sizes_that_are_not(byte_count, text):
    with pytest.raises(SheetRefused) as refused:
        check_size(byte_count)

    assert refused.value.text == text


@pytest.mark.parametrize("name", ["xl/worksheets/sheet1.xml", "xl/workbook.xml"])
def test_a_part_that_comes_twice_is_refused(name):
    file = BytesIO(xlsx_file(HEAD))
    with pytest.warns(UserWarning, match="Duplicate name"), ZipFile(file, "a") as archive:
        archive.writestr(name, "<x/>")

    with pytest.raises(SheetRefused, match="terlalu besar untuk sebuah daftar"):
        check_archive(file)


def test_an_archive_that_is_fine_is_left_at_its_beginning():
    file = BytesIO(xlsx_file(HEAD))
    file.read(10)

    check_archive(file)

    assert file.tell() == 0


@pytest.mark.parametrize("above", [0, 1, 5, HEADING_DEPTH - 1])
def test_headings_may_stand_below_a_title(above):
    table = read(csv_file(*[["Judul", ""]] * above, HEAD[:2], ["Maria", "1"]))

    assert (table.headings, table.heading_line) == (["Nama", "No. HP"], above + 1)


def test_headings_too_far_below_are_not_looked_for():
    table = read(csv_file(*[["Judul", "x"]] * HEADING_DEPTH, HEAD, ["Maria", "1", "x"]))

    assert table.heading_line == 1


def test_without_a_known_heading_the_first_row_of_several_cells_is_taken():
    assert read(csv_file(["Daftar"], ["satu", "dua"], ["a", "b"])).headings == ["satu", "dua"]


def test_a_list_of_names_alone_is_a_list():
    table = read(b"Nama\nMaria Bria\nYosef Lado\n")

    assert (table.headings, [cells for _line, cells in table.lines]) == (["Nama"], [["Maria Bria"], ["Yosef Lado"]])


@pytest.mark.parametrize("count", [1, 59, MAX_COLUMNS])
def test_sixty_columns_are_read(count):
    assert len(read(csv_file(["Nama", *["x"] * (count - 1)], ["Maria"] * count)).headings) == count


def test_empty_columns_beyond_the_limit_are_no_fault():
    assert len(read(csv_file([*HEAD, *[""] * 80], ["Maria", "1", "x", *[""] * 80])).headings) == 3


@pytest.mark.parametrize("column", [0, 25, 26, 59])
def test_a_cell_that_is_too_long_is_named_like_in_excel(column):
    row = [""] * column + ["x" * (MAX_CELL + 1)]
    with pytest.raises(SheetRefused) as refused:
        read(csv_file(["Nama", "No. HP"], row))

    assert refused.value.text == (
        f"Baris 2, kolom {get_column_letter(column + 1)}: 2001 huruf dalam satu sel; paling banyak 2000."
    )


def test_a_cell_of_the_allowed_length_is_read():
    assert read(csv_file(HEAD[:2], ["x" * MAX_CELL, "1"])).lines == [(2, ["x" * MAX_CELL, "1"])]


def test_the_last_row_too_many_is_named():
    with pytest.raises(SheetRefused, match=r"^Baris 10\.005: paling banyak 10\.000 baris"):
        read(b"\n\nNama,No. HP\n\n" + b"a,1\n" * (MAX_ROWS + 1))


@pytest.mark.parametrize(
    ("text", "delimiter_cells"),
    [
        ("Nama;No. HP\nBria, Maria;1\n", ["Bria, Maria", "1"]),
        ('Nama,No. HP\n"Bria; Maria; dkk",1\n', ["Bria; Maria; dkk", "1"]),
        ("Nama\tNo. HP\nBria, Maria\t1\n", ["Bria, Maria", "1"]),
        ("Nama|No. HP\nBria, Maria|1;2\n", ["Bria, Maria", "1;2"]),
    ],
)
def test_the_delimiter_is_the_one_of_all_lines(text, delimiter_cells):
    assert read(text.encode()).lines == [(2, delimiter_cells)]


def test_a_quotation_mark_that_is_never_closed_is_refused_with_its_row():
    """It swallows the rest of the file into one cell, more than the reader of CSV takes."""
    with pytest.raises(SheetRefused, match=r"^Baris 2 tidak terbaca: "):
        read(b'Nama,No. HP\n"Maria,1\n' + b"Ana,2\n" * 30_000)


def test_a_short_text_in_an_open_quotation_mark_is_one_cell():
    assert read(b'Nama,No. HP\n"Maria,1\nAna,2\n').lines == [(2, ["Maria,1\nAna,2", ""])]


# headings


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("No. HP / WA", "no hp/wa"),
        ("NAMA_LENGKAP", "nama lengkap"),
        ("L / P", "l/p"),
        ("Kel.", "KEL"),
        ("K I M", "kim"),
    ],
)
def test_signs_and_capitals_make_no_other_heading(one, other):
    assert heading_key(one) == heading_key(other)


@pytest.mark.parametrize("columns", [MEMBER_COLUMNS, KIM_COLUMNS], ids=["orang", "kim"])
@quick
@given(data=st.data())
def test_known_headings_are_found_in_every_order(columns, data):
    chosen = data.draw(st.lists(st.sampled_from(columns), unique=True, min_size=1))
    headings = [data.draw(st.sampled_from([str(column.label), *column.synonyms])) for column in chosen]

    guess = guess_mapping([heading.upper() for heading in headings], columns)

    assert list(guess.mapping.values()) == [column.name for column in chosen]
    assert guess.unsure == []
    assert {column.name for column in guess.missing} == {
        column.name for column in columns if column.is_required and column not in chosen
    }


@quick
@given(st.lists(st.text(max_size=30), max_size=8))
def test_any_headings_make_a_mapping_that_can_be_checked(headings):
    guess = guess_mapping(headings, MEMBER_COLUMNS)

    assert list(guess.mapping) == list(range(len(headings)))
    named = [name for name in guess.mapping.values() if name]
    assert len(named) == len(set(named))
    assert set(guess.unsure) <= set(range(len(headings)))
    with suppress(MappingIncomplete):
        assert check_mapping(guess.mapping, MEMBER_COLUMNS) == guess.mapping
        return
    assert [column.name for column in guess.missing] == ["full_name"]


@quick
@given(st.dictionaries(st.integers(0, 9), st.sampled_from([*words_of(MEMBER_COLUMNS).values(), "is_superuser", "pk"])))
def test_a_checked_mapping_holds_every_column_once(mapping):
    with suppress(MappingIncomplete):
        names = [name for name in check_mapping(mapping, MEMBER_COLUMNS).values() if name]

        assert "full_name" in names
        assert len(names) == len(set(names))
        assert set(names) <= {column.name for column in MEMBER_COLUMNS}


@pytest.mark.parametrize(
    ("mapping", "text"),
    [
        ({0: ""}, f"Belum ada kolom untuk Nama KIM, Kelurahan. {PICK_IT}"),
        ({0: "name"}, f"Belum ada kolom untuk Kelurahan. {PICK_IT}"),
        ({0: "name", 1: "name", 2: "region"}, "Dua kolom dipilih untuk hal yang sama: Nama KIM. Pilih satu saja."),
        ({0: "name", 1: "region", 2: "status", 3: "status", 4: "region"},
         "Dua kolom dipilih untuk hal yang sama: Kelurahan, Status. Pilih satu saja."),
    ],
)  # fmt: skip
def test_a_mapping_that_does_not_do_says_why(mapping, text):
    with pytest.raises(MappingIncomplete) as incomplete:
        check_mapping(mapping, KIM_COLUMNS)

    assert incomplete.value.text == text
