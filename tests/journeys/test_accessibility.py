"""WCAG 2.2 AA as far as a machine can see: axe finds nothing serious on any page, in both themes, on phone and desk."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.conftest import DESK, PHONE, follow, log_in

pytestmark = pytest.mark.browser

LESSON = "/kursus/desain-konten/dasar-desain/huruf-terbaca/"
PAGES = {
    None: ["/", "/kursus/", "/kursus/desain-konten/", LESSON, "/kegiatan/", "/kegiatan/pembinaan-kim-2024/",
           "/verifikasi/", "/verifikasi/0000-0000-0000-0000-0000/", "/masuk/", "/bantuan/", "/tidak-ada/"],
    "anggota": ["/belajar/", "/kursus/desain-konten/", LESSON, "/kursus/desain-konten/tes-akhir/tes-akhir/", "/akun/",
                "/akun/sandi/"],
    "staf": ["/cms/kegiatan/", "/cms/kegiatan/baru/", "/cms/kegiatan/1/", "/cms/kegiatan/1/acara/",
             "/cms/kegiatan/1/narasumber/", "/cms/kegiatan/1/peserta/", "/cms/kegiatan/1/peserta/cari/",
             "/cms/kegiatan/1/peserta/baru/", "/cms/kegiatan/1/daftar-hadir/", "/cms/kegiatan/1/nilai/",
             "/cms/kegiatan/1/sertifikat/", "/cms/kegiatan/1/sertifikat/kemajuan/", "/cms/anggota/",
             "/cms/anggota/baru/", "/cms/kim/", "/cms/ketuntasan/"],
}  # fmt: skip


@pytest.mark.parametrize("username", PAGES, ids=lambda name: name or "pengunjung")
@pytest.mark.parametrize(("theme", "viewport"), [("light", PHONE), ("dark", PHONE), ("light", DESK)])
def test_axe_finds_nothing_serious_and_nothing_sticks_out(open_page, username, theme, viewport):
    page = open_page(viewport=viewport, color_scheme=theme)
    if username:
        log_in(page, username)

    findings = {path: look_at(page, path, viewport["width"]) for path in PAGES[username]}

    assert {path: found for path, found in findings.items() if found} == {}


def test_quiz_paper_and_result_pass_axe(open_page):
    page = open_page()
    log_in(page, "anggota", target="/kursus/desain-konten/dasar-desain/kuis-dasar-desain/")
    follow(page, page.get_by_role("button", name="Mulai kuis"))

    paper = serious(page)
    page.get_by_role("link", name="Soal 3, belum dijawab").click()
    page.get_by_role("button", name="Kirim jawaban").click()
    if page.locator("[data-notice]:visible").count():
        page.get_by_role("button", name="Kirim jawaban").click()
    page.locator(".verdict-word").first.wait_for()

    assert paper + serious(page) == []


def look_at(page, path, width):
    page.goto(path)
    found = serious(page)
    scrolled = page.evaluate("document.documentElement.scrollWidth")
    return found + ([f"{scrolled} px wide"] if scrolled > width else [])


def serious(page):
    violations = Axe().run(page).response["violations"]
    return [
        f"{row['id']}: {row['nodes'][0]['html'][:120]}"
        for row in violations
        if row["impact"] in {"serious", "critical"}
    ]
