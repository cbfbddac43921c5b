"""People known to an office."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from members.models import Member, Organization, Region, User, WalkOfLife


class PhoneTaken(Exception):
    """The number already leads to another account."""


def member_of(user: User | AnonymousUser) -> Member | None:
    """The person behind a login; None for visitors and for staff who are nobody's member."""
    if not user.is_authenticated:
        return None
    try:
        return user.member
    except Member.DoesNotExist:
        return None


def zone_of(user: User) -> str:
    """Time zone of the first office somebody works for, for lists about several offices; else the site's."""
    offices = (row.organization for row in user.roles if row.organization)
    return next((office.time_zone for office in offices), settings.TIME_ZONE)


def member_with_place(user: User) -> Member | None:
    """Like `member_of`, with region and kecamatan in the same query."""
    return Member.objects.with_place().filter(user=user).first()


@transaction.atomic
def create_member(
    *,
    full_name: str,
    organization: Organization,
    region: Region | None = None,
    gender: str = "",
    phone: str | None = None,
    institution: str = "",
    walks_of_life: Iterable[WalkOfLife] = (),
    now: datetime,
) -> Member:
    """A person known to the office, without a login; the name is kept as it will be printed."""
    member = Member.objects.create(
        full_name=tidy_name(full_name),
        organization=organization,
        region=region,
        gender=gender,
        phone=phone or "",
        institution=institution.strip(),
        created_at=now,
    )
    member.walks_of_life.set(walks_of_life)
    return member


@transaction.atomic
def update_member(
    *,
    member: Member,
    full_name: str,
    region: Region | None,
    gender: str,
    phone: str | None,
    institution: str,
    walks_of_life: Iterable[WalkOfLife],
    now: datetime,
) -> Member:
    """Correct what the office knows; a learner's new phone number is the one to log in with from now on.

    Raises PhoneTaken when that number already leads to somebody else's account. Accounts of staff keep their number.
    """
    member.full_name = tidy_name(full_name)
    member.region, member.gender, member.institution = region, gender, institution.strip()
    is_new_number = str(phone or "") != str(member.phone or "")
    member.phone = phone or ""
    member.save()
    member.walks_of_life.set(walks_of_life)
    if member.user and not is_staff_login(member.user):
        _update_login(user=member.user, member=member, is_new_number=is_new_number)
    return member


def _update_login(*, user: User, member: Member, is_new_number: bool) -> None:
    """The header greets with the first name; a new number is the one to log in with."""
    user.first_name = member.call_name[:150]
    if is_new_number:
        user.phone = str(member.phone) if member.phone else None
    try:
        with transaction.atomic():
            user.save(update_fields=["first_name", "phone"])
    except IntegrityError as error:
        raise PhoneTaken from error


def is_staff_login(user: User) -> bool:
    """Whether more than a learner depends on this account; officers leave those alone."""
    return user.is_superuser or user.is_staff or user.role_assignments.exists() or user.groups.exists()


def tidy_name(text: str) -> str:
    """One space between words, none around; capitals stay as typed."""
    return " ".join(text.split())
