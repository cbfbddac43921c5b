"""Every block of a lesson renders; what editors type never becomes markup."""

import pytest
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from courses.blocks import LessonBody
from courses.models import LessonPage
from courses.services.sizes import PAGE_FRAME_BYTES, count_picture_bytes, render_lesson
from tests.factories.courses import LessonFactory

EVIL = "<script>alert(1)</script>"


def render(kind, value):
    block = LessonBody()
    return block.to_python([{"type": kind, "value": value}]).render_as_block()


@pytest.mark.parametrize(
    ("kind", "tone", "label"),
    [("ingat", "note", "Ingat"), ("contoh", "info", "Contoh"), ("waspada", "warn", "Waspada")],
)
def test_notice_has_tone_icon_and_word(kind, tone, label):
    html = render("notice", {"kind": kind, "text": "<p>Isi.</p>"})

    assert f'class="notice {tone}"' in html
    assert f"</svg> {label}</p>" in html


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("heading", EVIL),
        ("subheading", EVIL),
        ("quote", {"text": "<p>x</p>", "source": EVIL}),
        ("compare", {"good": "<p>a</p>", "bad": "<p>b</p>", "good_title": EVIL, "bad_title": EVIL}),
        ("table", {"caption": EVIL, "header": [EVIL], "rows": [["<p>x</p>"]]}),
    ],
)
def test_plain_fields_are_escaped(kind, value):
    html = render(kind, value)

    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_steps_are_a_numbered_list():
    html = render("steps", ["<p>Satu.</p>", "<p>Dua.</p>"])

    assert html.count("<li>") == 2
    assert '<ol class="steps">' in html


def test_compare_titles_fall_back_to_the_words():
    html = render("compare", {"good": "<p>a</p>", "bad": "<p>b</p>", "good_title": "", "bad_title": "Kabur"})

    assert "</svg> Baik</h3>" in html
    assert "</svg> Kabur</h3>" in html
    assert 'aria-label="Kurang baik"' in html


def test_table_has_column_and_row_heads():
    html = render("table", {"caption": "Ukuran", "header": ["A", "B"], "rows": [["<p>x</p>", "<p>y</p>"]]})

    assert html.count('scope="col"') == 2
    assert html.count('scope="row"') == 1
    assert "<caption>Ukuran</caption>" in html


def test_body_has_no_wrapper_around_blocks():
    assert render("heading", "Judul").strip() == "<h2>Judul</h2>"


@pytest.mark.django_db
def test_picture_is_scaled_and_its_bytes_are_counted(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    image = get_image_model().objects.create(title="Poster", file=get_test_image_file(size=(1600, 900)))
    lesson = LessonFactory()
    value = {"image": {"image": image.pk, "alt_text": "Dua poster", "decorative": False}, "caption": "Sumber: KIM"}
    lesson.body = LessonPage._meta.get_field("body").stream_block.to_python([{"type": "picture", "value": value}])
    lesson.save()

    content = render_lesson(LessonPage.objects.get(pk=lesson.pk))

    rendition = image.renditions.get()
    assert rendition.width == 800
    assert 'alt="Dua poster"' in content.html
    assert 'loading="lazy"' in content.html
    assert content.picture_bytes == rendition.file.size


@pytest.mark.django_db
def test_text_lesson_has_no_picture_bytes():
    lesson = LessonFactory()

    assert count_picture_bytes(lesson.body) == 0
    assert PAGE_FRAME_BYTES < render_lesson(lesson).text_bytes < PAGE_FRAME_BYTES + 200
