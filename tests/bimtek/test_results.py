"""JP, attendance percent and requirements of participants."""

from datetime import timedelta
from decimal import Decimal

import pytest

from bimtek.choices import AttendanceStatus, TestKind
from bimtek.models import TestScore
from bimtek.services.attendance import mark_attendance
from bimtek.services.results import event_jp, participant_results, slot_jp
from tests.factories.bimtek import EventFactory, RegistrationFactory, SlotFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(organization):
    return EventFactory(organization=organization)


def slot_of(event, minutes, **fields):
    start = event.starts_at + timedelta(hours=1)
    return SlotFactory(event=event, starts_at=start, ends_at=start + timedelta(minutes=minutes), **fields)


def attend(slot, registration, officer, now, status=AttendanceStatus.PRESENT):
    mark_attendance(slot=slot, statuses={registration.pk: status}, by=officer, now=now)


def score(registration, kind, value, officer, now):
    TestScore.objects.create(registration=registration, kind=kind, score=value, recorded_at=now, recorded_by=officer)


@pytest.mark.parametrize(("minutes", "jp"), [(44, 0), (45, 1), (89, 1), (90, 2), (135, 3), (150, 3)])
def test_slot_jp_is_rounded_down(event, minutes, jp):
    assert slot_jp(slot_of(event, minutes), 45) == jp


def test_a_break_has_no_jp(event):
    assert slot_jp(slot_of(event, 90, is_learning=False), 45) == 0


def test_rounding_is_per_slot_not_over_the_sum(event):
    """Two slots of 89 minutes are 2 JP, although 178 minutes would be 3."""
    slot_of(event, 89)
    slot_of(event, 89)

    assert event_jp(event) == 2


def test_minutes_per_jp_is_the_offices_choice(event):
    event.organization.minutes_per_jp = 60
    event.organization.save()
    slot_of(event, 90)

    assert event_jp(event) == 1


def test_nobody_registered_is_an_empty_list(event):
    assert participant_results(event=event) == []


def test_full_attendance_and_scores(event, officer, now):
    slots = [slot_of(event, 90), slot_of(event, 45)]
    registration = RegistrationFactory(event=event)
    for slot in slots:
        attend(slot, registration, officer, now)
    score(registration, TestKind.PRE, Decimal("40.50"), officer, now)
    score(registration, TestKind.POST, Decimal(80), officer, now)

    [result] = participant_results(event=event)

    assert result.registration == registration
    assert (result.present_count, result.learning_count, result.attendance_percent, result.jp) == (2, 2, 100, 3)
    assert (result.pre_score, result.post_score) == (Decimal("40.50"), Decimal(80))
    assert (result.meets_attendance, result.meets_post_test) == (True, True)


@pytest.mark.parametrize("status", [AttendanceStatus.EXCUSED, AttendanceStatus.SICK, AttendanceStatus.ABSENT])
def test_only_presence_counts(event, officer, now, status):
    slot = slot_of(event, 90)
    registration = RegistrationFactory(event=event)
    attend(slot, registration, officer, now, status)

    [result] = participant_results(event=event)

    assert (result.present_count, result.attendance_percent, result.jp) == (0, 0, 0)


def test_breaks_do_not_count_for_attendance(event, officer, now):
    slot_of(event, 90)
    rest = slot_of(event, 60, is_learning=False)
    registration = RegistrationFactory(event=event)
    attend(rest, registration, officer, now)

    [result] = participant_results(event=event)

    assert (result.present_count, result.learning_count, result.attendance_percent) == (0, 1, 0)


@pytest.mark.parametrize(("attended", "percent", "meets"), [(1, 33, False), (2, 66, False), (3, 100, True)])
def test_percent_is_rounded_down(event, officer, now, attended, percent, meets):
    slots = [slot_of(event, 45) for _ in range(3)]
    registration = RegistrationFactory(event=event)
    for slot in slots[:attended]:
        attend(slot, registration, officer, now)

    [result] = participant_results(event=event)

    assert (result.attendance_percent, result.meets_attendance) == (percent, meets)


def test_the_threshold_itself_is_enough(event, officer, now):
    slots = [slot_of(event, 45) for _ in range(4)]
    registration = RegistrationFactory(event=event)
    for slot in slots[:3]:
        attend(slot, registration, officer, now)

    [result] = participant_results(event=event)

    assert (result.attendance_percent, result.meets_attendance) == (75, True)


def test_without_learning_slots_nothing_is_reached(event):
    RegistrationFactory(event=event)

    [result] = participant_results(event=event)

    assert (result.learning_count, result.attendance_percent, result.meets_attendance) == (0, 0, False)


@pytest.mark.parametrize(("value", "meets"), [("69.99", False), ("70", True)])
def test_pass_mark(event, officer, now, value, meets):
    registration = RegistrationFactory(event=event)
    score(registration, TestKind.POST, Decimal(value), officer, now)

    [result] = participant_results(event=event)

    assert result.meets_post_test is meets


def test_a_missing_post_test_does_not_meet(event):
    RegistrationFactory(event=event)

    assert participant_results(event=event)[0].meets_post_test is False


def test_an_event_without_post_test_asks_for_none(organization):
    event = EventFactory(organization=organization, has_post_test=False)
    RegistrationFactory(event=event)

    assert participant_results(event=event)[0].meets_post_test is True


def test_cancelled_people_are_left_out_unless_asked_for(event):
    gone = RegistrationFactory(event=event, status="cancelled")
    RegistrationFactory(event=event)

    assert len(participant_results(event=event)) == 1
    assert [row.registration for row in participant_results(event=event, registrations=[gone])] == [gone]


@pytest.mark.parametrize("people", [1, 3])
def test_query_count_does_not_depend_on_people(event, officer, now, django_assert_num_queries, people):
    slots = [slot_of(event, 90), slot_of(event, 90)]
    for _ in range(people):
        registration = RegistrationFactory(event=event)
        for slot in slots:
            attend(slot, registration, officer, now)
        score(registration, TestKind.POST, Decimal(80), officer, now)

    with django_assert_num_queries(4):
        results = participant_results(event=event)
        assert [row.registration.member.region.parent.name for row in results] == ["Alak"] * people
