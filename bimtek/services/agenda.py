"""The agenda and the people who speak in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db import transaction
from django.db.models import ProtectedError

from bimtek.choices import SpeakerRole
from bimtek.models import AgendaSlot, Speaker, TrainingEvent
from bimtek.services.results import slot_jp
from members.models import Member
from members.services.people import create_member


class SlotOutsideEvent(Exception):
    """The slot begins before the event or ends after it."""


class SlotHasAttendance(Exception):
    """Attendance was recorded for the slot, so it cannot go."""


class SpeakerHasCertificate(Exception):
    """A certificate was issued for the part, so it stays on record."""


class ForeignSpeaker(Exception):
    """The speaker belongs to another event."""


@dataclass(frozen=True)
class AgendaLine:
    slot: AgendaSlot
    jp: int
    overlaps: bool

    @property
    def key(self) -> str:
        return str(self.slot.pk)


@dataclass(frozen=True)
class AgendaDay:
    number: int
    day: date
    lines: list[AgendaLine]

    @property
    def key(self) -> str:
        return self.day.isoformat()


@transaction.atomic
def save_slot(
    *,
    event: TrainingEvent,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    is_learning: bool = True,
    speakers: Sequence[Speaker] = (),
    slot: AgendaSlot | None = None,
) -> AgendaSlot:
    """Add a line, or change `slot`. Overlapping lines are allowed (parallel rooms); `find_overlaps` tells.

    Raise SlotOutsideEvent or ForeignSpeaker.
    """
    if starts_at < event.starts_at or ends_at > event.ends_at:
        raise SlotOutsideEvent(event)
    if any(speaker.event_id != event.pk for speaker in speakers):
        raise ForeignSpeaker(event)
    slot = slot or AgendaSlot(event=event)
    slot.title, slot.starts_at, slot.ends_at, slot.is_learning = title, starts_at, ends_at, is_learning
    slot.save()
    slot.speakers.set(speakers)
    return slot


@transaction.atomic
def remove_slot(*, slot: AgendaSlot) -> None:
    """Raise SlotHasAttendance when somebody was marked for it."""
    if slot.attendances.exists():
        raise SlotHasAttendance(slot)
    slot.delete()


def find_overlaps(*, slot: AgendaSlot) -> list[AgendaSlot]:
    """Other lines of the same event at the same time."""
    others = AgendaSlot.objects.filter(event_id=slot.event_id).exclude(pk=slot.pk)
    return list(others.filter(starts_at__lt=slot.ends_at, ends_at__gt=slot.starts_at))


def agenda_days(*, event: TrainingEvent) -> list[AgendaDay]:
    """The agenda by days of the office's zone, with JP and overlap of every line; three queries."""
    slots = list(event.slots.prefetch_related("speakers__member"))
    lines = [
        AgendaLine(slot, slot_jp(slot, event.organization.minutes_per_jp), _clashes(slot, slots)) for slot in slots
    ]
    days = groupby(lines, key=lambda line: line.slot.starts_at.astimezone(event.zone).date())
    return [AgendaDay(number, day, list(group)) for number, (day, group) in enumerate(days, start=1)]


def _clashes(slot: AgendaSlot, slots: Sequence[AgendaSlot]) -> bool:
    return any(
        other.pk != slot.pk and other.starts_at < slot.ends_at and other.ends_at > slot.starts_at for other in slots
    )


def event_days(*, event: TrainingEvent) -> list[date]:
    """Every date of the event in the office's zone."""
    first, last = event.starts_at.astimezone(event.zone).date(), event.ends_at.astimezone(event.zone).date()
    return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]


@transaction.atomic
def add_speaker(
    *, event: TrainingEvent, member: Member, role: str = SpeakerRole.SPEAKER, presented_as: str = ""
) -> Speaker:
    """Give a known person a part; the same part twice is one, with the newest title."""
    speaker, _created = Speaker.objects.update_or_create(
        event=event, member=member, role=role, defaults={"presented_as": presented_as}
    )
    return speaker


@transaction.atomic
def add_new_speaker(
    *, event: TrainingEvent, full_name: str, presented_as: str = "", role: str = SpeakerRole.SPEAKER, now: datetime
) -> Speaker:
    """Give a part to somebody the office does not know yet."""
    member = create_member(
        full_name=full_name, organization=event.organization, institution=presented_as[:150], now=now
    )
    return add_speaker(event=event, member=member, role=role, presented_as=presented_as)


@transaction.atomic
def remove_speaker(*, speaker: Speaker) -> None:
    """Take the part away; agenda lines stay, without this speaker. Raise SpeakerHasCertificate."""
    try:
        with transaction.atomic():
            speaker.delete()
    except ProtectedError as error:
        raise SpeakerHasCertificate(speaker) from error
