"""The online part of an event is open to whom the officer seated, also when the course itself is not open to all."""

from datetime import datetime

from bimtek.models import TrainingEvent
from courses.choices import EnrollmentPolicy
from courses.permissions import courses_admitting
from courses.services.admissions import invite
from members.models import Member, User


def invite_to_course(*, event: TrainingEvent, member: Member, by: User, now: datetime) -> None:
    """Only into courses that `by` may answer for; a course of another office keeps its own door."""
    course = event.course
    if course is None or course.enrollment_policy == EnrollmentPolicy.OPEN:
        return
    if courses_admitting(by).filter(pk=course.pk).exists():
        invite(member=member, course=course, by=by, now=now)


def invite_seated(*, event: TrainingEvent, by: User, now: datetime) -> None:
    """After the event got a course: those who have a seat already."""
    for registration in event.registrations.seated().select_related("member"):
        invite_to_course(event=event, member=registration.member, by=by, now=now)
