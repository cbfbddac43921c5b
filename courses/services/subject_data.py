"""What this app holds about a person, and what becomes of it when the person is erased."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from courses.models import ActivityCompletion, ActivityScore, Admission, Enrollment
from members.models import Member, User
from members.services.erasure import Effect, register_eraser
from members.services.retention import register_activity
from members.services.subject_data import Entry, Fact, Section, Subject, facts_of, register_section

HERE = "courses.services.subject_data"
MODELS = ("courses.Enrollment", "courses.ActivityCompletion", "courses.ActivityScore")
ADMISSIONS = ("courses.Admission",)


def register_people_data() -> None:
    register_section("learning", f"{HERE}.section", models=MODELS)
    register_section("admissions", f"{HERE}.admission_section", models=ADMISSIONS)
    register_eraser("courses", f"{HERE}.LearningEraser")
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


def _enrollments(member: Member) -> QuerySet[Enrollment]:
    return (
        Enrollment.objects.filter(member=member)
        .select_related("course")
        .prefetch_related("completions__activity", "scores__activity")
    )


def _entry(row: Enrollment) -> Entry:
    facts = facts_of(row, "status", "enrolled_at", "completed_at", "withdrawn_at")
    done = [
        Fact("completed_at", completion.activity.title, completion.completed_at) for completion in row.completions.all()
    ]
    scores = [Fact("score", _("Nilai: %s") % score.activity.title, score.score) for score in row.scores.all()]
    return Entry(row.course.title, facts, [*done, *scores])


class LearningEraser:
    """Nothing here names anybody once the person's name is gone; the counts belong to the office's reports.

    Requests to join go: nobody counts them, and a reason may say more than it should.
    """

    def effects(self, *, member: Member, now: datetime) -> list[Effect]:
        learned = ActivityCompletion.objects.filter(enrollment__member=member).count()
        scores = ActivityScore.objects.filter(enrollment__member=member).count()
        why = _("Hitungan laporan dan bukti di balik sertifikat; tanpa nama.")
        asked = Admission.objects.filter(member=member).count()
        return [
            Effect(_("Kursus, pelajaran selesai, dan nilainya"), kept=learned + scores + _count(member), why=why),
            Effect(_("Permintaan dan undangan ikut kursus"), gone=asked),
        ]

    def erase(self, *, member: Member, by: User | None, now: datetime) -> None:
        Admission.objects.filter(member=member).delete()


def _count(member: Member) -> int:
    return Enrollment.objects.filter(member=member).count()


def active_since(*, moment: datetime) -> QuerySet:
    """Primary keys of people who learned since `moment`."""
    learned = Q(enrolled_at__gte=moment) | Q(completions__completed_at__gte=moment)
    return Enrollment.objects.filter(learned).values("member_id")
