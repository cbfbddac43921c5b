"""What becomes of seats and attendance when two entries of one person are made one."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from bimtek.choices import AttendanceStatus, RegistrationStatus
from bimtek.models import Attendance, Registration, RegistrationChange, TestScore
from members.models import User
from members.services.merge_plan import MergePlan
from members.services.merge_rules import Rule, register_rule

STRENGTH: list[str] = [
    AttendanceStatus.ABSENT,
    AttendanceStatus.SICK,
    AttendanceStatus.EXCUSED,
    AttendanceStatus.PRESENT,
]
SEAT_ORDER: list[str] = [RegistrationStatus.CANCELLED, RegistrationStatus.WAITLISTED, RegistrationStatus.REGISTERED]


def register_event_rules() -> None:
    """Called once when the app starts."""
    join = Rule(absorbs=True, settle=join_registrations, record=write_ledger_line, yields=("seat",))
    register_rule("bimtek.Registration.member", join)
    register_rule("bimtek.RegistrationChange.registration", Rule(stays=True))
    register_rule("bimtek.Attendance.registration", Rule(settle=keep_presence))
    register_rule("bimtek.TestScore.registration", Rule(settle=keep_best_score))
    register_rule("bimtek.Speaker.member", Rule(absorbs=True))


def join_registrations(plan: MergePlan, kept: Any, merged: Any) -> None:
    """One person takes one seat: the kept entry's, or without a number the other's; what is left is given back."""
    status, seat = max(kept.status, merged.status, key=SEAT_ORDER.index), kept.seat or merged.seat
    plan.set(merged, status=RegistrationStatus.CANCELLED, seat=None)
    plan.set(kept, status=status, seat=seat)


def keep_presence(plan: MergePlan, kept: Attendance, merged: Attendance) -> None:
    """Whoever was seen in the room under either entry was there."""
    if STRENGTH.index(merged.status) > STRENGTH.index(kept.status):
        plan.exchange(kept, merged, "status", "method", "recorded_at", "recorded_by_id")


def keep_best_score(plan: MergePlan, kept: TestScore, merged: TestScore) -> None:
    if merged.score > kept.score:
        plan.exchange(kept, merged, "score", "source", "recorded_at", "recorded_by_id")


def write_ledger_line(registration: Registration, by: User, now: datetime) -> None:
    """The ledger is only added to, also when a merge is taken back."""
    RegistrationChange.objects.create(
        registration=registration,
        status=registration.status,
        changed_at=now,
        changed_by=by,
        reason=_("Data orang ini digabung atau dipisahkan lagi."),
    )
