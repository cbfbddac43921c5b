"""Draw docs/screens/*.webp from a running demo site: `make screenshots`."""

import os
import re
import subprocess
import sys
import tempfile
from io import BytesIO
from pathlib import Path

import django
from PIL import Image
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.journeys.conftest import ARGUMENTS, CHROMIUM, DESK, PHONE, log_in
from tests.journeys.site import demo_site

FOLDER = Path(__file__).parent / "screens"
GAP = 24
PAPER = "#fbf6ec"


AWKWARD = (
    "Yohana",
    "O",
    "Yosefina Da'Lopez N’Diaye",
    "José Ñandu Nguyễn",
    "MARIA GORETI BERNADETHA NAHAK",
    "Raden Mas Pandji Sosrokartono-Wiraatmadja",
    "Maria Goreti Bernadetha Nahak Seran Lopes da Costa",
    "Ni Luh Putu Ayu Kadek Komang Ketut Wayan Made Nyoman Gede Oka",
    "Мария Ивановна Κωνσταντίνου",
    "Wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww",
    "Maria Goreti Bernadetha Nahak Seran Lopes da Costa Fernandez Ximenes Belo Guterres Carrascalão",
    ("Maria Goreti Bernadetha Nahak Seran Lopes da Costa Fernandez Ximenes " * 3)[:200].strip(),
)
"""Names that try a layout: short, long, wide, foreign, in one word."""


def main():
    FOLDER.mkdir(exist_ok=True)
    draw_layouts()
    if "--layouts" in sys.argv:
        return
    with tempfile.TemporaryDirectory() as folder, demo_site(Path(folder)) as base_url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)

        def visit(username, viewport):
            page = browser.new_context(base_url=base_url, viewport=viewport, locale="id-ID").new_page()
            if username:
                log_in(page, username)
            return page

        save("beranda", shoot(visit(None, DESK), "/"))
        member = visit("anggota", PHONE)
        lesson = "/kursus/desain-konten/dasar-desain/huruf-terbaca/"
        save("anggota", shoot(member, "/belajar/"), shoot(member, lesson), shoot_quiz(member))
        save("pelatih", shoot_editor(visit("pelatih", DESK)))
        for name, looks in shoot_blocks(visit).items():
            save(name, *looks)
        officer = visit("staf", DESK)
        save("petugas", shoot(officer, "/cms/kegiatan/1/sertifikat/"))
        save("ketuntasan", shoot(officer, "/cms/ketuntasan/"))
        save(
            "hadir", *[shoot(visit("staf", PHONE), f"/cms/kegiatan/2/{part}/") for part in ("peserta", "daftar-hadir")]
        )
        certificate, code = certificate_of(member)
        save("sertifikat", certificate)
        save("verifikasi", shoot(visit(None, PHONE), f"/verifikasi/{code}/"))


def draw_layouts():
    """One sheet per layout with every awkward name, another color on each row; needs no site."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.test")
    django.setup()
    from certificates.choices import DesignAccent, DesignLayout  # noqa: PLC0415 -- app ready

    for layout in DesignLayout:
        colors = [*DesignAccent]
        sheets = [draw_certificate(name, layout, colors[number // 3]) for number, name in enumerate(AWKWARD)]
        width, height = sheets[0].size
        whole = Image.new("RGB", (3 * width + 2 * GAP, 4 * height + 3 * GAP), PAPER)
        for number, sheet in enumerate(sheets):
            whole.paste(sheet, (number % 3 * (width + GAP), number // 3 * (height + GAP)))
        whole.save(FOLDER / f"rancangan-{layout.value}.webp", quality=24, method=6)


def draw_certificate(name, layout, accent) -> Image.Image:
    from certificates.services.document import draw_document  # noqa: PLC0415 -- app ready
    from tests.factories.certificates import printed  # noqa: PLC0415 -- app ready

    look = {"layout": layout, "accent": accent, "has_materials": True, "has_photo_frame": False}
    crest = (Path(__file__).resolve().parents[1] / "demo/data/lambang.svg").read_bytes()
    return first_page(draw_document(printed=printed(name=name, look=look), crest=crest), dpi=33)


def first_page(pdf, *, dpi) -> Image.Image:
    command = ["pdftoppm", "-png", "-r", str(dpi), "-f", "1", "-l", "1", "-"]
    png = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout
    return Image.open(BytesIO(png)).convert("RGB")


def shoot(page, path) -> Image.Image:
    page.goto(path, wait_until="networkidle")
    return picture_of(page)


def picture_of(page) -> Image.Image:
    return Image.open(BytesIO(page.screenshot())).convert("RGB")


def shoot_blocks(visit) -> dict[str, list[Image.Image]]:
    """Every block of lessons, on a phone and a desk, light and dark, as the trainer previews them."""
    sheets = {}
    for name, viewport in (("blok-hp", PHONE), ("blok-meja", DESK)):
        page = visit("pelatih", viewport)
        page.goto("/cms/tulis/")
        page.get_by_role("link", name="Contoh semua blok").first.click()
        page.get_by_role("link", name="Semua jenis bagian dalam satu pelajaran").first.click()
        page.get_by_role("link", name="Pratinjau").first.click()
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            for image in page.locator(".reading img").all():
                image.scroll_into_view_if_needed()
            page.locator(".term summary").click()
            page.locator(".ask summary").nth(1).click()
            sheets.setdefault(name, []).append(whole_page(page))
            page.reload()
    return sheets


def whole_page(page) -> Image.Image:
    page.evaluate("scrollTo(0, 0)")
    return Image.open(BytesIO(page.screenshot(full_page=True))).convert("RGB")


def shoot_quiz(page) -> Image.Image:
    page.goto("/kursus/desain-konten/dasar-desain/kuis-dasar-desain/")
    page.get_by_role("button", name="Mulai kuis").click()
    page.locator("label.choice").first.click()
    page.wait_for_timeout(4000)
    return picture_of(page)


def shoot_editor(page) -> Image.Image:
    page.goto("/cms/pages/")
    course = page.locator("main a[href$='/edit/']", has_text="Desain Konten untuk KIM").first.get_attribute("href")
    page.goto(course.removesuffix("edit/"))
    module = page.get_by_role("link", name="Dasar desain", exact=True).first.get_attribute("href")
    page.goto(module.removesuffix("edit/"))
    lesson = page.locator("main a[href$='/edit/']", has_text="Huruf").first.get_attribute("href")
    page.goto(lesson, wait_until="networkidle")
    page.locator("[data-contentpath=body]").scroll_into_view_if_needed()
    return picture_of(page)


def certificate_of(page) -> tuple[Image.Image, str]:
    """First page of the member's certificate, once the worker has drawn it, and its code."""
    while True:
        page.goto("/belajar/")
        link = page.get_by_role("link", name=re.compile("Unduh sertifikat"))
        if link.count():
            break
        page.wait_for_timeout(1000)
    pdf = page.request.get(link.first.get_attribute("href")).body()
    code = page.locator("a[href*='/verifikasi/']", has_text="Halaman").first.get_attribute("href").split("/")[-2]
    return first_page(pdf, dpi=90), code


def save(name: str, *pictures: Image.Image) -> None:
    """Side by side as WebP, because the pictures travel with every clone."""
    width = sum(picture.width for picture in pictures) + GAP * (len(pictures) - 1)
    sheet = Image.new("RGB", (width, max(picture.height for picture in pictures)), PAPER)
    left = 0
    for picture in pictures:
        sheet.paste(picture, (left, 0))
        left += picture.width + GAP
    sheet.save(FOLDER / f"{name}.webp", quality=78, method=6)


if __name__ == "__main__":
    main()
