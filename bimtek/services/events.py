"""Events and the states they go through: draft, open, closed, cancelled."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.text import slugify

from bimtek.choices import EventStatus
from bimtek.models import TrainingEvent
from bimtek.services.registrations import lock_event
from members.models import Organization

MOVES = {
    EventStatus.PUBLISHED: {EventStatus.DRAFT, EventStatus.CLOSED},
    EventStatus.CLOSED: {EventStatus.PUBLISHED},
    EventStatus.CANCELLED: {EventStatus.DRAFT, EventStatus.PUBLISHED, EventStatus.CLOSED},
}
"""Target state -> states it may be reached from; nothing leaves `cancelled`."""


class MoveNotAllowed(Exception):
    """The event is in a state from which this step does not exist."""


class CapacityTooSmall(Exception):
    """More people are seated than the new number of seats; `args[0]` is how many."""


@transaction.atomic
def create_event(*, organization: Organization, details: Mapping[str, Any]) -> TrainingEvent:
    """A draft with a free address made from its title; `details` are field values of TrainingEvent."""
    event = TrainingEvent(organization=organization, **details)
    event.slug = event.slug or free_slug(event.title)
    event.save()
    return event


@transaction.atomic
def update_event(*, event: TrainingEvent, details: Mapping[str, Any]) -> TrainingEvent:
    """Change field values; address and state stay. The agenda moves along when the first day moves.

    Raise CapacityTooSmall below the number of seated people.
    """
    locked = lock_event(event)
    seated_count = locked.registrations.seated().count()
    if details.get("capacity", locked.capacity) < seated_count:
        raise CapacityTooSmall(seated_count)
    first_day = _first_day(locked)
    for name, value in details.items():
        setattr(locked, name, value)
    locked.save()
    if moved := _first_day(locked) - first_day:
        locked.slots.update(starts_at=F("starts_at") + moved, ends_at=F("ends_at") + moved)
    return locked


def _first_day(event: TrainingEvent) -> date:
    return event.starts_at.astimezone(event.zone).date()


def publish_event(*, event: TrainingEvent) -> TrainingEvent:
    """Show it to the public and open the registration; also opens a closed event again."""
    return _move(event, EventStatus.PUBLISHED)


def close_event(*, event: TrainingEvent) -> TrainingEvent:
    """Members can no longer sign up; the officer still can add and mark people."""
    return _move(event, EventStatus.CLOSED)


def cancel_event(*, event: TrainingEvent) -> TrainingEvent:
    """For good: the page says so, and nothing can be recorded any more. Seats and ledger stay as they are."""
    return _move(event, EventStatus.CANCELLED)


@transaction.atomic
def _move(event: TrainingEvent, target: EventStatus) -> TrainingEvent:
    locked = lock_event(event)
    if locked.status == target:
        return locked
    if locked.status not in MOVES[target]:
        raise MoveNotAllowed(locked.status, target)
    locked.status = target
    locked.save(update_fields=["status"])
    return locked


def free_slug(title: str) -> str:
    """`bimtek-desain-konten`, or with `-2`, `-3` … when taken."""
    stem = slugify(title)[:70] or "kegiatan"
    taken = set(TrainingEvent.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    if stem not in taken:
        return stem
    return next(name for number in range(2, len(taken) + 3) if (name := f"{stem}-{number}") not in taken)
