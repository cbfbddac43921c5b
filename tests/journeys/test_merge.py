"""An officer finds somebody recorded twice, makes one entry of two, sees one history, and takes it back."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, PHONE, follow, log_in

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("javascript", "viewport", "name", "phone"),
    [(True, PHONE, "Kornelia Bria Seran", "0813 4444 0001"), (False, DESK, "Kornelia Seran Bria", "0813 4444 0002")],
)
def test_officer_merges_and_parts_a_person_recorded_twice(open_page, shots, javascript, viewport, name, phone):
    page = open_page(javascript=javascript, viewport=viewport)
    log_in(page, "staf", target="/cms/anggota/")

    record(page, name, phone=phone)
    record(page, f"Hj. {name.upper()}, S.Sos", institution="Sekretaris Lurah")
    compare(page, name)
    keep_shot(page, shots, "compare", viewport)
    merge(page)
    keep_shot(page, shots, "merged", viewport)
    old_link = look_at_the_history(page, name)
    keep_shot(page, shots, "history", viewport)
    part(page)

    page.goto(old_link)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Hj. {name.upper()}, S.Sos")
    expect(page.get_by_label("Nomor HP")).to_have_value("")


def record(page, name, phone="", institution=""):
    page.goto("/cms/anggota/baru/")
    page.get_by_label("Nama lengkap").fill(name)
    page.get_by_label("Nomor HP").fill(phone)
    page.get_by_label("Jabatan atau instansi").fill(institution)
    follow(page, page.get_by_role("button", name="Simpan"))


def compare(page, name):
    """From the page of the second entry, which names the first."""
    expect(page.get_by_text("Mungkin orang yang sama")).to_be_visible()
    page.goto("/cms/anggota/ganda/")
    pair = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=name.upper()))
    follow(page, pair.get_by_role("link", name="Bandingkan"))


def merge(page):
    page.get_by_role("group", name="Nama").get_by_role("radio").first.check()
    follow(page, page.get_by_role("button", name="Gabungkan"))
    expect(page.get_by_text("Dua entri sudah jadi satu.")).to_be_visible()
    expect(page.get_by_label("Jabatan atau instansi")).to_have_value("Sekretaris Lurah")


def look_at_the_history(page, name):
    """The address of the entry that was merged leads to the kept one from now on."""
    kept = page.url
    number = int(kept.rstrip("/").rpartition("/")[2])
    old_link = f"/cms/anggota/{number + 1}/"
    page.goto(old_link)
    expect(page.get_by_text("sudah digabung ke sini.")).to_be_visible()
    assert page.url == kept
    follow(page, page.get_by_role("link", name="Lihat rinciannya"))
    expect(page.get_by_role("heading", level=3, name=name, exact=True)).to_be_visible()
    expect(page.get_by_text("Bisa dibatalkan 30 hari lagi")).to_be_visible()
    return old_link


def part(page):
    follow(page, page.get_by_role("button", name="Batalkan penggabungan"))
    expect(page.get_by_text("Kedua entri berdiri sendiri lagi.")).to_be_visible()


def keep_shot(page, shots, name, viewport):
    if shots:
        page.screenshot(path=shots / f"merge-{name}-{viewport['width']}.png", full_page=True)
