"""Marking a hall."""

from datetime import date, timedelta

import pytest

from bimtek.choices import AttendanceMethod, EventStatus
from bimtek.models import Attendance
from bimtek.services.attendance import (
    UnknownParticipant,
    UnknownStatus,
    mark_attendance,
    mark_slots,
    recorded_statuses,
    slots_on,
)
from bimtek.services.registrations import RegistrationClosed
from tests.factories.bimtek import EventFactory, RegistrationFactory, SlotFactory
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(organization):
    return EventFactory(organization=organization)


@pytest.fixture
def slot(event):
    return SlotFactory(event=event)


def stored(slot):
    return dict(slot.attendances.values_list("registration_id", "status"))


def test_a_hall_is_marked_in_one_call(event, slot, officer, now):
    here, away = RegistrationFactory(event=event), RegistrationFactory(event=event)

    changed = mark_attendance(slot=slot, statuses={here.pk: "present", away.pk: "absent"}, by=officer, now=now)

    assert changed == 2
    assert stored(slot) == {here.pk: "present", away.pk: "absent"}
    row = Attendance.objects.get(registration=here)
    assert (row.recorded_by, row.recorded_at, row.method) == (officer, now, AttendanceMethod.MANUAL)


def test_the_second_time_changes_nothing(event, slot, officer, now):
    registration = RegistrationFactory(event=event)
    mark_attendance(slot=slot, statuses={registration.pk: "present"}, by=officer, now=now)

    later = now + timedelta(hours=1)
    changed = mark_attendance(slot=slot, statuses={registration.pk: "present"}, by=UserFactory(), now=later)

    assert changed == 0
    row = Attendance.objects.get()
    assert (row.recorded_at, row.recorded_by) == (now, officer)


def test_a_correction_replaces_and_names_the_corrector(event, slot, officer, now):
    registration = RegistrationFactory(event=event)
    mark_attendance(slot=slot, statuses={registration.pk: "present"}, by=officer, now=now)
    other = UserFactory()

    changed = mark_attendance(
        slot=slot, statuses={registration.pk: "sick"}, by=other, now=now, method=AttendanceMethod.SIGNATURE
    )

    assert changed == 1
    row = Attendance.objects.get()
    assert (row.status, row.recorded_by, row.method) == ("sick", other, "signature")


def test_who_is_not_named_stays(event, slot, officer, now):
    first, second = RegistrationFactory(event=event), RegistrationFactory(event=event)
    mark_attendance(slot=slot, statuses={first.pk: "present"}, by=officer, now=now)

    mark_attendance(slot=slot, statuses={second.pk: "excused"}, by=officer, now=now)

    assert stored(slot) == {first.pk: "present", second.pk: "excused"}


def test_an_unknown_status_changes_nothing(event, slot, officer, now):
    first, second = RegistrationFactory(event=event), RegistrationFactory(event=event)

    with pytest.raises(UnknownStatus):
        mark_attendance(slot=slot, statuses={first.pk: "present", second.pk: "hadir"}, by=officer, now=now)

    assert stored(slot) == {}


@pytest.mark.parametrize("status", ["registered", "cancelled"])
def test_a_stranger_changes_nothing(event, slot, officer, now, status):
    """Somebody of another event, or without a seat."""
    own = RegistrationFactory(event=event)
    stranger = RegistrationFactory(event=event if status == "cancelled" else EventFactory(), status=status)

    with pytest.raises(UnknownParticipant):
        mark_attendance(slot=slot, statuses={own.pk: "present", stranger.pk: "present"}, by=officer, now=now)

    assert stored(slot) == {}


def test_a_cancelled_event_takes_no_attendance(organization, officer, now):
    event = EventFactory(organization=organization, status=EventStatus.CANCELLED)
    registration = RegistrationFactory(event=event)

    with pytest.raises(RegistrationClosed):
        mark_attendance(slot=SlotFactory(event=event), statuses={registration.pk: "present"}, by=officer, now=now)


def test_all_slots_at_once(event, officer, now):
    slots = SlotFactory.create_batch(3, event=event)
    registration = RegistrationFactory(event=event)

    assert mark_slots(slots=slots, statuses={registration.pk: "present"}, by=officer, now=now) == 3
    assert mark_slots(slots=[], statuses={registration.pk: "present"}, by=officer, now=now) == 0


@pytest.mark.parametrize("people", [1, 3, 51])
def test_query_count_does_not_depend_on_the_hall(event, officer, now, django_assert_num_queries, people):
    slots = SlotFactory.create_batch(2, event=event)
    hall = RegistrationFactory.create_batch(people, event=event)

    with django_assert_num_queries(6):  # savepoint, lock, seats, known, write, release
        mark_slots(slots=slots, statuses={row.pk: "present" for row in hall}, by=officer, now=now)


def test_slots_of_a_day_go_by_the_offices_clock(organization):
    """23.30 UTC is already tomorrow in Kupang."""
    event = EventFactory(organization=organization)
    late = event.starts_at.replace(hour=23, minute=30)
    today = SlotFactory(event=event)
    tomorrow = SlotFactory(event=event, starts_at=late)

    assert slots_on(event=event, day=date(2024, 7, 11)) == [today]
    assert slots_on(event=event, day=date(2024, 7, 12)) == [tomorrow]


def test_recorded_statuses_leave_out_mixed_and_incomplete_people(event, officer, now):
    slots = SlotFactory.create_batch(2, event=event)
    same, mixed, half = RegistrationFactory.create_batch(3, event=event)
    mark_slots(slots=slots, statuses={same.pk: "present", mixed.pk: "present"}, by=officer, now=now)
    mark_attendance(slot=slots[1], statuses={mixed.pk: "sick"}, by=officer, now=now)
    mark_attendance(slot=slots[0], statuses={half.pk: "present"}, by=officer, now=now)

    assert recorded_statuses(slots=slots) == {same.pk: "present"}
    assert recorded_statuses(slots=slots[:1]) == {same.pk: "present", mixed.pk: "present", half.pk: "present"}
