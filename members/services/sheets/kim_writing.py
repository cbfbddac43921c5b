"""Groups of a sheet into the register, with their chairs."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from members.choices import KimOffice
from members.models import Kim, KimMembership, Organization, Region
from members.services.people import create_member
from members.services.sheets.people import People, Person
from members.services.sheets.places import key_of

if TYPE_CHECKING:
    from members.services.sheets.kims import GroupRow

BATCH = 200
KIM_FIELDS = [
    "name", "region_id", "hamlet", "status", "decree_number", "decree_date", "decree_issuer", "decree_valid_until",
    "founded_year", "address", "contact_phone", "kim_id_url", "kim_id_registered_on",
]  # fmt: skip


@transaction.atomic
def write_kims(
    *, pairs: Sequence[tuple["GroupRow", "GroupRow"]], people: People, organization: Organization, today: date,
    now: datetime,
) -> dict[int, int]:  # fmt: skip
    """Write new and changed groups; returns the primary key of every token.

    A chair of another name follows the one before, whose time ends yesterday.
    """
    new = [after for _before, after in pairs if after.pk is None]
    made = Kim.objects.bulk_create([Kim(**_values(group)) for group in new], batch_size=BATCH)
    pks = {group.token: kim.pk for group, kim in zip(new, made, strict=True)}
    changed = [after for before, after in pairs if after.pk and _values(before) != _values(after)]
    fields = [name.removesuffix("_id") for name in KIM_FIELDS]
    Kim.objects.bulk_update([Kim(pk=group.pk, **_values(group)) for group in changed], fields, batch_size=BATCH)
    for before, after in pairs:
        if after.chair and after.chair != before.chair:
            kim = after.pk or pks[after.token]
            member = _chair(after, people, organization, now)
            _seat_chair(kim=kim, member=member, today=today)
    return pks | {after.token: after.token for _before, after in pairs if after.pk}


def _values(group: "GroupRow") -> dict:
    return {name: getattr(group, name) for name in KIM_FIELDS}


def _chair(group: "GroupRow", people: People, organization: Organization, now: datetime) -> int:
    """Somebody of that name in the group's region, else the only one of that name in the scope, else somebody new."""
    same = [people.by_token[token] for token in people.by_name[key_of(group.chair)]]
    here = [person for person in same if person.region_id == group.region_id]
    found = here if len(here) == 1 else same
    if len(found) == 1 and found[0].pk:
        return found[0].pk
    member = create_member(
        full_name=group.chair, organization=organization, region=Region.objects.get(pk=group.region_id), now=now
    )
    people.add(Person(member.pk, member.full_name, region_id=group.region_id))
    return member.pk


def _seat_chair(*, kim: int, member: int, today: date) -> None:
    rows = KimMembership.objects.select_for_update().filter(kim=kim, ends_on__isnull=True)
    for row in rows.filter(office=KimOffice.CHAIR):
        row.ends_on = max(row.starts_on, today - timedelta(days=1))
        row.save(update_fields=["ends_on"])
    held = rows.filter(member=member).first()
    if held is None:
        KimMembership.objects.create(kim_id=kim, member_id=member, office=KimOffice.CHAIR, starts_on=today)
    elif held.starts_on >= today:
        held.office, held.section = KimOffice.CHAIR, ""
        held.save(update_fields=["office", "section"])
    else:
        held.ends_on = today - timedelta(days=1)
        held.save(update_fields=["ends_on"])
        KimMembership.objects.create(kim_id=kim, member_id=member, office=KimOffice.CHAIR, starts_on=today)
