"""Invitations to go on that people hand over themselves: who stopped, what to write, and that it was handed over.

The site sends nothing. See docs/progress.md for who may remind whom.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import quote

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext as _

from courses.choices import EnrollmentStatus, ReminderChannel
from courses.models import ActivityCompletion, ActivityPage, ActivityProgress, CoursePage, Enrollment, Reminder
from courses.services.learning import CourseProgress, read_progress
from courses.services.trainers import courses_of
from members.choices import ConsentPurpose, DisclosureKind, Role
from members.models import Kim, KimMembership, Member, User, scope_of
from members.permissions import can_write_office, has_role
from members.services.codes_by_chair import chaired_kims
from members.services.disclosures import record_disclosure

WRITERS = frozenset({Role.OFFICER, Role.ADMIN})
QUIET_DAYS = 7
"""Whoever was invited is left alone for so long, whoever did it."""


class RemindedRecently(Exception):
    """Somebody handed an invitation over a few days ago."""


@dataclass(frozen=True)
class Circle:
    """Learners one person may remind; `phones` are the people whose number that person may use."""

    learners: QuerySet
    phones: QuerySet


@dataclass(frozen=True)
class Line:
    """One learner, a row of `active_learners`: `text` is ready to send, `was_reminded` within the last days."""

    enrollment: Any
    progress: CourseProgress
    text: str
    was_reminded: bool


def office_circle(*, user: User) -> Circle | None:
    """People of the own scope for officers and admins, with every number; own learners for trainers, without."""
    if can_write_office(user):
        learners = Enrollment.objects.in_scope(scope_of(user, WRITERS))
        return Circle(learners, Member.objects.exclude(phone=""))
    if has_role(user, Role.TRAINER):
        learners = Enrollment.objects.in_scope(scope_of(user, frozenset({Role.TRAINER})))
        return Circle(learners.filter(course__in=courses_of(user)), Member.objects.none())
    return None


def chair_circle(*, member: Member | None, today: date) -> Circle | None:
    """People of the groups a ketua leads, with the numbers of those who agreed; None for everybody else."""
    kims = chaired_kims(member=member, today=today)
    if member is None or not kims:
        return None
    people = KimMembership.objects.active_on(today).filter(kim__in=kims).exclude(member=member).values("member_id")
    agreed = Member.objects.consenting_to(ConsentPurpose.CONTACT).exclude(phone="")
    return Circle(Enrollment.objects.filter(member__in=people), agreed)


def active_learners(circle: Circle) -> QuerySet:
    """Those of the circle who are still learning something that is open, with when they last did."""
    read = ActivityProgress.objects.filter(enrollment=OuterRef("pk")).values("enrollment")
    done = ActivityCompletion.objects.filter(enrollment=OuterRef("pk")).values("enrollment")
    told = Reminder.objects.filter(enrollment=OuterRef("pk")).values("enrollment")
    people = Member.objects.current().values("pk")
    rows = circle.learners.filter(status=EnrollmentStatus.ACTIVE, course__live=True, member__in=people)
    return rows.select_related("course", "member").annotate(
        last_at=Greatest(
            "enrolled_at",
            Coalesce(Subquery(read.annotate(last=Max("seen_at")).values("last")), "enrolled_at"),
            Coalesce(Subquery(done.annotate(last=Max("completed_at")).values("last")), "enrolled_at"),
        ),
        reminded_at=Subquery(told.annotate(last=Max("handed_at")).values("last")),
        may_call=Exists(circle.phones.filter(pk=OuterRef("member_id"))),
    )


def stopped_learners(
    circle: Circle, *, days: int, now: datetime, course: CoursePage | None = None, kim: Kim | None = None
) -> QuerySet:
    """Who did nothing for so many days, the longest silence first."""
    rows = active_learners(circle).filter(last_at__lt=now - timedelta(days=days))
    if course:
        rows = rows.filter(course=course)
    if kim:
        rows = rows.filter(member__in=KimMembership.objects.active_on(now.date()).filter(kim=kim).values("member_id"))
    return rows.order_by("last_at", "pk")


def courses_in(circle: Circle) -> QuerySet:
    return CoursePage.objects.live().filter(pk__in=circle.learners.values("course_id")).order_by("path")


def kims_in(circle: Circle, *, today: date) -> QuerySet:
    """Groups with a learner of the circle in them today."""
    seats = KimMembership.objects.active_on(today).filter(member__in=circle.learners.values("member_id"))
    return Kim.objects.filter(pk__in=seats.values("kim_id")).order_by("name")


def read_lines(enrollments: Iterable[Enrollment], *, now: datetime) -> list[Line]:
    """Rows of `active_learners` with their next lesson and a text. Two queries."""
    since = now - timedelta(days=QUIET_DAYS)
    lines = []
    for progress in read_progress(enrollments):
        row: Any = progress.enrollment
        was_reminded = bool(row.reminded_at and row.reminded_at > since)
        lines.append(Line(row, progress, invite(progress), was_reminded))
    return lines


def invite(line: CourseProgress) -> str:
    """What to write to one person; personal enough that nobody takes it for a broadcast."""
    words = {"name": line.enrollment.member.call_name, "course": line.enrollment.course.title}
    if line.next_activity is None:
        text = _("Halo %(name)s, kursus “%(course)s” tinggal sedikit lagi.") % words
        return f"{text}\n{line.enrollment.course.full_url}"
    text = _("Halo %(name)s, kursus “%(course)s” menunggu Anda lanjutkan.") % words
    return f"{text} {_next(line.next_activity)}\n{line.next_activity.full_url}"


def invite_group(lines: Iterable[Line]) -> str:
    """What to write into a group: everybody with their own next step, and no word about how long they were silent."""
    rows = [_("Ayo lanjut belajar bersama! Langkah berikutnya untuk masing-masing:")]
    for line in lines:
        course, activity = line.enrollment.course, line.progress.next_activity
        step = f"{course.title}: {activity.title}" if activity else course.title
        rows.append(f"• {line.enrollment.member.call_name}: {step}\n  {(activity or course).full_url}")
    return "\n".join(rows)


def _next(activity: ActivityPage) -> str:
    return _("Berikutnya: “%s”. Buka di sini:") % activity.title


@transaction.atomic
def hand_over(*, line: Line, channel: str, by: User, now: datetime) -> str:
    """Log the invitation; the WhatsApp address to lead to, empty for a copied text. Raise RemindedRecently.

    Leading to a number shows that number, so it is noted like every look at one.
    """
    _lock([line.enrollment], now)
    Reminder.objects.create(enrollment=line.enrollment, channel=channel, handed_at=now, handed_by=by)
    if channel != ReminderChannel.WHATSAPP:
        return ""
    member = line.enrollment.member
    if not line.enrollment.may_call:
        return whatsapp_address(line.text)
    record_disclosure(user=by, kind=DisclosureKind.PHONE, member=member, now=now)
    return whatsapp_address(line.text, phone=str(member.phone))


@transaction.atomic
def hand_over_group(*, lines: list[Line], channel: str, by: User, now: datetime) -> str:
    """Log one invitation per learner in the text; the address to lead to. Raise RemindedRecently for any of them."""
    _lock([line.enrollment for line in lines], now)
    Reminder.objects.bulk_create(
        Reminder(enrollment=line.enrollment, channel=channel, handed_at=now, handed_by=by) for line in lines
    )
    return whatsapp_address(invite_group(lines)) if channel == ReminderChannel.WHATSAPP else ""


def _lock(enrollments: list[Enrollment], now: datetime) -> None:
    """Two helpers at once: the second one sees the reminder of the first."""
    pks = [enrollment.pk for enrollment in enrollments]
    list(Enrollment.objects.select_for_update().filter(pk__in=pks).order_by("pk"))
    recent = Q(enrollment__in=pks, handed_at__gt=now - timedelta(days=QUIET_DAYS))
    if Reminder.objects.filter(recent).exists():
        raise RemindedRecently


def whatsapp_address(text: str, *, phone: str = "") -> str:
    """`https://wa.me/6281…?text=…`; without a number WhatsApp asks whom to send it to."""
    return f"https://wa.me/{phone.lstrip('+')}?text={quote(text)}"
