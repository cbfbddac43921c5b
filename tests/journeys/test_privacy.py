"""A member takes the own data home and is erased on request; the certificate is still worth something."""

import json
import re

import pytest

from tests.journeys.conftest import follow, log_in

pytestmark = pytest.mark.browser
PASSWORD = "lontar-dan-laut-7"


@pytest.mark.parametrize(
    ("javascript", "name"), [(True, "Daud Umbu Nai"), (False, "Antonia Hoar")], ids=["scripts", "no-scripts"]
)
def test_a_member_leaves_and_the_certificate_stays(open_page, javascript, name):
    office, phone = open_page(javascript=javascript), open_page(javascript=javascript)
    log_in(office, "staf")
    username, code = open_account(office, name)

    set_password(phone, code)
    agree_to_one_purpose(phone)
    certificate = take_data_home(phone, name)
    ask_to_be_erased(phone)
    erase(office, name)

    verify(phone, certificate, name)
    assert_nobody_logs_in(open_page(javascript=javascript), username)


def open_account(page, name):
    """Username and one-time code, as the officer reads them out."""
    find_person(page, name)
    follow(page, page.get_by_role("button", name="Buat akun masuk"))
    return page.locator(".pair dd").nth(1).text_content().strip(), page.locator("[data-code]").text_content().strip()


def find_person(page, name):
    page.goto("/cms/anggota/")
    page.locator("input[name=q]").fill(name)
    follow(page, page.get_by_role("button", name="Cari"))
    follow(page, page.get_by_role("link", name=name, exact=True))


def set_password(page, code):
    page.goto("/masuk/kartu/")
    page.locator("input[name=code]").fill(code)
    follow(page, page.get_by_role("button", name="Lanjut"))
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    follow(page, page.get_by_role("button", name="Simpan dan masuk"))


def agree_to_one_purpose(page):
    """The question after the first login: nothing is ticked, the age is asked, an answer leads to learning."""
    page.goto("/akun/persetujuan/")
    assert page.locator("input[type=checkbox]:checked").count() == 0
    page.get_by_label("Foto dan video kegiatan").check()
    page.get_by_label("18 tahun atau lebih").check()
    follow(page, page.get_by_role("button", name="Simpan pilihan"))
    assert page.url.endswith("/belajar/")


def take_data_home(page, name):
    """Both downloads; the code of the certificate, as the data tell it."""
    page.goto("/akun/data/")
    assert page.get_by_role("heading", name="Data saya", level=1).is_visible()
    assert page.request.get("/akun/data/unduh.pdf", timeout=60_000).body().startswith(b"%PDF-")
    data = json.loads(page.request.get("/akun/data/unduh.json").body())
    assert data["about"] == name
    return re.sub(r"[^0-9A-Z]", "", data["sections"]["certificates"]["entries"][0]["code"])


def ask_to_be_erased(page):
    follow(page, page.get_by_role("link", name="Ajukan permintaan"))
    page.get_by_label("Menghapus data").check()
    page.get_by_label("Keterangan").fill("Saya pindah ke luar kota.")
    follow(page, page.get_by_role("button", name="Kirim permintaan"))
    assert page.get_by_text(re.compile(r"sisa \d hari")).first.is_visible()


def erase(page, name):
    """From the menu with its badge through queue and preview to the typed name."""
    page.goto("/cms/kegiatan/")
    follow(page, page.get_by_role("link", name=re.compile("^Permintaan data")))
    row = page.locator(".rows > li", has_text=name)
    assert re.search(r"sisa \d hari", row.text_content())
    follow(page, row.get_by_role("link", name="Menghapus data"))
    follow(page, page.get_by_role("link", name="Hapus data orang ini"))
    assert page.get_by_role("heading", name="Yang tetap, tanpa nama").is_visible()
    page.get_by_label("Ketik nama lengkap orang ini").fill(name)
    follow(page, page.get_by_role("button", name="Hapus selamanya"))
    assert page.get_by_text("Data sudah dihapus.").is_visible()


def verify(page, certificate, name):
    page.goto(f"/verifikasi/{certificate}/")
    assert page.locator(".verdict-word").text_content().strip() == "Berlaku"
    assert page.get_by_text(name, exact=True).count() == 1


def assert_nobody_logs_in(page, username):
    log_in(page, username, PASSWORD)
    assert page.get_by_role("button", name="Masuk", exact=True).is_visible()
    page.goto("/akun/data/")
    assert "/masuk/" in page.url
