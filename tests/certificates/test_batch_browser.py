"""The progress page in a real browser, while the drawing jobs change behind it."""

import os

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect, sync_playwright

from certificates.models import Certificate, CertificateFile
from certificates.services.issuing import issue_event
from certificates.services.open_offers import DRAW
from lms.models import MAX_ATTEMPTS, Job
from lms.services import jobs
from tests.factories.certificates import LATER, FileFactory, participant
from tests.factories.members import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SOON = 10_000


@pytest.fixture(autouse=True)
def _sync_playwright_beside_the_database(monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture
def certificates(event, now):
    for name in ("Adriana Lika", "Rambu Ana Hamu", "Yosefina Da'Lopez"):
        participant(event, full_name=name)
    return issue_event(event=event, by=UserFactory(), now=now)


@pytest.fixture
def open_batch(live_server, client, officer, event, certificates):
    """`open_batch()`: the officer's progress page on a phone."""
    client.force_login(officer)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )

        def open_batch(javascript=True):
            context = browser.new_context(
                base_url=live_server.url,
                viewport={"width": 360, "height": 800},
                java_script_enabled=javascript,
                locale="id-ID",
            )
            session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
            context.add_cookies([session])
            page = context.new_page()
            page.goto(reverse("office_certificate_batch", args=[event.pk]))
            return page

        yield open_batch
        browser.close()


def draw(certificate):
    """Let one drawing job run, as a worker would."""
    jobs.run(pk=Job.objects.get(kind=DRAW, key=str(certificate.pk)).pk, now=LATER)


def test_the_bar_follows_the_worker_to_the_end(open_batch, certificates):
    page = open_batch()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sertifikat sedang diterbitkan")
    expect(page.locator("[data-line]")).to_have_text("0 dari 3 selesai")
    expect(page.get_by_text("Angka ini diperbarui sendiri.")).to_be_visible()

    draw(certificates[0])
    expect(page.locator("[data-line]")).to_have_text("1 dari 3 selesai", timeout=SOON)
    expect(page.locator("[data-percent]")).to_have_text("33")
    expect(page.locator("progress")).to_have_attribute("value", "33")
    draw(certificates[1])
    draw(certificates[2])

    expect(page.get_by_role("heading", level=1)).to_have_text("Sertifikat yang terbit", timeout=SOON)
    expect(page.get_by_role("link", name="Unduh semua: 3 PDF")).to_be_visible()
    assert page.locator("script[src*=certificates_batch]").count() == 0


def test_a_failure_offers_another_try_and_the_page_goes_on(open_batch, certificates):
    broken = certificates[2]
    name = broken.printed["name"]
    broken.printed["name"] = "Yosefina \U0001f600"
    broken.save()
    page = open_batch()
    draw(certificates[0])
    draw(certificates[1])
    for _ in range(MAX_ATTEMPTS):
        Job.objects.filter(key=str(broken.pk)).update(due_at=LATER)
        draw(broken)

    expect(page.get_by_text("1 gagal setelah lima percobaan.")).to_be_visible(timeout=SOON)
    Certificate.objects.filter(pk=broken.pk).update(printed={**broken.printed, "name": name})
    page.get_by_role("button", name="Coba lagi").click()
    expect(page.get_by_text("1 sertifikat dicoba lagi.")).to_be_visible()
    expect(page.locator("[data-line]")).to_have_text("2 dari 3 selesai")
    jobs.run_due(now=timezone.now())

    expect(page.get_by_role("link", name="Unduh semua: 3 PDF")).to_be_visible(timeout=SOON)
    assert CertificateFile.objects.count() == 3


def test_a_lost_line_only_delays_the_numbers(open_batch, certificates):
    page = open_batch()
    page.context.set_offline(True)
    draw(certificates[0])
    page.wait_for_timeout(2500)
    expect(page.locator("[data-line]")).to_have_text("0 dari 3 selesai")

    page.context.set_offline(False)

    expect(page.locator("[data-line]")).to_have_text("1 dari 3 selesai", timeout=SOON)


def test_the_zip_can_be_downloaded(open_batch, certificates):
    for certificate in certificates:
        FileFactory(certificate=certificate)
    page = open_batch()

    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh semua: 3 PDF").click()

    assert download.value.suggested_filename.startswith("sertifikat-")
    assert download.value.suggested_filename.endswith(".zip")


def test_without_javascript_a_link_brings_the_new_numbers(open_batch, certificates):
    page = open_batch(javascript=False)
    expect(page.get_by_text("Angka ini diperbarui sendiri.")).to_be_hidden()
    draw(certificates[0])

    page.get_by_role("link", name="Perbarui").click()

    expect(page.locator("[data-line]")).to_have_text("1 dari 3 selesai")
