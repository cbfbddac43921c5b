"""An officer with a phone in the hall: from an empty event to certificates and the completion report."""

import re
from datetime import datetime, timedelta
from io import BytesIO
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.journeys.conftest import follow, log_in

pytestmark = pytest.mark.browser

MATERIAL = "Bijak bermedia sosial di grup warga"


@pytest.mark.parametrize(("javascript", "walk_in"), [(True, "Yosefina Lado"), (False, "Yosefina Lado Bria")])
def test_officer_runs_a_training(open_page, javascript, walk_in):
    page = open_page(javascript=javascript)
    title = f"Bimtek percobaan {'dengan' if javascript else 'tanpa'} skrip"

    log_in(page, "staf")
    create_event(page, title)
    add_speaker_and_agenda(page)
    register_people(page, walk_in)
    mark_hall(page)
    record_scores(page)
    see_what_is_missing(page)
    issue_certificates(page)
    files = download_everything(page)
    sheet = print_attendance_sheet(page)
    report = open_completion_report(page)

    assert len(files) == 3
    assert MATERIAL in files[0]
    assert walk_in in sheet
    assert "Alak" in report


def create_event(page, title):
    yesterday = datetime.now(ZoneInfo("Asia/Makassar")) - timedelta(days=1)
    follow(page, page.get_by_role("link", name="Buat kegiatan"))
    page.get_by_label("Nama kegiatan").fill(title)
    page.get_by_label("Tempat", exact=True).fill("Aula Kantor Camat Alak")
    page.get_by_label("Mulai").fill(f"{yesterday:%Y-%m-%d}T08:00")
    page.get_by_label("Selesai").fill(f"{yesterday:%Y-%m-%d}T12:00")
    page.get_by_label("Jumlah tempat").fill("12")
    follow(page, page.get_by_role("button", name="Simpan"))
    follow(page, page.get_by_role("button", name="Tayangkan"))


def add_speaker_and_agenda(page):
    go(page, "Susunan acara")
    follow(page, page.get_by_role("link", name="Atur narasumber"))
    page.get_by_label("Nama lengkap").fill("Robertus Kase Benu")
    follow(page, page.get_by_role("button", name="Tambah"))
    go(page, "Susunan acara")
    page.get_by_label("Acara atau materi").fill(MATERIAL)
    page.get_by_label("Mulai").fill("08:30")
    page.get_by_label("Selesai").fill("10:00")
    page.get_by_label("Robertus Kase Benu").last.check()
    follow(page, page.get_by_role("button", name="Tambah"))
    assert page.get_by_text("Jumlah: 2 JP").count() == 1


def register_people(page, walk_in):
    """Four chairs found by searching, and somebody typed at the door."""
    go(page, "Peserta")
    follow(page, page.get_by_role("link", name="Cari dan daftarkan"))
    page.get_by_label("Kecamatan").select_option(label="Kelapa Lima")
    follow(page, page.get_by_role("button", name="Cari"))
    for box in page.locator("input[name=member]").all()[:4]:
        box.check()
    follow(page, page.get_by_role("button", name="Daftarkan"))
    go(page, "Peserta")
    follow(page, page.get_by_role("link", name="Ketik orang baru"))
    page.get_by_label("Nama lengkap").fill(walk_in)
    follow(page, page.get_by_role("button", name="Daftarkan", exact=True))


def mark_hall(page):
    """Everybody at once, then the one who is not there."""
    go(page, "Daftar hadir")
    page.get_by_role("button", name="Tandai semua hadir").click()
    expect(page.locator(".marks label.present input:checked")).to_have_count(5)
    page.locator(".marks label.absent").first.click()
    follow(page, page.get_by_role("button", name="Simpan kehadiran"))


def record_scores(page):
    """One below the pass mark."""
    go(page, "Nilai")
    after = page.locator("input[name^=post]").all()
    for field, score in zip(after, ["80", "60", "70", "90", "100"], strict=True):
        field.fill(score)
    follow(page, page.get_by_role("button", name="Simpan nilai"))


def see_what_is_missing(page):
    go(page, "Sertifikat")
    follow(page, page.get_by_role("button", name="Simpan pilihan"))
    assert page.get_by_text("1 syarat kurang").count() == 2


def issue_certificates(page):
    page.get_by_label(re.compile("Saya sudah membuka contoh")).check()
    follow(page, page.get_by_role("button", name="Terbitkan sertifikat"))
    for _try in range(40):
        if page.get_by_text("3 dari 3 selesai").count():
            return
        page.wait_for_timeout(1000)
        page.reload()
    raise AssertionError("the worker did not draw three certificates in 40 seconds")


def download_everything(page):
    """The text of every PDF of the ZIP, after one of them alone."""
    one = page.request.get(page.locator("a[href*='/sertifikat/'][href$='/unduh/']").first.get_attribute("href"))
    assert one.body().startswith(b"%PDF")
    bundle = page.request.get(page.get_by_role("link", name=re.compile("Unduh semua")).get_attribute("href"))
    with ZipFile(BytesIO(bundle.body())) as archive:
        return [text_of(archive.read(name)) for name in archive.namelist()]


def print_attendance_sheet(page):
    go(page, "Daftar hadir")
    link = page.get_by_role("link", name=re.compile("Cetak daftar hadir"))
    return text_of(page.request.get(link.get_attribute("href")).body())


def open_completion_report(page):
    """Cells of the Excel file as one text."""
    follow(page, page.get_by_role("link", name="Ketuntasan").first)
    link = page.get_by_role("link", name="Unduh Excel")
    book = load_workbook(BytesIO(page.request.get(link.get_attribute("href")).body()))
    return " ".join(str(cell.value) for sheet in book for row in sheet for cell in row)


def text_of(pdf):
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def go(page, tab):
    tabs = page.get_by_role("navigation", name="Bagian kegiatan")
    follow(page, tabs.get_by_role("link", name=tab, exact=True))
