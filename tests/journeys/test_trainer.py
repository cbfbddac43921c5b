"""A trainer with a phone: a module, a lesson and a quiz go through moderation until members can read them."""

import re

import pytest
from playwright.sync_api import expect

from tests.courses.test_export import png
from tests.journeys.conftest import PHONE, follow, log_in
from tests.journeys.test_accessibility import look_at

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


def test_the_whole_way_without_javascript(open_page, shots):
    """Log in at /cms/, write, preview, submit; the admin approves; a visitor reads. Not one script runs."""
    trainer, admin, visitor = (open_page(javascript=False) for _ in range(3))
    enter(trainer, "pelatih")
    enter(admin, "admin")

    follow(trainer, trainer.get_by_role("link", name="Tulis teks").first)
    look(trainer, shots, "tulis-1-kursus-saya")
    assert trainer.get_by_text("Literasi Digital").count() == 0
    follow(trainer, trainer.get_by_role("link", name="Desain Konten untuk KIM").first)
    add_plain_module(trainer)
    add_plain_lesson(trainer, shots)
    add_plain_quiz(trainer)
    for title in ("Modul sederhana", "Pelajaran sederhana", "Kuis sederhana"):
        submit_plainly(trainer, title, shots)
        approve_plainly(admin, title, shots)

    visitor.goto(f"/kursus/{OWN_COURSE}/modul-sederhana/pelajaran-sederhana/")
    assert visitor.get_by_text("Kabar baik dimulai dari sumber yang jelas.").is_visible()
    assert visitor.get_by_role("img", name="Papan pengumuman kelurahan").is_visible()
    visitor.goto(f"/kursus/{OWN_COURSE}/modul-sederhana/kuis-sederhana/")
    assert visitor.get_by_role("heading", name="Kuis sederhana", level=1).is_visible()


def test_plain_screens_keep_inside_the_phone_and_foreign_courses_stay_absent(open_page):
    trainer = open_page(javascript=False)
    enter(trainer, "pelatih")
    trainer.goto("/cms/tulis/")
    own = trainer.get_by_role("link", name="Desain Konten untuk KIM").first.get_attribute("href")
    course = int(re.search(r"/kursus/(\d+)/", own).group(1))

    widths = {}
    for address in ("/cms/tulis/", "/cms/tulis/paket/", own, f"{own}ubah/", f"{own}modul-baru/"):
        trainer.goto(address)
        widths[address] = trainer.evaluate("document.documentElement.scrollWidth")
    answers = [trainer.goto(f"/cms/tulis/kursus/{pk}/").status for pk in range(course - 20, course)]

    assert set(widths.values()) == {360}
    assert set(answers) == {404}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_plain_screens_pass_axe(open_page, theme):
    page = open_page(color_scheme=theme)
    log_in(page, "pelatih", target="/cms/tulis/")
    own = page.get_by_role("link", name="Desain Konten untuk KIM").first.get_attribute("href")
    page.goto(own)
    forms = [
        page.locator(f"a[href*='/cms/tulis/{kind}']").first.get_attribute("href")
        for kind in ("modul/", "pelajaran/", "kuis/")
    ]

    findings = {path: look_at(page, path, PHONE["width"]) for path in ["/cms/tulis/", "/cms/tulis/paket/", own, *forms]}

    assert {path: found for path, found in findings.items() if found} == {}


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


def enter(page, username):
    """At /cms/ itself, which leads to the login and back."""
    page.goto("/cms/")
    page.locator("input[name=login]").fill(username)
    page.locator("input[name=password]").fill("belajar-kim")
    follow(page, page.get_by_role("button", name="Masuk", exact=True))
    assert page.url.endswith("/cms/")


def look(page, shots, name):
    if shots:
        page.screenshot(path=shots / f"{name}.png", full_page=True)


def add_plain_module(page):
    follow(page, page.get_by_role("link", name="Tambah modul"))
    page.get_by_label("judul", exact=False).first.fill("Modul sederhana")
    save_plainly(page)


def add_plain_lesson(page, shots):
    """With a slip first: the line is named and nothing typed is lost. Then with a picture."""
    follow(page, page.get_by_role("link", name="Tambah pelajaran di Modul sederhana"))
    page.locator("[name=title]").fill("Pelajaran sederhana")
    page.locator("[name=body]").fill("Kabar baik dimulai dari sumber yang jelas.\n\n::: ingat\nTulis tanggalnya.\n")
    save_plainly(page)
    assert page.get_by_text("Baris 3: Kotak ::: ingat belum ditutup").first.is_visible()
    look(page, shots, "tulis-2-keliru")
    page.locator("[name=body]").fill(page.locator("[name=body]").input_value() + ":::\n")
    page.get_by_text("Sisipkan gambar", exact=True).click()
    page.locator("[name=picture]").set_input_files({"name": "papan.png", "mimeType": "image/png", "buffer": png()})
    page.locator("[name=alt_text]").fill("Papan pengumuman kelurahan")
    follow(page, page.get_by_role("button", name="Unggah dan sisipkan"))
    assert "![Papan pengumuman kelurahan](gambar/" in page.locator("[name=body]").input_value()
    save_plainly(page)
    see_the_meter_warn(page)
    look(page, shots, "tulis-3-pelajaran")
    follow(page, page.get_by_role("link", name="Pratinjau"))
    assert page.get_by_text("Kabar baik dimulai dari sumber yang jelas.").is_visible()
    assert page.locator(".site-header").is_visible()
    look(page, shots, "tulis-4-pratinjau")
    page.go_back()
    follow(page, page.get_by_role("link", name="Kembali"))


def see_the_meter_warn(page):
    """A dozen words are no lesson: the meter names what it costs and what is missing."""
    meter = page.get_by_role("region", name="Biaya data")
    expect(meter).to_contain_text("lengkap")
    expect(meter.get_by_role("listitem").filter(has_text="Tambah contoh")).to_be_visible()


def add_plain_quiz(page):
    follow(page, page.get_by_role("link", name="Tambah kuis di Modul sederhana"))
    page.locator("[name=title]").fill("Kuis sederhana")
    page.locator("[name=question_count]").fill("1")
    page.locator("[name=source]").fill(GIFT)
    save_plainly(page)
    assert page.get_by_role("heading", name="1 soal di bank").is_visible()
    follow(page, page.get_by_role("link", name="Kembali"))


def save_plainly(page):
    follow(page, page.get_by_role("button", name="Simpan naskah"))


def submit_plainly(page, title, shots):
    """From the course's own screen, and never further than that."""
    look(page, shots, "tulis-5-susunan")
    follow(page, page.get_by_role("link", name=title, exact=True))
    follow(page, page.get_by_role("button", name="Ajukan untuk ditinjau"))
    if "/kursus/" not in page.url:
        follow(page, page.get_by_role("link", name="Desain Konten untuk KIM").first)
    assert page.get_by_text("Sedang ditinjau").count() >= 1
    assert page.get_by_role("button", name="Setujui dan terbitkan").count() == 0


def approve_plainly(page, title, shots):
    page.goto("/cms/")
    follow(page, page.get_by_role("link", name="Tulis teks").first)
    follow(page, page.get_by_role("link", name=title))
    look(page, shots, "tulis-6-tinjau")
    follow(page, page.get_by_role("button", name="Setujui dan terbitkan"))
    assert page.get_by_text(f"“{title}” terbit.").is_visible()


def see_only_own_course(page):
    page.goto("/cms/pages/")
    assert page.get_by_text("Literasi Digital").count() == 0
    own = page.locator("main a[href$='/edit/']", has_text="Desain Konten untuk KIM").first.get_attribute("href")
    page.goto(own.removesuffix("edit/"))
    assert "Desain Konten untuk KIM" in page.get_by_role("heading", level=1).inner_text()


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
    follow(page, page.locator("main form button[type=submit], main form button:not([type])").last)
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
    page.get_by_role("button", name="Setujui dan Publikasikan", exact=True).click()
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
