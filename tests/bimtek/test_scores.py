"""Scores from paper and from the online quiz."""

from datetime import timedelta
from decimal import Decimal

import pytest

from bimtek.choices import EventStatus, TestKind
from bimtek.forms.sheets import parse_score, write_score
from bimtek.models import TestScore
from bimtek.services.attendance import UnknownParticipant
from bimtek.services.registrations import RegistrationClosed
from bimtek.services.scores import NoOnlineTest, ScoreOutOfRange, read_quiz_scores, record_scores
from courses.models import ActivityPage, ActivityScore
from tests.factories.bimtek import EventFactory, RegistrationFactory
from tests.factories.courses import EnrollmentFactory, LessonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(organization):
    return EventFactory(organization=organization)


@pytest.fixture
def online_event(organization):
    """An event whose post-test is an activity of a course (any activity can carry a score)."""
    activity = ActivityPage.objects.get(pk=LessonFactory().pk)
    course = activity.get_parent().get_parent().specific
    return EventFactory(organization=organization, course=course, post_test=activity)


def stored(kind=TestKind.POST):
    return {row.registration_id: (row.score, row.source) for row in TestScore.objects.filter(kind=kind)}


def quiz_score(event, registration, score, now):
    enrollment = EnrollmentFactory(member=registration.member, course=event.course)
    return ActivityScore.objects.create(enrollment=enrollment, activity=event.post_test, score=score, scored_at=now)


def test_scores_are_written_per_test(event, officer, now):
    registration = RegistrationFactory(event=event)

    record_scores(event=event, kind=TestKind.PRE, scores={registration.pk: Decimal(40)}, by=officer, now=now)
    record_scores(event=event, kind=TestKind.POST, scores={registration.pk: Decimal("86.5")}, by=officer, now=now)

    assert stored(TestKind.PRE) == {registration.pk: (Decimal(40), "paper")}
    assert stored() == {registration.pk: (Decimal("86.50"), "paper")}


def test_the_same_score_again_changes_nothing(event, officer, now):
    registration = RegistrationFactory(event=event)
    record_scores(event=event, kind="post", scores={registration.pk: Decimal(80)}, by=officer, now=now)

    later = now + timedelta(hours=1)
    changed = record_scores(event=event, kind="post", scores={registration.pk: Decimal("80.00")}, by=officer, now=later)

    assert changed == 0
    assert TestScore.objects.get().recorded_at == now


def test_a_blank_takes_the_score_away(event, officer, now):
    first, second = RegistrationFactory(event=event), RegistrationFactory(event=event)
    record_scores(event=event, kind="post", scores={first.pk: Decimal(80), second.pk: Decimal(70)}, by=officer, now=now)

    changed = record_scores(event=event, kind="post", scores={first.pk: None}, by=officer, now=now)

    assert changed == 1
    assert list(stored()) == [second.pk]


@pytest.mark.parametrize("score", ["-0.01", "100.01"])
def test_out_of_range_changes_nothing(event, officer, now, score):
    first, second = RegistrationFactory(event=event), RegistrationFactory(event=event)

    with pytest.raises(ScoreOutOfRange):
        record_scores(
            event=event, kind="post", scores={first.pk: Decimal(80), second.pk: Decimal(score)}, by=officer, now=now
        )

    assert stored() == {}


def test_a_stranger_changes_nothing(event, officer, now):
    with pytest.raises(UnknownParticipant):
        record_scores(event=event, kind="post", scores={RegistrationFactory().pk: Decimal(80)}, by=officer, now=now)

    assert stored() == {}


def test_a_cancelled_event_takes_no_scores(organization, officer, now):
    event = EventFactory(organization=organization, status=EventStatus.CANCELLED)
    registration = RegistrationFactory(event=event)

    with pytest.raises(RegistrationClosed):
        record_scores(event=event, kind="post", scores={registration.pk: Decimal(80)}, by=officer, now=now)


def test_online_scores_are_copied(online_event, now):
    registration = RegistrationFactory(event=online_event)
    quiz_score(online_event, registration, Decimal(90), now)

    assert read_quiz_scores(event=online_event, kind="post", now=now) == 1
    assert stored() == {registration.pk: (Decimal(90), "quiz")}
    assert read_quiz_scores(event=online_event, kind="post", now=now) == 0


def test_the_best_of_several_enrollments_counts(online_event, now):
    registration = RegistrationFactory(event=online_event)
    first = quiz_score(online_event, registration, Decimal(95), now)
    first.enrollment.status, first.enrollment.withdrawn_at = "withdrawn", now
    first.enrollment.save()
    quiz_score(online_event, registration, Decimal(60), now)

    read_quiz_scores(event=online_event, kind="post", now=now)

    assert stored() == {registration.pk: (Decimal(95), "quiz")}


def test_a_better_online_score_is_read_again(online_event, now):
    registration = RegistrationFactory(event=online_event)
    online = quiz_score(online_event, registration, Decimal(60), now)
    read_quiz_scores(event=online_event, kind="post", now=now)
    online.score = Decimal(85)
    online.save()

    assert read_quiz_scores(event=online_event, kind="post", now=now) == 1
    assert stored() == {registration.pk: (Decimal(85), "quiz")}


def test_a_typed_score_is_never_overwritten(online_event, officer, now):
    registration = RegistrationFactory(event=online_event)
    quiz_score(online_event, registration, Decimal(90), now)
    record_scores(event=online_event, kind="post", scores={registration.pk: Decimal(75)}, by=officer, now=now)

    assert read_quiz_scores(event=online_event, kind="post", now=now) == 0
    assert stored() == {registration.pk: (Decimal(75), "paper")}


def test_saving_the_table_keeps_the_source_of_what_did_not_change(online_event, officer, now):
    registration = RegistrationFactory(event=online_event)
    quiz_score(online_event, registration, Decimal(90), now)
    read_quiz_scores(event=online_event, kind="post", now=now)

    record_scores(event=online_event, kind="post", scores={registration.pk: Decimal(90)}, by=officer, now=now)

    assert stored() == {registration.pk: (Decimal(90), "quiz")}


def test_people_without_a_seat_get_no_online_score(online_event, now):
    gone = RegistrationFactory(event=online_event, status="cancelled")
    quiz_score(online_event, gone, Decimal(90), now)

    assert read_quiz_scores(event=online_event, kind="post", now=now) == 0


def test_reading_needs_an_online_test(online_event, now):
    with pytest.raises(NoOnlineTest):
        read_quiz_scores(event=online_event, kind="pre", now=now)


@pytest.mark.parametrize("people", [1, 3])
def test_query_count_does_not_depend_on_people(online_event, officer, now, django_assert_num_queries, people):
    hall = RegistrationFactory.create_batch(people, event=online_event)
    for row in hall:
        quiz_score(online_event, row, Decimal(80), now)

    with django_assert_num_queries(8):  # two for the savepoint, one each for lock, activity, seats (2), known, write
        read_quiz_scores(event=online_event, kind="post", now=now)


@pytest.mark.parametrize(
    ("text", "score"),
    [("85", "85"), ("72,5", "72.5"), ("72.5", "72.5"), ("0", "0"), ("100", "100"), ("66,666", "66.67"), ("1e1", "10")],
)
def test_parse_score(text, score):
    assert parse_score(text) == Decimal(score)


@pytest.mark.parametrize("text", ["delapan", "-1", "100,1", "101", "NaN", "Infinity", "8 5", "1,2,3", "0x1"])
def test_parse_score_refuses(text):
    with pytest.raises(ValueError, match=r".*"):
        parse_score(text)


def test_a_blank_is_no_score():
    assert parse_score("") is None


@pytest.mark.parametrize(
    ("score", "text"), [(None, ""), (Decimal("85.00"), "85"), (Decimal("72.50"), "72,5"), (Decimal(100), "100")]
)
def test_write_score(score, text):
    assert write_score(score) == text
