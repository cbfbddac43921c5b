"""What a learner finished, and when that makes the course complete."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from courses.choices import EnrollmentStatus
from courses.models import ActivityCompletion, ActivityPage, ActivityScore, CoursePage, Enrollment, ModulePage
from courses.services.rules import RULE_FIELDS, keep_rule, rule_now, rule_of
from courses.signals import progress_changed

MINUTES_PER_JP = 45


class ActivityNotInCourse(Exception):
    """The activity belongs to another course than the enrollment."""


@transaction.atomic
def complete_activity(*, enrollment: Enrollment, activity: ActivityPage, now: datetime) -> ActivityCompletion:
    """Record that the activity is done, once; the last required one completes the enrollment.

    Asks nothing about the order of a course: a graded activity was begun while it was open, and what was earned counts.
    A withdrawn enrollment keeps the fact but is never completed. Raise ActivityNotInCourse for a foreign activity.
    """
    locked = lock_enrollment(enrollment, activity)
    finish_activities(locked, {activity.pk: now}, now)
    return ActivityCompletion.objects.get(enrollment=locked, activity_id=activity.pk)


def finish_activities(locked: Enrollment, finished: dict[int, datetime], now: datetime) -> None:
    """Record activities of the course as done at their moments, each once; the enrollment is locked by the caller.

    Statements do not grow with the number of activities, and receivers hear of all of them together.
    """
    known = set(locked.completions.filter(activity__in=finished).values_list("activity_id", flat=True))
    new = {pk: moment for pk, moment in finished.items() if pk not in known}
    if not new:
        return
    if not locked.required_activity_ids:  # joined before the course had activities
        keep_rule(locked, rule_now(locked.course))
        locked.save(update_fields=RULE_FIELDS)
    rule = set(locked.required_activity_ids)
    ActivityCompletion.objects.bulk_create(
        ActivityCompletion(enrollment=locked, activity_id=pk, completed_at=moment, is_counted=pk in rule)
        for pk, moment in new.items()
    )
    if locked.status != EnrollmentStatus.WITHDRAWN:
        settle_enrollment(locked, now)
        progress_changed.send(sender=Enrollment, enrollment=locked, now=now)


@transaction.atomic
def record_score(*, enrollment: Enrollment, activity: ActivityPage, score: Decimal, now: datetime) -> ActivityScore:
    """Keep the best score in percent; raise ActivityNotInCourse for a foreign activity."""
    locked = lock_enrollment(enrollment, activity)
    best, is_new = ActivityScore.objects.get_or_create(
        enrollment=locked, activity_id=activity.pk, defaults={"score": score, "scored_at": now}
    )
    if not is_new and score > best.score:
        best.score = score
        best.scored_at = now
        best.save(update_fields=["score", "scored_at"])
    return best


def missing_activities(enrollment: Enrollment) -> list[ActivityPage]:
    """Required activities not done yet, in reading order; what was unpublished or deleted since does not block."""
    done = ActivityCompletion.objects.filter(enrollment=enrollment).values("activity_id")
    return list(rule_of(enrollment).exclude(pk__in=done))


@transaction.atomic
def settle_course(*, course: CoursePage, now: datetime) -> int:
    """Complete the active enrollments an unpublished activity kept waiting; how many there were."""
    waiting = Enrollment.objects.select_for_update().filter(course=course, status=EnrollmentStatus.ACTIVE)
    settled = [enrollment for enrollment in waiting if settle_enrollment(enrollment, now)]
    for enrollment in settled:
        progress_changed.send(sender=Enrollment, enrollment=enrollment, now=now)
    return len(settled)


def course_jp(course: CoursePage) -> int:
    """Lesson hours (JP): the learning minutes of the live modules, divided by the office's minutes per JP."""
    modules = ModulePage.objects.live().child_of(course)
    minutes = modules.aggregate(total=Sum("lesson_minutes"))["total"] or 0
    return minutes // minutes_per_jp(course)


def minutes_per_jp(course: CoursePage) -> int:
    return course.organization.minutes_per_jp if course.organization_id else MINUTES_PER_JP


def settle_enrollment(enrollment: Enrollment, now: datetime) -> bool:
    """Complete an active enrollment whose rule still asks for something, all of it done; the row is locked.

    A rule of which nothing is published any more belongs to a course that was taken down, not to one that is finished.
    """
    if enrollment.status != EnrollmentStatus.ACTIVE:
        return False
    rule = set(rule_of(enrollment).values_list("pk", flat=True))
    done = set(enrollment.completions.values_list("activity_id", flat=True))
    if not rule or rule - done:
        return False
    enrollment.status = EnrollmentStatus.COMPLETED
    enrollment.completed_at = now
    enrollment.save(update_fields=["status", "completed_at"])
    return True


def lock_enrollment(enrollment: Enrollment, activity: ActivityPage) -> Enrollment:
    """The enrollment, locked until the transaction ends; two requests of one learner wait for each other."""
    locked = Enrollment.objects.select_for_update(of=("self",)).select_related("course").get(pk=enrollment.pk)
    if not activity.path.startswith(locked.course.path):
        raise ActivityNotInCourse(activity)
    return locked
