"""A member on a small phone: from the login to a certificate that anybody can verify."""

import re
import subprocess
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from tests.journeys.conftest import follow, log_in
from tests.journeys.papers import choose, questions_on, right_answers

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("javascript", "login", "course", "title"),
    [
        (True, "anggota", "menangkal-radikalisme", "Menangkal Radikalisme dan Terorisme"),
        (False, "0812 0000 0006", "literasi-digital", "Literasi Digital: Cakap, Aman, Budaya, Etika"),
    ],
)
def test_member_learns_passes_and_holds_a_certificate(open_page, javascript, login, course, title):
    page = open_page(javascript=javascript)

    log_in(page, login, target="/kursus/")
    join_course(page, title)
    read_all_lessons(page)
    pass_final_test(page, right_answers(course), javascript=javascript)
    certificate = download_certificate(page, title)
    follow_qr(page, certificate)

    assert page.locator(".verdict-word").text_content().strip() == "Berlaku"
    assert page.get_by_text(title).count() >= 1


def join_course(page, title):
    follow(page, page.get_by_role("link", name=title, exact=True))
    follow(page, page.get_by_role("button", name="Ikuti kursus"))
    start = page.get_by_role("link", name="Lanjutkan belajar")
    if start.count():
        follow(page, start)


def read_all_lessons(page):
    """ "Tandai selesai" leads from one part to the next; a practice quiz is left out."""
    for _step in range(40):
        finish = page.get_by_role("button", name="Tandai selesai")
        if finish.count():
            follow(page, finish)
        elif page.get_by_role("heading", level=1).text_content().strip() == "Tes akhir":
            return
        else:
            follow(page, page.locator(".pager .next"))
    raise AssertionError("the lessons do not lead to the final test")


def pass_final_test(page, answers, *, javascript):
    follow(page, page.get_by_role("button", name="Mulai kuis"))
    for section, question, fieldset in list(questions_on(page)):
        if javascript:
            page.locator(f".navigator a[href='#{section.get_attribute('id')}']").click()
        choose(fieldset, answers[question]).click()
        if javascript:
            page.locator("[data-saved].good").wait_for()
    follow(page, page.get_by_role("button", name="Kirim jawaban"))
    assert page.locator(".verdict-word").first.text_content().strip() == "Lulus"


def download_certificate(page, title):
    """The worker draws it while the member looks; reloading the page shows the button."""
    for _try in range(60):
        page.goto("/belajar/")
        button = page.locator("li", has=page.get_by_role("heading", name=title, exact=True)).get_by_role(
            "link", name=re.compile("Unduh sertifikat")
        )
        if button.count():
            return page.request.get(button.get_attribute("href")).body()
        page.wait_for_timeout(1000)
    raise AssertionError("no certificate after 60 seconds")


def follow_qr(page, certificate):
    """What a phone camera does with the printed page."""
    picture = subprocess.run(
        ["pdftoppm", "-png", "-r", "150", "-f", "1", "-l", "1", "-"],
        input=certificate,
        capture_output=True,
        check=True,
    ).stdout
    codes = zxingcpp.read_barcodes(Image.open(BytesIO(picture)))
    page.goto(codes[0].text)


def test_learning_page_says_what_is_missing(open_page):
    page = open_page()

    log_in(page, "anggota", target="/belajar/")

    assert page.get_by_role("heading", name="Yang masih kurang").is_visible()
