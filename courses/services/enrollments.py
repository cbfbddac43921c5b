"""Who learns what: joining a course and leaving it."""

from datetime import datetime

from django.db import IntegrityError, transaction
from wagtail.models import Page

from courses.choices import EnrollmentStatus
from courses.models import CoursePage, Enrollment
from courses.services.entry import Entry, entry_of, today_of
from courses.services.rules import keep_rule, rule_now
from members.models import Member
from members.services.merges import standing_entry


class CourseNotOpen(Exception):
    """The course is not published, so nobody can join it."""


class EntryRefused(CourseNotOpen):
    """The rules of the course do not let this person in now; `entry` says why and what to do."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(entry.course)
        self.entry = entry


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
    """The current enrollment, made when there is none; it keeps the rule of this moment: what is required, in which
    order, with which pass marks.

    Decided under the lock of the course, so that nobody slips in while it closes. Raise CourseNotOpen when the course
    is not published, EntryRefused when its rules say no.
    """
    found = current_enrollment(member, course)
    if found is not None:
        return found
    member = standing_entry(member=member)
    course = lock_course(course)
    if not course.live:
        raise CourseNotOpen(course)
    entry = entry_of(member=member, course=course, today=today_of(course=course, now=now))
    if not entry.may_join:
        raise EntryRefused(entry)
    enrollment = Enrollment(member=member, course=course, enrolled_at=now)
    keep_rule(enrollment, rule_now(course))
    try:
        with transaction.atomic():
            enrollment.save(force_insert=True)
            return enrollment
    except IntegrityError:  # somebody else's request was first
        return Enrollment.objects.of_member(member).filter(course=course).current().get()


def lock_course(course: CoursePage) -> CoursePage:
    """The course as it stands, unchanged until the transaction ends; people who join at once take turns.

    Only the row of the page is locked, which saving writes first: locking both rows in one statement takes them the
    other way round. Read afterwards, because a joined row would be as old as the wait.
    """
    Page.objects.select_for_update(no_key=True).only("pk").get(pk=course.pk)
    return CoursePage.objects.select_related("organization__region", "enrollment_region").get(pk=course.pk)


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
