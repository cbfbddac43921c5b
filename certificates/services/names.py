"""The spelling before it is printed: asked on the site or on a list in the hall, and noted with whose word it is.

A check speaks about one spelling only. Whoever corrects the name afterwards makes the answer old.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from bimtek.models import TrainingEvent
from certificates.models import NameCheck
from certificates.services.wording import clean_text
from members.models import Member, User
from members.services.people import tidy_name


class SpellingMissing(ValueError):
    """A wish needs a spelling, and another one than today's."""


class NoWish(Exception):
    """Nobody asked for another spelling, or somebody carried it out before."""


@dataclass(frozen=True)
class Spelling:
    """One person's name as it will be printed, and what was said about it."""

    member: Member
    check: NameCheck | None

    @property
    def printed(self) -> str:
        return clean_text(self.member.full_name)

    @property
    def is_confirmed(self) -> bool:
        return self.check is not None and not self.check.wish and self.check.name == self.printed

    @property
    def is_by_owner(self) -> bool:
        """Said by the person, not by the office for them."""
        return self.check is not None and self.check.answered_by_id == self.member.user_id

    @property
    def wish(self) -> str:
        """The spelling asked for, as long as nobody wrote it."""
        return self.check.wish if self.check and self.check.name == self.printed else ""


def spelling_of(*, member: Member) -> Spelling:
    return Spelling(member, NameCheck.objects.filter(member=member).select_related("answered_by").first())


def spellings_of(*, members: Sequence[Member]) -> dict[int, Spelling]:
    """By primary key of the person; one query."""
    checks = NameCheck.objects.of_people(members)
    return {member.pk: Spelling(member, checks.get(member.pk)) for member in members}


def people_of_event(*, event: TrainingEvent) -> list[Member]:
    """Everybody whose name is still to be printed: participants as they sit, then those with a part. Two queries."""
    seated = [
        row.member for row in event.registrations.seated().filter(certificates=None).in_hall_order().with_member()
    ]
    parts = [row.member for row in event.speakers.filter(certificates=None).select_related("member__region__parent")]
    return list({member.pk: member for member in [*seated, *parts] if not member.erased_at}.values())


@transaction.atomic
def confirm_name(*, member: Member, by: User, now: datetime) -> NameCheck:
    """The spelling of today is right, says `by`: the person, or an officer who asked."""
    return _answer(member, "", by, now)


@transaction.atomic
def confirm_names(*, members: Iterable[Member], by: User, now: datetime) -> int:
    """A signed list from the hall, for everybody on it; how many there were."""
    return len([_answer(member, "", by, now) for member in members])


@transaction.atomic
def wish_for_name(*, member: Member, wish: str, by: User, now: datetime) -> NameCheck:
    """Another spelling, please; an officer looks at it first. Raise SpellingMissing."""
    wish = tidy_name(clean_text(wish))[:200]
    if not any(letter.isalpha() for letter in wish) or wish == clean_text(member.full_name):
        raise SpellingMissing
    return _answer(member, wish, by, now)


@transaction.atomic
def carry_out_wish(*, member: Member, by: User, now: datetime) -> Member:
    """Write the name as asked for, and confirm it with that. Raise NoWish."""
    member = Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    wish = spelling_of(member=member).wish
    if not wish:
        raise NoWish
    member.full_name = wish
    member.save(update_fields=["full_name"])
    _answer(member, "", by, now)
    return member


def _answer(member: Member, wish: str, by: User, now: datetime) -> NameCheck:
    """The newest word counts; the spelling it was about is kept with it."""
    said = {"name": clean_text(member.full_name), "wish": wish, "answered_at": now, "answered_by": by}
    row, _is_new = NameCheck.objects.update_or_create(member=member, defaults=said)
    return row
