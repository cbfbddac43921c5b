"""What this app holds about a person, and what becomes of it when the person is erased: all of it stays."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from certificates.models import Certificate
from members.models import Member, User
from members.services.erasure import Effect, register_eraser
from members.services.retention import register_activity
from members.services.subject_data import Entry, Fact, Section, Subject, facts_of, register_section

HERE = "certificates.services.subject_data"
MODELS = ("certificates.Certificate", "certificates.CertificateFile")


def register_people_data() -> None:
    register_section("certificates", f"{HERE}.section", models=MODELS)
    register_eraser("certificates", f"{HERE}.CertificateEraser")
    register_activity(f"{HERE}.active_since")


def section(*, subject: Subject) -> Section:
    why = _("Siapa pun yang memegang sertifikat Anda harus bisa memeriksanya, selama-lamanya.")
    rows = Certificate.objects.of_member(subject.member).with_size() if subject.member else []
    return Section(_("Sertifikat"), why, [_entry(row) for row in rows])


def _entry(row: Certificate) -> Entry:
    printed = row.printed
    facts = [
        *facts_of(row, "number", "status", "issued_on"),
        Fact("name", _("Nama tercetak"), printed["name"]),
        Fact("origin", _("Asal tercetak"), printed["origin"]),
        Fact("results", _("Hasil tercetak"), printed["results"]),
        Fact("code", _("Kode verifikasi"), printed["code_groups"]),
        *(facts_of(row, "revoked_at", "revocation_reason") if not row.is_valid else []),
        Fact("byte_count", _("Ukuran berkas PDF (bita)"), row.byte_count),
    ]
    return Entry(printed["activity"]["title"], facts)


class CertificateEraser:
    def effects(self, *, member: Member, now: datetime) -> list[Effect]:
        why = _("Catatan resmi: yang tercetak tetap bisa diperiksa di halaman verifikasi dan diunduh kantor.")
        return [Effect(_("Sertifikat"), kept=Certificate.objects.of_member(member).count(), why=why)]

    def erase(self, *, member: Member, by: User | None, now: datetime) -> None:
        """Keeps everything: the frozen text is the proof, and the row points at a person without a name."""


def active_since(*, moment: datetime) -> QuerySet:
    """Primary keys of people who got a certificate since `moment`."""
    return Certificate.objects.filter(issued_at__gte=moment).values("member_id")
