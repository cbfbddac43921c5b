"""Lessons on a phone 360 pixels wide: the page never scrolls sideways, a wide table scrolls inside its own box."""

import os

import pytest
from django.utils import timezone
from playwright.sync_api import sync_playwright

from courses.models import LessonPage, Reference
from courses.services.markdown import read_blocks
from courses.services.markdown_references import NoReferences
from courses.services.package_references import keep_references, read_references
from courses.services.packages import Problems
from courses.services.plain_pictures import store_picture
from lms.env import PROJECT
from tests.factories.courses import CourseFactory, LessonFactory, ModuleFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG_WORD = "pertanggungjawabankeberlanjutan" * 4
WIDE = f"""\
Alamat https://contoh.example/{LONG_WORD} ada di [{LONG_WORD}](https://contoh.example/{LONG_WORD}).

## {LONG_WORD}

| Bagian satu | Bagian dua | Bagian tiga | Bagian empat | Bagian lima | Bagian enam |
|---|---|---|---|---|---|
| {LONG_WORD} | pemberitahuan | pemberitahuan | pemberitahuan | pemberitahuan | pemberitahuan |

::: waspada
{LONG_WORD}
:::

::: bandingkan
### Baik: {LONG_WORD}
{LONG_WORD}

### Kurang baik
{LONG_WORD}
:::

::: langkah
1. {LONG_WORD}
:::

> {LONG_WORD}
> — {LONG_WORD}

::: tugas
{LONG_WORD}
:::
"""


@pytest.fixture
def phone(monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright keeps an event loop in this thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )
        yield browser.new_page(viewport={"width": 360, "height": 800}, locale="id-ID")
        browser.close()


class OwnPictures(NoReferences):
    """Of a package in curriculum/, stored when a lesson names them."""

    def __init__(self, folder):
        self.folder, self.course = folder, CourseFactory()
        keep_references(drafts=read_references(folder=folder, problems=Problems()), by=None, now=timezone.now())

    def find_picture(self, address):
        path = self.folder / address
        image, _is_new = store_picture(
            course=self.course, name=path.name, content=path.read_bytes(), title=path.stem, by=None
        )
        return image.pk

    def find_reference(self, slug):
        return Reference.objects.get(slug=slug).pk


def body_of(markdown, references=None):
    problems = Problems()
    blocks = read_blocks(
        text=markdown, file="a.md", first_line=1, problems=problems, references=references or NoReferences()
    )
    assert list(problems) == []
    return LessonPage._meta.get_field("body").stream_block.to_python(blocks)


def widths(page):
    """Of the page, and of every table beside the box it scrolls in."""
    return page.evaluate(
        """() => [document.documentElement.scrollWidth, [...document.querySelectorAll("table")].map(
            (table) => [table.scrollWidth, table.closest(".table-scroll")?.clientWidth])]"""
    )


def test_nothing_in_a_lesson_is_wider_than_the_phone(phone, live_server):
    lesson = LessonFactory(parent=ModuleFactory(parent=CourseFactory(title=LONG_WORD)), body=body_of(WIDE))

    phone.goto(f"{live_server.url}{lesson.url}")

    page_width, [(table_width, box_width)] = widths(phone)
    assert page_width == 360
    assert table_width > box_width
    assert box_width < 360


def test_wide_table_scrolls_with_the_keyboard(phone, live_server):
    lesson = LessonFactory(body=body_of(WIDE))
    phone.goto(f"{live_server.url}{lesson.url}")

    phone.get_by_role("region", name="Tabel").focus()
    phone.keyboard.press("ArrowRight")

    phone.wait_for_function("document.querySelector('.table-scroll').scrollLeft > 0")


@pytest.mark.parametrize("course", sorted(PROJECT.glob("curriculum/*")), ids=lambda course: course.name)
def test_no_lesson_of_our_courses_is_wider_than_the_phone(phone, live_server, course):
    """All lessons of a package, one after the other on one page."""
    texts = [path.read_text().split("---\n", 2)[2] for path in sorted(course.glob("*/*.md"))]
    lesson = LessonFactory(body=body_of("\n\n".join(texts), OwnPictures(course)))

    phone.goto(f"{live_server.url}{lesson.url}")

    page_width, tables = widths(phone)
    assert page_width == 360
    assert None not in [box_width for _table_width, box_width in tables]
