"""WCAG 2.2 AA as far as a machine can see: axe finds nothing serious on any page, in both themes, on phone and desk."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.conftest import DESK, PHONE, follow, log_in

pytestmark = pytest.mark.browser

LESSON = "/kursus/desain-konten/dasar-desain/huruf-terbaca/"
PAGES = {
    None: ["/", "/kursus/", "/kursus/desain-konten/", LESSON, "/kegiatan/", "/kegiatan/pembinaan-kim-2024/",
           "/verifikasi/", "/verifikasi/0000-0000-0000-0000-0000/", "/verifikasi/register/",
           "/masuk/", "/bantuan/", "/tidak-ada/", "/daftar/",
           "/masuk/kartu/", "/masuk/lupa/", "/masuk/lupa/surel/", "/masuk/lupa/terkirim/"],
    "anggota": ["/belajar/", "/belajar/luring/", "/kursus/desain-konten/", LESSON,
                "/kursus/desain-konten/tes-akhir/tes-akhir/", "/akun/",
                "/akun/sandi/", "/akun/kim/", "/akun/langkah-kedua/", "/akun/langkah-kedua/aplikasi/",
                "/akun/langkah-kedua/kunci/", "/akun/data/", "/akun/data/betulkan/", "/akun/persetujuan/"],
    "staf": ["/cms/kegiatan/", "/cms/kegiatan/baru/", "/cms/kegiatan/1/", "/cms/kegiatan/1/acara/",
             "/cms/kegiatan/1/narasumber/", "/cms/kegiatan/1/peserta/", "/cms/kegiatan/1/peserta/cari/",
             "/cms/kegiatan/1/peserta/baru/", "/cms/kegiatan/1/peserta/kursi/", "/cms/kegiatan/1/peserta/1/kursi/",
             "/cms/kegiatan/1/daftar-hadir/", "/cms/kegiatan/1/nilai/",
             "/cms/kegiatan/1/sertifikat/", "/cms/kegiatan/1/sertifikat/kemajuan/",
             "/cms/kegiatan/1/sertifikat/tte/", "/cms/anggota/",
             "/cms/anggota/baru/", "/cms/anggota/1/", "/cms/anggota/1/data/", "/cms/kim/", "/cms/ketuntasan/"],
    "staf, sertifikat": ["/cms/kegiatan/1/sertifikat/pilihan/", "/cms/kegiatan/1/sertifikat/nama/",
                         "/cms/kegiatan/1/sertifikat/cetak/", "/cms/sertifikat/peserta/1/", "/cms/sertifikat/kursus/",
                         "/cms/sertifikat/1/kabari/", "/cms/sertifikat/1/ganti/", "/cms/sertifikat/1/cabut/",
                         "/cms/sertifikat/nomor/1/", "/cms/sertifikat/rancangan/1/",
                         "/cms/kursus/5/sertifikat/tte/"],
    "staf, KIM dan data": ["/cms/kim/1/", "/cms/kim/1/ubah/", "/cms/kim/baru/", "/cms/kim/cakupan/",
                           "/cms/kim/kim-id/", "/cms/keanggotaan/1/", "/cms/anggota/ganda/", "/cms/anggota/gabung/1/2/",
                           "/cms/anggota/gabungan/",
                           "/cms/permintaan-data/", "/cms/impor/", "/cms/impor/baru/members/",
                           "/cms/impor/baru/kims/", "/cms/impor/baru/kim_id/", "/cms/kegiatan/1/peserta/impor/"],
    "admin": ["/cms/staf/", "/cms/staf/baru/", "/cms/staf/riwayat/", "/cms/staf/1/", "/cms/pembukaan-data/",
              "/cms/masa-simpan/"],
}  # fmt: skip
NOT_THERE = {"/verifikasi/0000-0000-0000-0000-0000/", "/tidak-ada/"}
LOOKS = [("light", PHONE), ("dark", DESK)]
"""Contrast goes with the theme, width with the screen: two runs see both, four would see nothing more."""
WAIT_SECONDS = 60


@pytest.mark.parametrize("who", PAGES, ids=lambda name: name or "pengunjung")
@pytest.mark.parametrize(("theme", "viewport"), LOOKS)
def test_axe_finds_nothing_serious_and_nothing_sticks_out(open_page, who, theme, viewport):
    page = open_page(viewport=viewport, color_scheme=theme)
    if who:
        log_in(page, who.partition(",")[0])

    findings = {path: look_at(page, path, viewport["width"]) for path in PAGES[who]}

    assert {path: found for path, found in findings.items() if found} == {}


@pytest.mark.parametrize(("theme", "viewport"), LOOKS)
def test_every_step_of_an_import_passes_axe(open_page, theme, viewport):
    page = open_page(viewport=viewport, color_scheme=theme)
    log_in(page, "staf", target="/cms/impor/baru/members/")
    rows = [f"{theme.title()} Orang Uji,AB,P,Namosain", "Salah Ketik,A,X,Entah", "Kosong,,,"]
    content = "\n".join([f"Nama Lengkp,Golongan {theme},L/P,Kelurahan", *rows]).encode()
    page.locator("input[type=file]").set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": b"%PDF"})
    follow(page, page.get_by_role("button", name="Unggah dan periksa"))
    found = {"refused": problems(page, viewport)}

    page.locator("input[type=file]").set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": content})
    follow(page, page.get_by_role("button", name="Unggah dan periksa"))
    found["columns"] = problems(page, viewport)
    follow(page, page.get_by_role("button", name="Lanjut memeriksa"))
    found["progress"] = problems(page, viewport)
    wait_for(page, "Periksa sebelum disimpan")
    found["preview"] = problems(page, viewport)
    follow(page, page.get_by_role("button", name=re.compile("^Simpan . baris")))
    wait_for(page, "Impor selesai")
    found["done"] = problems(page, viewport)

    assert {step: seen for step, seen in found.items() if seen} == {}


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


def wait_for(page, heading):
    """Until the worker is through."""
    for _try in range(WAIT_SECONDS):
        if page.get_by_role("heading", name=heading).count():
            return
        page.wait_for_timeout(1000)
        page.goto(page.url)
    raise AssertionError(f"the worker did not come to {heading!r}")


def look_at(page, path, width):
    answer = page.goto(path)
    expected = 404 if path in NOT_THERE else 200
    return problems(page, {"width": width}) + ([] if answer.status == expected else [f"answers {answer.status}"])


def problems(page, viewport):
    scrolled = page.evaluate("document.documentElement.scrollWidth")
    return serious(page) + ([f"{scrolled} px wide"] if scrolled > viewport["width"] else [])


def serious(page):
    violations = Axe().run(page).response["violations"]
    return [
        f"{row['id']}: {row['nodes'][0]['html'][:120]}"
        for row in violations
        if row["impact"] in {"serious", "critical"}
    ]
