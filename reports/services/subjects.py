"""What a completion report can be about: one course, all required courses together, or one event."""

from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bimtek.choices import AttendanceStatus
from bimtek.models import Attendance, Registration, TrainingEvent
from certificates.models import Certificate
from courses.models import CoursePage, Enrollment
from members.models import Member, User
from reports.services.days import ReportDay

Text = str | Promise
PeopleIds = QuerySet


@dataclass(frozen=True)
class Words:
    """What the three groups of people are called."""

    finished: Text
    begun: Text
    waiting: Text


@dataclass(frozen=True)
class Steps:
    """Three subqueries of member ids. Whoever finished has also begun."""

    begun: PeopleIds
    finished: PeopleIds
    certified: PeopleIds


class Subject(Protocol):
    @property
    def key(self) -> str:
        """How the choice is written in an address."""

    @property
    def title(self) -> Text: ...

    @property
    def words(self) -> Words: ...

    def steps(self, day: ReportDay) -> Steps:
        """Who had come how far when `day` ended."""


@dataclass(frozen=True)
class CourseSubject:
    """Finished means every one of `courses` finished, also by who left later; begun means at least one begun."""

    key: str
    title: Text
    courses: tuple[CoursePage, ...]
    words = Words(finished=_("Selesai"), begun=_("Sedang belajar"), waiting=_("Belum mulai"))

    def steps(self, day: ReportDay) -> Steps:
        was_finished = Q(completed_at__lt=day.ends_at)
        had_not_left = Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=day.ends_at)
        begun = Enrollment.objects.filter(was_finished | had_not_left, enrolled_at__lt=day.ends_at)
        finished = begun.filter(was_finished)
        certified = Certificate.objects.filter(_was_valid(day))
        return Steps(
            begun=begun.filter(course__in=self.courses).values("member_id"),
            finished=_people_in_all([finished.filter(course=course).values("member_id") for course in self.courses]),
            certified=_people_in_all(
                [certified.filter(enrollment__course=course).values("member_id") for course in self.courses]
            ),
        )


@dataclass(frozen=True)
class EventSubject:
    """Finished means present in at least one slot; whether that is enough is what the certificate says."""

    event: TrainingEvent
    words = Words(finished=_("Hadir"), begun=_("Terdaftar, belum hadir"), waiting=_("Belum terdaftar"))

    @property
    def key(self) -> str:
        return f"event-{self.event.pk}"

    @property
    def title(self) -> str:
        """With the day, because the same training is held every year; reads the event's organization."""
        starts_at = self.event.starts_at.astimezone(ZoneInfo(self.event.organization.time_zone))
        return f"{self.event.title}, {date_format(starts_at, 'j F Y')}"

    def steps(self, day: ReportDay) -> Steps:
        seated = Registration.objects.seated().filter(event=self.event, created_at__lt=day.ends_at)
        present = Attendance.objects.filter(
            registration__in=seated, status=AttendanceStatus.PRESENT, slot__starts_at__lt=day.ends_at
        )
        return Steps(
            begun=seated.values("member_id"),
            finished=present.values("registration__member_id"),
            certified=Certificate.objects.of_event(self.event).filter(_was_valid(day)).values("member_id"),
        )


def list_courses() -> list[CourseSubject]:
    """All required courses together (when there are two or more), then every published course."""
    courses = list(CoursePage.objects.live().order_by("path"))
    required = tuple(course for course in courses if course.is_required)
    together = [CourseSubject("required", _("Semua kursus wajib"), required)] if len(required) > 1 else []
    return together + [CourseSubject(f"course-{course.pk}", course.title, (course,)) for course in courses]


def list_events(*, user: User) -> list[EventSubject]:
    """Announced events of the user's offices, latest first."""
    events = TrainingEvent.objects.visible_to(user).public().select_related("organization")
    return [EventSubject(event) for event in events]


def _was_valid(day: ReportDay) -> Q:
    """Condition on certificates: issued by `day` and not revoked before it ended."""
    was_not_revoked = Q(revoked_at__isnull=True) | Q(revoked_at__gte=day.ends_at)
    return was_not_revoked & Q(issued_on__lte=day.on)


def _people_in_all(groups: list[PeopleIds]) -> PeopleIds:
    people = Member.objects.values("pk")
    for group in groups:
        people = people.filter(pk__in=group)
    return people
