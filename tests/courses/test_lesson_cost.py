"""The data-cost meter: numbers of the page that is really sent, and notes that name the block and what to do."""

import random
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from courses.models import LessonPage
from courses.services import lesson_cost
from courses.services.lesson_cost import measure_cost, measure_or_none
from courses.services.rendered_blocks import choose, file_bytes, read_rendered
from tests.factories.courses import LessonFactory

pytestmark = pytest.mark.django_db
ENOUGH = "<p>" + "Satu kata biasa. " * 130 + "</p>"
"""390 words: not too few, not too many."""


def body_of(*blocks):
    rows = [{"type": kind, "value": value, "id": str(uuid4())} for kind, value in blocks]
    return LessonPage._meta.get_field("body").stream_block.to_python(rows)


@pytest.fixture
def make(own_module, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    def make(*blocks, minutes=4, **fields):
        return LessonFactory(parent=own_module, body=body_of(("text", ENOUGH), *blocks), minutes=minutes, **fields)

    return make


def picture(alt="Dua poster", size=(1600, 900), decorative=False):
    image = get_image_model().objects.create(title="Poster", file=get_test_image_file(size=size))
    return "picture", {"image": {"image": image.pk, "alt_text": alt, "decorative": decorative}, "caption": ""}


def heavy_picture():
    noise = Image.frombytes("RGB", (900, 900), random.Random(4).randbytes(900 * 900 * 3))
    out = BytesIO()
    noise.save(out, "JPEG")
    image = get_image_model().objects.create(title="Ramai", file=ContentFile(out.getvalue(), "ramai.jpg"))
    return "picture", {"image": {"image": image.pk, "alt_text": "Pasar ramai", "decorative": False}, "caption": ""}


def texts(page):
    return [advice.text for advice in measure_cost(page).advice]


def sent(client, page, **cookies):
    client.cookies.load(cookies)
    response = client.get(page.url, headers={"Accept-Encoding": "gzip"})
    return len(response.content), response


# ---- the numbers


def test_bytes_are_those_of_the_real_answer(client, make):
    lesson = make(picture(), ("heading", "Judul"), ("steps", ["<p>Satu</p>", "<p>Dua</p>"]))
    for kind in ("full", "saving"):
        real, response = sent(client, lesson, **({"hemat": "1"} if kind == "saving" else {}))
        cost = measure_cost(lesson)
        told = cost.text_bytes if kind == "full" else cost.saving_bytes

        assert response["Content-Encoding"] == "gzip"
        assert abs(told - real) <= real * 0.05, (kind, told, real)


def test_pictures_are_counted_as_the_renditions_the_page_names(client, make):
    lesson = make(picture(), picture(alt="Lain"))

    cost = measure_cost(lesson)
    named = read_rendered(client.get(lesson.url).content.decode()).pictures

    assert cost.picture_bytes == file_bytes(named) > 0
    assert cost.full_bytes == cost.text_bytes + cost.picture_bytes


def test_learner_and_visitor_pay_about_the_same(member_client, member, make, now):
    lesson = make()

    real, _response = sent(member_client, lesson)

    assert abs(measure_cost(lesson).text_bytes - real) <= real * 0.1


def test_draft_is_measured_as_written_not_as_published(make):
    lesson = make()
    before = measure_cost(lesson)
    lesson.body = body_of(("text", ENOUGH), ("text", "<p>" + " ".join(uuid4().hex for _ in range(80)) + "</p>"))
    lesson.save_revision()

    draft = measure_cost(LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object())

    assert draft.words - before.words == 80
    assert draft.full_bytes > before.full_bytes + 1000
    assert measure_cost(LessonPage.objects.get(pk=lesson.pk)).words == before.words


def test_page_nobody_can_reach_yet_is_measured(make):
    assert measure_cost(make(live=False)).text_bytes > 1000


@pytest.mark.parametrize(("words", "minutes"), [(10, 1), (330, 3), (560, 5), (880, 8)])
def test_reading_time(own_module, words, minutes):
    lesson = LessonFactory(parent=own_module, body=body_of(("text", f"<p>{'kata ' * words}</p>")))

    cost = measure_cost(lesson)

    assert (cost.words, cost.minutes) == (words, minutes)


def test_files_behind_a_tap_are_told_apart(make):
    default_storage.save("films/satu.mp4", ContentFile(b"0" * 5000))
    html = '<video src="/media/films/satu.mp4"></video><a href="/media/films/satu.mp4">x</a><a href="https://a.id/b.mp4">y</a>'

    assert file_bytes(read_rendered(html).files) == 5000


@pytest.mark.parametrize(
    ("srcset", "chosen"),
    [("a.webp", "a.webp"), ("a 400w, b 800w, c 1600w", "b"), ("c 1600w, d 1200w", "d"), ("", "")],
)
def test_a_phone_takes_the_widest_that_fits(srcset, chosen):
    assert choose(srcset) == chosen


def test_modern_source_is_taken_before_the_old_picture():
    sources = '<source srcset="/media/a.avif"><source srcset="/media/a.webp">'
    html = f'<picture>{sources}<img src="/media/a.jpg" alt="A"></picture>'

    assert read_rendered(html).pictures == ["/media/a.avif"]


@pytest.mark.parametrize(
    "address", ["/media/../secret", "/media/tidak-ada.webp", "/documents/999/x/", "//a/b", "data:,"]
)
def test_odd_addresses_weigh_nothing(address):
    assert file_bytes([address]) == 0


# ---- the notes


def test_a_good_lesson_has_no_notes(make):
    assert texts(make(("heading", "Judul"), ("text", "<p>Isi.</p>"), ("subheading", "Kecil"), picture())) == []


def test_heavy_picture_is_named_with_its_size(make):
    (advice,) = measure_cost(make(heavy_picture())).advice

    assert advice.text.startswith("Gambar ")
    assert advice.text.endswith(" Potong tepinya atau pakai foto lebih sederhana.")
    assert advice.label == "Gambar: “Pasar ramai”"
    assert advice.anchor == f"b-{advice.block_id[:8]}"


@pytest.mark.parametrize(
    ("block", "start"),
    [
        (("subheading", "Kecil"), "Judul kecil tanpa Judul bagian"),
        (("heading", "INI PENTING SEKALI"), "Judul berhuruf besar semua"),
        (("text", '<p><a href="https://a.id/">klik di sini</a></p>'), "Tautan “klik di sini” tidak berkata"),
        (("notice", {"kind": "ingat", "text": '<p><a href="https://a.id/">Di sini</a></p>'}), "Tautan “Di sini” tidak"),
        (("text", '<p><a href="https://a.id/b">https://a.id/b</a></p>'), "Tautan “https://a.id/b” berupa alamat"),
        (("table", {"caption": "", "header": ["a", "b", "c", "d"], "rows": []}), "Tabel lebih dari tiga kolom"),
    ],
)
def test_what_hurts_readers_is_told_with_its_block(make, block, start):
    (advice,) = measure_cost(make(block)).advice

    assert advice.text.startswith(start)
    assert advice.label != ""
    assert advice.block_id != ""


@pytest.mark.parametrize(
    ("alt", "decorative", "start"),
    [("", False, "Gambar tanpa teks pengganti"), ("IMG_2041.jpg", False, "Teks pengganti gambar masih nama berkas")],
)
def test_alternative_text_is_asked_for(make, alt, decorative, start):
    (text,) = texts(make(picture(alt=alt, decorative=decorative)))

    assert text.startswith(start)


def test_decoration_and_short_names_in_capitals_are_left_alone(make):
    assert texts(make(picture(alt="", decorative=True), ("heading", "KIM"), ("text", "<p>Isi</p>"))) == []


def test_two_headings_in_a_row(make):
    (text,) = texts(make(("heading", "Satu"), ("heading", "Dua"), ("text", "<p>Isi</p>")))

    assert text.startswith("Dua judul berurutan")


@pytest.mark.parametrize(
    ("words", "start"), [(299, "Baru 299 kata"), (300, None), (900, None), (901, "901 kata. Lebih dari 900")]
)
def test_length(own_module, words, start):
    lesson = LessonFactory(
        parent=own_module, minutes=round(words / 110), body=body_of(("text", f"<p>{'a ' * words}</p>"))
    )

    assert [text[: len(start or "")] for text in texts(lesson)] == ([start] if start else [])


def test_reading_time_is_offered(make):
    (advice,) = measure_cost(make(minutes=9)).advice

    assert (advice.minutes, advice.anchor) == (4, "")
    assert advice.text == "Tertulis 9 menit membaca, terhitung 4. Isi 4 di “Menit membaca”."


# ---- where the author sees it


def test_side_panel_of_the_editor(client, trainer, make):
    lesson = make(("text", '<p><a href="https://a.id/">di sini</a></p>'), minutes=9)
    lesson.save_revision()
    client.force_login(trainer)

    html = client.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).content.decode()

    assert 'data-side-panel-toggle="cost"' in html
    assert "Yang dibayar pembaca" in html
    assert f'href="#block-{lesson.body[1].id}-section"' in html
    assert "Saran (2)" in html


def test_other_pages_have_no_such_panel(client, trainer, own_course):
    client.force_login(trainer)

    html = client.get(reverse("wagtailadmin_pages:edit", args=[own_course.pk])).content.decode()

    assert 'data-side-panel-toggle="cost"' not in html


def test_editor_stays_closed_to_strangers(client, trainer, foreign_lesson):
    address = reverse("wagtailadmin_pages:edit", args=[foreign_lesson.pk])
    assert client.get(address).status_code == 302
    client.force_login(trainer)

    response = client.get(address)

    assert response.status_code == 302
    assert "RAHASIA" not in response.content.decode()


def test_saving_in_the_editor_tells_the_cost(client, administrator, make):
    lesson = make()
    client.force_login(administrator)
    address = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    fields = {
        "title": lesson.title, "slug": lesson.slug, "minutes": "4", "summary": "", "seo_title": "",
        "body-count": "1", "body-0-type": "text", "body-0-order": "0", "body-0-deleted": "", "body-0-id": "",
        "body-0-value": '{"blocks": [{"text": "Isi", "type": "unstyled", "key": "a", "depth": 0, "inlineStyleRanges": '
        '[], "entityRanges": [], "data": {}}], "entityMap": {}}',
        "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0",
    }  # fmt: skip

    html = client.post(address, fields, follow=True).content.decode()

    assert "Pelajaran ini 2 KB, hemat data 2 KB, 1 menit membaca; 2 saran." in html


def test_half_written_draft_still_opens(make, caplog):
    lesson = make()
    lesson.__dict__["body"] = "belum"

    assert measure_or_none(lesson) is None
    assert [record.name for record in caplog.records] == [lesson_cost.__name__]


def test_plain_screen_shows_it_and_takes_the_counted_minutes(client, trainer, make):
    lesson = make(minutes=9)
    lesson.save_revision()
    client.force_login(trainer)
    address = reverse("writing_lesson", args=[lesson.pk])
    html = client.get(address).content.decode()
    assert "Simpan dengan 4 menit" in html
    seen = LessonPage.objects.get(pk=lesson.pk).latest_revision_id

    client.post(
        address,
        {"title": lesson.title, "minutes": "9", "body": "Isi. " * 350, "revision": seen, "menit": "4"},
    )

    assert LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object().minutes == 4


def test_plain_screen_leads_to_the_block(client, trainer, make):
    lesson = make(("heading", "SEMUA HURUF BESAR"), ("text", "<p>Isi</p>"))
    lesson.save_revision()
    client.force_login(trainer)

    html = client.get(reverse("writing_lesson", args=[lesson.pk])).content.decode()

    assert f"/pratinjau/#b-{lesson.body[1].id[:8]}" in html
    assert "Judul bagian: “SEMUA HURUF BESAR”" in html
