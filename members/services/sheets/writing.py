"""Many people at once, in few statements and with the rules of `create_member`, `update_member` and `join_kim`."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from members.models import Kim, KimMembership, Member, Organization, Region, WalkOfLife
from members.services.people import tidy_name, update_member
from members.services.sheets.people import Person

BATCH = 500
UPDATE_BATCH = 200
FIELDS = ["full_name", "gender", "phone", "region", "institution"]


class PeopleMoved(Exception):
    """Somebody was merged or erased between reading and writing; the job starts anew and reads again."""


Pair = tuple[Person, Person]
"""Somebody before and after; before is empty for a new person."""


@transaction.atomic
def write_people(*, pairs: Sequence[Pair], organization: Organization, today: date, now: datetime) -> dict[int, int]:
    """Write people, their unsur and their groups; returns the primary key of every token.

    Somebody with a login goes through `update_member`, because the number is what they log in with.
    Raises PhoneTaken and PeopleMoved.
    """
    _hold([after.pk for _before, after in pairs if after.pk is not None])
    pks = _create([after for _before, after in pairs if after.pk is None], organization, now)
    _update([(before, after) for before, after in pairs if after.pk is not None], now)
    pks |= {after.token: after.pk for _before, after in pairs if after.pk is not None}
    _write_walks(pairs, pks)
    _write_groups(pairs, pks, today)
    return pks


def _hold(pks: Sequence[int]) -> None:
    """Keep merges and erasures away until the transaction ends; raises PeopleMoved when one was quicker."""
    for start in range(0, len(pks), BATCH):
        wanted = pks[start : start + BATCH]
        held = Member.objects.current().select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
        if len(held.values_list("pk", flat=True)) < len(wanted):
            raise PeopleMoved


def _create(people: Sequence[Person], organization: Organization, now: datetime) -> dict[int, int]:
    members = Member.objects.bulk_create(
        [Member(organization=organization, created_at=now, **_values(person)) for person in people], batch_size=BATCH
    )
    return {person.token: member.pk for person, member in zip(people, members, strict=True)}


def _values(person: Person) -> dict:
    return {
        "full_name": tidy_name(person.full_name),
        "gender": person.gender,
        "phone": person.phone,
        "region_id": person.region_id,
        "institution": person.institution.strip(),
    }


def _update(pairs: Sequence[Pair], now: datetime) -> None:
    changed = [after for before, after in pairs if _values(before) != _values(after)]
    plain = [Member(pk=person.pk, **_values(person)) for person in changed if not person.user_id]
    Member.objects.bulk_update(plain, FIELDS, batch_size=UPDATE_BATCH)
    with_login = [person for person in changed if person.user_id]
    members = Member.objects.select_related("user").in_bulk([person.pk for person in with_login])
    regions = Region.objects.in_bulk({person.region_id for person in with_login if person.region_id})
    for person in with_login:
        member = members[person.pk or 0]
        values = _values(person)
        region = regions.get(values.pop("region_id") or "")
        update_member(member=member, region=region, walks_of_life=member.walks_of_life.all(), now=now, **values)


def _write_walks(pairs: Sequence[Pair], pks: dict[int, int]) -> None:
    """What the row says replaces what was there."""
    changed = [(before, after) for before, after in pairs if before.walk_names != after.walk_names]
    if not changed:
        return
    links = Member.walks_of_life.through
    walks = dict(WalkOfLife.objects.values_list("name", "pk"))
    old = [after.pk for before, after in changed if before.walk_names and after.pk]
    for start in range(0, len(old), BATCH):
        links.objects.filter(member_id__in=old[start : start + BATCH]).delete()
    links.objects.bulk_create(
        [
            links(member_id=pks[after.token], walkoflife_id=walks[name])
            for _before, after in changed
            for name in after.walk_names
        ],
        batch_size=BATCH,
    )


def _write_groups(pairs: Sequence[Pair], pks: dict[int, int], today: date) -> None:
    """New memberships begin today; for another office the old row ends yesterday, so that history stays."""
    wanted = {
        (pks[after.token], kim): (office, section)
        for before, after in pairs
        for kim, office, section in set(after.groups) - set(before.groups)
    }
    if not wanted:
        return
    list(Kim.objects.select_for_update().filter(pk__in={kim for _member, kim in wanted}).order_by("pk"))
    for membership in _open_memberships(wanted):
        key = (membership.member_id, membership.kim_id)
        if key in wanted and membership.starts_on >= today:
            membership.office, membership.section = wanted.pop(key)
            membership.save(update_fields=["office", "section"])
        elif key in wanted:
            membership.ends_on = today - timedelta(days=1)
            membership.save(update_fields=["ends_on"])
    KimMembership.objects.bulk_create(
        [
            KimMembership(member_id=member, kim_id=kim, office=office, section=section, starts_on=today)
            for (member, kim), (office, section) in wanted.items()
        ],
        batch_size=BATCH,
    )


def _open_memberships(wanted: dict[tuple[int, int], tuple[str, str]]) -> list[KimMembership]:
    members = sorted({member for member, _kim in wanted})
    kims = {kim for _member, kim in wanted}
    found: list[KimMembership] = []
    for start in range(0, len(members), BATCH):
        found += KimMembership.objects.filter(
            ends_on__isnull=True, kim__in=kims, member__in=members[start : start + BATCH]
        )
    return found
