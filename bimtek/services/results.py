"""What every participant reached; certificates decide on these numbers."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from bimtek.choices import AttendanceStatus, TestKind
from bimtek.models import AgendaSlot, Attendance, Registration, TestScore, TrainingEvent


@dataclass(frozen=True)
class ParticipantResult:
    """`attendance_percent` is 0-100, rounded down; an excused absence is an absence. `jp` counts attended slots."""

    registration: Registration
    present_count: int
    learning_count: int
    attendance_percent: int
    jp: int
    pre_score: Decimal | None
    post_score: Decimal | None
    meets_attendance: bool
    meets_post_test: bool


def slot_jp(slot: AgendaSlot, minutes_per_jp: int) -> int:
    """JP of one slot, rounded down per slot (domain.md 2.6); breaks and ceremonies have none."""
    return slot.minutes // minutes_per_jp if slot.is_learning else 0


def event_jp(event: TrainingEvent) -> int:
    """JP of somebody who attends everything."""
    return sum(slot_jp(slot, event.organization.minutes_per_jp) for slot in event.slots.all())


def participant_results(
    *, event: TrainingEvent, registrations: Iterable[Registration] | None = None
) -> list[ParticipantResult]:
    """Results of the seated participants, or of `registrations`, in their order; at most four queries for any hall."""
    if registrations is None:
        registrations = event.registrations.seated().with_member()
    chosen = list(registrations)
    jp_of_slot = {
        slot.pk: slot_jp(slot, event.organization.minutes_per_jp) for slot in event.slots.filter(is_learning=True)
    }
    attended = _attended_slots(chosen, jp_of_slot)
    scores = _scores(chosen)
    return [_result(event, row, jp_of_slot, attended[row.pk], scores) for row in chosen]


def _attended_slots(registrations: list[Registration], jp_of_slot: dict[int, int]) -> dict[int, list[int]]:
    attended: dict[int, list[int]] = defaultdict(list)
    present = Attendance.objects.filter(
        registration__in=registrations, slot__in=jp_of_slot, status=AttendanceStatus.PRESENT
    )
    for registration_id, slot_id in present.values_list("registration_id", "slot_id"):
        attended[registration_id].append(slot_id)
    return attended


def _scores(registrations: list[Registration]) -> dict[tuple[int, str], Decimal]:
    rows = TestScore.objects.filter(registration__in=registrations)
    return {(row.registration_id, row.kind): row.score for row in rows}


def _result(
    event: TrainingEvent,
    registration: Registration,
    jp_of_slot: dict[int, int],
    attended: list[int],
    scores: dict[tuple[int, str], Decimal],
) -> ParticipantResult:
    percent = len(attended) * 100 // len(jp_of_slot) if jp_of_slot else 0
    post_score = scores.get((registration.pk, TestKind.POST))
    return ParticipantResult(
        registration=registration,
        present_count=len(attended),
        learning_count=len(jp_of_slot),
        attendance_percent=percent,
        jp=sum(jp_of_slot[slot_id] for slot_id in attended),
        pre_score=scores.get((registration.pk, TestKind.PRE)),
        post_score=post_score,
        meets_attendance=percent >= event.min_attendance,
        meets_post_test=not event.has_post_test or (post_score is not None and post_score >= event.pass_mark),
    )
