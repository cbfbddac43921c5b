"""A phone on a bad line: a photo shrinks, stops half way, survives a closed tab, arrives once, and is handed in."""

import os
from io import BytesIO

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect, sync_playwright

from courses.models import Submission, Upload
from courses.services.enrollments import enroll
from lms.files import private_files
from tests.factories.assignments import AssignmentFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")


@pytest.fixture(autouse=True)
def _sync_playwright_beside_the_database(monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture
def assignment(member):
    assignment = AssignmentFactory()
    enroll(member=member, course=assignment.get_parent().get_parent().specific, now=timezone.now())
    return assignment


@pytest.fixture
def phone(live_server, client, member):
    client.force_login(member.user)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(base_url=live_server.url, viewport={"width": 360, "height": 800}, locale="id-ID")
        session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        context.add_cookies([session])
        yield context
        browser.close()


def noisy_photo():
    """Large enough for several pieces after shrinking, with a place in its notes."""
    exif = Image.Exif()
    exif[0x010E] = "Rumah Ibu Maria"
    content = BytesIO()
    Image.effect_noise((2400, 1800), 90).convert("RGB").save(content, "JPEG", quality=80, exif=exif)
    return content.getvalue()


def test_a_cut_line_and_a_closed_tab_lose_nothing(phone, assignment):
    page, sent = phone.new_page(), []

    def cut_after_two(route):
        sent.append(route.request.method)
        route.continue_() if sent.count("PATCH") <= 2 or route.request.method != "PATCH" else route.abort()

    page.route("**/unggahan/**", cut_after_two)
    page.goto(assignment.url)
    page.get_by_label("Jawaban").fill("Ini poster saya.")
    page.get_by_label("Foto atau berkas").set_input_files(
        {"name": "poster.jpg", "mimeType": "image/jpeg", "buffer": noisy_photo()}
    )
    expect(page.locator("[data-daftar]")).to_contain_text("Sinyal hilang", timeout=20000)
    half = Upload.objects.get()
    assert 0 < half.received < half.size
    page.close()

    later = phone.new_page()
    later.goto(assignment.url)
    expect(later.get_by_label("Jawaban")).to_have_value("Ini poster saya.")
    expect(later.locator("[data-daftar]")).to_contain_text("Sudah di server", timeout=20000)
    later.get_by_role("button", name="Kumpulkan tugas").click()
    expect(later.get_by_text("Tugas Anda sudah terkumpul")).to_be_visible(timeout=20000)

    work = Submission.objects.get()
    file = work.files.get()
    kept = private_files().open(file.file.name).read()
    with Image.open(BytesIO(kept)) as picture:
        assert max(picture.size) == 1600
    assert (work.text, file.pk, b"Maria" in kept) == ("Ini poster saya.", half.pk, False)
    assert later.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('tugas-')).length") == 0


def test_a_refused_file_is_said_and_goes_away(phone, assignment):
    page = phone.new_page()
    page.goto(assignment.url)

    page.get_by_label("Foto atau berkas").set_input_files(
        {"name": "halaman.html", "mimeType": "text/html", "buffer": b"<html><script>1</script></html>"}
    )
    expect(page.locator("[data-daftar]")).to_contain_text("Jenis berkas ini tidak diterima")
    page.get_by_role("button", name="Hapus halaman.html").click()

    expect(page.locator("[data-daftar] li")).to_have_count(0)
    assert not Upload.objects.exists()
