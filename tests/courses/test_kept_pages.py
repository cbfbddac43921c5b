"""Outlines and lesson texts are drawn once and kept; whatever an author changes is seen at the next request."""

import re

import pytest
from django.test import Client
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import PageViewRestriction

from courses.services.enrollments import enroll
from courses.services.outline import read_outline
from courses.services.progress import complete_activity
from lms.services.kept import forget_kept, read_kept
from tests.factories.courses import CourseFactory, LessonFactory, ModuleFactory
from tests.factories.members import MemberFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def keeping(settings, request):
    """As in production; other tests keep nothing."""
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": request.node.name}
    settings.CACHES = {"default": memory, "pages": memory | {"LOCATION": f"{request.node.name}-pages"}}


@pytest.fixture
def course():
    return CourseFactory(title="Desain Konten", slug="desain-konten")


@pytest.fixture
def lessons(course):
    module = ModuleFactory(parent=course, slug="pesan-dulu")
    return [LessonFactory(parent=module, title=f"Pelajaran {number}", slug=f"p{number}") for number in (1, 2)]


def read(client, lesson):
    return client.get(lesson.url).content.decode()


def test_a_kept_lesson_takes_five_queries(member_client, member, course, lessons, now, django_assert_num_queries):
    enroll(member=member, course=course, now=now)
    read(member_client, lessons[1])

    with django_assert_num_queries(5):  # lesson, session, account, enrollment, what is done
        assert "Pelajaran 1" in read(member_client, lessons[1])


def test_two_readers_see_their_own_knots(member_client, member, course, lessons, now):
    other = MemberFactory(user=UserFactory())
    for each in (member, other):
        enrollment = enroll(member=each, course=course, now=now)
    complete_activity(enrollment=enrollment, activity=lessons[0].activitypage_ptr, now=now)
    second = Client()
    second.force_login(other.user)

    counts = [
        read(client, lessons[1]).count("knot done") for client in (member_client, second, member_client, Client())
    ]

    assert counts == [0, 1, 0, 0]


def rename(course, lessons):
    lessons[0].title = "Judul Baru"
    lessons[0].save_revision().publish()


def rewrite(course, lessons):
    lessons[1].body = [("heading", "Judul Baru")]
    lessons[1].save_revision().publish()


def save_only(course, lessons):
    lessons[0].title = "Judul Baru"
    lessons[0].save()


def add(course, lessons):
    LessonFactory(parent=lessons[0].get_parent().specific, title="Judul Baru")


def bring(course, lessons):
    other = LessonFactory(parent=ModuleFactory(parent=CourseFactory()), title="Judul Baru")
    other.move(lessons[0].get_parent(), pos="last-child")


@pytest.mark.parametrize("change", [rename, rewrite, save_only, add, bring])
def test_a_change_is_seen_at_once(client, course, lessons, change):
    assert "Judul Baru" not in read(client, lessons[1])

    change(course, lessons)

    assert "Judul Baru" in read(client, lessons[1])


def take_away(lesson):
    lesson.unpublish()


def delete(lesson):
    lesson.delete()


def move_out(lesson):
    lesson.move(ModuleFactory(parent=CourseFactory()), pos="last-child")


@pytest.mark.parametrize("change", [take_away, delete, move_out])
def test_what_is_gone_is_gone_at_once(client, course, lessons, change):
    assert "Pelajaran 1" in read(client, lessons[1])

    change(lessons[0])

    assert "Pelajaran 1" not in read(client, lessons[1])


@pytest.mark.parametrize("level", ["get_parent", "course"])
def test_a_lesson_below_what_was_closed_is_absent_at_once(client, course, lessons, level):
    read(client, lessons[0])

    (course if level == "course" else lessons[0].get_parent()).unpublish()

    assert client.get(lessons[0].url).status_code == 404


def test_courses_that_change_places_keep_their_own_lessons(client, course, lessons):
    other = LessonFactory(parent=ModuleFactory(parent=CourseFactory(parent=course.get_parent())), title="Lain")
    for lesson in (lessons[0], other):
        read(client, lesson)

    other.get_parent().get_parent().move(course, pos="left")
    for lesson in (lessons[0], other):
        lesson.refresh_from_db()

    assert [line.title for line in read_outline(page=other).activities] == ["Lain"]
    assert [line.title for line in read_outline(page=lessons[0]).activities] == ["Pelajaran 1", "Pelajaran 2"]


def test_a_page_closed_to_the_public_is_closed_at_once(client, course, lessons):
    assert client.get(lessons[0].url).status_code == 200

    PageViewRestriction.objects.create(page=course, restriction_type=PageViewRestriction.LOGIN)

    assert client.get(lessons[0].url).status_code == 302


def test_each_language_is_kept_apart(client, lessons):
    assert "Modul 1" in read(client, lessons[0])
    client.cookies["django_language"] = "en"

    assert "Module 1" in read(client, lessons[0])


def test_pictures_follow_the_mode_and_their_own_changes(client, lessons, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    image = get_image_model().objects.create(title="Poster", file=get_test_image_file("poster.png", size=(300, 200)))
    shown = {"image": {"image": image.pk, "alt_text": "Dua poster", "decorative": False}, "caption": ""}
    lessons[1].body = lessons[1].body.stream_block.to_python([{"type": "picture", "value": shown}])
    lessons[1].save()
    first = re.search(r'src="([^"]*poster[^"]*)"', read(client, lessons[1]))[1]

    client.cookies["hemat"] = "1"
    assert 'class="later"' in read(client, lessons[1])
    client.cookies["hemat"] = "0"
    assert 'class="later"' not in read(client, lessons[1])
    image.file = get_test_image_file("baru.png", size=(300, 200))
    image.save()
    image.renditions.all().delete()  # as Wagtail's form does after it saved
    assert first not in read(client, lessons[1])


def test_who_reads_during_a_change_keeps_nothing_old(django_capture_on_commit_callbacks):
    """The reader comes between the author's write and its commit, and reads what was."""
    answers = iter(["lama", "baru"])

    with django_capture_on_commit_callbacks(execute=True):
        forget_kept()
        during = read_kept(name="x", make=lambda: next(answers))

    assert (during, read_kept(name="x", make=lambda: next(answers))) == ("lama", "baru")
    assert read_kept(name="x", make=lambda: next(answers)) == "baru"  # kept: nothing is left to ask


def test_what_a_caller_changes_stays_its_own(lessons):
    read_outline(page=lessons[0]).activities[0].is_done = True

    assert [line.is_done for line in read_outline(page=lessons[0]).activities] == [False, False]
