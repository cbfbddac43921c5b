"""From a printed card to a password of one's own, and back in with the help of the ketua; on a phone of 360 × 800."""

import re
import subprocess
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from tests.journeys.conftest import DESK, follow, log_in

pytestmark = pytest.mark.browser
FIRST_DRAWING = 60_000
"""Milliseconds: a fresh site reads its fonts before the first PDF."""
CODE = re.compile(r"\b[a-z2-9]{5}-[a-z2-9]{5}\b")


@pytest.mark.parametrize(
    ("javascript", "group", "newcomer"),
    [
        (True, "KIM Suara Namosain", "Suyati Bernadetha Seran"),
        (False, "KIM Sasando Nunbaun Delha", "Ferdinandus Adu Tefa"),
    ],
)
def test_a_member_comes_in_with_a_card_and_back_in_with_the_ketua(open_page, shots, javascript, group, newcomer):
    office = open_page(javascript=javascript, viewport=DESK)
    log_in(office, "staf")
    enter_newcomer(office, group, newcomer)
    sheet = print_cards(office, group)
    cards = read_sheet(sheet)
    assert newcomer in cards

    phone, chairs_phone = open_page(javascript=javascript), open_page(javascript=javascript)
    scan(phone, cards[newcomer]["address"], newcomer, "sawah-hijau-7", shots)
    chair = next(name for name in cards if name != newcomer)
    type_code(chairs_phone, cards[chair]["code"], chair, "lontar-teduh-8")
    log_out(phone)

    code = ask_the_chair(chairs_phone, newcomer, shots)
    type_code(phone, code, newcomer, "jagung-pagi-9")
    log_out(phone)
    log_in(phone, cards[newcomer]["username"], "jagung-pagi-9", target="/akun/")

    history = phone.locator("main").inner_text()
    assert history.count("Kode sekali pakai dibuat") == 2
    assert history.count("Kata sandi dibuat dengan kode") == 2
    assert f"oleh {chair}" in history
    photograph(phone, shots, "history")


def enter_newcomer(page, group, name):
    """The office knows the person first: a name in the register of the group."""
    page.goto("/cms/anggota/baru/")
    page.get_by_label("Nama lengkap").fill(name)
    follow(page, page.get_by_role("button", name="Simpan"))
    open_group(page, group)
    page.locator("input[name=cari]").fill(name)
    follow(page, page.get_by_role("button", name="Cari"))
    page.get_by_role("radio", name=name).last.check()
    follow(page, page.get_by_role("button", name="Tambahkan", exact=True))
    assert page.get_by_role("link", name=name, exact=True).count() == 1


def open_group(page, group):
    page.goto("/cms/kim/")
    page.get_by_label("Nama KIM atau kelurahan").fill(group.split(" ", 2)[2])
    follow(page, page.get_by_role("button", name="Cari"))
    follow(page, page.get_by_role("link", name=group, exact=True))


def print_cards(page, group):
    open_group(page, group)
    follow(page, page.get_by_role("link", name="Cetak kartu masuk"))
    assert page.locator("input[name=member]:checked").count() == 2
    with page.expect_download(timeout=FIRST_DRAWING) as download:
        page.get_by_role("button", name="Cetak kartu masuk").click(timeout=FIRST_DRAWING)
    return download.value.path().read_bytes()


def read_sheet(content):
    """Every card: name to username, code and the address in its QR, as eyes and cameras read them."""
    picture = subprocess.run(
        ["pdftoppm", "-png", "-r", "150", "-f", "1", "-l", "1", "-"], input=content, capture_output=True, check=True
    ).stdout
    addresses = {
        code.text.rstrip("/").rpartition("/")[2]: code.text
        for code in zxingcpp.read_barcodes(Image.open(BytesIO(picture)))
    }
    text = PdfReader(BytesIO(content)).pages[0].extract_text()
    cards = {}
    for part in text.split("Kartu masuk")[1:]:
        lines = [line.strip() for line in part.splitlines() if line.strip()]
        code = CODE.search(part)[0]
        name = " ".join(lines[: next(index for index, line in enumerate(lines) if line.startswith("KIM "))])
        username = lines[lines.index("Nama pengguna") + 1]
        cards[name] = {"username": username, "code": code, "address": addresses[code.replace("-", "")]}
    return cards


def scan(page, address, name, password, shots):
    """What the camera opens; looking twice does no harm."""
    page.goto(address)
    page.goto(address)
    photograph(page, shots, "password")
    choose_password(page, name, password)


def type_code(page, code, name, password):
    page.goto("/masuk/")
    follow(page, page.get_by_role("link", name="Masuk dengan kartu"))
    page.get_by_label("Kode pada kartu").fill(code.upper())
    follow(page, page.get_by_role("button", name="Lanjut"))
    choose_password(page, name, password)


def choose_password(page, name, password):
    assert name in page.get_by_role("heading", level=1).text_content()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_label("Kata sandi baru", exact=True).fill(password)
    page.get_by_label("Kata sandi baru, sekali lagi").fill(password)
    follow(page, page.get_by_role("button", name="Simpan dan masuk"))
    skip = page.locator("button[name=skip]")
    if skip.count():  # consents are asked once, and may wait
        follow(page, skip)
    assert page.url.endswith("/belajar/")


def log_out(page):
    page.goto("/akun/")
    follow(page, page.get_by_role("button", name="Keluar", exact=True))


def ask_the_chair(page, name, shots):
    """The ketua finds the person in the own account and reads the code out."""
    page.goto("/akun/")
    follow(page, page.get_by_role("link", name="Bantu anggota masuk"))
    photograph(page, shots, "chair")
    follow(page, page.get_by_role("button", name=f"Buat kode untuk {name}"))
    photograph(page, shots, "code")
    return page.locator("[data-code]").text_content()


def photograph(page, shots, name):
    if shots:
        page.screenshot(path=shots / f"cards-{name}.png", full_page=True)
