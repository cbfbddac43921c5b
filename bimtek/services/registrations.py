"""Who has a seat. Every change takes the lock of the event row and adds a line to the ledger."""

from datetime import datetime
from itertools import count

from django.db import transaction

from bimtek.choices import AttendanceStatus, RegistrationStatus
from bimtek.models import Registration, RegistrationChange, TrainingEvent
from bimtek.services.course_access import invite_to_course
from members.models import Member, Region, User
from members.services.merges import standing_entry
from members.services.people import create_member


class EventFull(Exception):
    """No seat is left."""


class RegistrationClosed(Exception):
    """The event does not take (or give back) seats at this moment."""


class AlreadyAttended(Exception):
    """Somebody recorded as present cannot be taken off the list."""


def is_open(event: TrainingEvent, now: datetime) -> bool:
    """Whether members may sign up themselves: published, and before the closing time or, without one, the start."""
    return event.is_published and now < (event.registration_closes_at or event.starts_at)


@transaction.atomic
def register(*, event: TrainingEvent, member: Member, by: User, now: datetime) -> Registration:
    """Seat `member` by an officer's hand, also in a draft and after the closing time; the list may follow the hall.

    A seated member keeps the seat and no line is added. The seat is an invitation to the course of the event.
    Raise EventFull, or RegistrationClosed for a cancelled event.
    """
    locked = lock_event(event)
    if locked.is_cancelled:
        raise RegistrationClosed(locked)
    row = _seat(locked, member, by, now)
    invite_to_course(event=locked, member=row.member, by=by, now=now)
    return row


@transaction.atomic
def sign_up(*, event: TrainingEvent, member: Member, by: User, now: datetime) -> Registration:
    """Seat a member who asks for it; raise RegistrationClosed outside the time for it, EventFull without a seat."""
    locked = lock_event(event)
    if not is_open(locked, now):
        raise RegistrationClosed(locked)
    return _seat(locked, member, by, now)


@transaction.atomic
def register_walk_in(
    *,
    event: TrainingEvent,
    full_name: str,
    region: Region | None = None,
    institution: str = "",
    gender: str = "",
    by: User,
    now: datetime,
) -> Registration:
    """Seat somebody the office does not know yet; when there is no seat, no person is kept either."""
    member = create_member(
        full_name=full_name,
        organization=event.organization,
        region=region,
        gender=gender,
        institution=institution,
        now=now,
    )
    return register(event=event, member=member, by=by, now=now)


@transaction.atomic
def cancel(*, registration: Registration, by: User, now: datetime, reason: str = "") -> Registration:
    """Give the seat back; a second call changes nothing. Raise AlreadyAttended for somebody recorded as present."""
    lock_event(registration.event)
    row = Registration.objects.get(pk=registration.pk)
    if row.status == RegistrationStatus.CANCELLED:
        return row
    if row.attendances.filter(status=AttendanceStatus.PRESENT).exists():
        raise AlreadyAttended(row)
    row.seat = None
    return _move(row, RegistrationStatus.CANCELLED, by, now, reason)


@transaction.atomic
def step_back(*, registration: Registration, by: User, now: datetime) -> Registration:
    """A member gives the own seat back; raise RegistrationClosed once the event has begun."""
    event = lock_event(registration.event)
    if now >= event.starts_at or event.is_cancelled:
        raise RegistrationClosed(event)
    return cancel(registration=registration, by=by, now=now)


def lock_event(event: TrainingEvent) -> TrainingEvent:
    """The event as it is now, held until the transaction ends; seats are counted only under this lock."""
    return TrainingEvent.objects.select_for_update().get(pk=event.pk)


def _seat(event: TrainingEvent, member: Member, by: User, now: datetime) -> Registration:
    member = standing_entry(member=member)
    row = Registration.objects.filter(event=event, member=member).first()
    if row is not None and row.is_seated:
        return row
    if event.registrations.seated().count() >= event.capacity:
        raise EventFull(event)
    if row is None:
        row = Registration(event=event, member=member, created_at=now)
    row.seat = _free_seat(event)
    return _move(row, RegistrationStatus.REGISTERED, by, now)


def _free_seat(event: TrainingEvent) -> int | None:
    """The lowest number nobody sits on, so that chairs suffice; None as long as the hall was not numbered."""
    taken = set(event.registrations.numbered().values_list("seat", flat=True))
    return next(number for number in count(1) if number not in taken) if taken else None


def _move(row: Registration, status: str, by: User, now: datetime, reason: str = "") -> Registration:
    row.status = status
    row.save()
    RegistrationChange.objects.create(registration=row, status=status, changed_at=now, changed_by=by, reason=reason)
    return row
