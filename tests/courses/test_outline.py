from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from courses.models import ActivityScore
from courses.services.enrollments import enroll
from courses.services.learning import read_cards, read_progress
from courses.services.outline import percent_of, read_outline, tie_knots
from courses.services.progress import complete_activity
from tests.factories.courses import CourseFactory, EnrollmentFactory, LessonFactory, ModuleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return CourseFactory(title="Kursus", slug="kursus-a")


@pytest.fixture
def lessons(course):
    """Two in the first module, one in the second; the middle one is voluntary."""
    first, second = ModuleFactory(parent=course, slug="satu"), ModuleFactory(parent=course, slug="dua")
    return [
        LessonFactory(parent=first, slug="a", minutes=5),
        LessonFactory(parent=first, slug="b", is_required=False),
        LessonFactory(parent=second, slug="c"),
    ]


def test_outline_has_modules_numbers_and_addresses(course, lessons):
    outline = read_outline(page=lessons[2])

    assert (outline.course_pk, outline.course_title, outline.course_url) == (course.pk, "Kursus", "/kursus/kursus-a/")
    assert [(module.number, len(module.activities)) for module in outline.modules] == [(1, 2), (2, 1)]
    assert [line.url for line in outline.activities] == [lesson.url for lesson in lessons]
    assert outline.activities[0].minutes == 5
    assert (outline.lesson_count, outline.lesson_minutes) == (3, 90)


@pytest.mark.parametrize("level", [0, 1, 2])
def test_outline_is_the_same_from_course_module_and_lesson(lessons, level):
    page = [lessons[0], lessons[0].get_parent().specific, lessons[0].get_parent().get_parent().specific][level]

    assert [line.pk for line in read_outline(page=page).activities] == [lesson.pk for lesson in lessons]


def test_outline_leaves_out_drafts_and_empty_modules(course, lessons):
    lessons[0].unpublish()
    LessonFactory(parent=ModuleFactory(parent=course, live=False))
    ModuleFactory(parent=course)

    outline = read_outline(page=course)

    assert [line.pk for line in outline.activities] == [lessons[1].pk, lessons[2].pk]
    assert len(read_outline(page=course, with_drafts=True).activities) == 4


def test_outline_of_a_draft_course_is_none(lessons, course):
    course.unpublish()

    assert read_outline(page=lessons[0]) is None
    assert read_outline(page=lessons[0], with_drafts=True).course_pk == course.pk


def test_neighbours_cross_modules(lessons):
    outline = read_outline(page=lessons[0])

    place = outline.place_of(lessons[1])

    assert (place.number, place.module.number) == (2, 1)
    assert (place.previous.pk, place.next.pk) == (lessons[0].pk, lessons[2].pk)
    assert outline.place_of(lessons[0]).previous is None
    assert outline.place_of(lessons[2]).next is None
    assert outline.place_of(LessonFactory()) is None


def test_knots_done_next_and_current(member, course, lessons, now):
    enrollment = enroll(member=member, course=course, now=now)
    complete_activity(enrollment=enrollment, activity=lessons[0], now=now)

    outline = tie_knots(read_outline(page=course), enrollment=enrollment, current_pk=lessons[1].pk)

    assert [(line.is_done, line.is_next, line.is_current) for line in outline.activities] == [
        (True, False, False),
        (False, False, True),
        (False, True, False),
    ]
    assert (outline.done_count, outline.total_count, outline.percent) == (1, 2, 50)
    assert [module.is_open for module in outline.modules] == [False, True]
    assert [module.is_done for module in outline.modules] == [False, False]


def test_visitor_sees_no_knots(course, lessons):
    outline = tie_knots(read_outline(page=course), enrollment=None)

    assert outline.next_activity is None
    assert (outline.done_count, outline.total_count, outline.percent) == (0, 0, 0)


def test_voluntary_lesson_comes_next_when_everything_required_is_done(member, course, lessons, now):
    enrollment = enroll(member=member, course=course, now=now)
    for lesson in (lessons[0], lessons[2]):
        complete_activity(enrollment=enrollment, activity=lesson, now=now)

    outline = tie_knots(read_outline(page=course), enrollment=enrollment)

    assert outline.next_activity.pk == lessons[1].pk
    assert outline.percent == 100


def test_requirements_follow_the_rule_of_the_enrollment(member, course, lessons, now):
    enrollment = enroll(member=member, course=course, now=now)
    complete_activity(enrollment=enrollment, activity=lessons[0], now=now)
    LessonFactory(parent=lessons[2].get_parent().specific)

    own = tie_knots(read_outline(page=course), enrollment=enrollment).requirements
    visitor = tie_knots(read_outline(page=course), enrollment=None).requirements

    assert [(row.label, row.detail, row.is_met) for row in own] == [
        ("Selesaikan 2 pelajaran", "Kurang 1 pelajaran lagi", False)
    ]
    assert [row.label for row in visitor] == ["Selesaikan 3 pelajaran"]


def test_requirements_name_every_quiz(course, lessons):
    from quizzes.models import QuizPage

    lessons[2].get_parent().add_child(instance=QuizPage(title="Tes akhir", slug="tes"))

    requirements = tie_knots(read_outline(page=course), enrollment=None).requirements

    assert [row.label for row in requirements] == ["Selesaikan 2 pelajaran", "Lulus kuis: Tes akhir"]


@pytest.mark.parametrize(("done", "total", "percent"), [(0, 0, 0), (1, 3, 33), (2, 3, 66), (3, 3, 100), (199, 200, 99)])
def test_percent_is_rounded_down(done, total, percent):
    assert percent_of(done, total) == percent


def test_read_progress_ignores_what_was_unpublished(member, course, lessons, now):
    enrollment = enroll(member=member, course=course, now=now)
    complete_activity(enrollment=enrollment, activity=lessons[0], now=now)
    lessons[2].unpublish()

    [line] = read_progress([enrollment])

    assert (line.done, line.total, line.percent, line.next_activity) == (1, 1, 100, None)


def test_read_progress_of_nobody_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert read_progress([]) == []


def test_read_cards_counts_reachable_lessons_and_hours(course, lessons):
    LessonFactory(parent=ModuleFactory(parent=course, live=False))
    other = CourseFactory()

    cards = read_cards(courses=[course, other])

    assert [(card.lesson_count, card.jp, card.progress) for card in cards] == [(3, 2, None), (0, 0, None)]


@pytest.mark.parametrize("score", [Decimal("-0.01"), Decimal("100.01")])
def test_database_refuses_a_score_outside_percent(lessons, course, now, score):
    enrollment = EnrollmentFactory(course=course)

    with pytest.raises(IntegrityError), transaction.atomic():
        ActivityScore.objects.create(enrollment=enrollment, activity=lessons[0], score=score, scored_at=now)


@pytest.mark.parametrize("status", ["completed", "withdrawn"])
def test_database_refuses_an_end_without_its_moment(course, status):
    with pytest.raises(IntegrityError), transaction.atomic():
        EnrollmentFactory(course=course, status=status)


def test_database_refuses_two_current_enrollments(member, course):
    EnrollmentFactory(member=member, course=course)

    with pytest.raises(IntegrityError), transaction.atomic():
        EnrollmentFactory(member=member, course=course)
