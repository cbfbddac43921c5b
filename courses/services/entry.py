"""Who may join a course: the one decision that the course page shows and `enroll` obeys."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.choices import EnrollmentPolicy, EnrollmentStatus
from courses.models import Admission, CoursePage, Enrollment
from members.models import KimMembership, Member, Region


class State(StrEnum):
    OPEN = "open"
    UNPUBLISHED = "unpublished"
    NOT_YET = "not_yet"
    CLOSED = "closed"
    COURSES_FIRST = "courses_first"
    ELSEWHERE = "elsewhere"
    NOT_INVITED = "not_invited"
    MAY_ASK = "may_ask"
    WAITING = "waiting"
    REFUSED = "refused"


@dataclass(frozen=True)
class Needed:
    """A course that must be finished first."""

    course: CoursePage
    is_done: bool
    is_begun: bool


@dataclass(frozen=True)
class Entry:
    """Whether somebody may join `course` on a day and, if not, what stands in the way.

    Of a visitor (no member) only what holds for everybody is decided; `needs_login` says that more may follow.
    """

    course: CoursePage
    state: State
    needs_login: bool = False
    needed: list[Needed] = field(default_factory=list)
    region: Region | None = None
    admission: Admission | None = None

    @property
    def may_join(self) -> bool:
        return self.state == State.OPEN and not self.needs_login

    @property
    def may_ask(self) -> bool:
        return self.state in (State.MAY_ASK, State.REFUSED) and self.course.enrollment_policy == "approval"

    @property
    def is_open(self) -> bool:
        return self.state == State.OPEN

    @property
    def is_waiting(self) -> bool:
        return self.state == State.WAITING

    @property
    def is_refused(self) -> bool:
        return self.state == State.REFUSED

    @property
    def is_invited(self) -> bool:
        return self.state == State.OPEN and self.admission is not None

    @property
    def needs_courses(self) -> bool:
        return self.state == State.COURSES_FIRST

    @property
    def reason(self) -> str:
        """Why not, and what to do, in one or two sentences; empty when joining is possible."""
        return REASONS[self.state](self) if self.state in REASONS else ""


def day_text(day: date | None) -> str:
    return date_format(day, "j F Y") if day else ""


def why_not_yet(entry: Entry) -> str:
    day = day_text(entry.course.opens_on)
    return _("Kursus ini dibuka tanggal %(day)s. Datang lagi pada hari itu.") % {"day": day}


def why_closed(entry: Entry) -> str:
    day = day_text(entry.course.closes_on)
    return _("Pendaftaran ditutup sejak %(day)s. Tanyakan kepada penyelenggara kapan dibuka lagi.") % {"day": day}


def why_elsewhere(entry: Entry) -> str:
    if entry.region is None:
        return _("Kursus ini hanya untuk anggota KIM di wilayah tertentu. Hubungi penyelenggara bila Anda anggotanya.")
    return _(
        "Kursus ini hanya untuk anggota KIM di %(region)s. Bila Anda anggotanya, minta petugas mencatat "
        "keanggotaan Anda."
    ) % {"region": entry.region.full_name}


def why_refused(entry: Entry) -> str:
    reason = entry.admission.reason if entry.admission else ""
    if entry.may_ask:
        return _("Permintaan Anda ditolak: %(reason)s. Anda boleh meminta lagi.") % {"reason": reason.rstrip(".")}
    return _("Anda tidak bisa ikut kursus ini: %(reason)s.") % {"reason": reason.rstrip(".")}


REASONS = {
    State.UNPUBLISHED: lambda entry: _("Kursus ini sedang ditutup. Pilih kursus lain di katalog."),
    State.NOT_YET: why_not_yet,
    State.CLOSED: why_closed,
    State.COURSES_FIRST: lambda entry: _("Selesaikan dulu kursus prasyaratnya, lalu ikuti kursus ini."),
    State.ELSEWHERE: why_elsewhere,
    State.NOT_INVITED: lambda entry: _("Kursus ini hanya untuk yang diundang. Hubungi petugas bila Anda perlu ikut."),
    State.MAY_ASK: lambda entry: _("Kursus ini diikuti setelah disetujui petugas. Kirim permintaan Anda dulu."),
    State.WAITING: lambda entry: _("Permintaan Anda menunggu jawaban petugas. Lihat lagi halaman ini nanti."),
    State.REFUSED: why_refused,
}


def today_of(*, course: CoursePage, now: datetime) -> date:
    """The day it is at the office of the course; without an office, the site's."""
    zone = course.organization.time_zone if course.organization_id else settings.TIME_ZONE
    return timezone.localdate(now, ZoneInfo(zone))


def entry_of(*, member: Member | None, course: CoursePage, today: date, has_courses_first: bool = True) -> Entry:
    """At most three queries; an invitation opens what the policy closes, not the dates and not the courses before.

    `has_courses_first` is False when the caller knows already that no course comes first, which saves a query.
    """
    if not course.live:
        return Entry(course, State.UNPUBLISHED)
    if course.opens_on and today < course.opens_on:
        return Entry(course, State.NOT_YET)
    if course.closes_on and today > course.closes_on:
        return Entry(course, State.CLOSED)
    needed = read_needed(course=course, member=member) if has_courses_first else []
    if member is None:
        return entry_of_visitor(course, needed)
    if not all(row.is_done for row in needed):
        return Entry(course, State.COURSES_FIRST, needed=needed)
    if course.enrollment_policy == EnrollmentPolicy.OPEN:
        return Entry(course, State.OPEN)
    admission = Admission.objects.filter(member=member, course=course).first()
    if admission is not None and admission.lets_in:
        return Entry(course, State.OPEN, admission=admission)
    return entry_by_policy(course, member, admission, today)


def entry_of_visitor(course: CoursePage, needed: list[Needed]) -> Entry:
    """What the rules say before anybody is known."""
    region = region_of(course) if course.enrollment_policy == EnrollmentPolicy.REGION else None
    states = {EnrollmentPolicy.INVITATION: State.NOT_INVITED, EnrollmentPolicy.APPROVAL: State.MAY_ASK}
    policy = EnrollmentPolicy(course.enrollment_policy)
    state = State.ELSEWHERE if policy == EnrollmentPolicy.REGION else states.get(policy, State.OPEN)
    return Entry(course, state, needs_login=True, needed=needed, region=region)


def entry_by_policy(course: CoursePage, member: Member, admission: Admission | None, today: date) -> Entry:
    if admission is not None and admission.is_refused:
        return Entry(course, State.REFUSED, admission=admission)
    if course.enrollment_policy == EnrollmentPolicy.REGION:
        region = region_of(course)
        is_here = region is not None and belongs_to(member, region, today)
        return Entry(course, State.OPEN if is_here else State.ELSEWHERE, region=region)
    if course.enrollment_policy == EnrollmentPolicy.APPROVAL:
        return Entry(course, State.WAITING if admission else State.MAY_ASK, admission=admission)
    return Entry(course, State.NOT_INVITED, admission=admission)


def read_needed(*, course: CoursePage, member: Member | None) -> list[Needed]:
    """The published courses to finish first; one taken off the site cannot be finished, so it does not block."""
    courses = list(course.prerequisites.filter(live=True).order_by("path"))
    if not courses:
        return []
    rows = Enrollment.objects.of_member(member).current().filter(course__in=courses) if member else []
    states = {row.course_id: row.status for row in rows}
    return [Needed(found, states.get(found.pk) == EnrollmentStatus.COMPLETED, found.pk in states) for found in courses]


def region_of(course: CoursePage) -> Region | None:
    """Whose KIM may join: the region of the course, else the one its office answers for."""
    if course.enrollment_region_id:
        return course.enrollment_region
    return course.organization.region if course.organization_id else None


def belongs_to(member: Member, region: Region, today: date) -> bool:
    """Whether the person is on this day in a group of the region or of one below it."""
    inside = Q(kim__region=region) | Q(kim__region__code__startswith=f"{region.code}.")
    return KimMembership.objects.active_on(today).filter(inside, member=member).exists()
