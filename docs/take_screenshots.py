"""Draw docs/screens/*.webp from a running demo site: `make screenshots`."""

import sys
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.journeys.conftest import ARGUMENTS, CHROMIUM, DESK, PHONE, log_in
from tests.journeys.site import demo_site

FOLDER = Path(__file__).parent / "screens"
SHOTS = [
    ("beranda", None, DESK, "/"),
    ("pelajaran", "anggota", PHONE, "/kursus/desain-konten/dasar-desain/kontras-dan-hierarki/"),
    ("belajar", "anggota", PHONE, "/belajar/"),
    ("cms", "pelatih", DESK, "/cms/"),
    ("kegiatan", "staf", DESK, "/cms/kegiatan/"),
    ("ketuntasan", "staf", DESK, "/cms/ketuntasan/"),
    ("verifikasi", None, PHONE, "/verifikasi/"),
]


def main():
    with tempfile.TemporaryDirectory() as folder, demo_site(Path(folder)) as base_url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for name, username, viewport, path in SHOTS:
            page = browser.new_context(base_url=base_url, viewport=viewport, locale="id-ID").new_page()
            if username:
                log_in(page, username)
            page.goto(path)
            save(page.screenshot(), name)


def save(png: bytes, name: str) -> None:
    """WebP, because the pictures travel with every clone."""
    Image.open(BytesIO(png)).save(FOLDER / f"{name}.webp", quality=80, method=6)


if __name__ == "__main__":
    main()
