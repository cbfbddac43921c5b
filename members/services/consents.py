"""What people agreed to; a purpose is followed only while `has_consent` says so (docs/privacy.md, ADR 0023)."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.core.files import File
from django.db import transaction

from members.choices import ConsentMethod, ConsentPurpose
from members.models import Consent, ConsentText, Member, User


class ConsentRefused(Exception):
    """Base of the reasons why nothing was agreed to; nothing was changed either."""


class AgeUnknown(ConsentRefused):
    """Nobody asked yet whether the person is under 18."""


class GuardianMissing(ConsentRefused):
    """Somebody under 18 needs the name of a parent or guardian."""


@dataclass(frozen=True)
class Choice:
    """One purpose as a person sees it: the wording in force, and the consent that counts for it, if any."""

    purpose: str
    label: str
    text: ConsentText
    consent: Consent | None


def has_consent(*, member: Member, purpose: str) -> bool:
    """Whether `member` agrees to a ConsentPurpose now, to words that still mean the same, and may do so."""
    return Consent.objects.counting().filter(member=member, purpose=purpose).exists()


def wants_asking(*, user: User) -> bool:
    """Whether this is somebody's member whom nobody asked yet."""
    return Member.objects.filter(user=user, consents_asked_at__isnull=True).exists()


def list_choices(*, member: Member) -> list[Choice]:
    """Every purpose in the order of the vocabulary; two queries."""
    texts = {text.purpose: text for text in ConsentText.objects.newest()}
    consents = Consent.objects.counting().filter(member=member).select_related("text", "recorded_by")
    given = {consent.purpose: consent for consent in consents}
    return [
        Choice(purpose, str(ConsentPurpose(purpose).label), texts[purpose], given.get(purpose))
        for purpose in ConsentPurpose.values
        if purpose in texts
    ]


@transaction.atomic
def give_consent(
    *,
    member: Member,
    purpose: str,
    by: User,
    method: str = ConsentMethod.SCREEN,
    guardian_name: str = "",
    scan: File | None = None,
    now: datetime,
) -> Consent:
    """Record an agreement to the wording in force; one that counts already stays as it is.

    Raises AgeUnknown and GuardianMissing. `scan` is kept under a random name in the private files.
    """
    member = _lock(member)
    _check_age(member, guardian_name)
    existing = Consent.objects.counting().filter(member=member, purpose=purpose).first()
    if existing and not scan:
        return existing
    _withdraw(member, [purpose], by, now)
    return Consent.objects.create(
        member=member,
        purpose=purpose,
        text=ConsentText.objects.newest().get(purpose=purpose),
        method=method,
        given_at=now,
        recorded_by=by,
        guardian_name=" ".join(guardian_name.split()) if member.is_minor else "",
        scan=_anonymous(scan),
    )


@transaction.atomic
def decide(
    *,
    member: Member,
    purposes: Collection[str],
    is_minor: bool | None = None,
    guardian_name: str = "",
    by: User,
    now: datetime,
) -> None:
    """A person's own answer to all purposes at once: those in `purposes` are agreed to, all others withdrawn.

    `is_minor` is taken over only while nobody asked before. Raises AgeUnknown and GuardianMissing.
    """
    member = _lock(member)
    if member.is_minor is None and is_minor is not None:
        member.is_minor = is_minor
    member.consents_asked_at = now
    member.save(update_fields=["is_minor", "consents_asked_at"])
    _withdraw(member, [purpose for purpose in ConsentPurpose.values if purpose not in purposes], by, now)
    for purpose in purposes:
        give_consent(member=member, purpose=purpose, by=by, guardian_name=guardian_name, now=now)


@transaction.atomic
def record_paper(
    *,
    member: Member,
    purposes: Collection[str],
    is_minor: bool,
    guardian_name: str = "",
    scan: File | None = None,
    by: User,
    now: datetime,
) -> list[Consent]:
    """What a person signed on paper, typed by an officer, who also answers for the age; nothing is withdrawn by it.

    Raises GuardianMissing. One scan serves all purposes on the sheet.
    """
    member = _lock(member)
    member.is_minor = is_minor
    member.consents_asked_at = member.consents_asked_at or now
    member.save(update_fields=["is_minor", "consents_asked_at"])
    agree = partial(give_consent, member=member, method=ConsentMethod.PAPER, guardian_name=guardian_name)
    return [agree(purpose=purpose, scan=scan, by=by, now=now) for purpose in purposes]


@transaction.atomic
def withdraw_consent(*, member: Member, purpose: str, by: User, now: datetime) -> None:
    """Take an agreement back; it stops counting with this transaction. A second call changes nothing."""
    _withdraw(_lock(member), [purpose], by, now)


@transaction.atomic
def skip_consents(*, member: Member, now: datetime) -> None:
    """The person was asked and would rather not decide: nothing is agreed to, and the question is not repeated."""
    Member.objects.filter(pk=member.pk, consents_asked_at__isnull=True).update(consents_asked_at=now)


@transaction.atomic
def publish_text(*, purpose: str, text: str, is_new_meaning: bool, now: datetime) -> ConsentText:
    """A changed wording as the next version; unchanged words make none. The first wording always has a new meaning."""
    versions = list(ConsentText.objects.select_for_update().filter(purpose=purpose).order_by("-version"))
    if versions and versions[0].text == text.strip():
        return versions[0]
    return ConsentText.objects.create(
        purpose=purpose,
        version=versions[0].version + 1 if versions else 1,
        text=text.strip(),
        is_new_meaning=is_new_meaning or not versions,
        published_at=now,
    )


def _lock(member: Member) -> Member:
    """`no_key`, so that a registration or certificate pointing at the person need not wait."""
    return Member.objects.select_for_update(no_key=True).get(pk=member.pk)


def _check_age(member: Member, guardian_name: str) -> None:
    if member.is_minor is None:
        raise AgeUnknown
    if member.is_minor and not guardian_name.strip():
        raise GuardianMissing


def _withdraw(member: Member, purposes: Collection[str], by: User | None, now: datetime) -> None:
    """A moment before the given one, from a clock set back, still counts as after it."""
    for consent in member.consents.given().filter(purpose__in=purposes):
        consent.withdrawn_at, consent.withdrawn_by = max(now, consent.given_at), by
        consent.save(update_fields=["withdrawn_at", "withdrawn_by"])


def _anonymous(scan: File | None) -> File | str:
    if scan is None:
        return ""
    ending = scan.name.rpartition(".")[2] if scan.name else "bin"
    scan.seek(0)
    return File(scan.file, name=f"{uuid.uuid4().hex}.{ending}")
