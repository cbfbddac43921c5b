"""Courses taken in sequence: what is still closed to a learner, and what to do first.

An activity is open when every required one before it, by the enrollment's own rule, is done. What is done stays open,
and a finished course is open as a whole. A reader who has not joined sees a sequential course up to its first required
activity.
"""

from typing import TYPE_CHECKING

from courses.models import ActivityCompletion, ActivityPage, Enrollment
from courses.models.pages import ActivityQuerySet
from courses.services.rules import rule_of

if TYPE_CHECKING:
    from courses.services.outline import ActivityLine, Outline


class ActivityLocked(Exception):
    """Another activity comes first; `first` is that page."""

    def __init__(self, first: ActivityPage) -> None:
        super().__init__(first.pk)
        self.first = first


def first_to_do(*, activity: ActivityPage, enrollment: Enrollment) -> ActivityPage | None:
    """The required activity that keeps `activity` closed; None when it is open. At most two queries."""
    if not enrollment.is_sequential or enrollment.is_completed:
        return None
    done = set(ActivityCompletion.objects.filter(enrollment=enrollment).values_list("activity_id", flat=True))
    if activity.pk in done:
        return None
    first = current_rule(enrollment).exclude(pk__in=done).first()
    return first if first is not None and first.path < activity.path else None


def current_rule(enrollment: Enrollment) -> ActivityQuerySet:
    """The enrollment's rule, or that of the course for whoever joined before it had activities."""
    if enrollment.required_activity_ids:
        return rule_of(enrollment)
    return ActivityPage.objects.in_course(enrollment.course).required()


def is_locked(activity: ActivityPage, enrollment: Enrollment) -> bool:
    return first_to_do(activity=activity, enrollment=enrollment) is not None


def refuse_locked(*, activity: ActivityPage, enrollment: Enrollment) -> None:
    """Raise ActivityLocked when something else comes first."""
    first = first_to_do(activity=activity, enrollment=enrollment)
    if first is not None:
        raise ActivityLocked(first)


def lock_lines(outline: "Outline") -> None:
    """Mark the lines of an outline whose knots are tied; asks nothing of the database."""
    enrollment = outline.enrollment
    if not (enrollment.is_sequential and not enrollment.is_completed if enrollment else outline.is_sequential):
        return
    rule = enrollment.required_activity_ids if enrollment else None
    first: ActivityLine | None = None
    for line in outline.activities:
        line.locked_by = None if line.is_done else first
        if first is None and not line.is_done and (line.pk in rule if rule else line.is_required):
            first = line
