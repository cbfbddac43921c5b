"""People and what they may do."""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.db import transaction
from django.utils.translation import override

from members.choices import Role
from members.models import Member, Organization, Region, RoleAssignment, User


def member_of(user: User | AnonymousUser) -> Member | None:
    """The person behind a login; None for visitors and for staff who are nobody's member."""
    if not user.is_authenticated:
        return None
    try:
        return user.member
    except Member.DoesNotExist:
        return None


@transaction.atomic
def create_member(
    *,
    full_name: str,
    organization: Organization,
    region: Region | None = None,
    gender: str = "",
    phone: str | None = None,
    institution: str = "",
    now: datetime,
) -> Member:
    """A person known to the office, without a login; the name is kept as it will be printed."""
    return Member.objects.create(
        full_name=tidy_name(full_name),
        organization=organization,
        region=region,
        gender=gender,
        phone=phone or "",
        institution=institution.strip(),
        created_at=now,
    )


@transaction.atomic
def grant_role(
    *, user: User, role: str, organization: Organization | None = None, region: Region | None = None
) -> RoleAssignment:
    """Give `user` a role for one office or one region and the Wagtail group of that role; safe to repeat."""
    assignment, _created = RoleAssignment.objects.get_or_create(
        user=user, role=role, organization=organization, region=region
    )
    user.groups.add(_group_of(role))
    user.__dict__.pop("roles", None)
    return assignment


def _group_of(role: str) -> Group:
    """The Wagtail group of a role; made again, with entry to the back office only, if somebody deleted it."""
    with override("id"):
        group, is_new = Group.objects.get_or_create(name=str(Role(role).label))
    if is_new:
        group.permissions.add(Permission.objects.get(codename="access_admin", content_type__app_label="wagtailadmin"))
    return group


def tidy_name(text: str) -> str:
    """One space between words, none around; capitals stay as typed."""
    return " ".join(text.split())
