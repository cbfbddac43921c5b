"""A whole hall on a phone: in under a minute, with and without JavaScript."""

import os
import re
import time

import pytest
from django.contrib.auth import SESSION_KEY, get_user_model
from playwright.sync_api import sync_playwright

from bimtek.models import Attendance
from tests.factories.bimtek import EventFactory, RegistrationFactory, SlotFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PEOPLE = 51


@pytest.fixture
def hall(organization, monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright keeps an event loop in this thread
    event = EventFactory(organization=organization)
    SlotFactory.create_batch(2, event=event)
    RegistrationFactory.create_batch(PEOPLE, event=event)
    RegistrationFactory(event=event, member__full_name="Zakarias Ma'u")
    return event


@pytest.fixture
def phone(hall, officer, client, live_server):
    """`phone(javascript=…)`: the attendance page of the hall, opened by the officer."""
    client.force_login(officer)
    assert int(client.session[SESSION_KEY]) == get_user_model().objects.get().pk
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )

        def open_hall(*, javascript):
            context = browser.new_context(viewport={"width": 360, "height": 800}, java_script_enabled=javascript)
            context.add_cookies([session])
            page = context.new_page()
            page.goto(f"{live_server.url}/cms/kegiatan/{hall.pk}/daftar-hadir/")
            return page

        yield open_hall
        browser.close()


def choose(page, name, status):
    page.get_by_role("radiogroup", name=re.compile(name)).get_by_role("radio", name=status).check(force=True)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_hall_is_marked_in_under_a_minute(phone, hall, javascript):
    started = time.monotonic()
    page = phone(javascript=javascript)

    page.get_by_role("button", name="Tandai semua hadir").click()
    choose(page, "Zakarias", "Sakit")
    page.get_by_role("button", name="Simpan kehadiran").click()
    page.get_by_text(f"{PEOPLE} hadir dari {PEOPLE + 1} orang.").wait_for()

    assert time.monotonic() - started < 60
    rows = Attendance.objects.filter(slot__event=hall)
    assert (rows.filter(status="present").count(), rows.filter(status="sick").count()) == (PEOPLE * 2, 2)


def test_the_filter_finds_one_person_and_loses_nobody(phone, hall):
    page = phone(javascript=True)
    page.get_by_role("button", name="Tandai semua hadir").click()

    page.get_by_label("Saring nama atau kelurahan").fill("zaka")

    assert page.locator(".hall > div:visible").count() == 1
    page.get_by_role("button", name="Simpan kehadiran").click()
    page.get_by_text(f"{PEOPLE + 1} hadir dari {PEOPLE + 1} orang.").wait_for()


def test_the_page_counts_before_saving(phone, hall):
    page = phone(javascript=True)
    page.get_by_role("button", name="Tandai semua hadir").click()
    choose(page, "Zakarias", "Alpa")

    assert page.get_by_text(f"{PEOPLE} hadir dari {PEOPLE + 1}, belum disimpan").count() == 1
    assert Attendance.objects.count() == 0


def test_nothing_sticks_out_at_360_pixels(phone, hall):
    page = phone(javascript=True)

    assert page.evaluate("document.documentElement.scrollWidth") == 360
