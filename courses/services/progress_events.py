"""What phones report about reading and finishing, taken once however often it is sent; see docs/progress.md."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.choices import EnrollmentStatus, ProgressKind
from courses.models import ActivityPage, ActivityProgress, Enrollment, ProgressEvent
from courses.models.pages import COURSE_DEPTH
from courses.models.progress import LONGEST_STRETCH
from courses.services.order import current_rule, refuse_locked
from courses.services.progress import finish_activities
from courses.services.progress_reports import Report, read_name, read_report, set_clocks
from courses.services.reading_time import ReadTime
from members.models import User

logger = logging.getLogger(__name__)

UNREADABLE = _("Laporan ini tidak dapat dipakai. Muat ulang halaman, lalu coba lagi.")
CLOSED = _("Bagian ini sedang ditutup. Pilih bagian lain di halaman kursus.")
NOT_JOINED = _("Ikuti kursus ini dulu; setelah itu kemajuan Anda tersimpan.")
LEFT = _("Anda sudah berhenti dari kursus ini. Ikuti lagi bila ingin melanjutkan.")
NOT_MARKABLE = _("Bagian ini selesai setelah jawaban Anda dinilai, bukan dengan ditandai.")
LOCKED = _("Bagian ini belum terbuka. Selesaikan dulu bagian sebelumnya.")


class EventRefused(Exception):
    """What was marked by hand can never be kept; `why` is for the learner."""

    def __init__(self, why: str | Promise) -> None:
        super().__init__(why)
        self.why = why


class EventLost(Exception):
    """What was marked by hand was not kept; the log says what went wrong."""


@dataclass
class Refusal:
    """`why` is for the learner; the phone must not send this event again."""

    id: str
    why: str | Promise


@dataclass
class Receipt:
    """Events known here now, and events that never will be; what is in neither is to be sent again later."""

    received: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    def refuse(self, name: Any, why: str | Promise) -> None:
        self.refused.append(Refusal(str(name), why))


@dataclass
class Desk:
    """Everything a batch is judged by, read once; enrollments are locked until the transaction ends."""

    enrollments: dict[str, Enrollment]
    activities: dict[int, Any]
    known: dict[UUID, int | None]
    read_time: ReadTime = field(default_factory=ReadTime)

    def enrollment_for(self, report: Report) -> Enrollment | None:
        path = self.activities[report.activity_pk]["path"]
        return self.enrollments.get(path[: ActivityPage.steplen * COURSE_DEPTH])


@transaction.atomic
def record_events(*, user: User, events: Iterable[Any], now: datetime) -> Receipt:
    """Take what is new, each event once by its own key; one bad event does not lose the others.

    `events` are JSON objects as they came. The number of statements grows with the courses in a batch, not its events.
    """
    receipt = Receipt()
    reports = read_reports(events, receipt)
    if not reports:
        return receipt
    desk = open_desk(user, reports)
    fresh = [report for report in reports if is_fresh(report, user, desk, receipt)]
    for enrollment, group in by_enrollment(fresh, desk):
        set_clocks(group, earliest=enrollment.enrolled_at, now=now)
    remember_stretches(desk, fresh)
    for enrollment, group in by_enrollment(fresh, desk):
        keep_group(enrollment, group, desk, receipt, now)
    return receipt


def finish_by_hand(*, user: User, activity: ActivityPage, version: str | None, now: datetime) -> None:
    """ "Tandai selesai" without JavaScript, as one event.

    Raise ActivityLocked, EventRefused, and EventLost after an error of ours.
    """
    mark = {"id": str(uuid4()), "activity": activity.pk, "kind": "finished", "at": now.isoformat(), "version": version}
    receipt = record_events(user=user, events=[mark], now=now)
    if receipt.refused:
        own = Enrollment.objects.of_user(user).current().filter(course__in=activity.get_ancestors()).first()
        if receipt.refused[0].why == LOCKED and own:
            refuse_locked(activity=activity, enrollment=own)
        raise EventRefused(receipt.refused[0].why)
    if not receipt.received:
        raise EventLost


def read_reports(events: Iterable[Any], receipt: Receipt) -> list[Report]:
    """The readable ones, each key once."""
    reports: dict[UUID, Report] = {}
    for raw in events:
        report = read_report(raw)
        if report is None:
            receipt.refuse(read_name(raw), UNREADABLE)
        else:
            reports.setdefault(report.id, report)
    return list(reports.values())


def open_desk(user: User, reports: list[Report]) -> Desk:
    """Three queries; the first one makes two batches of one person wait for each other."""
    rows = Enrollment.objects.of_user(user).select_related("course").select_for_update(of=("self",)).order_by("pk")
    ranked = sorted(rows, key=lambda row: row.status != EnrollmentStatus.WITHDRAWN)
    activities = ActivityPage.objects.reachable().filter(pk__in={report.activity_pk for report in reports})
    found = activities.values("pk", "path", "last_published_at", "lessonpage__pk")
    owners = ProgressEvent.objects.filter(pk__in=[report.id for report in reports])
    return Desk(
        enrollments={row.course.path: row for row in ranked},
        activities={row["pk"]: row for row in found},
        known=dict(owners.values_list("pk", "enrollment__member__user_id")),
    )


def is_fresh(report: Report, user: User, desk: Desk, receipt: Receipt) -> bool:
    """Whether there is something to keep; else the receipt says why not. A key of somebody else tells nothing."""
    if report.id in desk.known:
        if desk.known[report.id] == user.pk:
            receipt.received.append(str(report.id))
        else:
            receipt.refuse(report.id, UNREADABLE)
        return False
    why = find_refusal(report, desk)
    if why:
        receipt.refuse(report.id, why)
    return not why


def find_refusal(report: Report, desk: Desk) -> str | Promise:
    """Why the report can never be kept; empty when it can."""
    if report.activity_pk not in desk.activities:
        return CLOSED
    enrollment = desk.enrollment_for(report)
    if enrollment is None:
        return NOT_JOINED
    if enrollment.status == EnrollmentStatus.WITHDRAWN:
        return LEFT
    is_lesson = desk.activities[report.activity_pk]["lessonpage__pk"] is not None
    return NOT_MARKABLE if report.kind == ProgressKind.FINISHED and not is_lesson else ""


def by_enrollment(reports: list[Report], desk: Desk) -> list[tuple[Enrollment, list[Report]]]:
    found = {row.pk: row for row in desk.enrollments.values()}
    keyed = sorted(reports, key=lambda report: desk.enrollment_for(report).pk)
    return [(found[pk], list(group)) for pk, group in groupby(keyed, key=lambda report: desk.enrollment_for(report).pk)]


def remember_stretches(desk: Desk, fresh: list[Report]) -> None:
    """Load what is counted already around these moments, whichever course it was read in. One query."""
    moments = [report.at for report in fresh if report.seconds]
    if not moments:
        return
    hour = timedelta(seconds=LONGEST_STRETCH)
    around = ProgressEvent.objects.filter(
        enrollment__in=list(desk.enrollments.values()),
        seconds__gt=0,
        happened_at__range=(min(moments) - hour, max(moments) + hour),
    )
    for happened_at, seconds in around.values_list("happened_at", "seconds"):
        desk.read_time.add(end=happened_at, seconds=seconds)


def keep_group(enrollment: Enrollment, group: list[Report], desk: Desk, receipt: Receipt, now: datetime) -> None:
    """The reports about one course, all of them or none; after an error of ours the phone sends them again."""
    finished, locked = sort_out_locked(enrollment, group, desk)
    kept = [report for report in group if report.id not in locked]
    try:
        with transaction.atomic():
            keep_events(enrollment, kept, now)
            keep_places(enrollment, kept, desk)
            finish_activities(enrollment, finished, now)
    except Exception:  # whatever a receiver raises must not lose the other courses
        logger.exception("progress events of enrollment %s were not kept", enrollment.pk)
        return
    receipt.received += [str(report.id) for report in kept]
    for report in group:
        if report.id in locked:
            receipt.refuse(report.id, LOCKED)


def sort_out_locked(enrollment: Enrollment, group: list[Report], desk: Desk) -> tuple[dict[int, datetime], set[UUID]]:
    """What was finished and when, and the keys of reports about parts the order of the course keeps closed.

    In reading order, so that a batch may finish a part and the one it opens, whichever was reported first.
    """
    marks = [report for report in group if report.kind == ProgressKind.FINISHED]
    finished: dict[int, datetime] = {}
    locked: set[UUID] = set()
    if not marks:
        return finished, locked
    rule, done = {}, set()
    if enrollment.is_sequential and not enrollment.is_completed:
        rule = dict(current_rule(enrollment).values_list("path", "pk"))
        done = set(enrollment.completions.values_list("activity_id", flat=True))
    for report in sorted(marks, key=lambda report: (desk.activities[report.activity_pk]["path"], report.at)):
        path = desk.activities[report.activity_pk]["path"]
        if report.activity_pk not in done and any(pk not in done for other, pk in rule.items() if other < path):
            locked.add(report.id)
        else:
            done.add(report.activity_pk)
            finished.setdefault(report.activity_pk, report.at)
    return finished, locked


def keep_events(enrollment: Enrollment, reports: list[Report], now: datetime) -> None:
    ProgressEvent.objects.bulk_create(
        ProgressEvent(
            id=report.id, enrollment=enrollment, activity_id=report.activity_pk, kind=report.kind,
            position=report.position, seconds=report.seconds, happened_at=report.at, received_at=now,
        )
        for report in reports
    )  # fmt: skip


def keep_places(enrollment: Enrollment, reports: list[Report], desk: Desk) -> None:
    """Where the learner stands in every activity of the batch; nothing moves back. Two queries."""
    pks = {report.activity_pk for report in reports}
    places = {row.activity_id: row for row in ActivityProgress.objects.filter(enrollment=enrollment, activity__in=pks)}
    for report in sorted(reports, key=lambda report: report.at):
        place = places.setdefault(
            report.activity_pk,
            ActivityProgress(
                enrollment=enrollment, activity_id=report.activity_pk, opened_at=report.at, seen_at=report.at
            ),
        )
        move_on(place, report, published_at=desk.activities[report.activity_pk]["last_published_at"])
        place.seconds += desk.read_time.add(end=report.at, seconds=report.seconds)
    ActivityProgress.objects.bulk_create(
        places.values(),
        update_conflicts=True,
        unique_fields=["enrollment", "activity"],
        update_fields=["position", "seconds", "opened_at", "seen_at", "version_at"],
    )


def move_on(place: ActivityProgress, report: Report, *, published_at: datetime | None) -> None:
    """The latest position counts, the newest version read; no version is newer than what was published."""
    if report.position and report.at >= place.seen_at:
        place.position = report.position
    place.opened_at = min(place.opened_at, report.at)
    place.seen_at = max(place.seen_at, report.at)
    if report.version and published_at:
        version = min(report.version, published_at)
        place.version_at = max(place.version_at, version) if place.version_at else version
