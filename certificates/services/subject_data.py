"""What this app holds about a person, and what becomes of it when the person is erased."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from certificates.models import Certificate, Handover, NameCheck, RequirementWaiver
from members.models import Member, User
from members.services.erasure import Effect, register_eraser
from members.services.retention import register_activity
from members.services.subject_data import Entry, Fact, Section, Subject, facts_of, name_of, register_section

HERE = "certificates.services.subject_data"
MODELS = (
    "certificates.Certificate",
    "certificates.CertificateFile",
    "certificates.Handover",
    "certificates.NameCheck",
    "certificates.RequirementWaiver",
)
REASON_GONE = "–"


def register_people_data() -> None:
    register_section("certificates", f"{HERE}.section", models=MODELS)
    register_eraser("certificates", f"{HERE}.CertificateEraser")
    register_activity(f"{HERE}.active_since")


def section(*, subject: Subject) -> Section:
    why = _("Siapa pun yang memegang sertifikat Anda harus bisa memeriksanya, selama-lamanya.")
    rows = Certificate.objects.of_member(subject.member).with_size() if subject.member else []
    around = _around(subject.member) if subject.member else []
    return Section(_("Sertifikat"), why, [*(_entry(row) for row in rows), *around])


def _around(member: Member) -> Iterable[Entry]:
    """What was noted before and after the certificates."""
    for row in _waivers(member).select_related("waived_by"):
        yield _waived(row)
    for check in NameCheck.objects.filter(member=member).select_related("answered_by"):
        by = Fact("answered_by", _("Oleh"), name_of(check.answered_by))
        yield Entry(_("Ejaan nama"), [*facts_of(check, "name", "wish", "answered_at"), by])
    for told in Handover.objects.filter(certificate__member=member).select_related("handed_by"):
        by = Fact("handed_by", _("Oleh"), name_of(told.handed_by))
        yield Entry(_("Kabar sertifikat"), [*facts_of(told, "channel", "handed_at"), by])


def _waivers(member: Member) -> QuerySet[RequirementWaiver]:
    return RequirementWaiver.objects.filter(Q(enrollment__member=member) | Q(registration__member=member))


def _waived(row: RequirementWaiver) -> Entry:
    facts = [*facts_of(row, "requirement", "reason", "waived_at"), Fact("waived_by", _("Oleh"), name_of(row.waived_by))]
    return Entry(_("Syarat yang dikecualikan"), facts)


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
        return [
            Effect(_("Sertifikat"), kept=Certificate.objects.of_member(member).count(), why=why),
            Effect(_("Alasan pengecualian syarat"), gone=_reasons(member).count()),
            Effect(_("Ejaan nama yang pernah diperiksa"), gone=NameCheck.objects.filter(member=member).count()),
        ]

    def erase(self, *, member: Member, by: User | None, now: datetime) -> None:
        """Keeps the certificates: their frozen text is the proof. Why a requirement was waived says more than that."""
        _reasons(member).update(reason=REASON_GONE)
        NameCheck.objects.filter(member=member).delete()


def _reasons(member: Member) -> QuerySet[RequirementWaiver]:
    return _waivers(member).exclude(reason=REASON_GONE)


def active_since(*, moment: datetime) -> QuerySet:
    """Primary keys of people who got a certificate since `moment`."""
    return Certificate.objects.filter(issued_at__gte=moment).values("member_id")
