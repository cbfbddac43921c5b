"""Login cards: accounts and codes for many people at once, ready to be printed; docs/accounts.md."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from members.choices import CodePurpose
from members.models import Kim, LoginCode, Member, RoleAssignment, User
from members.services.accounts import create_login
from members.services.codes import issue_code
from members.services.kims import describe_home
from members.services.printable import strange_letters

MOST_AT_ONCE = 120
"""Twelve sheets; more people than a group has."""


class CannotPrint(Exception):
    """Names, places or usernames (`texts`) with letters that the fonts of the cards lack."""

    def __init__(self, texts: list[str]) -> None:
        super().__init__(f"{len(texts)} texts")  # no names in logs
        self.texts = texts


@dataclass(frozen=True)
class Card:
    """What is printed on one card; `code` exists nowhere else."""

    name: str
    username: str
    home: str
    code: str
    address: str
    expires_on: date


@dataclass(frozen=True)
class Candidate:
    """One line of the list of people to print for."""

    member: Member
    is_staff: bool
    is_locked: bool
    has_password: bool
    has_open_code: bool

    @property
    def can_have_card(self) -> bool:
        return not (self.is_staff or self.is_locked)

    @property
    def is_offered(self) -> bool:
        """Ticked beforehand: whoever cannot log in yet and holds no card."""
        return self.can_have_card and not self.has_password and not self.has_open_code


def candidates(*, kim: Kim, editor: User, now: datetime) -> list[Candidate]:
    """Everybody in the group's register today whom `editor` may change; one query."""
    rows = kim.memberships.active_on(timezone.localdate(now)).values("member")
    members = (
        Member.objects.editable_by(editor)
        .current()
        .filter(pk__in=rows)
        .select_related("user", "region__parent")
        .annotate(
            has_staff_login=Exists(_staff_logins()),
            has_open_code=Exists(LoginCode.objects.open_at(now).filter(member=OuterRef("pk"))),
        )
        .order_by("full_name", "pk")
    )
    return [_candidate(member) for member in members]


def _staff_logins() -> QuerySet[User]:
    """The same question as `is_staff_login`, for many people at once."""
    roles = RoleAssignment.objects.filter(user=OuterRef("pk"))
    groups = User.groups.through.objects.filter(user=OuterRef("pk"))
    more = Q(is_superuser=True) | Q(is_staff=True) | Exists(roles) | Exists(groups)
    return User.objects.filter(more, member=OuterRef("pk"))


def _candidate(member: Any) -> Candidate:
    """Of a Member with the two annotations of `candidates`."""
    user = member.user
    return Candidate(
        member=member,
        is_staff=member.has_staff_login,
        is_locked=bool(user and not user.is_active),
        has_password=bool(user and user.has_usable_password()),
        has_open_code=member.has_open_code,
    )


@transaction.atomic
def issue_cards(*, members: Iterable[Member], home: str = "", by: User, now: datetime) -> list[Card]:
    """An account for whoever has none, and a new code for everybody; older cards die.

    `home` is the line under the name; without it each person's own group. Raises CannotPrint, LoginIsStaff and NoLogin,
    and then nobody got anything and older cards stay alive.
    """
    today = timezone.localdate(now)
    lines = [(member, home or describe_home(member=member, today=today)) for member in members]
    _check_letters(lines)
    return [_issue_card(member=member, home=line, by=by, now=now) for member, line in lines]


def _check_letters(lines: list[tuple[Member, str]]) -> None:
    """Before any card dies for a sheet that nobody can draw. Usernames made here are plain letters."""
    texts = [text for member, home in lines for text in (member.full_name, home, _username(member))]
    refused = [text for text in dict.fromkeys(texts) if strange_letters(text)]
    if refused:
        raise CannotPrint(refused)


def _username(member: Member) -> str:
    return member.user.username if member.user else ""


def _issue_card(*, member: Member, home: str, by: User, now: datetime) -> Card:
    if member.user_id is None:
        create_login(member=member, now=now)
    issued = issue_code(member=member, purpose=CodePurpose.CARD, by=by, now=now)
    return Card(
        name=member.full_name,
        username=User.objects.get(member=member).username,
        home=home,
        code=issued.text,
        address=issued.address,
        expires_on=timezone.localdate(issued.row.expires_at),
    )
