"""What this app erases of a person: the entry, the login, and everything that hangs on the two."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from lms.files import private_files
from members.choices import KimOffice
from members.models import (
    AccountEvent,
    Consent,
    DataRequest,
    Kim,
    KimMembership,
    LoginCode,
    Member,
    MemberMerge,
    NotSamePerson,
    User,
)
from members.services.erasure import Effect
from members.services.sessions import end_sessions


def neutral_name(member: Member) -> str:
    """In the language of the office, because it is stored."""
    return f"Orang yang dihapus {member.pk}"


class PeopleEraser:
    """Runs last: the other apps may still ask who the person was."""

    def effects(self, *, member: Member, now: datetime) -> list[Effect]:
        count = _("Hitungan anggota KIM pada tanggal lampau; tanpa nama dan jabatan.")
        proof = _("Bukti bahwa pemakaian data pernah disetujui; tanpa nama, wali, dan pindaian.")
        trace = _("Bukti bahwa kantor menjawab dan siapa yang melihat; tanpa isi.")
        codes, events = LoginCode.objects.filter(member=member), AccountEvent.objects.filter(user=member.user)
        return [
            Effect(_("Nama, nomor HP, jenis kelamin, wilayah, jabatan, dan unsur"), gone=1),
            Effect(_("Akun masuk beserta sesinya"), gone=1 if member.user_id else 0),
            Effect(_("Kode masuk dan riwayat akun"), gone=codes.count() + (events.count() if member.user_id else 0)),
            Effect(_("Nomor kontak KIM yang sama dengan nomornya"), gone=_contacts(member).count()),
            Effect(_("Pindaian persetujuan"), gone=_scans(member).count()),
            Effect(_("Persetujuan"), kept=member.consents.count(), why=proof),
            Effect(_("Keanggotaan KIM"), kept=member.memberships.count(), why=count),
            Effect(_("Permintaan dan catatan pembukaan data"), kept=_traces(member), why=trace),
            Effect(_("Isi catatan penggabungan"), gone=_merges(member).count()),
        ]

    def erase(self, *, member: Member, by: User | None, now: datetime) -> None:
        _contacts(member).update(contact_phone="")
        _erase_consents(member, by, now)
        DataRequest.objects.filter(member=member).update(details="", answer="")
        LoginCode.objects.filter(member=member).delete()
        _end_memberships(member, now)
        _close_merges(member)
        if member.user:
            _erase_login(member.user)
        _erase_entry(member, now)


def _contacts(member: Member) -> QuerySet[Kim]:
    return Kim.objects.filter(contact_phone=member.phone) if member.phone else Kim.objects.none()


def _scans(member: Member) -> QuerySet[Consent]:
    return member.consents.exclude(scan="")


def _merges(member: Member) -> QuerySet[MemberMerge]:
    """Without those that gave this entry away and stand: they are counted at the entry that was kept."""
    return MemberMerge.objects.filter(Q(kept=member) | Q(merged=member, undone_at__isnull=False))


def _traces(member: Member) -> int:
    return member.data_requests.count() + member.disclosures.count()


def _erase_consents(member: Member, by: User | None, now: datetime) -> None:
    for consent in member.consents.given():
        consent.withdrawn_at, consent.withdrawn_by = max(now, consent.given_at), by
        consent.save(update_fields=["withdrawn_at", "withdrawn_by"])
    delete_files(_scans(member).values_list("scan", flat=True))
    member.consents.update(guardian_name="", scan="")


def delete_files(names: Iterable[str]) -> None:
    """From the private files, once the transaction is through: a rolled back one must not lose them."""
    storage = private_files()
    for name in set(names):
        transaction.on_commit(partial(storage.delete, name))


def _end_memberships(member: Member, now: datetime) -> None:
    """Open ones end today; a membership of the future never begins."""
    today = timezone.localdate(now)
    member.memberships.filter(ends_on__isnull=True, starts_on__gt=today).delete()
    member.memberships.filter(ends_on__isnull=True).update(ends_on=today)
    KimMembership.objects.filter(member=member).update(office=KimOffice.MEMBER, section="")


def _close_merges(member: Member) -> None:
    """A merge of an erased person cannot be taken back: what it remembers is gone, and its time is over."""
    for merge in _merges(member):
        merge.before, merge.moved = {}, []
        merge.undo_until = merge.merged_at + timedelta(microseconds=1)
        merge.save(update_fields=["before", "moved", "undo_until"])
    NotSamePerson.objects.touching(member).delete()


def _erase_login(user: User) -> None:
    """The row stays, because ledgers name it as who did something; it opens nothing and names nobody."""
    end_sessions(user=user)
    for model in (UserProfile, Authenticator, EmailAddress, AccountEvent):
        model.objects.filter(user=user).delete()
    user.username, user.phone, user.email = f"dihapus-{user.pk}", None, ""
    user.first_name = user.last_name = ""
    user.is_active = False
    user.set_unusable_password()
    user.save()
    _rename_log(user, user.username)


def _erase_entry(member: Member, now: datetime) -> None:
    member.full_name = neutral_name(member)
    member.phone = member.gender = member.institution = ""
    member.region = member.is_minor = None
    member.erased_at = now
    member.save()
    member.walks_of_life.clear()
    _rename_log(member, member.full_name)


def _rename_log(row: Model, label: str) -> None:
    """Wagtail's log keeps the title of what it is about."""
    kind = ContentType.objects.get_for_model(row)
    ModelLogEntry.objects.filter(content_type=kind, object_id=str(row.pk)).update(label=label)
