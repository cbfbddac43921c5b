"""A real phone-sized browser: one question at a time, a lost line, a reload, the end of time, and no JavaScript."""

import os
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect, sync_playwright

from courses.services.enrollments import enroll
from quizzes.models import Attempt
from tests.factories.quizzes import QuizFactory, course_of, right_choices

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")


@pytest.fixture(autouse=True)
def _sync_playwright_beside_the_database(monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture
def quiz(member):
    quiz = QuizFactory(questions=3, title="Tes akhir")
    enroll(member=member, course=course_of(quiz), now=timezone.now())
    return quiz


@pytest.fixture
def open_quiz(live_server, client, member, quiz):
    """`open_quiz()`: a logged-in phone on the page of the quiz."""
    client.force_login(member.user)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])

        def open_quiz(javascript=True):
            context = browser.new_context(
                base_url=live_server.url,
                viewport={"width": 360, "height": 800},
                java_script_enabled=javascript,
                locale="id-ID",
            )
            session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
            context.add_cookies([session])
            page = context.new_page()
            page.goto(quiz.url)
            page.get_by_role("button", name="Mulai kuis").click()
            if javascript:
                expect(page.locator("#soal-2")).to_be_hidden()  # the script has begun; a lost line may come now
            return page

        yield open_quiz
        browser.close()


def items():
    return list(Attempt.objects.get().items.select_related("version"))


def right_number(item):
    return item.choice_order.index(right_choices(item)[0])


def answer_rightly(page, position):
    item = items()[position - 1]
    page.locator(f"#soal-{position} .choice").nth(right_number(item)).click()


def test_one_question_at_a_time_saved_at_once(open_quiz):
    page = open_quiz()
    expect(page.locator("#soal-1")).to_be_visible()
    expect(page.locator("#soal-2")).to_be_hidden()

    for position in (1, 2, 3):
        answer_rightly(page, position)
        if position < 3:
            page.get_by_role("button", name=f"Lanjut ke soal {position + 1}").click()
            expect(page.locator("[data-saved]")).to_contain_text("Tersimpan")
    page.get_by_role("button", name="Kirim jawaban").click()

    expect(page.get_by_role("heading", name="Lulus")).to_be_visible()
    assert Attempt.objects.get().score == 100


def test_answers_survive_a_lost_line_and_a_reload(open_quiz):
    page = open_quiz()
    page.context.set_offline(True)
    answer_rightly(page, 1)
    page.get_by_role("button", name="Lanjut ke soal 2").click()

    expect(page.locator("[data-saved]")).to_contain_text("Di HP, belum terkirim")
    expect(page.locator(".navigator a").first).to_have_class("unsent")
    expect(page.locator("[data-notice]")).to_contain_text("Jawaban soal 1 masih di HP ini.")
    assert items()[0].answer == []
    page.context.set_offline(False)
    page.reload()
    expect(page.locator("[data-saved]")).to_contain_text("Tersimpan")
    assert items()[0].answer == list(right_choices(items()[0]))


def test_the_last_button_pressed_without_a_line_is_done_later(open_quiz):
    page = open_quiz()
    for position in (1, 2, 3):
        page.locator(".navigator a").nth(position - 1).click()
        answer_rightly(page, position)
    page.context.set_offline(True)
    page.get_by_role("button", name="Kirim jawaban").click()
    expect(page.locator("[data-saved]")).to_contain_text("belum terkirim")
    assert not Attempt.objects.get().is_submitted

    page.context.set_offline(False)

    expect(page.get_by_role("heading", name="Lulus")).to_be_visible()
    assert page.evaluate("localStorage.length") == 0


def test_sending_with_open_questions_asks_once(open_quiz):
    page = open_quiz()
    answer_rightly(page, 2 - 1)

    page.get_by_role("button", name="Kirim jawaban").click()
    expect(page.locator("[data-notice]")).to_contain_text("Soal 2, 3 belum dijawab.")
    assert not Attempt.objects.get().is_submitted
    page.get_by_role("button", name="Kirim jawaban").click()

    expect(page.get_by_role("heading", name="Belum lulus")).to_be_visible()


def test_the_end_of_time_sends_what_is_there(open_quiz):
    page = open_quiz()
    answer_rightly(page, 1)
    Attempt.objects.update(deadline_at=timezone.now() + timedelta(seconds=3))
    page.reload()

    expect(page.get_by_role("heading", name="Belum lulus")).to_be_visible(timeout=10_000)
    assert Attempt.objects.get().items.get(position=1).points == 1


def test_everything_works_without_javascript(open_quiz):
    page = open_quiz(javascript=False)
    expect(page.locator("#soal-3")).to_be_visible()
    answer_rightly(page, 1)
    page.locator("#soal-1").get_by_role("button", name="Simpan jawaban").click()
    expect(page.locator("[data-saved]")).to_contain_text("Tersimpan")
    assert page.url.endswith("#soal-1")
    assert items()[0].answer == list(right_choices(items()[0]))

    answer_rightly(page, 2)
    answer_rightly(page, 3)
    page.get_by_role("button", name="Kirim jawaban").click()

    expect(page.get_by_role("heading", name="Lulus")).to_be_visible()
    assert Attempt.objects.get().score == 100
