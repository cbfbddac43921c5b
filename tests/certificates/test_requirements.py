import pytest

from certificates.services.issuing import issue_event
from certificates.services.preflight import review_event
from certificates.services.requirements import list_requirements, missing_requirements, requirements_of_event
from courses.services.progress import complete_activity
from quizzes.models import QuizPage
from tests.factories.certificates import held_event, participant
from tests.factories.courses import CourseFactory, EnrollmentFactory, LessonFactory, ModuleFactory
from tests.factories.members import UserFactory


def summary(requirements):
    return [(row.key, row.is_met, row.detail) for row in requirements]


def test_every_requirement_is_listed_met_or_not(event):
    registration = participant(event, score=65)

    assert summary(list_requirements(source=registration)) == [
        ("name", True, "bisa dicetak"),
        ("attendance", True, "2 JP, 100%"),
        ("post_test", False, "65"),
    ]
    assert [row.key for row in missing_requirements(source=registration)] == ["post_test"]


def test_half_points_are_written_with_a_comma(event):
    assert summary(list_requirements(source=participant(event, score="69.50")))[2] == ("post_test", False, "69,5")


def test_without_post_test_only_attendance_counts(db):
    event = held_event(has_post_test=False)

    assert [row.key for row in list_requirements(source=participant(event, score=None))] == ["name", "attendance"]


@pytest.mark.parametrize("count", [1, 3])
def test_requirements_of_event_cost_six_queries(event, django_assert_num_queries, count):
    for _ in range(count):
        participant(event)

    with django_assert_num_queries(6):
        checks = requirements_of_event(event=event)
        assert [check.is_ready for check in checks] == [True] * count


def test_review_counts_everybody_and_shows_the_chosen(event, now):
    participant(event, full_name="Adi Terbit")
    issue_event(event=event, by=UserFactory(), now=now)
    participant(event, full_name="Budi Siap")
    participant(event, full_name="Citra Kurang", is_present=False)

    review = review_event(event=event, only="kurang", now=now)

    assert (review.total, review.issued_count, review.ready_count, review.missing_count) == (3, 1, 1, 1)
    assert [line.check.registration.member.full_name for line in review.rows] == ["Citra Kurang"]
    assert review.headings == ["Ejaan nama", "Hadir ≥ 75%", "Tes akhir ≥ 70"]
    assert len(review_event(event=event, only="apa saja", now=now).rows) == 3


@pytest.fixture
def course(db):
    course = CourseFactory()
    module = ModuleFactory(parent=course)
    LessonFactory(parent=module, title="Satu")
    LessonFactory(parent=module, title="Dua")
    module.add_child(instance=QuizPage(title="Tes akhir", slug="tes-akhir", pass_mark=70))
    return course


def test_course_lists_lessons_and_each_quiz(course, now):
    enrollment = EnrollmentFactory(course=course)
    first = course.get_descendants().filter(title="Satu").get().specific
    complete_activity(enrollment=enrollment, activity=first, now=now)
    enrollment.refresh_from_db()

    requirements = missing_requirements(source=enrollment)

    assert [(row.label, row.detail) for row in requirements] == [
        ("Semua pelajaran wajib", "1 pelajaran lagi"),
        ("Tes akhir", "nilai paling rendah 70"),
    ]


def test_finished_course_lacks_nothing(course, now):
    enrollment = EnrollmentFactory(course=course)
    for activity in course.get_descendants().filter(depth=course.depth + 2):
        complete_activity(enrollment=enrollment, activity=activity.specific, now=now)
    enrollment.refresh_from_db()

    assert missing_requirements(source=enrollment) == []


def test_withdrawn_learner_lacks_the_course(course, now):
    enrollment = EnrollmentFactory(course=course, status="withdrawn", withdrawn_at=now)

    assert "enrollment" in [row.key for row in missing_requirements(source=enrollment)]
