"""Files as offices send them, and as attackers do (attack 15): read, or refused with a reason in under a second."""

import time
import tracemalloc
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from members.services.sheets.guards import MAX_BYTES, MAX_ROWS, SheetRefused
from members.services.sheets.headings import count_known
from members.services.sheets.members import MemberSheet
from members.services.sheets.reading import read_table
from tests.factories.sheets import csv_file, xlsx_file

HEAD = ["Nama", "No. HP"]
SHEET = "xl/worksheets/sheet1.xml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def read(content):
    return read_table(
        file=BytesIO(content),
        byte_count=len(content),
        recognise=lambda cells: count_known(cells, MemberSheet.columns),
    )


def refusal(content):
    """Why it is refused; fails when that takes a second of CPU or 60 MB."""
    tracemalloc.start()
    started = time.process_time()
    with pytest.raises(SheetRefused) as refused:
        read(content)
    seconds, peak = time.process_time() - started, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert seconds < 1
    assert peak < 60_000_000
    return refused.value.text


def repacked(part, text, content=None):
    """A workbook in which one part is something else."""
    source, target = ZipFile(BytesIO(content or xlsx_file(HEAD, ["Maria", "0812"]))), BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name in source.namelist():
            if name != part:
                archive.writestr(name, source.read(name))
        archive.writestr(part, text)
    return target.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_csv_is_read_in_every_coding_and_with_every_delimiter(delimiter, coding):
    table = read(csv_file(HEAD, ["José, “Pepe”", "0812"], delimiter=delimiter, coding=coding))

    assert table.headings == HEAD
    assert table.lines == [(2, ["José, “Pepe”", "0812"])]


def test_the_separator_line_of_excel_is_no_row():
    assert read(b"sep=;\r\nNama;No. HP\r\nMaria;0812\r\n").headings == HEAD


def test_line_ends_of_every_age_are_understood():
    assert [read(end.join([b"Nama,No. HP", b"Maria,1", b"Ana,2"])).lines for end in (b"\n", b"\r\n", b"\r")] == [
        [(2, ["Maria", "1"]), (3, ["Ana", "2"])]
    ] * 3


def test_a_cell_with_several_lines_keeps_them_and_the_row_number_of_the_file():
    table = read(b'Nama,No. HP\n"Maria\nBria",1\nAna,2\n')

    assert table.lines == [(2, ["Maria\nBria", "1"]), (4, ["Ana", "2"])]


@pytest.mark.parametrize("make", [csv_file, xlsx_file])
def test_a_title_above_the_headings_and_empty_rows_are_passed_over(make):
    rows = [
        ["DAFTAR PESERTA BIMTEK KIM", ""],
        ["Kota Kupang, 11 Juli 2024", ""],
        ["", ""],
        HEAD,
        ["Maria", "1"],
        ["", ""],
        ["Ana", "2"],
    ]

    table = read(make(*rows))

    assert (table.headings, table.heading_line) == (HEAD, 4)
    assert table.lines == [(5, ["Maria", "1"]), (7, ["Ana", "2"])]


def test_the_sheet_with_known_headings_is_taken():
    book = Workbook()
    book.active.append(["Petunjuk", "pengisian"])
    page = book.create_sheet("Data")
    page.append(HEAD)
    page.append(["Maria", 81234567890])
    hidden = book.create_sheet("Lama", 0)
    hidden.sheet_state = "hidden"
    hidden.append(["Nama", "No. HP", "L/P"])
    file = BytesIO()
    book.save(file)

    table = read(file.getvalue())

    assert table.lines == [(2, ["Maria", "81234567890"])]


def test_numbers_dates_and_formulas_of_excel_become_what_people_see():
    from datetime import date, datetime

    book = Workbook()
    page = book.active
    page.append(["Nama", "No. HP", "Tanggal", "Rumus"])
    page.append(["Maria", 6281234567890.0, date(2024, 7, 11), "=1+1"])
    page.append(["=HYPERLINK(1)", 1.5, datetime(2024, 7, 11, 8, 30), True])
    page["A3"].data_type = "s"
    file = BytesIO()
    book.save(file)

    assert read(file.getvalue()).lines == [
        (2, ["Maria", "6281234567890", "2024-07-11", ""]),
        (3, ["=HYPERLINK(1)", "1.5", "2024-07-11 08:30", "True"]),
    ]


def test_a_formula_in_csv_stays_a_text():
    assert read(csv_file(HEAD, ['=HYPERLINK("http://x")', "@SUM(1)"])).lines == [
        (2, ['=HYPERLINK("http://x")', "@SUM(1)"])
    ]


def test_a_column_without_heading_gets_its_letter():
    assert read(csv_file(["Nama", "", "No. HP"], ["Maria", "x", "1", "y"])).headings == [
        "Nama",
        "Kolom B",
        "No. HP",
        "Kolom D",
    ]


def test_a_long_run_of_coloured_empty_rows_ends_the_list():
    rows = [HEAD, ["Maria", "1"], *[["", ""]] * 1200]

    assert read(csv_file(*rows)).lines == [(2, ["Maria", "1"])]


@pytest.mark.parametrize("content", [b"", b"   \n \n", csv_file(["", ""], ["", ""])])
def test_an_empty_file_says_so(content):
    assert refusal(content).startswith(("Berkas ini kosong", "Tidak ada daftar di berkas ini"))


def test_a_million_rows_are_refused_by_the_row_where_it_is_too_much():
    assert refusal(b"Nama,No. HP\n" + b"a,1\n" * 1_000_000) == (
        "Baris 10.002: paling banyak 10.000 baris sekali impor. Bagi menjadi beberapa berkas, dan hapus baris kosong "
        "berwarna di bawah datanya."
    )


def test_ten_thousand_rows_are_allowed():
    assert len(read(b"Nama,No. HP\n" + b"a,1\n" * MAX_ROWS).lines) == MAX_ROWS


def test_a_million_rows_of_excel_are_refused_before_they_are_parsed():
    rows = "".join(f'<row r="{number}"><c r="A{number}"><v>1</v></c></row>' for number in range(1, 300_001))
    content = repacked(SHEET, f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>")

    assert refusal(content).startswith("Baris 20.000: paling banyak 10.000 baris")


def test_a_row_number_at_the_end_of_the_world_costs_nothing():
    cells = [f'<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>' for at, text in (("A1", "Nama"), ("B1", "No. HP"))]
    head = f'<row r="1">{"".join(cells)}</row>'
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    content = repacked(SHEET, f"<worksheet {MAIN}><sheetData>{head}{far}</sheetData></worksheet>")
    started = time.process_time()

    assert read(content).lines == []
    assert time.process_time() - started < 1


def test_a_zip_bomb_is_refused():
    bomb = f"<worksheet {MAIN}><sheetData>{' ' * 25_000_000}</sheetData></worksheet>"

    assert "terlalu besar untuk sebuah daftar" in refusal(repacked(SHEET, bomb))


def test_a_bomb_in_a_part_nobody_reads_is_refused_too():
    assert "terlalu besar untuk sebuah daftar" in refusal(repacked("xl/media/image1.png", b"\0" * 70_000_000))


def test_thousands_of_entries_are_refused():
    target = BytesIO(xlsx_file(HEAD))
    with ZipFile(target, "a") as archive:
        for number in range(500):
            archive.writestr(f"xl/media/{number}.txt", "x")

    assert "terlalu besar" in refusal(target.getvalue())


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml"])
def test_billion_laughs_are_refused(part):
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    laughs = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{entities}]><worksheet {MAIN}>&l9;</worksheet>'

    assert (
        refusal(repacked(part, laughs)) == "Berkas XLSX ini berisi perintah tersembunyi (DOCTYPE), jadi tidak dibuka."
    )


@pytest.mark.parametrize("coding", ["utf-16", "utf-16-le", "utf-32", "cp037"])
def test_laughs_in_another_coding_do_not_slip_through(coding):
    laughs = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l "lol">]><worksheet {MAIN}>&l;</worksheet>'.encode(coding)

    assert refusal(repacked(SHEET, laughs)).startswith("Berkas XLSX ini memakai kode huruf yang tidak dikenal")


def test_a_declaration_cut_by_the_reading_is_seen():
    padded = f"<?xml version='1.0'?><!--{'x' * (256 * 1024 - 28)}--><!DOCTYPE x []><worksheet {MAIN}/>"

    assert "DOCTYPE" in refusal(repacked(SHEET, padded))


def test_nul_is_refused_with_its_row():
    assert refusal(b"Nama,No. HP\nMaria,0812\nA\0na,0813\n") == (
        "Baris 3 berisi karakter NUL: berkas ini bukan CSV yang utuh. Simpan ulang."
    )


@pytest.mark.parametrize("make", [csv_file, xlsx_file])
def test_a_cell_of_100000_characters_is_refused_with_row_and_column(make):
    text = refusal(make(HEAD, ["Maria", "1"], ["x" * 100_000 if make is csv_file else "x" * 32_000, "2"]))

    assert text.startswith("Baris 3, kolom A: ")
    assert text.endswith("huruf dalam satu sel; paling banyak 2000.")


def test_hundreds_of_columns_are_refused():
    assert refusal(csv_file(["Nama"] * 61, ["x"] * 61)) == "Baris 1: lebih dari 60 kolom."


def test_a_file_of_more_than_5_mb_is_not_even_opened():
    assert refusal(b"x" * (MAX_BYTES + 1)).startswith("Berkas ini 5,0 MB; paling besar 5,0 MB.")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xd0\xcf\x11\xe0" + b"x" * 100, "Ini Excel lama (.xls) atau berkas berkata sandi."),
        (b"%PDF-1.7 x", "Ini bukan lembar XLSX atau CSV."),
        (b"\x89PNG\r\n\x1a\n", "Ini bukan lembar XLSX atau CSV."),
        (b"<html><table><tr><td>Nama</td></tr></table>", "Ini bukan lembar XLSX atau CSV."),
        (b"PK\x03\x04garbage", "Berkas XLSX ini rusak."),
        (b"\xef\xbb\xbf\xff\xfeNama", "Baris 1: kode hurufnya tidak dikenal."),
        (b"Nama,No. HP\n\x81\x8d,1", "Baris 2: kode hurufnya tidak dikenal."),
    ],
)
def test_other_files_are_refused_with_what_to_do(content, reason):
    assert refusal(content).startswith(reason)


def test_a_document_of_another_kind_is_refused():
    target = BytesIO()
    with ZipFile(target, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")

    assert refusal(target.getvalue()).startswith("Ini bukan lembar Excel (XLSX).")


@pytest.mark.parametrize(
    "body",
    [
        '<row r="1"><c r="A1" t="s"><v>99999</v></c></row>',
        '<row r="1"><c r="??"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="n"><v>abc</v></c></row>',
        '<row r="1"><c r="A1"',
    ],
)
def test_broken_workbooks_are_refused_and_never_a_fault_of_ours(body):
    content = repacked(SHEET, f"<worksheet {MAIN}><sheetData>{body}</sheetData></worksheet>")

    assert refusal(content) == "Berkas XLSX ini rusak. Buka di Excel, simpan lagi, lalu unggah."


def test_the_attack_is_real():
    """Negative control: what the guards refuse in a moment keeps the parser itself busy for more than a second."""
    rows = "".join(f'<row r="{number}"><c r="A{number}"><v>1</v></c></row>' for number in range(1, 150_001))
    content = repacked(SHEET, f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>")
    started = time.process_time()

    found = sum(1 for _row in load_workbook(BytesIO(content), read_only=True).active.iter_rows())

    assert found == 150_000
    assert time.process_time() - started > 1
