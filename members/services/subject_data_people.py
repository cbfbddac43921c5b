"""What this app holds about a person: the sections of `members.services.subject_data`."""

from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _

from members.models import (
    AccountEvent,
    Consent,
    DataRequest,
    Disclosure,
    LoginCode,
    Member,
    MemberMerge,
    Organization,
    RoleAssignment,
    User,
)
from members.services.subject_data import Entry, Fact, Section, Subject, facts_of, name_of


def identity(*, subject: Subject) -> Section:
    why = _("Untuk mengenali Anda, mengundang Anda, dan mencetak nama Anda di sertifikat.")
    return Section(_("Siapa Anda"), why, [_person(subject.member)] if subject.member else [])


def _person(member: Member) -> Entry:
    names = ["full_name", "gender", "phone", "region", "institution", "organization", "is_minor", "created_at"]
    facts = facts_of(member, *names)
    if member.region:
        facts[3] = Fact("region", facts[3].label, member.region.full_name)
    facts.insert(5, Fact("walks_of_life", _("Unsur"), [walk.name for walk in member.walks_of_life.all()]))
    merges = MemberMerge.objects.filter(kept=member, undone_at=None)
    details = [Fact("merged_at", _("Catatan ganda digabung"), merge.merged_at) for merge in merges]
    return Entry(_("Data diri"), facts, details)


def account(*, subject: Subject) -> Section:
    why = _("Untuk masuk ke situs dan menjaga akun Anda.")
    return Section(_("Akun masuk"), why, list(_account_entries(subject.user)) if subject.user else [])


def _account_entries(user: User) -> Iterable[Entry]:
    names = ["username", "first_name", "last_name", "email", "phone", "date_joined", "last_login", "is_active"]
    labels = {"first_name": _("Sapaan"), "last_name": _("Nama belakang"), "last_login": _("Terakhir masuk")}
    labels |= {"date_joined": _("Dibuat pada"), "is_active": _("Boleh masuk"), "username": _("Nama pengguna")}
    facts = [Fact(fact.name, labels.get(fact.name, fact.label), fact.value) for fact in facts_of(user, *names)]
    facts.append(Fact("password", _("Kata sandi"), _("disimpan teracak; tidak ada yang bisa membacanya")))
    yield Entry(_("Akun"), facts)
    for role in user.roles:
        yield Entry(_("Peran: %s") % role.get_role_display(), [Fact("scope", _("Untuk"), _scope_of(role))])
    for factor in Authenticator.objects.filter(user=user):
        yield Entry(_("Langkah kedua"), [Fact("created_at", _("Dinyalakan"), factor.created_at)])


def _scope_of(role: RoleAssignment) -> str:
    place = role.organization or role.region
    return place.short_name if isinstance(place, Organization) else place.full_name if place else ""


def _people(member: Member | None) -> list[Member]:
    return [member] if member else []


def kims(*, subject: Subject) -> Section:
    why = _("Daftar anggota KIM; jumlahnya masuk laporan ketuntasan.")
    rows = subject.member.memberships.with_kims() if subject.member else []
    entries = [Entry(row.kim.name, facts_of(row, "office", "section", "starts_on", "ends_on")) for row in rows]
    return Section(_("KIM Anda"), why, entries)


def consents(*, subject: Subject) -> Section:
    why = _("Bukti apa yang Anda setujui, dan sejak kapan tidak lagi.")
    rows = Consent.objects.filter(member__in=_people(subject.member)).select_related("text")
    names = ["method", "given_at", "guardian_name", "withdrawn_at"]
    entries = [
        Entry(row.get_purpose_display(), [*facts_of(row, *names), Fact("text", _("Naskah"), row.text.text)])
        for row in rows
    ]
    return Section(_("Persetujuan"), why, entries)


def data_requests(*, subject: Subject) -> Section:
    why = _("Supaya permintaan Anda dijawab tepat waktu.")
    rows = DataRequest.objects.filter(member__in=_people(subject.member))
    names = ["details", "created_at", "due_at", "closed_at", "is_granted", "answer"]
    return Section(_("Permintaan"), why, [Entry(row.get_kind_display(), facts_of(row, *names)) for row in rows])


def history(*, subject: Subject) -> Section:
    """What happened to the login, and which one-time codes were made for the person."""
    why = _("Supaya Anda tahu kalau orang lain mengubah akun Anda.")
    return Section(_("Riwayat akun"), why, [*_events(subject.user), *_codes(subject.member)])


def _events(user: User | None) -> Iterable[Entry]:
    events = AccountEvent.objects.filter(user__in=[user] if user else [])
    for row in events.select_related("actor"):
        by = [Fact("actor", _("Oleh"), name_of(row.actor))] if row.actor and row.actor != user else []
        yield Entry(row.get_kind_display(), [*facts_of(row, "happened_at"), *by])


def _codes(member: Member | None) -> Iterable[Entry]:
    names = ["issued_at", "expires_at", "used_at", "revoked_at"]
    for row in LoginCode.objects.filter(member__in=_people(member)).select_related("issued_by"):
        by = Fact("issued_by", _("Dibuat oleh"), name_of(row.issued_by))
        yield Entry(row.get_purpose_display(), [by, *facts_of(row, *names)])


def disclosures(*, subject: Subject) -> Section:
    """Single looks name the person; lists a person was part of are told apart by their name only."""
    why = _("Setiap kali petugas membuka nomor HP, berkas, atau salinan data Anda, itu dicatat di sini.")
    rows = Disclosure.objects.filter(member__in=_people(subject.member)).select_related("user")
    entries = [
        Entry(row.get_kind_display(), [Fact("user", _("Oleh"), name_of(row.user)), *facts_of(row, "happened_at")])
        for row in rows
    ]
    return Section(_("Yang melihat data Anda"), why, entries)
