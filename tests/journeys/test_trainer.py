"""A trainer with a phone: a module, a lesson and a quiz go through moderation until members can read them."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import log_in

pytestmark = pytest.mark.browser

OWN_COURSE, FOREIGN_COURSE = "desain-konten", "literasi-digital"
GIFT = """
::Kapan::Kapan pengumuman disebarkan?{
  =setelah sumbernya diperiksa
  ~segera setelah diterima
  ####Periksa dulu, lalu sebarkan.
}
"""


def test_trainer_writes_and_admin_approves(open_page):
    trainer, admin, visitor = open_page(), open_page(), open_page()
    log_in(trainer, "pelatih", target="/cms/")
    log_in(admin, "admin", target="/cms/")

    see_only_own_course(trainer)
    module = add_module(trainer)
    lesson = add_lesson(trainer, module)
    quiz = add_quiz(trainer, module)
    preview_lesson(trainer, lesson)
    for page_pk in (module, lesson, quiz):
        submit_for_moderation(trainer, page_pk)
        cannot_publish(trainer, page_pk)
        approve(admin, page_pk)
    visitor.goto(f"/kursus/{OWN_COURSE}/modul-warga/pelajaran-warga/")

    assert visitor.get_by_text("Kabar baik dimulai dari sumber yang jelas.").is_visible()
    visitor.goto(f"/kursus/{OWN_COURSE}/modul-warga/kuis-warga/")
    assert visitor.get_by_role("heading", name="Kuis warga", level=1).is_visible()


def test_trainer_cannot_touch_a_foreign_course(open_page):
    trainer, admin = open_page(), open_page()
    log_in(trainer, "pelatih", target="/cms/")
    log_in(admin, "admin", target="/cms/")
    admin.goto("/cms/pages/4/")
    foreign = pk_in(admin.locator("a[href*='/edit/']", has_text="Literasi Digital").first.get_attribute("href"))

    answers = [
        trainer.goto(f"/cms/pages/{foreign}/{action}").url.replace(trainer.url.split("/cms/")[0], "")
        for action in ("edit/", "copy/", "move/", "delete/", "unpublish/", "history/")
    ]

    assert set(answers) == {"/cms/"}


def see_only_own_course(page):
    page.goto("/cms/pages/")
    assert "Desain Konten untuk KIM" in page.get_by_role("heading", level=1).inner_text()
    assert page.get_by_text("Literasi Digital").count() == 0


def add_module(page):
    course = pk_in(page.url)
    page.goto(f"/cms/pages/add/courses/modulepage/{course}/")
    type_title(page, "Modul warga")
    return save_draft(page)


def add_lesson(page, module):
    page.goto(f"/cms/pages/add/courses/lessonpage/{module}/")
    type_title(page, "Pelajaran warga")
    page.locator(".c-sf-add-button").first.click()
    page.get_by_role("option", name="Teks", exact=True).click()
    editor = page.locator("[data-contentpath=body] .public-DraftEditor-content")
    editor.click()
    editor.press_sequentially("Kabar baik dimulai dari sumber yang jelas.")
    expect(page.locator("input[name=body-0-value]")).to_have_value(re.compile("sumber yang jelas"))
    return save_draft(page)


def add_quiz(page, module):
    page.goto(f"/cms/pages/add/quizzes/quizpage/{module}/")
    type_title(page, "Kuis warga")
    quiz = save_draft(page)
    page.get_by_role("link", name="Tempel soal GIFT").click()
    page.locator("textarea").first.fill(GIFT)
    page.locator("main form button[type=submit], main form button:not([type])").last.click()
    assert page.get_by_text("Kapan pengumuman disebarkan?").count() >= 1
    return quiz


def preview_lesson(page, lesson):
    page.goto(f"/cms/pages/{lesson}/view_draft/")
    assert page.get_by_text("Kabar baik dimulai dari sumber yang jelas.").is_visible()
    assert page.locator(".site-header").is_visible()


def submit_for_moderation(page, page_pk):
    open_editor(page, page_pk)
    page.get_by_role("button", name="Pengajuan ke Tinjauan kursus").click()
    page.get_by_text("dikirim untuk moderasi").wait_for()


def cannot_publish(page, page_pk):
    page.goto(f"/cms/pages/{page_pk}/edit/")
    assert page.locator("button[name=action-publish]").count() == 0


def approve(page, page_pk):
    open_editor(page, page_pk)
    page.get_by_role("button", name="Menyetujui dan Publikasikan", exact=True).click()
    page.wait_for_url(re.compile(r"/cms/(pages/\d+/)?$"))


def open_editor(page, page_pk):
    """The editor with its menu of actions unfolded."""
    page.goto(f"/cms/pages/{page_pk}/edit/")
    page.wait_for_load_state("networkidle")
    page.locator("footer [data-w-dropdown-target=toggle]").click()


def type_title(page, title):
    """Typed letter by letter, because the editor makes the address from the title."""
    page.wait_for_load_state("networkidle")
    page.locator("#id_title").press_sequentially(title)
    page.keyboard.press("Tab")
    expect(page.locator("#id_slug")).not_to_have_value("")


def save_draft(page):
    page.get_by_role("button", name="Simpan konsep").click()
    page.wait_for_url(re.compile(r"/pages/\d+/edit/"))
    return pk_in(page.url)


def pk_in(url):
    return int(re.search(r"/pages/(\d+)/", url).group(1))
