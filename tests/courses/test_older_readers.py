"""Authors see how many members read an older version, and what changed since."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from courses.models import ActivityCompletion, LessonPage
from courses.services.readers import older_readers
from tests.factories.courses import ActivityProgressFactory, EnrollmentFactory, LessonFactory

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def learner(lesson, **fields):
    return EnrollmentFactory(course=lesson.get_parent().get_parent().specific, **fields)


def published(lesson, moment):
    LessonPage.objects.filter(pk=lesson.pk).update(last_published_at=moment)
    return LessonPage.objects.get(pk=lesson.pk)


@pytest.fixture
def lesson(own_lesson, now):
    return published(own_lesson, now)


def test_readers_of_older_versions_are_counted_once_each(lesson, now, django_assert_max_num_queries):
    for version in (now - HOUR, now - 2 * HOUR, now):
        row = learner(lesson)
        ActivityProgressFactory(enrollment=row, activity=lesson, version_at=version)
        ActivityCompletion.objects.create(enrollment=row, activity=lesson, completed_at=now - 9 * HOUR)

    with django_assert_max_num_queries(2):
        assert older_readers(lesson).count == 2


def test_marking_without_javascript_counts_by_its_moment(lesson, now):
    for moment in (now - HOUR, now + HOUR):
        ActivityCompletion.objects.create(enrollment=learner(lesson), activity=lesson, completed_at=moment)

    assert older_readers(lesson).count == 1


def test_other_lessons_and_people_who_left_do_not_count(lesson, now):
    other = LessonFactory(parent=lesson.get_parent())
    ActivityProgressFactory(enrollment=learner(lesson), activity=other, version_at=now - HOUR)
    gone = learner(lesson, status="withdrawn", withdrawn_at=now)
    ActivityProgressFactory(enrollment=gone, activity=lesson, version_at=now - HOUR)
    ActivityProgressFactory(enrollment=learner(lesson), activity=lesson)

    assert older_readers(lesson) is None
    assert older_readers(LessonPage(title="Baru")) is None


def test_the_comparison_begins_with_what_the_first_of_them_read(lesson):
    read = lesson.save_revision()
    moment = timezone.now()
    lesson.title = "Judul baru"
    lesson.save_revision().publish()
    lesson = LessonPage.objects.get(pk=lesson.pk)
    ActivityProgressFactory(enrollment=learner(lesson), activity=lesson, version_at=moment)

    assert older_readers(lesson).revision == read.pk


def test_without_a_revision_the_comparison_begins_at_the_first(lesson, now):
    ActivityProgressFactory(enrollment=learner(lesson), activity=lesson, version_at=now - HOUR)

    assert older_readers(lesson).revision == "earliest"


def test_both_editors_tell_the_author(client, trainer, lesson, now):
    lesson.save_revision()
    ActivityProgressFactory(enrollment=learner(lesson), activity=lesson, version_at=now - HOUR)
    client.force_login(trainer)
    compare = reverse("wagtailadmin_pages:revisions_compare", args=[lesson.pk, "earliest", "live"])

    for address in (reverse("writing_lesson", args=[lesson.pk]), reverse("wagtailadmin_pages:edit", args=[lesson.pk])):
        page = client.get(address)
        assertContains(page, "1 anggota membaca isi yang lebih lama.")
        assertContains(page, compare)
    assert client.get(compare).status_code == 200


def test_nothing_is_said_while_everybody_read_the_newest(client, trainer, lesson, now):
    ActivityProgressFactory(enrollment=learner(lesson), activity=lesson, version_at=now)
    client.force_login(trainer)

    assertNotContains(client.get(reverse("writing_lesson", args=[lesson.pk])), "isi yang lebih lama")
