"""Handed-in work and its files: shown to their owner, erased with the person, thrown away when nobody hands them in."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from courses.models import Submission, Upload
from courses.services.upload_files import forget_files
from members.choices import RetentionSubject
from members.models import Member, Scope, User
from members.services.erasure import Effect, register_eraser
from members.services.retention import register_activity, register_keeper
from members.services.subject_data import Entry, Fact, Section, Subject, facts_of, register_section

HERE = "courses.services.subject_data_assignments"
MODELS = ("courses.Submission", "courses.Upload")


def register_assignment_data() -> None:
    register_section("assignments", f"{HERE}.section", models=MODELS)
    register_eraser("assignments", f"{HERE}.WorkEraser")
    register_keeper(RetentionSubject.UNUSED_UPLOADS, f"{HERE}.UploadKeeper")
    register_activity(f"{HERE}.active_since")


def section(*, subject: Subject) -> Section:
    why = _("Supaya pelatih bisa menilai tugas Anda dan memberi tanggapan.")
    return Section(_("Tugas"), why, list(_entries(subject.member)) if subject.member else [])


def _entries(member: Member) -> Iterable[Entry]:
    work = Submission.objects.filter(enrollment__member=member).select_related("assignment").prefetch_related("files")
    for row in work:
        title = _("%(assignment)s, kiriman ke-%(number)d") % {"assignment": row.assignment.title, "number": row.number}
        files = Fact("files", _("Berkas"), [file.name for file in row.files.all()])
        facts = facts_of(row, "text", "status", "submitted_at", "score", "feedback", "reviewed_at")
        yield Entry(title, [*facts, files], [_point(line) for line in row.rubric])
    for upload in Upload.objects.of_member(member).unused().select_related("assignment"):
        title = _("Berkas yang belum dikumpulkan: %s") % upload.name
        yield Entry(title, [Fact("assignment", _("Tugas"), upload.assignment.title), *facts_of(upload, "created_at")])


def _point(line: dict) -> Fact:
    return Fact("points", line["title"], f"{line['points']}/{line['highest']}")


class WorkEraser:
    def effects(self, *, member: Member, now: datetime) -> list[Effect]:
        work = Submission.objects.filter(enrollment__member=member)
        marked = work.filter(reviewed_at__isnull=False).count()
        return [
            Effect(_("Isi dan tanggapan tugas"), gone=work.count()),
            Effect(_("Berkas tugas"), gone=Upload.objects.of_member(member).count()),
            Effect(_("Nilai tugas"), kept=marked, why=_("Rata-rata kursus; tanpa nama.")),
        ]

    def erase(self, *, member: Member, by: User | None, now: datetime) -> None:
        """Texts, answers and files go, and what nobody marked with them; a marked one keeps its points."""
        forget_uploads(Upload.objects.of_member(member))
        work = Submission.objects.filter(enrollment__member=member)
        work.filter(reviewed_at=None).delete()
        work.update(text="", feedback="")


def forget_uploads(uploads: QuerySet[Upload]) -> int:
    """Rows, and their bytes once the transaction is through; how many."""
    rows = list(uploads)
    forget_files(rows)
    Upload.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def active_since(*, moment: datetime) -> QuerySet:
    """Primary keys of people who handed something in since `moment`."""
    return Submission.objects.filter(submitted_at__gte=moment).values("enrollment__member_id")


class UploadKeeper:
    """Files that were sent and never handed in."""

    def due(self, *, scope: Scope, before: datetime) -> QuerySet[Upload]:
        people = Member.objects.in_scope(scope).values("pk")
        return Upload.objects.unused().filter(created_at__lt=before, member__in=people)

    def erase(self, *, rows: QuerySet[Upload], by: User | None, now: datetime) -> int:
        return forget_uploads(rows)
