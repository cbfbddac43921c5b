"""Two officers at one hall, each with a phone: every number once, nobody's choice thrown over unseen."""

from datetime import timedelta
from threading import Barrier

import pytest

from bimtek.choices import SeatOrder
from bimtek.models import Registration, TrainingEvent
from bimtek.services import registrations, seats
from bimtek.services.registrations import cancel, register, register_walk_in
from bimtek.services.seats import AlreadyNumbered, SeatTaken, give_seat, number_seats, renumber_seats
from tests.factories.bimtek import EventFactory, RegistrationFactory
from tests.factories.members import UserFactory
from tests.races import run_at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
OFFICERS = 4


@pytest.fixture
def event(organization):
    return EventFactory(organization=organization)


@pytest.fixture
def hall(event):
    return RegistrationFactory.create_batch(12, event=event)


def numbering(event, change=number_seats):
    orders = [SeatOrder.NAME, SeatOrder.REGISTRATION] * (OFFICERS // 2)
    return [lambda order=order: change(event=event, order=order) for order in orders]


def kinds(results):
    return sorted(type(result).__name__ for result in results)


def numbers(event):
    return sorted(event.registrations.numbered().values_list("seat", flat=True))


def test_one_officer_numbers_and_the_others_are_asked(event, hall):
    results = run_at_once(numbering(event))

    assert kinds(results) == [AlreadyNumbered.__name__] * (OFFICERS - 1) + ["int"]
    assert numbers(event) == list(range(1, 13))


def test_without_holding_the_hall_numbers_would_be_thrown_over(event, hall, monkeypatch):
    """Negative control: the same officers, looking without holding."""
    all_looked = Barrier(OFFICERS)

    def look(event, order):
        rows = list(event.registrations.seated().order_by(*seats.ORDERS[order]))
        all_looked.wait(10)
        return rows

    monkeypatch.setattr(seats, "_hold", look)

    results = run_at_once(numbering(event))

    assert AlreadyNumbered.__name__ not in kinds(results)


def test_renumbering_while_people_come_and_go_leaves_every_number_once(event, hall):
    by, now = UserFactory(), event.starts_at - timedelta(days=1)
    number_seats(event=event, order=SeatOrder.NAME)

    results = run_at_once(
        [
            *numbering(event, renumber_seats),
            *[lambda n=n: register_walk_in(event=event, full_name=f"Tamu {n}", by=by, now=now) for n in range(3)],
            *[lambda row=row: cancel(registration=row, by=by, now=now) for row in hall[:3]],
        ]
    )

    assert [result for result in results if isinstance(result, Exception)] == []
    assert len(numbers(event)) == len(set(numbers(event))) == event.registrations.seated().count() == 12


def test_one_chair_for_many_is_one_persons(event, hall):
    results = run_at_once([lambda row=row: give_seat(registration=row, seat=5) for row in hall[:6]])

    assert kinds(results) == [Registration.__name__] + [SeatTaken.__name__] * 5
    assert numbers(event) == [5]


def test_without_the_lock_two_walk_ins_would_want_one_chair(event, hall, monkeypatch):
    """Negative control: the constraint refuses what the lock would have ordered."""
    number_seats(event=event, order=SeatOrder.NAME)
    people = [RegistrationFactory(event=EventFactory(), member__full_name=name).member for name in ("Ana", "Budi")]
    both_there, by = Barrier(2), UserFactory()

    def look_without_holding(event):
        both_there.wait(10)
        return TrainingEvent.objects.get(pk=event.pk)

    free_seat, both_looked = registrations._free_seat, Barrier(2)

    def look(event):
        seat = free_seat(event)
        both_looked.wait(10)
        return seat

    monkeypatch.setattr(registrations, "lock_event", look_without_holding)
    monkeypatch.setattr(registrations, "_free_seat", look)

    results = run_at_once(
        [lambda one=one: register(event=event, member=one, by=by, now=event.starts_at) for one in people]
    )

    assert kinds(results) == ["IntegrityError", Registration.__name__]
