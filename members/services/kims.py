"""Groups and who belongs to them."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from members.choices import KimOffice
from members.models import Kim, KimMembership, Member


class AlreadyMember(Exception):
    """The person already belongs to this group."""


class KimExists(Exception):
    """The place already has a group of that name."""


@transaction.atomic
def save_kim(*, kim: Kim) -> Kim:
    """Enter a new group or correct one; raises KimExists."""
    try:
        with transaction.atomic():
            kim.save()
    except IntegrityError as error:
        raise KimExists from error
    return kim


@transaction.atomic
def join_kim(
    *, kim: Kim, member: Member, office: str = KimOffice.MEMBER, section: str = "", now: datetime
) -> KimMembership:
    """Enter a person in the group's register from today on; raises AlreadyMember while a membership is open."""
    kim = Kim.objects.select_for_update().get(pk=kim.pk)
    if kim.memberships.filter(member=member, ends_on__isnull=True).exists():
        raise AlreadyMember
    return KimMembership.objects.create(
        kim=kim, member=member, office=office, section=section.strip(), starts_on=timezone.localdate(now)
    )


def describe_home(*, member: Member, today: date) -> str:
    """`KIM Suara Namosain · Namosain, Kecamatan Alak`; without a group the place or the institution.

    Of several groups the one the person chairs comes first, else the longest held. One query for a member `with_place`.
    """
    memberships = member.memberships.active_on(today).with_kims()
    kim = next((row.kim for row in memberships), None)
    if kim:
        return f"{kim.name} · {kim.region.full_name}"
    return member.region.full_name if member.region else member.institution


@transaction.atomic
def leave_kim(*, membership: KimMembership, now: datetime) -> KimMembership:
    """Close a membership today; the row stays, because completion is counted against the register of a date."""
    membership = KimMembership.objects.select_for_update().get(pk=membership.pk)
    if membership.ends_on is None:
        membership.ends_on = max(timezone.localdate(now), membership.starts_on)
        membership.save(update_fields=["ends_on"])
    return membership
