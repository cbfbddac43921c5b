"""Who learns what: joining a course and leaving it."""

from datetime import datetime

from django.db import IntegrityError, transaction

from courses.choices import EnrollmentStatus
from courses.models import ActivityPage, CoursePage, Enrollment
from members.models import Member
from members.services.merges import standing_entry


class CourseNotOpen(Exception):
    """The course is not published, so nobody can join it."""


class CourseFinished(Exception):
    """A finished course stays finished: completion reports and certificates rest on it."""


def current_enrollment(member: Member | None, course: CoursePage | int) -> Enrollment | None:
    """The member's active or completed enrollment; None for strangers and after withdrawing.

    `course` is the page or its primary key.
    """
    if member is None:
        return None
    return Enrollment.objects.of_member(member).filter(course=course).current().first()


@transaction.atomic
def enroll(*, member: Member, course: CoursePage, now: datetime) -> Enrollment:
    """The current enrollment, made when there is none; it keeps the required activities of this moment as its rule.

    Raise CourseNotOpen when the course is not published.
    """
    found = current_enrollment(member, course)
    if found is not None:
        return found
    if not course.live:
        raise CourseNotOpen(course)
    member = standing_entry(member=member)
    try:
        with transaction.atomic():
            return Enrollment.objects.create(
                member=member, course=course, enrolled_at=now, required_activity_ids=required_ids(course)
            )
    except IntegrityError:  # somebody else's request was first
        return Enrollment.objects.of_member(member).filter(course=course).current().get()


@transaction.atomic
def withdraw(*, enrollment: Enrollment, now: datetime) -> Enrollment:
    """Leave the course; what was done stays on record. Joining again starts a new enrollment.

    Raise CourseFinished for a completed one.
    """
    locked = Enrollment.objects.select_for_update().get(pk=enrollment.pk)
    if locked.is_completed:
        raise CourseFinished(locked)
    if locked.status != EnrollmentStatus.WITHDRAWN:
        locked.status = EnrollmentStatus.WITHDRAWN
        locked.withdrawn_at = now
        locked.save(update_fields=["status", "withdrawn_at"])
    return locked


def required_ids(course: CoursePage) -> list[int]:
    """The completion rule as it stands: the live required activities of the course, in reading order."""
    return list(ActivityPage.objects.in_course(course).required().values_list("pk", flat=True))
