"""Who was there; a whole hall in one call, and calling twice changes nothing."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from bimtek.choices import AttendanceMethod, AttendanceStatus
from bimtek.models import AgendaSlot, Attendance, TrainingEvent
from bimtek.services.registrations import RegistrationClosed, lock_event
from members.models import User


class UnknownParticipant(Exception):
    """A registration that has no seat in this event."""


class UnknownStatus(Exception):
    """Something other than present, excused, sick or absent."""


def mark_attendance(
    *,
    slot: AgendaSlot,
    statuses: dict[int, str],
    by: User,
    now: datetime,
    method: str = AttendanceMethod.MANUAL,
) -> int:
    """Write `{registration pk: status}` for one slot and return how many rows changed; who is not named stays as is.

    All or nothing: raise UnknownParticipant, UnknownStatus, or RegistrationClosed for a cancelled event.
    """
    return mark_slots(slots=[slot], statuses=statuses, by=by, now=now, method=method)


@transaction.atomic
def mark_slots(
    *,
    slots: Sequence[AgendaSlot],
    statuses: dict[int, str],
    by: User,
    now: datetime,
    method: str = AttendanceMethod.MANUAL,
) -> int:
    """Like `mark_attendance` for several slots of one event at once; the same number of queries for any hall."""
    if not slots:
        return 0
    event = lock_event(slots[0].event)
    _check(event, statuses)
    known = {
        (row.slot_id, row.registration_id): row.status
        for row in Attendance.objects.filter(slot__in=slots, registration__in=statuses)
    }
    changed = [
        Attendance(slot=slot, registration_id=pk, status=status, method=method, recorded_at=now, recorded_by=by)
        for slot in slots
        for pk, status in statuses.items()
        if known.get((slot.pk, pk)) != status
    ]
    Attendance.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["slot", "registration"],
        update_fields=["status", "method", "recorded_at", "recorded_by"],
    )
    return len(changed)


def _check(event: TrainingEvent, statuses: dict[int, str]) -> None:
    if event.is_cancelled:
        raise RegistrationClosed(event)
    if unknown := set(statuses.values()) - set(AttendanceStatus.values):
        raise UnknownStatus(unknown)
    if strangers := set(statuses) - set(event.registrations.seated().values_list("pk", flat=True)):
        raise UnknownParticipant(strangers)


def slots_on(*, event: TrainingEvent, day: date) -> list[AgendaSlot]:
    """The slots that begin on `day` in the office's zone, in order."""
    return [slot for slot in event.slots.all() if slot.starts_at.astimezone(event.zone).date() == day]


def recorded_statuses(*, slots: Sequence[AgendaSlot]) -> dict[int, str]:
    """`{registration pk: status}` where all of `slots` say the same; mixed or incomplete ones are left out."""
    rows = Attendance.objects.filter(slot__in=slots).values_list("registration_id", "status")
    found: dict[int, list[str]] = {}
    for registration_id, status in rows:
        found.setdefault(registration_id, []).append(status)
    return {pk: seen[0] for pk, seen in found.items() if len(seen) == len(slots) and len(set(seen)) == 1}
