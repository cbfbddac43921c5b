"""What a lesson and a quiz may cost a member with a small data package; counted, not timed."""

import pytest

from tests.journeys.conftest import follow, log_in
from tests.journeys.meter import Meter
from tests.journeys.papers import choose, questions_on, right_answers

pytestmark = pytest.mark.browser

LESSON = "/kursus/desain-konten/dasar-desain/huruf-terbaca/"
QUIZ = "/kursus/desain-konten/tes-akhir/tes-akhir/"
KB = 1024


def test_lesson_costs_little_cold_and_warm(open_page, record_property):
    page = open_page()
    log_in(page, "anggota", target="/akun/")
    cookies = page.context.cookies()
    page = open_page()
    page.context.add_cookies(cookies)
    meter = Meter.attach(page)

    page.goto(LESSON, wait_until="networkidle")
    cold_requests, cold_bytes, cold_paths = len(meter.paths), meter.byte_count, "\n".join(meter.paths)
    meter.reset()
    page.goto(LESSON, wait_until="networkidle")
    warm_bytes = meter.byte_count

    record_property("lesson", f"cold {cold_requests} requests {cold_bytes} bytes, warm {warm_bytes} bytes")
    assert cold_requests <= 6, cold_paths
    assert cold_bytes <= 30 * KB
    assert warm_bytes <= 6 * KB


def test_whole_quiz_attempt_costs_little(open_page):
    """Log in, start, ten answers, submit, result; with scripts and an empty cache."""
    page = open_page()
    meter = Meter.attach(page)

    log_in(page, "anggota", target=QUIZ)
    follow(page, page.get_by_role("button", name="Mulai kuis"))
    answer_all(page, right_answers("desain-konten"))
    page.get_by_role("button", name="Kirim jawaban").click()
    page.locator(".verdict-word").first.wait_for()
    page.wait_for_load_state("networkidle")

    assert len(meter.paths) <= 20, "\n".join(meter.paths)
    assert meter.byte_count <= 80 * KB


def answer_all(page, answers):
    """Question after question, as the page leads."""
    for _section, question, fieldset in list(questions_on(page)):
        choose(fieldset, answers[question]).click()
        forward = page.locator("[data-next]")
        if forward.is_visible():
            forward.click()
