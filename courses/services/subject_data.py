"""What this app holds about a person, and what becomes of it when the person is erased."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from courses.models import (
    ActivityCompletion,
    ActivityProgress,
    ActivityScore,
    Admission,
    Enrollment,
    ProgressEvent,
    Reminder,
)
from members.choices import RetentionSubject
from members.models import Member, Scope, User
from members.services.erasure import Effect, register_eraser
from members.services.retention import register_activity, register_keeper
from members.services.subject_data import Entry, Fact, Section, Subject, facts_of, register_section

HERE = "courses.services.subject_data"
ADMISSIONS = ("courses.Admission",)
MODELS = (
    "courses.Enrollment",
    "courses.ActivityCompletion",
    "courses.ActivityScore",
    "courses.ActivityProgress",
    "courses.ProgressEvent",
    "courses.Reminder",
)


def register_people_data() -> None:
    register_section("learning", f"{HERE}.section", models=MODELS)
    register_section("admissions", f"{HERE}.admission_section", models=ADMISSIONS)
    register_eraser("courses", f"{HERE}.LearningEraser")
    register_keeper(RetentionSubject.PROGRESS_EVENTS, f"{HERE}.EventKeeper")
    register_activity(f"{HERE}.active_since")


def section(*, subject: Subject) -> Section:
    why = _("Supaya Anda bisa melanjutkan belajar, dan sertifikat terbit bila syaratnya terpenuhi.")
    return Section(_("Belajar"), why, [_entry(row) for row in _enrollments(subject.member)] if subject.member else [])


def admission_section(*, subject: Subject) -> Section:
    why = _("Supaya pelatih dan petugas bisa menjawab siapa yang boleh ikut kursus yang tidak terbuka untuk semua.")
    rows = Admission.objects.filter(member=subject.member).select_related("course") if subject.member else []
    return Section(_("Izin ikut kursus"), why, [_admission(row) for row in rows])


def _admission(row: Admission) -> Entry:
    return Entry(row.course.title, facts_of(row, "status", "reason", "asked_at", "decided_at"))


def _enrollments(member: Member) -> QuerySet:
    return (
        Enrollment.objects.filter(member=member)
        .select_related("course")
        .annotate(event_count=Count("events"))
        .prefetch_related("completions__activity", "scores__activity", "progress__activity", "reminders")
    )


def _entry(row: Enrollment) -> Entry:
    facts = facts_of(row, "status", "enrolled_at", "completed_at", "withdrawn_at")
    done = [
        Fact("completed_at", completion.activity.title, completion.completed_at) for completion in row.completions.all()
    ]
    scores = [Fact("score", _("Nilai: %s") % score.activity.title, score.score) for score in row.scores.all()]
    return Entry(row.course.title, [*facts, *_reported(row)], [*done, *scores, *_reading(row), *_reminded(row)])


def _reported(row: Any) -> Iterable[Fact]:
    if row.event_count:
        yield Fact("event_count", _("Laporan kemajuan dari HP"), row.event_count)


def _reading(row: Enrollment) -> Iterable[Fact]:
    for place in row.progress.all():
        title = place.activity.title
        yield Fact("seen_at", _("Terakhir dibaca: %s") % title, place.seen_at)
        yield Fact("seconds", _("Detik membaca: %s") % title, place.seconds)
        if place.version_at:
            yield Fact("version_at", _("Versi yang dibaca: %s") % title, place.version_at)


def _reminded(row: Enrollment) -> Iterable[Fact]:
    for reminder in row.reminders.all():
        yield Fact("handed_at", _("Ajakan lanjut: %s") % reminder.get_channel_display(), reminder.handed_at)


class LearningEraser:
    """What was finished names nobody once the name is gone, and belongs to the office's reports.

    Requests to join go: nobody counts them, and a reason may say more than it should. So does how somebody read.
    """

    def effects(self, *, member: Member, now: datetime) -> list[Effect]:
        learned = ActivityCompletion.objects.filter(enrollment__member=member).count()
        scores = ActivityScore.objects.filter(enrollment__member=member).count()
        why = _("Hitungan laporan dan bukti di balik sertifikat; tanpa nama.")
        asked = Admission.objects.filter(member=member).count()
        read = sum(rows.count() for rows in _reading_of(member))
        return [
            Effect(_("Kursus, pelajaran selesai, dan nilainya"), kept=learned + scores + _count(member), why=why),
            Effect(_("Permintaan dan undangan ikut kursus"), gone=asked),
            Effect(_("Posisi dan waktu membaca, dan ajakan lanjut"), gone=read),
        ]

    def erase(self, *, member: Member, by: User | None, now: datetime) -> None:
        Admission.objects.filter(member=member).delete()
        for rows in _reading_of(member):
            rows.delete()


def _reading_of(member: Member) -> list[QuerySet]:
    return [model.objects.filter(enrollment__member=member) for model in (ProgressEvent, ActivityProgress, Reminder)]


def _count(member: Member) -> int:
    return Enrollment.objects.filter(member=member).count()


def active_since(*, moment: datetime) -> QuerySet:
    """Primary keys of people who learned since `moment`."""
    learned = Q(enrolled_at__gte=moment) | Q(completions__completed_at__gte=moment)
    return Enrollment.objects.filter(learned | Q(progress__seen_at__gte=moment)).values("member_id")


class EventKeeper:
    """Reports of phones that came in before a moment; where somebody stands and how long they read stays."""

    def due(self, *, scope: Scope, before: datetime) -> QuerySet[ProgressEvent]:
        people = Member.objects.in_scope(scope).values("pk")
        return ProgressEvent.objects.filter(received_at__lt=before, enrollment__member__in=people)

    def erase(self, *, rows: QuerySet[ProgressEvent], by: User | None, now: datetime) -> int:
        return ProgressEvent.objects.filter(pk__in=rows.values("pk")).delete()[0]
