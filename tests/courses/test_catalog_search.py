"""Finding a course: signs mean themselves, whatever a database makes of them, and every filter adds up."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.models import CatalogPage
from courses.services.catalog import LESSON_LIMIT, search_courses
from tests.factories.courses import CourseFactory, LessonFactory, ModuleFactory

pytestmark = pytest.mark.django_db
SIGNS = ["%", "_", "\\", "'", '"', "*", "?", "[", "(", "100%", "a_b", "\\d", "--", ";"]


@pytest.fixture
def catalog():
    return CatalogPage.objects.first() or CourseFactory(title="Pangkal", slug="pangkal").get_parent().specific


def titles(catalog, text, kind=""):
    return [course.title for course in search_courses(catalog=catalog, text=text, kind=kind).courses]


@pytest.mark.parametrize("sign", SIGNS)
def test_sign_finds_only_what_holds_it(catalog, sign):
    CourseFactory(title=f"Kursus {sign} khusus")
    CourseFactory(title="axb 100 lain")

    assert titles(catalog, sign) == [f"Kursus {sign} khusus"]


@pytest.mark.parametrize("sign", SIGNS)
def test_sign_in_the_address_is_answered(client, catalog, sign):
    response = client.get("/kursus/", {"q": sign})

    assert response.status_code == 200
    assert "Tidak ada yang cocok" in response.content.decode()


@given(text=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=100))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_of_allowed_length_is_answered(client, catalog, text):
    assert client.get("/kursus/", {"q": text}).status_code == 200


@pytest.mark.parametrize(("length", "status"), [(100, 200), (101, 400), (10_000, 400)])
def test_length_of_a_search_is_bounded(client, catalog, length, status):
    response = client.get("/kursus/", {"q": "a" * length})

    assert response.status_code == status
    assert ("Paling panjang 100 huruf." in response.content.decode()) is (status == 400)


@pytest.mark.parametrize("text", ["DESAIN", "desain", "  desain  ", "sAi"])
def test_case_and_spaces_do_not_matter(client, catalog, text):
    CourseFactory(title="Desain Konten", slug="desain-konten")

    html = client.get("/kursus/", {"q": text}).content.decode()

    assert re.findall(r'<h3><a href="[^"]*">([^<]*)</a></h3>', html) == ["Desain Konten"]


@pytest.mark.parametrize("field", ["title", "summary", "outcomes"])
def test_course_is_found_by_what_it_says(catalog, field):
    course = CourseFactory(**{field: "menulis poster"})

    assert titles(catalog, "poster") == [course.title]


def test_counts_speak_of_the_search_before_the_filter(catalog):
    CourseFactory(title="Hoaks satu", is_required=True)
    CourseFactory(title="Hoaks dua")

    found = search_courses(catalog=catalog, text="hoaks", kind="wajib")

    assert [course.title for course in found.courses] == ["Hoaks satu"]
    assert found.counts == {"all": 2, "required": 1, "optional": 1}


def test_lessons_found_are_bounded_and_in_reading_order(catalog):
    module = ModuleFactory(parent=CourseFactory())
    for number in range(LESSON_LIMIT + 2):
        LessonFactory(parent=module, title=f"Hoaks {number:02d}")

    found = search_courses(catalog=catalog, text="hoaks", kind="")

    assert [lesson.title for lesson in found.lessons] == [f"Hoaks {number:02d}" for number in range(LESSON_LIMIT)]


def test_refused_search_names_nothing(catalog):
    CourseFactory()

    found = search_courses(catalog=catalog, text="", kind="", is_refused=True)

    assert (found.courses, found.lessons, found.counts) == ([], [], {})


@pytest.mark.parametrize("count", [1, 3])
def test_search_queries_do_not_grow(client, catalog, count, django_assert_num_queries):
    for _number in range(count):
        LessonFactory(title="Hoaks", parent=ModuleFactory(title="Hoaks", parent=CourseFactory(title="Hoaks")))
    client.get("/kursus/", {"q": "hoaks"})

    with django_assert_num_queries(8):
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
