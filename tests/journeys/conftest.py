import os
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.journeys.site import demo_site

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
PHONE = {"width": 360, "height": 800}
DESK = {"width": 1280, "height": 800}
PATIENCE = 45_000
"""Milliseconds: a busy machine answers late; what a page may take is measured in test_budgets.py."""


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """Base URL of a demo site that runs for the whole session, or of the one that SITE_URL names."""
    if os.environ.get("SITE_URL"):
        yield os.environ["SITE_URL"]
        return
    with demo_site(tmp_path_factory.mktemp("site")) as base_url:
        yield base_url


@pytest.fixture(scope="module")
def browser():
    """Closed with its module: while it is open, its event loop keeps other tests of the process from the database."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser, site):
    """`open_page()`: a new browser, as empty as a new phone; `javascript=False` switches scripts off."""
    contexts = []

    def open_page(*, javascript=True, viewport=None, **options):
        context = browser.new_context(
            base_url=site, viewport=viewport or PHONE, java_script_enabled=javascript, locale="id-ID", **options
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def shots():
    """Folder for screenshots when SHOTS is set, for people who want to look."""
    folder = os.environ.get("SHOTS")
    return Path(folder) if folder else None


def follow(page, target):
    """Tap a button or link that leads to another page, and wait for that page."""
    with page.expect_navigation():
        target.click()


def log_in(page, username, password="belajar-kim", target=""):
    """Through the login page, as a person does."""
    page.goto(f"/masuk/?next={target}" if target else "/masuk/")
    page.locator("input[name=login]").fill(username)
    page.locator("input[name=password]").fill(password)
    follow(page, page.get_by_role("button", name="Masuk", exact=True))
