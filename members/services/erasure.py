"""Erasing a person: what names them goes, what others rely on stays without a name. The table is in docs/privacy.md."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from members.choices import RequestKind
from members.models import DataRequest, Member, User
from members.services.data_requests import TIME_TO_ANSWER, close
from members.services.merges import entries_of
from members.services.people import is_staff_login

logger = logging.getLogger(__name__)
ERASERS: dict[str, str] = {}


class CannotErase(Exception):
    """Base of every reason why nobody was erased; nothing was changed either."""


class ErasesStaff(CannotErase):
    """The login has a role; whoever gave the role takes it back first."""


class ErasesPart(CannotErase):
    """The entry was merged into another one; erase that one, and this one goes with it."""


@dataclass(frozen=True)
class Effect:
    """Rows of one kind: how many go, how many stay without a name, and why they stay."""

    label: str
    gone: int = 0
    kept: int = 0
    why: str = ""


class Eraser(Protocol):
    """One app's part. `effects` counts what `erase` will do, and writes nothing."""

    def effects(self, *, member: Member, now: datetime) -> list[Effect]: ...

    def erase(self, *, member: Member, by: User | None, now: datetime) -> None: ...


def register_eraser(key: str, path: str) -> None:
    """Contribute the path of an `Eraser` class; call it in `AppConfig.ready()`. Higher apps come before lower ones."""
    ERASERS[key] = path


def _erasers() -> Iterable[Eraser]:
    return [import_string(path)() for path in ERASERS.values()]


def preview_erasure(*, member: Member, now: datetime) -> list[Effect]:
    """What would go and what would stay, kinds without rows left out. Raises CannotErase as erasing would."""
    _check(member)
    found = [
        effect
        for entry in entries_of(member=member)
        for eraser in _erasers()
        for effect in eraser.effects(member=entry, now=now)
    ]
    return _add_up(effect for effect in found if effect.gone or effect.kept)


def _add_up(effects: Iterable[Effect]) -> list[Effect]:
    sums: dict[str, Effect] = {}
    for effect in effects:
        so_far = sums.get(effect.label, Effect(effect.label))
        sums[effect.label] = Effect(effect.label, so_far.gone + effect.gone, so_far.kept + effect.kept, effect.why)
    return list(sums.values())


def confirms(*, member: Member, typed: str) -> bool:
    """Whether `typed` is the name of the person, however it is spaced and capitalized."""
    return " ".join(typed.split()).casefold() == " ".join(member.full_name.split()).casefold()


@transaction.atomic
def erase_member(*, member: Member, by: User | None, now: datetime) -> Member:
    """Erase a person with every entry that was merged into theirs, and the login; a second call changes nothing.

    Leaves a closed request as the trace of who did it and when. The lock is the one that issuing a certificate takes:
    a certificate is either issued in full before, or not at all. Raises ErasesStaff and ErasesPart.
    """
    member = Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    if member.erased_at:
        return member
    _check(member)
    entries = entries_of(member=member)
    for entry in entries:
        for eraser in _erasers():
            eraser.erase(member=entry, by=by, now=now)
    _leave_trace(member, by, now)
    logger.info("member %s erased, %s entries", member.pk, len(entries))
    member.refresh_from_db()
    return member


def _check(member: Member) -> None:
    if member.merged_into_id:
        raise ErasesPart
    if any(entry.user and is_staff_login(entry.user) for entry in entries_of(member=member)):
        raise ErasesStaff


def _leave_trace(member: Member, by: User | None, now: datetime) -> None:
    """The open request to erase is granted, other open ones end with it; without one a closed one is written."""
    with override("id"):
        answer = _("Data sudah dihapus.")
    for request in DataRequest.objects.filter(member=member).open():
        close(request=request, is_granted=request.kind == RequestKind.ERASE, answer=answer, by=by, now=now)
    if not DataRequest.objects.filter(member=member, kind=RequestKind.ERASE, is_granted=True).exists():
        DataRequest.objects.create(
            member=member,
            kind=RequestKind.ERASE,
            created_at=now,
            due_at=now + TIME_TO_ANSWER,
            closed_at=now,
            closed_by=by,
            is_granted=True,
            answer=answer,
        )
