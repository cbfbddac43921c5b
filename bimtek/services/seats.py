"""Which chair is whose: numbers from 1 in one event. All changes hold the event, so that no number is given twice."""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Lower

from bimtek.choices import SeatOrder
from bimtek.models import Registration, TrainingEvent
from bimtek.services.registrations import RegistrationClosed, lock_event

ORDERS: dict[SeatOrder, list[Any]] = {
    SeatOrder.AREA: [F("member__region").asc(nulls_last=True), Lower("member__full_name"), "pk"],
    SeatOrder.NAME: [Lower("member__full_name"), "pk"],
    SeatOrder.REGISTRATION: ["created_at", "pk"],
}
"""The key of a region is its code, so villages of one district stand together."""


class AlreadyNumbered(Exception):
    """Somebody has a seat here; whoever means to replace the numbers renumbers."""


class SeatTaken(Exception):
    """Somebody else sits there; `holder` is their registration."""

    def __init__(self, holder: Registration) -> None:
        super().__init__(holder.pk)
        self.holder = holder


@transaction.atomic
def number_seats(*, event: TrainingEvent, order: str) -> int:
    """Give 1…n to everybody registered, in `order` (SeatOrder), and return n.

    Raise AlreadyNumbered, or RegistrationClosed for a cancelled event.
    """
    rows = _hold(event, order)
    if any(row.seat for row in rows):
        raise AlreadyNumbered(event)
    return _number(rows)


@transaction.atomic
def renumber_seats(*, event: TrainingEvent, order: str) -> int:
    """Like `number_seats`, whatever numbers there were."""
    return _number(_hold(event, order))


@transaction.atomic
def give_seat(*, registration: Registration, seat: int | None) -> Registration:
    """Put one person on chair `seat`, or on none; raise SeatTaken, or RegistrationClosed for one who has no place."""
    rows = _hold(registration.event, SeatOrder.REGISTRATION)
    (row,) = _pick(rows, registration)
    holder = next((other for other in rows if seat and other.seat == seat and other != row), None)
    if holder is not None:
        raise SeatTaken(holder)
    row.seat = seat
    row.save(update_fields=["seat"])
    return row


@transaction.atomic
def swap_seats(*, first: Registration, second: Registration) -> None:
    """Let two people of one event change chairs; raise RegistrationClosed when one has no place any more."""
    one, other = _pick(_hold(first.event, SeatOrder.REGISTRATION), first, second)
    one.seat, other.seat = other.seat, one.seat
    _write([one, other])


def _hold(event: TrainingEvent, order: str) -> list[Registration]:
    """Everybody registered, in `order`; nobody comes, goes or changes chairs until the transaction ends."""
    locked = lock_event(event)
    if locked.is_cancelled:
        raise RegistrationClosed(locked)
    rows = locked.registrations.seated().select_related("member").order_by(*ORDERS[SeatOrder(order)])
    return list(rows.select_for_update(of=("self",), no_key=True))


def _pick(rows: list[Registration], *wanted: Registration) -> list[Registration]:
    known = {row.pk: row for row in rows}
    missing = [row for row in wanted if row.pk not in known]
    if missing:
        raise RegistrationClosed(missing[0].event)
    return [known[row.pk] for row in wanted]


def _number(rows: list[Registration]) -> int:
    for number, row in enumerate(rows, start=1):
        row.seat = number
    _write(rows)
    return len(rows)


def _write(rows: list[Registration]) -> None:
    """In two steps: between them nobody has a number, so a number may change hands."""
    Registration.objects.filter(pk__in=[row.pk for row in rows]).update(seat=None)
    Registration.objects.bulk_update(rows, ["seat"])
