"""Courses and lessons on paper: what is inside, for whom, and how the PDF comes to be."""

from io import BytesIO

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import PageViewRestriction

from courses.models import ActivityCompletion, Booklet, LessonPage
from courses.services import booklets
from courses.services.booklets import KEPT_PER_PAGE, KIND, ask_booklet, digest_of, readable_activities
from courses.services.enrollments import enroll
from courses.services.paper import draw_paper
from courses.services.paper_html import PictureBox, to_paper
from lms.models import Job
from lms.services import jobs
from tests.factories.courses import CourseFactory, LessonFactory, ModuleFactory
from tests.factories.quizzes import QuizFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(site, organization):
    return CourseFactory(
        title="Saring Sebelum Sebar", slug="saring", organization=organization, outcomes="memeriksa kabar"
    )


@pytest.fixture
def module(course):
    return ModuleFactory(parent=course, title="Mengenal hoaks", slug="hoaks")


@pytest.fixture
def lessons(module):
    return [LessonFactory(parent=module, title=f"Pelajaran {word}", slug=word) for word in ("satu", "dua", "tiga")]


def text_of(content):
    pages = [page.extract_text() for page in PdfReader(BytesIO(content)).pages]
    return " ".join(" ".join(pages).split())


def draw(page, *activities):
    return text_of(draw_paper(page=page, activity_ids=[row.pk for row in activities], now=timezone.now()))


def body_of(*rows):
    blocks = [{"type": kind, "value": value} for kind, value in rows]
    return LessonPage._meta.get_field("body").stream_block.to_python(blocks)


def keep_nothing(address):
    return ""


# ---- what is on paper


def test_booklet_has_title_page_contents_lessons_and_source(course, module, lessons):
    text = draw(course, *lessons)

    for part in ["Saring Sebelum Sebar", "memeriksa kabar", "1. Mengenal hoaks", "Isi pelajaran.", "CC BY-SA 4.0"]:
        assert part in text, part
    assert "http://localhost:8000/kursus/saring/" in text
    assert text.count("Pelajaran dua") == 2  # contents and heading


def test_contents_name_the_page_a_lesson_starts_on(course, module):
    long = LessonFactory(parent=module, title="Panjang", body=[("text", "<p>kata</p>" * 300)])
    last = LessonFactory(parent=module, title="Penutup")
    content = draw_paper(page=course, activity_ids=[long.pk, last.pk], now=timezone.now())

    pages = [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages]

    (number,) = [index for index, text in enumerate(pages, start=1) if "Penutup" in text and "Isi pelajaran." in text]
    assert pages[1].rstrip("2 ").split("Penutup")[1].strip(" .").startswith(str(number))


def test_pdf_is_tagged_and_named(course, lessons):
    reader = PdfReader(BytesIO(draw_paper(page=course, activity_ids=[lessons[0].pk], now=timezone.now())))

    assert reader.metadata.title == "Saring Sebelum Sebar"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"].value is True
    assert reader.trailer["/Root"]["/Lang"] == "id"
    assert str(reader.pages[0].mediabox.width).startswith("595")


def test_quiz_is_named_but_its_questions_and_answers_are_not_printed(course, module):
    quiz = QuizFactory(parent=module, title="Kuis hoaks", slug="kuis", questions=2)
    words = [question.current_version.text for question in quiz.bank.questions.select_related("current_version")]

    text = draw(course, quiz)

    assert "Kuis hoaks" in text
    assert "http://localhost:8000/kursus/saring/hoaks/ kuis/" in text
    assert len(words) == 2
    assert [word for word in words if word in text] == []


def test_only_the_lessons_asked_for_are_inside(course, lessons):
    assert "Pelajaran tiga" not in draw(course, *lessons[:2])


def test_one_lesson_on_a_sheet(course, lessons):
    text = draw(lessons[1], lessons[1])

    assert "Pelajaran dua" in text
    assert "http://localhost:8000/kursus/saring/hoaks/dua/" in text
    assert "Pelajaran satu" not in text


def test_letters_the_fonts_lack_do_not_stop_the_drawing(course, module):
    lesson = LessonFactory(parent=module, title="Emoji 😀", body=[("text", "<p>Bagus 👍 漢</p>")])

    assert "Bagus ?" in draw(course, lesson)


def test_pictures_are_inside_at_print_size(module, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    image = get_image_model().objects.create(title="Poster", file=get_test_image_file(size=(2400, 1200)))
    value = {"image": {"image": image.pk, "alt_text": "Poster desa", "decorative": False}, "caption": "Sumber: KIM"}
    lesson = LessonFactory(parent=module, body=body_of(("picture", value)))

    content = draw_paper(page=lesson, activity_ids=[lesson.pk], now=timezone.now())

    (picture,) = PdfReader(BytesIO(content)).pages[0].images
    assert picture.image.size[0] <= 1000
    assert "Sumber: KIM" in text_of(content)


def test_html_loses_what_cannot_be_tapped_and_gains_room_to_write():
    html = to_paper(
        '<section class="task"><h2><svg><use href="/x#y"/></svg> Tugas</h2><p>Tulis.</p></section>'
        '<script>alert(1)</script><form><label><input type="radio" name="a"> A</label><button>Kirim</button></form>'
        '<p data-no-paper>Kunci: A</p><p onclick="x()"><a href="/kursus/">Kursus</a> <a href="https://a.id/">A</a></p>'
        "<details><summary>Transkrip</summary><p>Kata.</p></details>",
        keep=keep_nothing,
        deeper=2,
    )

    gone = ["svg", "script", "alert", "button", "Kirim", "Kunci", "onclick", 'href="/kursus/"', "details"]
    assert [word for word in gone if word in html] == []
    assert html.count('class="line"') == 5
    assert '<span class="box"></span> A' in html
    assert "<h4> Tugas</h4>" in html
    assert '<a href="https://a.id/">A</a>' in html
    assert '<p class="folded">Transkrip</p><p>Kata.</p>' in html


def test_blocks_of_a_lesson_lose_their_answers_and_films_but_keep_what_can_be_read(module):
    lesson = LessonFactory(
        parent=module,
        body=body_of(
            (
                "question",
                {
                    "question": "Mana sumbernya?",
                    "choices": [
                        {"text": "Kelurahan", "is_right": True, "feedback": "Betul karena resmi."},
                        {"text": "Teman", "is_right": False, "feedback": "Belum tentu benar."},
                    ],
                },
            ),
            ("checklist", {"title": "Sebelum sebar", "lines": ["Tanggal", "Tempat"]}),
            ("term", {"term": "Hoaks", "meaning": "<p>Kabar bohong.</p>"}),
        ),
    )

    text = draw(lesson, lesson)

    for part in ["Mana sumbernya?", "Kelurahan", "Teman", "Tanggal", "Tempat", "Hoaks", "Kabar bohong."]:
        assert part in text, part
    assert [part for part in ["resmi", "tentu benar", "Betul", "Belum tepat", "Ketuk"] if part in text] == []


def test_film_leaves_its_title_and_transcript():
    html = to_paper(
        '<section class="media"><h3>Papan</h3><details><summary class="later">Putar</summary><video src="/x"></video>'
        '</details><details class="fold"><summary>Baca transkripnya</summary><p>Kata.</p></details></section>',
        keep=keep_nothing,
    )

    assert "Putar" not in html
    assert "<h3>Papan</h3>" in html
    assert "<p>Kata.</p>" in html


@pytest.mark.parametrize("address", ["https://jahat.example/a.png", "file:///etc/x", "/media/../../etc/x", "//a", ""])
def test_foreign_or_missing_pictures_are_left_out(address, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    box = PictureBox()

    html = to_paper(f'<p>Ada<img src="{address}" alt="x"></p>', keep=box.keep)

    assert (html, box.assets) == ("<p>Ada</p>", {})


def test_broken_picture_is_left_out_and_see_through_ones_get_paper_behind(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    default_storage.save("rusak.png", ContentFile(b"bukan gambar"))
    out = BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(out, "PNG")
    default_storage.save("bening.png", ContentFile(out.getvalue()))
    box = PictureBox()

    assert (box.keep("/media/rusak.png"), box.keep("/media/bening.png")) == ("", "asset:gambar-0.jpg")
    assert Image.open(BytesIO(box.assets["gambar-0.jpg"])).getpixel((1, 1)) == (255, 255, 255)


# ---- for whom


def test_visitor_reads_everything_open(course, lessons):
    lessons[1].unpublish()

    assert readable_activities(course=course, user=AnonymousUser()) == [lessons[0].pk, lessons[2].pk]


def test_locked_lessons_of_a_sequence_are_not_inside(member, course, lessons, now):
    course.is_sequential = True
    course.save_revision().publish()
    enrollment = enroll(member=member, course=course, now=now)
    before = readable_activities(course=course, user=member.user)

    ActivityCompletion.objects.create(enrollment=enrollment, activity=lessons[0], completed_at=now)

    assert before == [lessons[0].pk]
    assert readable_activities(course=course, user=member.user) == [lessons[0].pk, lessons[1].pk]


def test_locked_lesson_is_not_handed_out_alone(member_client, member, course, lessons, now):
    course.is_sequential = True
    course.save_revision().publish()
    enroll(member=member, course=course, now=now)

    assert member_client.get(f"{lessons[1].url}cetak.pdf").status_code == 404
    assert member_client.post(f"{lessons[1].url}cetak.pdf").status_code == 404
    assert Booklet.objects.count() == 0


def test_restricted_module_is_not_inside_and_restricted_course_asks_to_log_in(client, course, module, lessons):
    other = LessonFactory(parent=ModuleFactory(parent=course), title="Umum")
    PageViewRestriction.objects.create(page=module, restriction_type="login")

    client.post("/kursus/saring/buku.pdf")

    assert Booklet.objects.get().activity_ids == [other.pk]
    PageViewRestriction.objects.create(page=course, restriction_type="login")
    assert client.get("/kursus/saring/buku.pdf").status_code == 302
    assert client.get(f"{lessons[0].url}cetak.pdf").status_code == 302


@pytest.mark.parametrize("path", ["/kursus/tidak-ada/buku.pdf", "/kursus/saring/hoaks/tidak-ada/cetak.pdf"])
def test_absent_pages(client, lessons, path):
    assert client.get(path).status_code == 404


def test_unpublished_course_has_no_booklet(client, course, lessons):
    course.unpublish()

    assert client.get("/kursus/saring/buku.pdf").status_code == 404


# ---- how it comes to be


def test_looking_offers_asking_waits_and_drawing_hands_out(client, lessons):
    address = "/kursus/saring/buku.pdf"
    offer = client.get(address)
    asked = client.post(address)
    waiting = client.get(address)
    jobs.run_due(now=timezone.now())
    ready = client.get(address)

    assert (offer.status_code, Job.objects.filter(kind=KIND).count()) == (200, 1)
    assert "Siapkan PDF" in offer.content.decode()
    assert (asked.status_code, asked.url) == (302, address)
    assert (waiting.status_code, waiting["Refresh"]) == (202, "5")
    assert "Sedang disiapkan" in waiting.content.decode()
    assert (ready.status_code, ready["Content-Type"]) == (200, "application/pdf")
    assert ready["Content-Disposition"] == 'inline; filename="saring.pdf"'
    assert ready["Cache-Control"] == "private, no-cache"
    assert "Pelajaran dua" in text_of(ready.content)


def test_same_content_is_drawn_once_for_everybody(client, member_client, lessons):
    client.post("/kursus/saring/buku.pdf")
    jobs.run_due(now=timezone.now())
    member_client.post("/kursus/saring/buku.pdf")

    assert Booklet.objects.count() == 1
    assert member_client.get("/kursus/saring/buku.pdf")["Content-Type"] == "application/pdf"


def test_published_change_asks_for_a_new_one(client, lessons):
    client.post("/kursus/saring/buku.pdf")
    jobs.run_due(now=timezone.now())
    lessons[0].title = "Judul lain"
    draft = lessons[0].save_revision()
    kept = client.get("/kursus/saring/buku.pdf").status_code, client.get("/kursus/saring/buku.pdf")["Content-Type"]
    draft.publish()

    offer = client.get("/kursus/saring/buku.pdf")

    assert kept == (200, "application/pdf")
    assert "Siapkan PDF" in offer.content.decode()


@pytest.mark.parametrize("change", ["title", "order", "layout"])
def test_digest_stands_for_all_the_pdf_is_made_of(course, module, lessons, change, monkeypatch):
    ids = [lesson.pk for lesson in lessons]
    before = digest_of(page=course, activity_ids=ids)

    if change == "title":
        module.title = "Lain"
        module.save_revision().publish()
    if change == "order":
        ids = ids[::-1]
    if change == "layout":
        monkeypatch.setattr(booklets, "LAYOUT", booklets.LAYOUT + 1)

    assert digest_of(page=course, activity_ids=ids) != before


def test_drawing_twice_stores_once(course, lessons, now):
    booklet = ask_booklet(page=course, digest="a" * 64, activity_ids=[lessons[0].pk], now=now)
    booklets.store(key=str(booklet.pk), now=now, prepared=booklets.draw(key=str(booklet.pk), now=now))

    assert booklets.draw(key=str(booklet.pk), now=now) is None
    booklets.store(key=str(booklet.pk), now=now, prepared=None)
    assert Booklet.objects.get().byte_count > 1000


def test_old_booklets_of_a_page_go_and_waiting_ones_stay(course, lessons, now):
    for number in range(KEPT_PER_PAGE + 2):
        Booklet.objects.create(
            page=course, digest=f"{number:064d}", asked_at=now, drawn_at=now, content=b"x", byte_count=1
        )
    Booklet.objects.create(page=course, digest="b" * 64, asked_at=now.replace(year=2020))
    newest = ask_booklet(page=course, digest="a" * 64, activity_ids=[lessons[0].pk], now=timezone.now())

    booklets.store(key=str(newest.pk), now=now, prepared=b"%PDF")

    assert Booklet.objects.filter(drawn_at__isnull=False).count() == KEPT_PER_PAGE
    assert Booklet.objects.filter(digest="b" * 64).count() == 1


def test_failed_drawing_says_so(client, lessons):
    client.post("/kursus/saring/buku.pdf")
    Job.objects.filter(kind=KIND).update(state=Job.State.FAILED, attempts=5)

    response = client.get("/kursus/saring/buku.pdf")

    assert response.status_code == 503
    assert "Belum bisa dicetak" in response.content.decode()


def test_booklet_thrown_away_meanwhile_is_no_mistake(course, lessons, now):
    booklet = ask_booklet(page=course, digest="a" * 64, activity_ids=[lessons[0].pk], now=now)
    booklet.delete()

    jobs.run_due(now=now)

    assert Job.objects.get(kind=KIND).state == Job.State.DONE


def test_asking_for_many_booklets_is_bounded_and_finished_ones_stay_open(client, lessons, settings):
    settings.ACCOUNT_RATE_LIMITS = {"booklet": "1/15m/ip"}
    client.post("/kursus/saring/buku.pdf")
    jobs.run_due(now=timezone.now())

    refused = client.post(f"{lessons[0].url}cetak.pdf")

    assert refused.status_code == 429
    assert "Tunggu beberapa menit" in refused.content.decode()
    assert client.get("/kursus/saring/buku.pdf")["Content-Type"] == "application/pdf"


def test_a_course_too_long_for_one_book_says_so_and_draws_nothing(client, lessons, monkeypatch):
    monkeypatch.setattr("courses.views.booklets.MOST_ACTIVITIES", len(lessons) - 1)

    for ask in (client.get, client.post):
        answer = ask("/kursus/saring/buku.pdf")
        assert answer.status_code == 422
        assert f"satu buku memuat paling banyak {len(lessons) - 1}" in answer.content.decode()
    assert Booklet.objects.count() == 0


def test_pages_lead_to_their_paper(client, course, lessons):
    assert 'href="buku.pdf"' in client.get(course.url).content.decode()
    assert 'href="cetak.pdf"' in client.get(lessons[0].url).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_statements_do_not_grow(client, module, count, django_assert_num_queries):
    for number in range(count):
        LessonFactory(parent=module, title=f"P{number}", slug=f"p{number}")
    client.get("/kursus/saring/buku.pdf")

    with django_assert_num_queries(8):
        client.get("/kursus/saring/buku.pdf")
