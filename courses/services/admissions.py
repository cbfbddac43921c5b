"""Asking to join a course, and the office's answer. docs/enrollment-rules.md draws the states."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from courses.choices import AdmissionStatus
from courses.models import Admission, CoursePage, Enrollment
from courses.services.enrollments import lock_course
from courses.services.entry import Entry, entry_of, today_of
from members.models import KimMembership, Member, User
from members.services.merges import standing_entry


class CannotAsk(Exception):
    """The course does not take requests from this person now; `entry` says why."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(entry.course.pk)
        self.entry = entry


class AlreadyDecided(Exception):
    """Somebody else was first; `admission` holds their answer."""

    def __init__(self, admission: Admission) -> None:
        super().__init__(admission.pk)
        self.admission = admission


class ReasonMissing(Exception):
    """A refusal tells the person why."""


@transaction.atomic
def ask(*, member: Member, course: CoursePage, now: datetime) -> Admission:
    """Ask to join a course that needs approval; a second request changes nothing, one after a refusal asks anew.

    Raise CannotAsk when the course is open anyway, closed, or has other rules.
    """
    member = standing_entry(member=member)
    course = lock_course(course)
    entry = entry_of(member=member, course=course, today=today_of(course=course, now=now))
    if entry.admission is not None and (entry.is_waiting or entry.is_invited):
        return entry.admission
    if not entry.may_ask:
        raise CannotAsk(entry)
    row = entry.admission or Admission(member=member, course=course)
    return write(row, AdmissionStatus.ASKED, asked_at=now, decided_at=None, decided_by=None)


@transaction.atomic
def invite(*, member: Member, course: CoursePage, by: User, now: datetime) -> Admission:
    """Let somebody in: an invitation, or the approval of what they asked for. Also takes a refusal back.

    Who is let in already stays so and nothing changes.
    """
    member = standing_entry(member=member)
    course = lock_course(course)
    row = Admission.objects.filter(member=member, course=course).first() or Admission(member=member, course=course)
    if row.pk and row.lets_in:
        return row
    status = AdmissionStatus.APPROVED if row.asked_at else AdmissionStatus.INVITED
    return write(row, status, decided_at=now, decided_by=by)


@transaction.atomic
def decide(*, admission: Admission, is_approved: bool, reason: str = "", by: User, now: datetime) -> Admission:
    """Answer a request. The same answer twice changes nothing.

    Raise AlreadyDecided when somebody answered otherwise meanwhile, ReasonMissing for a refusal without words.
    """
    row = Admission.objects.select_for_update(of=("self",)).get(pk=admission.pk)
    if not row.is_waiting:
        if row.lets_in == is_approved:
            return row
        raise AlreadyDecided(row)
    if is_approved:
        return write(row, AdmissionStatus.APPROVED, decided_at=now, decided_by=by)
    return refuse(row, reason, by, now)


@transaction.atomic
def take_back(*, admission: Admission, reason: str, by: User, now: datetime) -> Admission:
    """Who has not joined yet can no longer; who learns already goes on. Raise ReasonMissing without words."""
    row = Admission.objects.select_for_update(of=("self",)).get(pk=admission.pk)
    return row if row.is_refused else refuse(row, reason, by, now)


def refuse(row: Admission, reason: str, by: User, now: datetime) -> Admission:
    words = " ".join(reason.split())
    if not words:
        raise ReasonMissing
    return write(row, AdmissionStatus.REFUSED, reason=words[:250], decided_at=now, decided_by=by)


def write(row: Admission, status: str, **values: object) -> Admission:
    row.status, row.reason = status, ""
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return row


def find_people(*, user: User, course: CoursePage, text: str, today: date) -> QuerySet[Member]:
    """Whom the user may invite, by name, whole phone number, name of a KIM or of a place; `is_in` tells who needs none.

    Only people of the user's own scope; see docs/adr/0020-rows-of-a-place.md.
    """
    people = Member.objects.editable_by(user).current().with_place()
    groups = KimMembership.objects.active_on(today).filter(kim__name__icontains=text).values("member_id")
    places = Q(region__name__icontains=text) | Q(region__parent__name__icontains=text)
    found = people.named_like(text) | people.filter(places | Q(pk__in=groups))
    let_in = Admission.objects.letting_in().filter(course=course, member=OuterRef("pk"))
    learning = Enrollment.objects.current().filter(course=course, member=OuterRef("pk"))
    return found.annotate(is_in=Exists(let_in) | Exists(learning)).order_by("full_name", "pk")


def waiting_for(user: User) -> int:
    """Requests this person may answer. One query."""
    return Admission.objects.editable_by(user).waiting().count()
