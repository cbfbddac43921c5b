"""What this app holds about a person, and what becomes of it when the person is erased."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from bimtek.choices import RegistrationStatus
from bimtek.models import Attendance, Registration, RegistrationChange, Speaker, TestScore
from bimtek.services.agenda import SpeakerHasCertificate, remove_speaker
from bimtek.services.registrations import cancel
from members.models import Member, User
from members.services.erasure import Effect, register_eraser
from members.services.retention import register_activity
from members.services.subject_data import Entry, Fact, Section, Subject, facts_of, name_of, register_section

HERE = "bimtek.services.subject_data"
SEATS = ("bimtek.Registration", "bimtek.RegistrationChange", "bimtek.TestScore", "bimtek.Speaker")


def register_people_data() -> None:
    register_section("events", f"{HERE}.events", models=SEATS)
    register_section("attendance", f"{HERE}.attendance", models=("bimtek.Attendance",))
    register_eraser("bimtek", f"{HERE}.EventEraser")
    register_activity(f"{HERE}.active_since")


def events(*, subject: Subject) -> Section:
    why = _("Supaya kursi Anda tersedia dan daftar peserta benar.")
    rows = _registrations(subject.member) if subject.member else []
    parts = Speaker.objects.filter(member=subject.member).select_related("event") if subject.member else []
    spoken = [Entry(part.event.title, facts_of(part, "role", "presented_as")) for part in parts]
    return Section(_("Kegiatan"), why, [*(_entry(row) for row in rows), *spoken])


def _registrations(member: Member) -> QuerySet[Registration]:
    related = ("changes__changed_by", "test_scores", "attendances__slot")
    return Registration.objects.filter(member=member).select_related("event").prefetch_related(*related)


def _entry(row: Registration) -> Entry:
    return Entry(row.event.title, [*facts_of(row, "status", "seat", "created_at"), *_scores(row)], list(_ledger(row)))


def _scores(row: Registration) -> Iterable[Fact]:
    for score in row.test_scores.all():
        yield Fact(f"{score.kind}_test", score.get_kind_display(), score.score)


def _ledger(row: Registration) -> Iterable[Fact]:
    for change in row.changes.all():
        label = f"{change.get_status_display()} ({name_of(change.changed_by)})"
        yield Fact("changed_at", f"{label}: {change.reason}" if change.reason else label, change.changed_at)


def attendance(*, subject: Subject) -> Section:
    why = _("Bukti hadir; syarat sertifikat dan laporan kegiatan.")
    rows = _registrations(subject.member) if subject.member else []
    entries = [Entry(row.event.title, [_presence(mark) for mark in row.attendances.all()]) for row in rows]
    return Section(_("Kehadiran"), why, [entry for entry in entries if entry.facts])


def _presence(mark: Attendance) -> Fact:
    return Fact("attendance", mark.slot.title, [mark.get_status_display(), mark.get_method_display(), mark.recorded_at])


class EventEraser:
    """The hall keeps its counts; reasons, parts as a speaker and seats not yet taken go."""

    def effects(self, *, member: Member, now: datetime) -> list[Effect]:
        kept = TestScore.objects.filter(registration__member=member).count() + _marks(member).count()
        report = _("Jumlah peserta dan rata-rata nilai dalam laporan kegiatan; tanpa nama.")
        parts = Speaker.objects.filter(member=member).count()
        return [
            Effect(_("Tempat, kehadiran, dan nilai di kegiatan"), kept=kept + _all(member).count(), why=report),
            Effect(_("Alasan yang ditulis pada pendaftaran"), gone=_reasons(member).count()),
            Effect(_("Nama di susunan acara"), gone=parts),
            Effect(_("Kursi di kegiatan yang belum mulai"), gone=_waiting(member, now).count()),
        ]

    def erase(self, *, member: Member, by: User | None, now: datetime) -> None:
        """Without `by` (retention) nobody waits for a seat: such people took part in nothing for years."""
        if by is not None:
            for registration in _waiting(member, now):
                cancel(registration=registration, by=by, now=now)
        _reasons(member).update(reason="")
        for part in Speaker.objects.filter(member=member):
            _forget_part(part)


def _forget_part(part: Speaker) -> None:
    """A part with a certificate stays for it, in nobody's words."""
    try:
        remove_speaker(speaker=part)
    except SpeakerHasCertificate:
        part.presented_as = ""
        part.save(update_fields=["presented_as"])


def _all(member: Member) -> QuerySet[Registration]:
    return Registration.objects.filter(member=member)


def _marks(member: Member) -> QuerySet[Attendance]:
    return Attendance.objects.filter(registration__member=member)


def _reasons(member: Member) -> QuerySet[RegistrationChange]:
    return RegistrationChange.objects.filter(registration__member=member).exclude(reason="")


def _waiting(member: Member, now: datetime) -> QuerySet[Registration]:
    seated = _all(member).exclude(status=RegistrationStatus.CANCELLED)
    return seated.filter(event__starts_at__gt=now, attendances=None).select_related("event")


def active_since(*, moment: datetime) -> QuerySet:
    """Primary keys of people who were on a list, or in a hall, since `moment`."""
    taken_part = Q(created_at__gte=moment) | Q(attendances__recorded_at__gte=moment) | Q(event__ends_at__gte=moment)
    return Registration.objects.filter(taken_part).values("member_id")
