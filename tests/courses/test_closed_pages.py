"""What is unpublished or waits for its hour does not exist for learners, whatever lies above or below it."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from courses.models import ActivityPage, CatalogPage, CoursePage, ModulePage
from courses.services.enrollments import enroll
from courses.services.progress import complete_activity, missing_activities
from tests.factories.courses import CourseFactory, LessonFactory, ModuleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return CourseFactory(title="Desain Konten", slug="desain-konten")


@pytest.fixture
def lessons(course):
    module = ModuleFactory(parent=course, slug="pesan-dulu")
    return [LessonFactory(parent=module, title=f"Pelajaran {number}", slug=f"p{number}") for number in (1, 2)]


@pytest.fixture
def enrollment(member, course, lessons, now):
    return enroll(member=member, course=course, now=now)


def unpublish(lesson, level):
    {"lesson": lesson, "module": lesson.get_parent(), "course": lesson.get_parent().get_parent()}[level].unpublish()


@pytest.mark.parametrize("level", ["lesson", "module", "course"])
def test_lesson_below_a_closed_page_is_absent(member_client, enrollment, lessons, level):
    unpublish(lessons[0], level)

    assert member_client.get(lessons[0].url).status_code == 404
    assert member_client.post(reverse("activity_finish", args=[lessons[0].pk])).status_code == 404
    assert enrollment.completions.count() == 0


def test_module_of_a_closed_course_is_absent(client, course, lessons):
    course.unpublish()

    assert client.get("/kursus/desain-konten/pesan-dulu/").status_code == 404


def test_lessons_beside_a_closed_module_stay_open(client, course, lessons):
    other = LessonFactory(parent=ModuleFactory(parent=course))
    lessons[0].get_parent().unpublish()

    assert client.get(other.url).status_code == 200
    assert list(ActivityPage.objects.reachable()) == [other.activitypage_ptr]


@pytest.mark.parametrize("level", ["lesson", "module", "course"])
def test_search_does_not_name_closed_lessons(client, lessons, level):
    unpublish(lessons[0], level)

    assert lessons[0].url not in client.get("/kursus/", {"q": "Pelajaran 1"}).content.decode()


def test_page_appears_at_its_hour(client, lessons):
    lesson = lessons[0]
    lesson.unpublish()
    lesson.go_live_at = timezone.now() + timedelta(hours=1)
    lesson.save_revision().publish()
    assert client.get(lesson.url).status_code == 404

    lesson.refresh_from_db()
    lesson.go_live_at = timezone.now() - timedelta(minutes=1)
    lesson.save_revision(approved_go_live_at=lesson.go_live_at)
    call_command("publish_scheduled")

    assert client.get(lesson.url).status_code == 200


def test_page_goes_away_at_its_hour(client, lessons):
    lessons[0].expire_at = timezone.now() - timedelta(minutes=1)
    lessons[0].save()
    call_command("publish_scheduled")

    assert client.get(lessons[0].url).status_code == 404
    assert client.get(lessons[1].url).status_code == 200


def test_closing_a_course_completes_nobody(enrollment, course, lessons, now):
    complete_activity(enrollment=enrollment, activity=lessons[0], now=now)

    course.unpublish()

    enrollment.refresh_from_db()
    assert not enrollment.is_completed
    assert [page.pk for page in missing_activities(enrollment)] == [lessons[1].pk]


def test_closing_every_module_from_the_back_office_completes_nobody(admin_client, enrollment, course, lessons, now):
    """A course that is taken down part by part was not finished by those who had begun it."""
    complete_activity(enrollment=enrollment, activity=lessons[0], now=now)

    admin_client.post(reverse("wagtailadmin_pages:unpublish", args=[lessons[0].get_parent().pk]))

    enrollment.refresh_from_db()
    assert not ModulePage.objects.live().exists()
    assert not enrollment.is_completed


def test_learning_page_names_a_closed_course_without_a_dead_link(member_client, enrollment, course, lessons):
    course.unpublish()

    html = member_client.get("/belajar/").content.decode()

    assert "<h3>Desain Konten</h3>" in html
    assert "Kursus ini sedang ditutup." in html
    assert course.url not in html
    assert "Lanjutkan belajar" not in html


def test_learning_page_keeps_a_finished_course_that_was_closed(member_client, enrollment, course, lessons, now):
    for lesson in lessons:
        complete_activity(enrollment=enrollment, activity=lesson, now=now)
    course.unpublish()

    html = member_client.get("/belajar/").content.decode()

    assert "Kursus selesai" in html
    assert course.url not in html


@pytest.mark.parametrize("page_class", [CatalogPage, CoursePage, ModulePage])
def test_explorer_shows_children_in_reading_order(page_class):
    assert page_class.admin_default_ordering == "ord"


def test_explorer_lists_lessons_in_reading_order(admin_client, lessons):
    lessons[0].save_revision()  # the newest change would come first otherwise
    module = lessons[0].get_parent()

    response = admin_client.get(reverse("wagtailadmin_explore", args=[module.pk]))

    assert [page.title for page in response.context["object_list"]] == ["Pelajaran 1", "Pelajaran 2"]
