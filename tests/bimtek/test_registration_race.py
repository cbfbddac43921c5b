"""Sixty people want thirty seats at the same moment; some change their mind."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction

from bimtek.models import Attendance, Registration, TrainingEvent
from bimtek.services import registrations as service
from bimtek.services.attendance import UnknownParticipant, mark_attendance, mark_slots
from bimtek.services.registrations import AlreadyAttended, EventFull, cancel, register
from tests.factories.bimtek import EventFactory, SlotFactory
from tests.factories.members import MemberFactory, UserFactory

SEATS = 30
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def crowd(organization):
    event = EventFactory(organization=organization, capacity=SEATS)
    return event, UserFactory(), MemberFactory.create_batch(60, organization=organization)


def run_together(jobs):
    """Every job in its own thread and connection, all starting at once."""
    gate = Barrier(len(jobs))

    def run(job):
        try:
            gate.wait()
            return job()
        except (EventFull, AlreadyAttended, UnknownParticipant):
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def seat(event, by, member):
    return lambda: register(event=event, member=member, by=by, now=event.starts_at - timedelta(days=1))


def give_back_and_retake(event, by, member):
    def job():
        now = event.starts_at - timedelta(days=1)
        own = register(event=event, member=member, by=by, now=now)
        cancel(registration=own, by=by, now=now)
        return register(event=event, member=member, by=by, now=now)

    return job


def test_never_more_than_the_seats(crowd):
    event, by, members = crowd

    outcomes = run_together([seat(event, by, member) for member in members])

    assert event.registrations.seated().count() == SEATS
    assert sum(outcome is not None for outcome in outcomes) == SEATS


def test_cancellations_neither_lose_nor_double_a_seat(crowd):
    event, by, members = crowd
    restless = [give_back_and_retake(event, by, member) for member in members[:20]]

    run_together(restless + [seat(event, by, member) for member in members[20:]])
    run_together([seat(event, by, member) for member in members])

    assert event.registrations.seated().count() == SEATS
    for registration in Registration.objects.all():
        assert registration.status == registration.changes.last().status


def test_the_same_person_sixty_times_is_one_seat(crowd):
    event, by, members = crowd

    outcomes = run_together([seat(event, by, members[0])] * 60)

    assert len({outcome.pk for outcome in outcomes}) == 1
    assert outcomes[0].changes.count() == 1


def test_without_the_lock_the_seats_would_be_oversold(crowd, monkeypatch):
    """Negative control: the same crowd, counting without holding the event."""
    event, by, members = crowd
    gate = Barrier(60)

    def look_without_holding(event):
        found = TrainingEvent.objects.get(pk=event.pk)
        with transaction.atomic():
            found.registrations.seated().count()
        gate.wait()
        return found

    monkeypatch.setattr(service, "lock_event", look_without_holding)

    run_together([seat(event, by, member) for member in members])

    assert event.registrations.seated().count() > SEATS


def test_two_officers_mark_the_same_hall_at_once(crowd):
    event, by, members = crowd
    seats = [register(event=event, member=member, by=by, now=event.starts_at) for member in members[:SEATS]]
    slots = SlotFactory.create_batch(2, event=event)

    def mark(status):
        statuses = {seat.pk: status for seat in seats}
        return lambda: mark_slots(slots=slots, statuses=statuses, by=by, now=event.starts_at)

    run_together([mark(status) for status in ("present", "absent") * 4])

    assert Attendance.objects.count() == SEATS * 2
    assert len(set(Attendance.objects.values_list("status", flat=True))) == 1


def test_a_seat_is_not_given_back_while_it_is_marked(crowd):
    """Either the person is recorded as present and keeps the seat, or left before and is not recorded."""
    event, by, members = crowd
    slot = SlotFactory(event=event)
    seats = [register(event=event, member=member, by=by, now=event.starts_at) for member in members[:20]]

    def mark(seat):
        return lambda: mark_attendance(slot=slot, statuses={seat.pk: "present"}, by=by, now=event.starts_at)

    def leave(seat):
        return lambda: cancel(registration=seat, by=by, now=event.starts_at)

    run_together([job(seat) for seat in seats for job in (mark, leave)])

    present = set(Attendance.objects.values_list("registration", flat=True))
    assert present == set(event.registrations.seated().values_list("pk", flat=True))
