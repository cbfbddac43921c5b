"""Groups and who belongs to them."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import partial

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from members.choices import DisclosureKind, KimOffice
from members.models import Kim, KimLink, KimMembership, Member, User
from members.services.disclosures import record_disclosure
from members.services.merges import standing_entry


class AlreadyMember(Exception):
    """The person already belongs to this group on one of those days; `membership` says since when."""

    def __init__(self, membership: KimMembership) -> None:
        super().__init__()
        self.membership = membership


class KimExists(Exception):
    """The place already has a group of that name."""


class EndsBeforeStart(Exception):
    """A membership would end before it began."""


@transaction.atomic
def save_kim(
    *,
    kim: Kim,
    links: Iterable[tuple[str, str]] | None = None,
    decree_file: ContentFile | None = None,
    forgets_decree_file: bool = False,
) -> Kim:
    """Enter a new group or correct one; raises KimExists.

    `links` are pairs of kind and address and replace all there were; None leaves them. A new decree file takes the
    place of the old one, whose bytes go when the change is certain.
    """
    old_name = (kim.decree_file.name or "") if kim.pk else ""
    if forgets_decree_file:
        kim.decree_file = ""
    if decree_file:
        kim.decree_file.save(decree_file.name or "", decree_file, save=False)
    try:
        with transaction.atomic():
            kim.save()
    except IntegrityError as error:
        _drop_file(kim, (kim.decree_file.name or "") if decree_file else "")
        raise KimExists from error
    if old_name and old_name != kim.decree_file.name:
        transaction.on_commit(partial(_drop_file, kim, old_name))
    if links is not None:
        _replace_links(kim, {url: kind for kind, url in links})
    return kim


def _drop_file(kim: Kim, name: str) -> None:
    if name:
        kim.decree_file.storage.delete(name)


def _replace_links(kim: Kim, kinds: dict[str, str]) -> None:
    """Rows that stay as they are keep their key."""
    for link in kim.links.all():
        if kinds.get(link.url) == link.kind:
            del kinds[link.url]
        else:
            link.delete()
    KimLink.objects.bulk_create([KimLink(kim=kim, kind=kind, url=url) for url, kind in kinds.items()])


@transaction.atomic
def show_contact(*, kim: Kim, by: User, now: datetime) -> str:
    """The whole number of a group; who looked is noted."""
    record_disclosure(user=by, kind=DisclosureKind.PHONE, subject=f"Kontak {kim.name}", now=now)
    return kim.contact_phone.as_national if kim.contact_phone else ""


@transaction.atomic
def join_kim(
    *,
    kim: Kim,
    member: Member,
    office: str = KimOffice.MEMBER,
    section: str = "",
    starts_on: date | None = None,
    now: datetime,
) -> KimMembership:
    """Enter a person in the group's register from `starts_on` (today) on; raises AlreadyMember."""
    kim = Kim.objects.select_for_update().get(pk=kim.pk)
    member = standing_entry(member=member)
    starts_on = starts_on or timezone.localdate(now)
    _require_free(kim=kim, member=member, starts_on=starts_on, ends_on=None)
    return KimMembership.objects.create(
        kim=kim, member=member, office=office, section=section.strip(), starts_on=starts_on
    )


def _require_free(
    *, kim: Kim, member: Member, starts_on: date, ends_on: date | None, besides: int | None = None
) -> None:
    """Nobody is twice in one group on one day; the constraint alone keeps only the open rows apart."""
    clash = kim.memberships.filter(member=member).exclude(pk=besides or 0)
    clash = clash.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on))
    found = (clash.filter(starts_on__lte=ends_on) if ends_on else clash).order_by("-starts_on").first()
    if found:
        raise AlreadyMember(found)


@transaction.atomic
def correct_membership(
    *, membership: KimMembership, office: str, section: str, starts_on: date, ends_on: date | None
) -> KimMembership:
    """Put right what was entered wrongly; raises EndsBeforeStart and AlreadyMember."""
    membership = _lock(membership)
    if ends_on and ends_on < starts_on:
        raise EndsBeforeStart
    _require_free(
        kim=membership.kim, member=membership.member, starts_on=starts_on, ends_on=ends_on, besides=membership.pk
    )
    membership.office, membership.section = office, section.strip()
    membership.starts_on, membership.ends_on = starts_on, ends_on
    membership.save()
    return membership


@transaction.atomic
def change_office(*, membership: KimMembership, office: str, section: str, starts_on: date) -> KimMembership:
    """From `starts_on` the person holds another office; the day before ends the old one, which stays in the register.

    Raises EndsBeforeStart unless the old office lasted at least a day, AlreadyMember when it has already ended.
    """
    membership = _lock(membership)
    if membership.ends_on:
        raise AlreadyMember(membership)
    if starts_on <= membership.starts_on:
        raise EndsBeforeStart
    membership.ends_on = starts_on - timedelta(days=1)
    membership.save(update_fields=["ends_on"])
    return KimMembership.objects.create(
        kim=membership.kim, member=membership.member, office=office, section=section.strip(), starts_on=starts_on
    )


@transaction.atomic
def leave_kim(*, membership: KimMembership, ends_on: date | None = None, now: datetime) -> KimMembership:
    """Close a membership on `ends_on` (today); the row stays, because completion is counted against a date's register.

    Raises EndsBeforeStart for a chosen day before the first one. A membership that has ended stays as it is.
    """
    membership = _lock(membership)
    if membership.ends_on is None:
        if ends_on and ends_on < membership.starts_on:
            raise EndsBeforeStart
        membership.ends_on = ends_on or max(timezone.localdate(now), membership.starts_on)
        membership.save(update_fields=["ends_on"])
    return membership


def _lock(membership: KimMembership) -> KimMembership:
    """The group's row is the lock for all its memberships, the way `join_kim` takes it."""
    kim = Kim.objects.select_for_update().get(pk=membership.kim_id)
    membership = KimMembership.objects.select_related("member").get(pk=membership.pk)
    membership.kim = kim
    return membership


def describe_home(*, member: Member, today: date) -> str:
    """`KIM Suara Namosain · Namosain, Kecamatan Alak`; without a group the place or the institution.

    Of several groups the one the person chairs comes first, else the longest held. One query for a member `with_place`.
    """
    memberships = member.memberships.active_on(today).with_kims()
    kim = next((row.kim for row in memberships), None)
    if kim:
        return f"{kim.name} · {kim.region.full_name}"
    return member.region.full_name if member.region else member.institution
