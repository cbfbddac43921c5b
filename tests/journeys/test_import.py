"""An officer imports a list with faults: sees them, saves the rest, corrects the faults, imports those."""

import re
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, follow, log_in

pytestmark = pytest.mark.browser

HEAD = ["No.", "Nama Lengkap", "L/P", "No. HP/WA", "Kelurahan", "Kecamatan", "Unsur"]
VILLAGES = [("Namosain", "Alak"), ("Oesapa Barat", "Kelapa Lima"), ("Fatululi", "Oebobo"), ("Sikumana", "Maulafa")]
FIRST = [
    "Adolfina",
    "Benyamin",
    "Carolina",
    "Dominggus",
    "Ermelinda",
    "Fransiskus",
    "Getrudis",
    "Hendrikus",
    "Imelda",
    "Jermias",
]
MIDDLE = ["Abanat", "Boimau", "Cabral", "Dethan", "Eky", "Foes", "Giri", "Haba", "Ihat", "Jehadu"]
LAST = ["Kolo", "Lona", "Mella", "Nenohai", "Oematan", "Pello", "Riwu", "Sabaat", "Takoy", "Ully"]
FAULTS = [
    ("Kelurahan", "Oesapa Brt"),
    ("L/P", "X"),
    ("No. HP/WA", "6,28E+12"),
    ("Nama Lengkap", ""),
    ("Unsur", "Nelayn"),
]
"""Planted one after the other."""
MANY, FEW = (300, 20), (30, 5)
"""People and faults: the list of an office with scripts, and a short one for the same way without."""

PATIENCE_SECONDS = 180
"""The worker may still be starting when the first list arrives."""


def people(count):
    """People of the demo's villages, as they should be."""
    for number in range(count):
        name = f"{FIRST[number % 10]} {MIDDLE[number // 10 % 10]} {LAST[number // 10 % 10]}{'aiueo'[number // 100]}"
        village, district = VILLAGES[number % 4]
        yield [number + 1, name, "LP"[number % 2], f"0813{number:08d}", village, district, "Nelayan"]


def planted(rows, fault_count):
    """The same list with faults, evenly spread."""
    rows, step = [list(row) for row in rows], len(rows) // fault_count
    for number in range(fault_count):
        heading, wrong = FAULTS[number % len(FAULTS)]
        rows[number * step][HEAD.index(heading)] = wrong
    return rows


def book(rows, title="DAFTAR ANGGOTA KIM KOTA KUPANG"):
    workbook = Workbook()
    for row in [[title], [], HEAD, *rows]:
        workbook.active.append(row)
    file = BytesIO()
    workbook.save(file)
    return file.getvalue()


@pytest.mark.parametrize(("javascript", "size"), [(True, MANY), (False, FEW)])
def test_officer_imports_a_list_with_faults(open_page, javascript, size):
    page = open_page(javascript=javascript, viewport=DESK if javascript else None)
    (count, wrong), good = size, size[0] - size[1]
    right = mine(list(people(count)), javascript)
    log_in(page, "staf")

    upload(page, book(planted(right, wrong)), javascript)
    first = counts(page)
    messages = problems(page, wrong)
    save(page, good, javascript)
    saved = counts(page)
    corrected = correct(errors(page, wrong), right)
    upload(page, corrected, javascript)
    second = counts(page)
    save(page, wrong, javascript)

    assert first == {"new": good, "changed": 0, "unchanged": 0, "doubt": 0, "error": wrong}
    assert saved == {"new": good, "changed": 0, "unchanged": 0, "skipped": 0, "left": wrong}
    assert second == {"new": wrong, "changed": 0, "unchanged": 0, "doubt": 0, "error": 0}
    assert "Maksud Anda Oesapa Barat, Kelapa Lima?" in messages
    assert "Maksud Anda Nelayan?" in messages
    assert "Ubah kolomnya menjadi Teks" in messages


def mine(rows, javascript):
    """Other people for the second run, because both work on one site."""
    if javascript:
        return rows
    for row in rows:
        row[1], row[3] = f"{row[1]} Tanpaskrip", row[3].replace("0813", "0852")
    return rows


def upload(page, content, javascript):
    page.goto("/cms/impor/baru/members/")
    file = {"name": "Daftar anggota.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    page.locator("input[type=file]").set_input_files(file)
    follow(page, page.get_by_role("button", name="Unggah dan periksa"))
    wait_for(page, "Periksa sebelum disimpan", javascript=javascript)


def save(page, number, javascript):
    follow(page, page.get_by_role("button", name=f"Simpan {number} baris", exact=True))
    wait_for(page, "Impor selesai", javascript=javascript)


def wait_for(page, heading, *, javascript):
    """Until the worker is through: the script of the page brings it, without a script people ask again."""
    address, found = page.url, page.get_by_role("heading", name=heading)
    if javascript:
        expect(found).to_be_visible(timeout=PATIENCE_SECONDS * 1000)
    for _try in range(PATIENCE_SECONDS):
        if found.count():
            return
        page.wait_for_timeout(1000)
        page.goto(address)
    raise AssertionError(f"the worker did not come to {heading!r} within {PATIENCE_SECONDS} seconds")


def counts(page):
    cells = page.locator("dd[data-kind]")
    return {cell.get_attribute("data-kind"): int(cell.inner_text()) for cell in cells.all()}


def problems(page, wrong):
    follow(page, page.get_by_role("link", name=f"Salah {wrong}"))
    expect(page.locator(".rows > li")).to_have_count(wrong)
    text = page.locator(".rows").inner_text()
    page.go_back()
    return text


def errors(page, wrong):
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile(f"Unduh {wrong} baris yang salah")).click()
    return download.value.path().read_bytes()


def correct(content, right):
    """The downloaded rows with the right values in the wrong cells; the reason beside them stays."""
    workbook = load_workbook(BytesIO(content))
    sheet = workbook.active
    by_number = {str(row[0]): row for row in right}
    for row in sheet.iter_rows(min_row=3):
        assert row[-1].value
        for cell, value in zip(row, by_number[str(row[0].value)], strict=False):
            cell.value = value
    file = BytesIO()
    workbook.save(file)
    return file.getvalue()
