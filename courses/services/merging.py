"""What becomes of courses when two entries of one person are made one."""

from datetime import datetime
from typing import Any

from courses.choices import EnrollmentStatus
from courses.models import ActivityCompletion, ActivityProgress, ActivityScore, Admission, Enrollment
from courses.services.merging_submissions import register_submission_rules
from courses.services.rules import rule_of
from courses.signals import progress_changed
from members.models import User
from members.services.merge_plan import MergePlan
from members.services.merge_rules import Rule, register_rule

CONTENT = ("status", "required_activity_ids", "is_sequential", "pass_marks", "enrolled_at", "completed_at")
ANSWER = ("status", "reason", "asked_at", "decided_at", "decided_by_id")


def register_course_rules() -> None:
    """Called once when the app starts."""
    register_rule("courses.Enrollment.member", Rule(absorbs=True, settle=join_enrollments, record=announce_finish))
    register_rule("courses.ActivityScore.enrollment", Rule(settle=keep_best_score))
    register_rule("courses.Admission.member", Rule(settle=keep_kinder_answer))
    register_rule("courses.ActivityProgress.enrollment", Rule(settle=add_up_reading))
    register_submission_rules()


def join_enrollments(plan: MergePlan, kept: Any, merged: Any) -> None:
    """The finished one counts, the earlier of two; what was learned on either side is learned, and may finish it.

    The steps of both hang on the kept one by now; the other one stays with the merged entry as an empty shell.
    """
    if is_better(merged, kept):
        plan.exchange(kept, merged, *CONTENT)
    steps = plan.rows_at(ActivityCompletion._meta.get_field("enrollment"), kept.pk)
    for step in steps:
        plan.set(step, is_counted=step.activity_id in kept.required_activity_ids)
    rule = set(rule_of(kept).values_list("pk", flat=True))
    if kept.status == EnrollmentStatus.ACTIVE and rule and rule <= {step.activity_id for step in steps}:
        plan.set(kept, status=EnrollmentStatus.COMPLETED, completed_at=plan.now)


def announce_finish(enrollment: Enrollment, by: User, now: datetime) -> None:
    """A course that both halves together finished just now is told to whoever waits for that."""
    if enrollment.is_completed and enrollment.completed_at == now:
        progress_changed.send(sender=Enrollment, enrollment=enrollment, now=now)


def is_better(one: Enrollment, other: Enrollment) -> bool:
    if one.completed_at and other.completed_at and one.is_completed and other.is_completed:
        return one.completed_at < other.completed_at
    return one.is_completed or (not other.is_completed and one.enrolled_at < other.enrolled_at)


def keep_best_score(plan: MergePlan, kept: ActivityScore, merged: ActivityScore) -> None:
    if merged.score > kept.score:
        plan.exchange(kept, merged, "score", "scored_at")


def keep_kinder_answer(plan: MergePlan, kept: Admission, merged: Admission) -> None:
    """What lets the person in counts, then what still waits, then a refusal."""
    if weight_of(merged) > weight_of(kept):
        plan.exchange(kept, merged, *ANSWER)


def weight_of(admission: Admission) -> int:
    return 2 if admission.lets_in else int(admission.is_waiting)


def add_up_reading(plan: MergePlan, kept: ActivityProgress, merged: ActivityProgress) -> None:
    """Reading on both sides counts; the learner goes on where they were last, and has read the newest version seen."""
    later, earlier = (merged, kept) if merged.seen_at > kept.seen_at else (kept, merged)
    plan.set(
        kept,
        seconds=kept.seconds + merged.seconds,
        position=later.position or earlier.position,
        opened_at=min(kept.opened_at, merged.opened_at),
        seen_at=later.seen_at,
        version_at=max(filter(None, [kept.version_at, merged.version_at]), default=None),
    )
