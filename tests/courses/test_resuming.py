"""Going on where one stopped: on the lesson page, on `/belajar/`, and knowing what changed since."""

import re
from datetime import timedelta

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from courses.models import LessonPage
from courses.services.enrollments import enroll
from courses.services.learning import read_progress
from courses.services.progress import complete_activity
from courses.services.resuming import find_returned, find_section, next_step
from tests.factories.assignments import SubmissionFactory
from tests.factories.courses import ActivityProgressFactory, CourseFactory, LessonFactory, ModuleFactory

pytestmark = pytest.mark.django_db
BODY = [
    {"type": "text", "value": "<p>Pembuka.</p>", "id": "aaaaaaaa-0000-0000-0000-000000000000"},
    {"type": "text", "value": "<p>Masih pembuka.</p>", "id": "bbbbbbbb-0000-0000-0000-000000000000"},
    {"type": "heading", "value": "Periksa tanggalnya", "id": "cccccccc-0000-0000-0000-000000000000"},
    {"type": "text", "value": "<p>Isi.</p>", "id": "dddddddd-0000-0000-0000-000000000000"},
]


@pytest.fixture
def lessons():
    module = ModuleFactory(parent=CourseFactory(title="Cek Fakta"))
    return [LessonFactory(parent=module, title=f"Pelajaran {number}", body=BODY) for number in (1, 2)]


@pytest.fixture
def enrollment(member, lessons, now):
    return enroll(member=member, course=lessons[0].get_parent().get_parent().specific, now=now)


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def publish(lesson, moment):
    LessonPage.objects.filter(pk=lesson.pk).update(last_published_at=moment)


@pytest.mark.parametrize(
    ("position", "heading"),
    [
        ("", None), ("b-aaaaaaaa", None), ("b-bbbbbbbb", ""), ("b-cccccccc", "Periksa tanggalnya"),
        ("b-dddddddd", "Periksa tanggalnya"), ("b-99999999", None), ("b-", None),
    ],
)  # fmt: skip
def test_a_position_names_the_heading_above_it(lessons, position, heading):
    section = find_section(lessons[0].body, position)

    assert (section and section.heading) == heading


def test_the_lesson_leads_to_where_the_reader_stopped(member_client, enrollment, lessons, now):
    ActivityProgressFactory(enrollment=enrollment, activity=lessons[0], position="b-dddddddd")

    page = member_client.get(lessons[0].url)

    assertContains(page, '<a class="go" href="#b-dddddddd">')
    assert "Lanjutkan dari bagian “Periksa tanggalnya”" in text_of(page)
    assertNotContains(member_client.get(lessons[1].url), "Lanjutkan dari")


def test_a_finished_lesson_starts_at_its_beginning(member_client, enrollment, lessons, now):
    ActivityProgressFactory(enrollment=enrollment, activity=lessons[0], position="b-dddddddd")
    complete_activity(enrollment=enrollment, activity=lessons[0], now=now)

    assertNotContains(member_client.get(lessons[0].url), "Lanjutkan dari")


def test_a_reader_is_told_that_the_lesson_changed(member_client, enrollment, lessons, now):
    ActivityProgressFactory(enrollment=enrollment, activity=lessons[0], seen_at=now, version_at=now - timedelta(days=9))
    publish(lessons[0], now + timedelta(days=2))

    assert "diperbarui sejak Anda baca (11 Juli 2024)" in text_of(member_client.get(lessons[0].url))


def test_whoever_marked_it_without_javascript_is_told_too(member_client, enrollment, lessons, now):
    complete_activity(enrollment=enrollment, activity=lessons[0], now=now)
    publish(lessons[0], now - timedelta(days=1))
    before = text_of(member_client.get(lessons[0].url))
    publish(lessons[0], now + timedelta(days=1))

    assert "diperbarui" not in before
    assert "diperbarui sejak Anda baca (11 Juli 2024)" in text_of(member_client.get(lessons[0].url))


def test_whoever_read_the_newest_version_is_told_nothing(member_client, enrollment, lessons, now):
    publish(lessons[0], now)
    ActivityProgressFactory(enrollment=enrollment, activity=lessons[0], version_at=now)

    assertNotContains(member_client.get(lessons[0].url), "diperbarui")


def test_the_article_says_what_a_phone_must_know(member_client, client, enrollment, lessons, now):
    publish(lessons[0], now)

    page = member_client.get(lessons[0].url)

    assertContains(page, f'data-activity="{lessons[0].pk}" data-version="2024-07-11T02:00:00+00:00" data-user="')
    assertNotContains(page, 'data-user=""')
    client.logout()
    assertContains(client.get(lessons[0].url), 'data-user=""')


def test_marking_by_hand_remembers_the_version(member_client, enrollment, lessons, now):
    publish(lessons[0], now)

    member_client.post(f"/belajar/kegiatan/{lessons[0].pk}/selesai/", {"version": "2024-07-11T10:00:00+08:00"})

    assert enrollment.progress.get().version_at == now
    assert enrollment.completions.count() == 1


def test_learning_leads_to_the_course_read_last_and_to_the_part(member_client, enrollment, lessons, member, now):
    later = LessonFactory(title="Baru diikuti")
    enroll(member=member, course=later.get_parent().get_parent().specific, now=now + timedelta(days=1))
    ActivityProgressFactory(enrollment=enrollment, activity=lessons[0], seen_at=now, position="b-dddddddd")

    page = member_client.get("/belajar/")

    assertContains(page, f'<a class="button" href="{lessons[0].url}#b-dddddddd">Lanjutkan belajar</a>')
    assert "Lanjutkan dari bagian “Periksa tanggalnya”" in text_of(page)


def test_the_next_step_without_any_reading_is_the_newest_course(enrollment, lessons, django_assert_num_queries):
    progress = read_progress([enrollment])

    with django_assert_num_queries(1):
        step = next_step(progress)

    assert (step.activity.pk, step.section) == (lessons[0].pk, None)
    assert step.url == lessons[0].url


def test_a_position_in_another_lesson_does_not_carry_over(enrollment, lessons, now):
    ActivityProgressFactory(enrollment=enrollment, activity=lessons[1], position="b-dddddddd")

    step = next_step(read_progress([enrollment]))

    assert (step.activity.pk, step.section) == (lessons[0].pk, None)


def test_nothing_open_is_no_step(enrollment, lessons, now):
    for lesson in lessons:
        complete_activity(enrollment=enrollment, activity=lesson, now=now)
    enrollment.refresh_from_db()

    assert next_step(read_progress([enrollment])) is None
    assert next_step([]) is None


def test_work_given_back_is_found_until_it_is_handed_in_again(enrollment, lessons, now):
    returned = SubmissionFactory(status="returned")
    repaired = SubmissionFactory(status="returned")
    SubmissionFactory(
        enrollment=repaired.enrollment, assignment=repaired.assignment, number=2, submitted_at=now + timedelta(days=1)
    )
    accepted = SubmissionFactory(status="accepted")
    rows = [row.enrollment for row in (returned, repaired, accepted)]

    assert find_returned(rows) == [returned]


def test_learning_asks_for_the_repair_first(member_client, member, now):
    work = SubmissionFactory(enrollment__member=member, status="returned", assignment__title="Poster posyandu")

    page = text_of(member_client.get("/belajar/"))

    assert "Perlu diperbaiki Poster posyandu" in page
    assert page.index("Perlu diperbaiki") < page.index("Kursus saya")
    work.assignment.unpublish()
    assert "Perlu diperbaiki" not in text_of(member_client.get("/belajar/"))
