"""What a phone is told to store, to whom, at what price; and that shared caches keep none of it."""

import pytest
from django.core.cache import cache

from courses.services.enrollments import enroll
from courses.services.offline import read_offline, version_of
from courses.services.progress import complete_activity
from courses.services.sizes import render_lesson
from lms.services.devices import account_key, part_sizes
from tests.factories.courses import CourseFactory, EnrollmentFactory, LessonFactory, ModuleFactory
from tests.factories.members import MemberFactory, UserFactory
from tests.factories.quizzes import QuizFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return CourseFactory(title="Desain Konten", slug="desain")


@pytest.fixture
def module(course):
    return ModuleFactory(parent=course, slug="pesan", title="Pesan dulu")


@pytest.fixture
def lesson(module):
    return LessonFactory(parent=module, slug="p1", title="Satu pesan")


@pytest.fixture
def enrollment(member, course, lesson):
    return EnrollmentFactory(member=member, course=course)


def listing(client, course, **query):
    return client.get(f"/belajar/kursus/{course.pk}/luring/", query)


def test_the_list_names_lessons_with_version_and_bytes(member_client, course, module, lesson, enrollment):
    told = listing(member_client, course).json()

    assert told["lessons"] == [
        {
            "pk": lesson.pk,
            "module": module.pk,
            "url": "/kursus/desain/pesan/p1/",
            "title": "Satu pesan",
            "version": lesson.last_published_at.isoformat() if lesson.last_published_at else "",
            "is_done": False,
            "bytes": render_lesson(lesson).text_bytes,
        }
    ]
    assert told["title"] == "Desain Konten"
    assert told["pages"] == ["/kursus/desain/", "/belajar/luring/"]
    assert told["modules"] == [{"pk": module.pk, "title": "Pesan dulu"}]


def test_the_size_is_the_sum_of_everything_that_is_fetched(member_client, course, enrollment):
    told = listing(member_client, course).json()

    files = {file["url"]: file["bytes"] for file in told["files"]}
    assert files == part_sizes()
    assert told["bytes"] == sum(row["bytes"] for row in told["lessons"]) + sum(files.values()) + 6 * 1024


def test_the_version_is_the_one_on_the_page(member_client, course, lesson, enrollment):
    lesson.save_revision().publish()
    lesson.refresh_from_db()

    page = member_client.get(lesson.url).content.decode()

    assert f'data-version="{version_of(lesson)}"' in page
    assert listing(member_client, course).json()["lessons"][0]["version"] == version_of(lesson)
    assert version_of(lesson) != ""


def test_a_changed_lesson_has_another_version_and_size(member_client, course, lesson, enrollment):
    lesson.save_revision().publish()
    before = listing(member_client, course).json()["lessons"][0]
    lesson.refresh_from_db()
    lesson.body = [("text", f"<p>{''.join(chr(97 + number * 7 % 26) for number in range(2000))}</p>")]
    lesson.save_revision().publish()

    after = listing(member_client, course).json()["lessons"][0]

    assert after["version"] > before["version"]
    assert after["bytes"] > before["bytes"]


def test_one_module(member_client, course, module, enrollment):
    other = LessonFactory(parent=ModuleFactory(parent=course))

    told = listing(member_client, course, modul=str(other.get_parent().pk)).json()

    assert [row["pk"] for row in told["lessons"]] == [other.pk]
    assert len(told["modules"]) == 2


@pytest.mark.parametrize("word", ["0", "x", "9" * 30, "-1", "²"])
def test_an_absent_module_is_not_found(member_client, course, enrollment, word):
    assert listing(member_client, course, modul=word).status_code == 404


def test_a_quiz_is_named_without_its_questions(member_client, course, module, enrollment):
    quiz = QuizFactory(parent=module, title="Tes akhir")

    told = listing(member_client, course).json()

    assert told["closed"] == [{"url": quiz.url, "title": "Tes akhir", "kind": "Kuis"}]
    assert quiz.pk not in [row["pk"] for row in told["lessons"]]


def test_what_is_done_is_marked(member_client, course, lesson, enrollment, now):
    complete_activity(enrollment=enrollment, activity=lesson, now=now)

    assert [row["is_done"] for row in listing(member_client, course).json()["lessons"]] == [True]


def test_what_a_course_in_sequence_keeps_closed_is_counted_only(member, course, module, lesson):
    LessonFactory(parent=module)
    enrollment = EnrollmentFactory(member=member, course=course, is_sequential=True)

    told = read_offline(enrollment=enrollment, saves_data=False)

    assert ([row["pk"] for row in told["lessons"]], told["locked"]) == ([lesson.pk], 1)


def test_saving_data_leaves_pictures_out(member, course, lesson, enrollment):
    cache.set(f"luring-{lesson.pk}-{version_of(lesson)}", (5_000, 40_000))

    full = read_offline(enrollment=enrollment, saves_data=False)["lessons"][0]["bytes"]
    lean = read_offline(enrollment=enrollment, saves_data=True)["lessons"][0]["bytes"]

    assert (full, lean) == (45_000, 5_000)


def test_a_visitor_is_told_to_log_in(client, course):
    answer = listing(client, course)

    assert (answer.status_code, answer.json()) == (401, {"message": "Masuk dulu, lalu simpan lagi."})


def test_only_those_who_follow_the_course_get_the_list(client, course, enrollment, now):
    stranger = MemberFactory(user=UserFactory())
    enroll(member=stranger, course=CourseFactory(), now=now)
    client.force_login(stranger.user)

    assert listing(client, course).status_code == 404


def test_a_closed_course_is_not_found(member_client, course, enrollment):
    course.unpublish()

    assert listing(member_client, course).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_lesson_and_three(
    member_client, course, module, enrollment, count, django_assert_max_num_queries
):
    for _number in range(count):
        LessonFactory(parent=module)
    listing(member_client, course)

    with django_assert_max_num_queries(7):
        listing(member_client, course)


def test_nothing_that_a_phone_stores_may_lie_in_a_shared_cache(member_client, course, lesson, enrollment):
    addresses = [course.url, lesson.url, "/belajar/luring/", f"/belajar/kursus/{course.pk}/luring/", "/luring/"]

    headers = {address: member_client.get(address).headers for address in addresses}

    assert [address for address in addresses if "private" not in headers[address]["Cache-Control"]] == []
    assert [address for address in addresses if "public" in headers[address]["Cache-Control"]] == []


def test_every_page_that_is_stored_tells_whose_it_is(member_client, member, course, lesson, enrollment):
    key = account_key(member.user)

    for address in (course.url, lesson.url, "/belajar/luring/"):
        assert member_client.get(address).headers["Account-Key"] == key
    assert f'data-user="{key}"' in member_client.get(lesson.url).content.decode()
    assert f'data-user="{key}"' in member_client.get(course.url).content.decode()


def test_the_page_of_the_phone_is_filled_in_there(member_client, course, lesson, enrollment):
    page = member_client.get("/belajar/luring/").content.decode()

    assert "Hapus semua" in page
    assert lesson.title not in page


def test_a_learner_gets_the_box_and_one_script_on_the_lesson(member_client, course, lesson, enrollment):
    course_page = member_client.get(course.url).content.decode()
    lesson_page = member_client.get(lesson.url).content.decode()

    assert f'data-offline="/belajar/kursus/{course.pk}/luring/"' in course_page
    assert lesson_page.count("<script") == 1
    assert "data-finish" in lesson_page


def test_a_reader_who_did_not_join_gets_neither(member_client, client, course, lesson):
    assert "data-offline" not in member_client.get(course.url).content.decode()
    assert "data-finish" not in member_client.get(lesson.url).content.decode()


def test_a_visitor_gets_no_script(client, course, lesson):
    client.logout()

    assert [client.get(page.url).content.decode().count("<script") for page in (course, lesson)] == [0, 0]
