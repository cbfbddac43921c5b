"""Pictures of a lesson as learners get them, and what a lesson costs to load."""

import re

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from PIL import features
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from courses.models import LessonPage
from courses.services.pictures import JOB, SPECS, STORED_SPECS, WIDTH, draw, draw_pictures, pictures_of
from courses.services.sizes import (
    PAGE_FRAME_BYTES,
    count_media_bytes,
    count_picture_bytes,
    measure_pictures,
    render_lesson,
)
from lms.models import Job
from lms.services import jobs
from tests.factories.courses import LessonFactory

pytestmark = pytest.mark.django_db
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 360"><path d="M0 0h640v360z"/></svg>'
EVIL = '<img src=x onerror="alert(1)">'


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    """Wagtail remembers renditions by the number of their picture, and SQLite gives that of a row taken back again."""
    settings.MEDIA_ROOT = tmp_path
    cache.clear()


def photo(title="Poster", size=(1600, 900)):
    return get_image_model().objects.create(title=title, file=get_test_image_file(f"{title}.png", size=size))


def drawing():
    return get_image_model().objects.create(title="Garis", file=ContentFile(DRAWING, "garis.svg"))


def file(name, content=b"isi", size=2048):
    document = get_document_model()(title=name, file_size=size)
    document.file.save(name, ContentFile(content), save=False)
    document.save()
    return document


def shown(image, alt="Dua poster", caption="", **more):
    return {"image": {"image": image.pk, "alt_text": alt, "decorative": False, **more}, "caption": caption}


def lesson_of(*blocks):
    """A lesson with these blocks, fresh from the database."""
    lesson = LessonFactory()
    stored = [{"type": kind, "value": value} for kind, value in blocks]
    lesson.body = LessonPage._meta.get_field("body").stream_block.to_python(stored)
    lesson.save()
    return LessonPage.objects.get(pk=lesson.pk)


def test_picture_is_a_small_avif_with_a_webp_behind_it():
    image = photo()

    content = render_lesson(lesson_of(("picture", shown(image, caption=EVIL))))

    small, fallback = image.renditions.order_by("filter_spec")
    assert features.check("avif")
    assert (small.width, small.height, fallback.width) == (WIDTH, 405, WIDTH)
    assert re.findall(r"<picture>.*?</picture>", content.html) == [
        f'<picture><source srcset="{small.url}" type="image/avif"><img alt="Dua poster" decoding="async" height="405" '
        f'loading="lazy" src="{fallback.url}" width="{WIDTH}"></picture>'
    ]
    assert content.picture_bytes == small.file.size
    assert "original_images" not in content.html
    assert EVIL not in content.html


def test_no_phone_pays_for_a_picture_larger_than_its_source():
    image = photo(size=(300, 200))

    render_lesson(lesson_of(("picture", shown(image))))

    assert {rendition.width for rendition in image.renditions.all()} == {300}


def test_drawing_stays_a_drawing_and_counts_as_sent():
    image = drawing()

    content = render_lesson(lesson_of(("picture", shown(image))))

    rendition = image.renditions.get()
    assert rendition.file.name.endswith(".svg")
    assert content.html.count(rendition.url) == 1
    assert 0 < content.picture_bytes < 400


def test_alternative_text_is_escaped_and_decoration_has_none():
    image = photo()

    html = render_lesson(
        lesson_of(
            ("picture", shown(image, alt=EVIL)),
            ("picture", {"image": {"image": image.pk, "alt_text": "x", "decorative": True}, "caption": ""}),
        )
    ).html

    assert re.findall(r'alt="([^"]*)"', html) == ["&lt;img src=x onerror=&quot;alert(1)&quot;&gt;", ""]


def test_gallery_shows_every_picture_with_its_words_and_counts_each_once():
    first, second = photo("Satu"), photo("Dua", size=(900, 700))
    lesson = lesson_of(
        ("gallery", [shown(first, "A", "Sebelum"), shown(second, "B", "Sesudah")]), ("picture", shown(first, "C"))
    )

    content = render_lesson(lesson)

    assert re.findall(r'alt="(.)"', content.html) == ["A", "B", "C"]
    assert re.findall(r"<figcaption>(.*?)</figcaption>", content.html) == ["Sebelum", "Sesudah"]
    small = [image.renditions.get(filter_spec=STORED_SPECS[0]).file.size for image in (first, second)]
    assert content.picture_bytes == sum(small)
    assert [(cost.image.pk, cost.byte_count) for cost in measure_pictures(lesson.body)] == [
        (first.pk, small[0]), (second.pk, small[1]),
    ]  # fmt: skip


def test_who_saves_data_gets_a_link_with_the_size():
    image = photo()
    lesson = lesson_of(("picture", shown(image)))

    html = render_lesson(lesson, saves_data=True).html

    assert (
        re.search(r'<a class="later" href="([^"]+)">', html)[1] == image.renditions.get(filter_spec=STORED_SPECS[1]).url
    )
    assert re.search(r"<span>(.*?)</span>", html)[1] == "Lihat gambar (1 KB): Dua poster"
    assert re.search(r"<template>(<picture>.*</picture>)</template>", html)
    assert "<img" not in re.sub(r"<template>.*</template>", "", html)
    assert 'src="/static/js/later.js"' in html


def statements(lesson, **options):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        render_lesson(lesson, **options)
    return len(captured)


def test_three_pictures_cost_no_more_statements_than_one(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    images = [photo(str(number), size=(500, 400 + number)) for number in range(3)]
    one = lesson_of(("picture", shown(images[0])))
    three = lesson_of(
        ("picture", shown(images[0])), ("picture", shown(images[1])), ("gallery", [shown(images[1]), shown(images[2])])
    )
    for lesson in (one, three):
        render_lesson(LessonPage.objects.get(pk=lesson.pk))

    first, second = statements(LessonPage.objects.get(pk=one.pk)), statements(LessonPage.objects.get(pk=three.pk))

    assert (first, second) == (2, 3)  # pictures of each kind of block, then all renditions at once


def test_a_picture_whose_file_is_gone_costs_nothing_and_breaks_nothing(settings):
    image = photo()
    image.file.storage.delete(image.file.name)

    content = render_lesson(lesson_of(("picture", shown(image))))

    assert content.picture_bytes == 0
    assert "<figure" in content.html


def test_publishing_draws_the_pictures_before_anybody_reads(now):
    image = photo()
    lesson = lesson_of(("picture", shown(image)))
    lesson.save_revision().publish()
    lesson.refresh_from_db()
    job = Job.objects.get(kind=JOB)

    assert job.key == f"{lesson.pk}-{lesson.live_revision_id}"
    assert image.renditions.count() == 0
    assert jobs.run(pk=job.pk, now=job.due_at).state == Job.State.DONE
    assert sorted(image.renditions.values_list("filter_spec", flat=True)) == sorted(STORED_SPECS[:2])


def test_publishing_words_promises_nothing():
    lesson_of(("text", "<p>Isi.</p>")).save_revision().publish()

    assert not Job.objects.filter(kind=JOB).exists()


def test_drawing_twice_makes_nothing_twice_and_a_closed_page_nothing(now):
    image = photo()
    lesson = lesson_of(("picture", shown(image)))

    assert draw_pictures(key=f"{lesson.pk}-1", now=now) == draw_pictures(key=f"{lesson.pk}-1", now=now) == 1
    assert image.renditions.count() == len(SPECS)
    lesson.unpublish()
    assert draw_pictures(key=f"{lesson.pk}-1", now=now) == 0


def test_a_picture_of_a_draft_is_drawn_on_demand():
    image = photo()

    assert draw(image).byte_count > 0
    assert image.renditions.count() == len(SPECS)


def test_text_lesson_has_no_picture_bytes():
    lesson = LessonFactory()

    assert count_picture_bytes(lesson.body) == 0
    assert pictures_of(lesson.body) == []
    assert PAGE_FRAME_BYTES < render_lesson(lesson).text_bytes < PAGE_FRAME_BYTES + 200


# ---- video, sound, documents


def test_own_video_waits_for_a_tap_and_tells_its_size():
    video = file("papan.mp4", size=3_400_000)
    value = {"title": EVIL, "file": video.pk, "address": "", "duration": "2:15", "transcript": "<p>Teks.</p>"}

    html = render_lesson(lesson_of(("video", value))).html

    assert re.search(r"<details>.*?<video ([^>]+)>", html, re.S)[1] == (
        f'src="/dokumen/{video.pk}/papan.mp4" preload="none" controls playsinline '
        'aria-label="&lt;img src=x onerror=&quot;alert(1)&quot;&gt;"'
    )
    assert "Putar video (2:15, 3,2 MB)" in html
    assert EVIL not in html


def test_own_sound_waits_for_a_tap():
    sound = file("siaran.mp3")
    value = {"title": "Siaran", "file": sound.pk, "duration": "0:40", "transcript": "<p>Teks.</p>"}

    html = render_lesson(lesson_of(("audio", value))).html

    assert f'<audio src="/dokumen/{sound.pk}/siaran.mp3" preload="none" controls' in html
    assert "Dengarkan (0:40, 2 KB)" in html


@pytest.mark.parametrize(("pages", "told"), [(2, "(PDF, 2 KB, 2 halaman)"), (None, "(PDF, 2 KB)")])
def test_document_tells_kind_size_and_pages(pages, told):
    document = file("izin.pdf")

    html = render_lesson(lesson_of(("document", {"title": EVIL, "file": document.pk, "pages": pages}))).html

    assert f'href="/dokumen/{document.pk}/izin.pdf" download' in html
    assert " ".join(re.sub(r"<[^>]+>", "", html).split()).endswith(told)
    assert EVIL not in html


def test_a_file_of_another_kind_is_not_offered():
    program = file("jahat.html")

    assert render_lesson(lesson_of(("document", {"title": "x", "file": program.pk, "pages": None}))).html.strip() == ""


def test_files_of_a_lesson_are_counted_apart_and_once():
    video, sound = file("a.mp4", size=3000), file("b.mp3", size=500)
    media = {"title": "x", "duration": "0:10", "transcript": "<p>x</p>"}
    lesson = lesson_of(
        ("video", {**media, "file": video.pk, "address": ""}),
        ("video", {**media, "file": video.pk, "address": ""}),
        ("audio", {**media, "file": sound.pk}),
        ("document", {"title": "x", "file": None, "pages": None}),
    )

    assert count_media_bytes(lesson.body) == 3500
    assert render_lesson(lesson).picture_bytes == 0


def test_a_checklist_has_a_key_of_its_own_and_brings_its_script():
    html = render_lesson(lesson_of(("checklist", {"title": "", "lines": ["a"]}))).html

    anchor = re.search(r'<section id="(b-[0-9a-f]{8})"', html)[1]
    assert f'data-ticks="{anchor}"' in html
    assert 'src="/static/js/ticks.js"' in html


def test_previews_of_the_chooser_are_pages_of_their_own():
    from courses.blocks import LessonBody

    body = LessonBody()

    assert [name for name, block in body.child_blocks.items() if not block.is_previewable] == []
    for name, block in body.child_blocks.items():
        value = block.get_preview_value()
        context = {"bound_block": block.bind(value), "block_def": block, "request": None}
        context = block.get_preview_context(value, context)
        page = render_to_string(block.get_preview_template(value, context), context)
        assert 'href="/static/css/site.css"' in page, name
        words = re.sub(r"<head>.*</head>|<[^>]+>", "", page, flags=re.S).split()
        assert words or "<img" in page, name


def test_every_block_tells_the_editor_what_it_is_for():
    from courses.blocks import LessonBody

    blocks = LessonBody().child_blocks.values()

    assert [block.name for block in blocks if not (block.get_description() and block.meta.group)] == []
    assert len({block.label for block in blocks}) == len(blocks)
    assert {block.meta.icon for block in blocks if block.meta.icon == "placeholder"} == set()
