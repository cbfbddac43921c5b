"""Rows of the KIM.id sheet of people into the register, by the rules every other door follows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from members.choices import KimOffice
from members.models import Kim, KimMembership, Member, Organization, Region, WalkOfLife
from members.services.kims import correct_membership, join_kim, leave_kim
from members.services.people import create_member, update_member


@dataclass
class Seat:
    """A place in a group with the person in it. `token` is the membership, `person` the member; negative when new."""

    token: int = 0
    person: int = 0
    full_name: str = ""
    gender: str = ""
    phone: str = ""
    region_id: str | None = None
    walk_names: tuple[str, ...] = ()
    kim_id: int = 0
    office: str = KimOffice.MEMBER.value
    section: str = ""
    starts_on: date | None = None
    ends_on: date | None = None

    @property
    def pk(self) -> int | None:
        return self.token if self.token > 0 else None

    @property
    def who(self) -> tuple[object, ...]:
        """What the row says about the person."""
        return self.full_name, self.gender, self.phone, self.region_id, self.walk_names

    @property
    def where(self) -> tuple[object, ...]:
        """What the row says about the place in the group."""
        return self.office, self.section, self.starts_on, self.ends_on

    def __str__(self) -> str:
        return str(self.token)


@transaction.atomic
def save_seats(*, pairs: Sequence[tuple[Seat, Seat]], organization: Organization, now: datetime) -> None:
    """Write new and changed places in groups with the people in them.

    `before` is empty for a new place. A person named by several rows says the same in all of them.
    """
    members: dict[int, Member] = {}
    walks = {walk.name: walk for walk in WalkOfLife.objects.all()}
    for before, after in pairs:
        if after.person not in members:
            members[after.person] = _save_person(before, after, walks, organization, now)
        if before.token and before.where != after.where:
            _correct(after)
        elif not before.token:
            _join(after, members[after.person], now)


def _save_person(
    before: Seat, after: Seat, walks: dict[str, WalkOfLife], organization: Organization, now: datetime
) -> Member:
    values: dict[str, Any] = {
        "full_name": after.full_name,
        "region": Region.objects.filter(code=after.region_id).first() if after.region_id else None,
        "gender": after.gender,
        "phone": after.phone,
        "walks_of_life": [walks[name] for name in after.walk_names],
    }
    if after.person < 0:
        return create_member(organization=organization, **values, now=now)
    member = Member.objects.select_related("user").get(pk=after.person)
    if before.who == after.who:
        return member
    return update_member(member=member, institution=member.institution, **values, now=now)


def _correct(after: Seat) -> None:
    membership = KimMembership.objects.get(pk=after.token)
    correct_membership(
        membership=membership,
        office=after.office,
        section=after.section,
        starts_on=after.starts_on or membership.starts_on,
        ends_on=after.ends_on,
    )


def _join(after: Seat, member: Member, now: datetime) -> None:
    """A place that has ended already is entered with both its days."""
    kim = Kim.objects.get(pk=after.kim_id)
    membership = join_kim(
        kim=kim, member=member, office=after.office, section=after.section, starts_on=after.starts_on, now=now
    )
    if after.ends_on:
        leave_kim(membership=membership, ends_on=after.ends_on, now=now)
