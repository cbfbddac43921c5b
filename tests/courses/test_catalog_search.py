"""The catalogue's search box: what is found, in which order, for whom, and what happens with odd input."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.core.management import call_command
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from courses.models import ActivityCompletion, CatalogPage, SameWords, SearchEntry
from courses.services.catalog_search import LINES_AT_ONCE, SUGGESTION_COUNT, search_courses
from courses.services.enrollments import enroll
from courses.services.search_index import refresh_index
from tests.factories.courses import CourseFactory, LessonFactory, ModuleFactory

pytestmark = pytest.mark.django_db
SIGNS = ["%", "_", "\\", "'", '"', "*", "[", "100%", "\\d", "--", ";", "& | ! :*", "a' OR 1=1 --", 'NEAR("a" b', "<->"]


@pytest.fixture
def catalog():
    return CatalogPage.objects.get()


@pytest.fixture
def module(catalog):
    return ModuleFactory(parent=CourseFactory(title="Dasar", slug="dasar"), title="Awal")


def search(catalog, text, **options):
    refresh_index(now=timezone.now())
    return search_courses(catalog=catalog, text=text, **{"kind": "", **options})


def plain(pieces):
    return "".join(text for text, _is_found in pieces)


def marked(pieces):
    return [text for text, is_found in pieces if is_found]


def lines(catalog, text, **options):
    return [plain(line.title) for line in search(catalog, text, **options).lines]


def titles(catalog, text, **options):
    return [course.title for course in search(catalog, text, **options).courses]


@pytest.mark.parametrize("sign", SIGNS)
def test_sign_in_the_address_is_answered(client, catalog, sign):
    response = client.get("/kursus/", {"q": sign})

    assert response.status_code == 200
    assert "Tidak ada yang cocok" in response.content.decode()


@given(text=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=100))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_of_allowed_length_is_answered(client, catalog, text):
    assert client.get("/kursus/", {"q": text}).status_code == 200


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"q": "a" * 100}, 200),
        ({"q": "a" * 101}, 400),
        ({"q": "a" * 10_000}, 400),
        ({"q": "foto\0"}, 400),
        ({"q": "foto", "kursus": "' OR 1=1"}, 400),
        ({"q": "foto", "kursus": "tidak-ada", "page": "9" * 30}, 200),
        ({"q": "foto", "page": "x"}, 200),
    ],
)
def test_what_may_be_asked_is_bounded(client, catalog, query, status):
    assert client.get("/kursus/", query).status_code == status


def test_too_long_a_search_says_what_to_do(client, catalog):
    assert "Paling panjang 100 huruf." in client.get("/kursus/", {"q": "a" * 101}).content.decode()


@pytest.mark.parametrize("text", ["DESAIN", "  desain  ", "desa konten", "cara desain yang konten"])
def test_case_spaces_beginnings_and_small_words_do_not_matter(client, catalog, text):
    CourseFactory(title="Desain Konten", slug="desain-konten")
    refresh_index(now=timezone.now())

    html = client.get("/kursus/", {"q": text}).content.decode()

    assert re.findall(r'<h3><a href="[^"]*">([^<]*)</a></h3>', html) == ["Desain Konten"]


@pytest.mark.parametrize("field", ["title", "summary", "outcomes"])
def test_course_is_found_by_what_it_says(catalog, field):
    course = CourseFactory(**{field: "menulis poster"})

    assert titles(catalog, "poster") == [course.title]


def test_lesson_is_found_by_the_text_in_its_blocks(catalog, module):
    LessonFactory(
        parent=module, title="Satu", body=[("text", "<p>Awas <b>tautan</b> palsu.</p>"), ("heading", "Sandi")]
    )
    LessonFactory(parent=module, title="Dua")

    assert lines(catalog, "tautan") == lines(catalog, "sandi") == ["Satu"]


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("menulis", "tulis"),
        ("tulisan", "menulis"),
        ("penulisan", "menulis"),
        ("memotret", "potret"),
        ("pemberitaan", "berita"),
        ("beritanya", "berita"),
        ("berita-berita", "berita"),
        ("mengambil", "ambil"),
        ("hoaks", "hoax"),
        ("ponsel", "HP"),
    ],
)
def test_other_forms_and_spellings_find_the_same(catalog, module, written, asked):
    for line in ("hoaks hoax hoak", "hp ponsel handphone gawai smartphone telepon"):
        SameWords.objects.get_or_create(words=line)
    LessonFactory(parent=module, title="Kecocokan", body=[("text", f"<p>Soal {written} warga.</p>")])

    assert lines(catalog, asked) == ["Kecocokan"]


def test_short_word_is_not_the_beginning_of_another(catalog, module):
    LessonFactory(parent=module, title="Warga", body=[("text", "<p>wakil warga</p>")])
    LessonFactory(parent=module, title="Pesan", body=[("text", "<p>lewat WA</p>")])

    assert lines(catalog, "wa") == ["Pesan"]


def test_title_counts_more_than_summary_and_that_more_than_body(catalog, module):
    LessonFactory(parent=module, title="Isi", body=[("text", "<p>Sandi, sandi.</p>")])
    LessonFactory(parent=module, title="Ringkasan", summary="Tentang sandi.")
    LessonFactory(parent=module, title="Sandi")

    assert lines(catalog, "sandi") == ["Sandi", "Ringkasan", "Isi"]


def test_common_word_in_a_title_comes_before_a_rare_form_in_a_body(catalog, module):
    LessonFactory(parent=module, title="Lain", body=[("text", "<p>" + "penulisnya penulis " * 20 + "</p>")])
    for number in range(4):
        LessonFactory(parent=module, title=f"Isi {number}", body=[("text", "<p>menulis</p>")])
    LessonFactory(parent=module, title="Menulis berita")

    assert lines(catalog, "menulis")[0] == "Menulis berita"


def test_all_words_come_before_any_word(catalog, module):
    LessonFactory(parent=module, title="Foto malam")
    LessonFactory(parent=module, title="Foto siang")

    assert lines(catalog, "foto siang") == ["Foto siang"]
    assert sorted(lines(catalog, "foto siang zzzz")) == ["Foto malam", "Foto siang"]


def test_snippet_shows_the_found_words_and_nothing_as_code(client, catalog, module):
    text = "<p>" + "Kalimat lain. " * 30 + "Awas &lt;script&gt; dan penipuan di sini. " + "Penutup. " * 30 + "</p>"
    LessonFactory(parent=module, title="Aman", body=[("text", text)])

    (line,) = search(catalog, "penipuan").lines
    html = client.get("/kursus/", {"q": "penipuan"}).content.decode()

    assert marked(line.snippet) == ["penipuan"]
    assert len(plain(line.snippet)) < 260
    assert "&lt;script&gt; dan <mark>penipuan</mark> di sini" in html


def test_slip_of_the_finger_is_mended_and_told(client, catalog, module):
    LessonFactory(parent=module, title="Mengenal hoaks")
    refresh_index(now=timezone.now())

    html = client.get("/kursus/", {"q": "hoaksz"}).content.decode()

    assert "Yang ditampilkan: <b>hoaks</b>" in html
    assert "Mengenal <mark>hoaks</mark>" in html


def test_nothing_found_offers_courses(client, catalog):
    for number in range(SUGGESTION_COUNT + 1):
        CourseFactory(title=f"Kursus {number}")

    html = client.get("/kursus/", {"q": "zzzzzz"}).content.decode()

    assert "Tidak ada yang cocok dengan “zzzzzz”" in html
    assert len(re.findall(r'<li><a href="/kursus/[^"]+/">', html)) == SUGGESTION_COUNT


def test_counts_speak_of_the_search_before_the_filter(catalog):
    CourseFactory(title="Hoaks satu", is_required=True)
    CourseFactory(title="Hoaks dua")

    found = search(catalog, "hoaks", kind="wajib")

    assert [course.title for course in found.courses] == ["Hoaks satu"]
    assert found.counts == {"all": 2, "required": 1, "optional": 1}


def test_filter_by_course_narrows_the_lines_and_keeps_the_other_counts(catalog):
    for name, count in [("a", 1), ("b", 2)]:
        module = ModuleFactory(parent=CourseFactory(title=f"Kursus {name}", slug=name))
        for number in range(count):
            LessonFactory(parent=module, title=f"Hoaks {name}{number}")

    found = search(catalog, "hoaks", place="b")

    assert sorted(plain(line.title) for line in found.lines) == ["Hoaks b0", "Hoaks b1"]
    assert [(course.title, count) for course, count in found.places] == [("Kursus a", 1), ("Kursus b", 2)]


def test_many_lines_come_in_screens(catalog, module):
    for number in range(LINES_AT_ONCE + 2):
        LessonFactory(parent=module, title=f"Hoaks {number:02d}")

    assert len(lines(catalog, "hoaks")) == LINES_AT_ONCE
    assert lines(catalog, "hoaks", number=2) == ["Hoaks 10", "Hoaks 11"]


@pytest.mark.parametrize("closed", ["lesson", "module", "course"])
def test_what_is_not_live_or_lies_in_something_closed_is_never_found(catalog, closed):
    course = CourseFactory(title="Sandi kursus")
    module = ModuleFactory(parent=course, title="Sandi modul")
    lesson = LessonFactory(parent=module, title="Sandi pelajaran")
    refresh_index(now=timezone.now())

    {"lesson": lesson, "module": module, "course": course}[closed].unpublish()

    found = search(catalog, "sandi")
    left = {"lesson": ["Sandi modul"], "module": [], "course": []}[closed]
    assert [plain(line.title) for line in found.lines] == left
    assert [row.title for row in found.courses] == ([] if closed == "course" else ["Sandi kursus"])


def test_draft_text_is_never_found(catalog, module):
    lesson = LessonFactory(parent=module, title="Umum")
    refresh_index(now=timezone.now())
    lesson.title, lesson.body = "Rahasia", [("text", "<p>rahasia</p>")]
    revision = lesson.save_revision()

    assert lines(catalog, "rahasia") == []

    revision.publish()

    assert lines(catalog, "rahasia") == ["Rahasia"]
    assert lines(catalog, "umum") == []


def restrict(page, kind, group=None):
    row = PageViewRestriction.objects.create(page=page, restriction_type=kind, password="kunci")
    row.groups.set([group] if group else [])


@pytest.mark.parametrize("kind", ["login", "groups", "password"])
def test_restricted_pages_are_found_by_those_who_may_open_them(client, member, catalog, module, kind):
    LessonFactory(parent=module, title="Tertutup sandi")
    group = Group.objects.create(name="Peserta")
    restrict(module, kind, group)
    refresh_index(now=timezone.now())

    def is_found():
        return "<mark>sandi</mark>" in client.get("/kursus/", {"q": "sandi"}).content.decode()

    assert is_found() is False
    client.force_login(member.user)
    assert is_found() is (kind == "login")
    member.user.groups.add(group)
    assert is_found() is (kind != "password")


def test_a_word_nobody_may_read_is_not_suggested(client, catalog, module):
    LessonFactory(parent=module, title="Operasi senyap")
    restrict(module, "login")
    refresh_index(now=timezone.now())

    html = client.get("/kursus/", {"q": "senyab"}).content.decode()

    assert "senyap" not in html


def test_what_a_sequence_keeps_closed_is_found_when_it_opens(catalog, module, member, now):
    course = module.get_parent().specific
    course.is_sequential = True
    course.save_revision().publish()
    first, second = (LessonFactory(parent=module, title=f"Sandi {name}") for name in ("pertama", "kedua"))
    before = lines(catalog, "sandi"), lines(catalog, "sandi", user=AnonymousUser())
    enrollment = enroll(member=member, course=course, now=now)
    joined = lines(catalog, "sandi", user=member.user)

    ActivityCompletion.objects.create(enrollment=enrollment, activity=first, completed_at=now)

    assert (*before, joined) == ([first.title], [first.title], [first.title])
    assert sorted(lines(catalog, "sandi", user=member.user)) == sorted([first.title, second.title])


@pytest.mark.parametrize("count", [1, 3])
def test_sequences_cost_a_constant_number_of_statements(
    member_client, member, catalog, count, now, django_assert_num_queries
):
    for _number in range(count):
        module = ModuleFactory(parent=CourseFactory(is_sequential=True))
        LessonFactory(parent=module, title="Hoaks")
        enroll(member=member, course=module.get_parent().specific, now=now)
    refresh_index(now=timezone.now())
    member_client.get("/kursus/", {"q": "hoaks"})

    with django_assert_num_queries(15):
        member_client.get("/kursus/", {"q": "hoaks"})


def test_moved_page_is_found_at_its_new_address(catalog, module):
    lesson = LessonFactory(parent=module, title="Sandi", slug="sandi")
    other = ModuleFactory(parent=CourseFactory(slug="baru", title="Baru"), slug="lain")
    refresh_index(now=timezone.now())

    lesson.move(other, pos="last-child")

    (line,) = search(catalog, "sandi").lines
    assert (line.url, line.place) == ("/kursus/baru/lain/sandi/", "Baru")


def test_module_is_found_by_its_title_and_says_where_it_is(catalog, module):
    LessonFactory(parent=module)

    (line,) = search(catalog, "awal").lines

    assert (plain(line.title), line.place) == ("Awal", "Modul di Dasar")


def test_rebuilding_gives_the_same_index_and_forgets_what_is_gone(catalog, module, capsys):
    lesson = LessonFactory(parent=module, title="Sandi")
    refresh_index(now=timezone.now())
    SearchEntry.objects.filter(page=lesson).update(body="usang")
    lesson.delete()

    call_command("rebuild_search")

    assert capsys.readouterr().out == "2 halaman dicatat untuk pencarian.\n"
    assert sorted(SearchEntry.objects.values_list("title", flat=True)) == ["Awal", "Dasar"]
    assert lines(catalog, "sandi") == []


def test_refreshing_again_has_nothing_to_do(catalog, module, django_assert_num_queries):
    refresh_index(now=timezone.now())

    with django_assert_num_queries(1):
        assert refresh_index(now=timezone.now()) == 0


@pytest.mark.parametrize("count", [1, 3])
def test_search_queries_do_not_grow(client, catalog, count, django_assert_num_queries):
    for _number in range(count):
        LessonFactory(title="Hoaks", parent=ModuleFactory(title="Hoaks", parent=CourseFactory(title="Hoaks")))
    refresh_index(now=timezone.now())
    client.get("/kursus/", {"q": "hoaks"})

    with django_assert_num_queries(10):
        client.get("/kursus/", {"q": "hoaks"})


@pytest.mark.parametrize("address", ["/kursus/", "/kursus/pangkal/"])
def test_answer_for_a_visitor_starts_no_session_and_asks_the_server_each_time(client, catalog, address):
    response = client.get(address)

    assert response["Cache-Control"] == "private, no-cache"
    assert set(response.cookies) == {"csrftoken"}  # of the language form


@pytest.mark.parametrize("address", ["/kursus/", "/kursus/pangkal/"])
def test_answer_for_a_member_varies_by_cookie(member_client, catalog, address):
    response = member_client.get(address)

    assert response["Cache-Control"] == "private, no-cache"
    assert "Cookie" in response["Vary"]
