"""Who may do what, and where: roles are given and taken here, and every change is in Wagtail's log with its reason."""

from datetime import datetime

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.translation import override
from wagtail.log_actions import log

from members.choices import AccountEventKind, Role
from members.models import Organization, Region, RoleAssignment, User
from members.services.events import record_event
from members.services.organizations import settle_file_groups
from members.services.sessions import end_sessions
from members.signals import role_revoked

GRANTED, REVOKED = "members.role_granted", "members.role_revoked"


@transaction.atomic
def grant_role(
    *,
    user: User,
    role: str,
    organization: Organization | None = None,
    region: Region | None = None,
    by: User | None = None,
    reason: str = "",
    now: datetime,
) -> RoleAssignment:
    """Give `user` a role for one office or one region, with the Wagtail groups that follow; safe to repeat.

    Ends the sessions of `user`. `by` is None when the site sets itself up. A repetition changes and logs nothing.
    """
    assignment, is_new = RoleAssignment.objects.get_or_create(
        user=user, role=role, organization=organization, region=region
    )
    user.groups.add(_group_of(role))
    _settle(user)
    if is_new:
        _write_down(GRANTED, assignment, by=by, reason=reason, now=now)
        end_sessions(user=user)
    return assignment


@transaction.atomic
def revoke_role(*, assignment: RoleAssignment, by: User | None = None, reason: str = "", now: datetime) -> None:
    """Take a role away, and with the last one of its kind the Wagtail group; `role_revoked` tells the others."""
    user, role = assignment.user, assignment.role
    _write_down(REVOKED, assignment, by=by, reason=reason, now=now)
    assignment.delete()
    if not user.role_assignments.filter(role=role).exists():
        user.groups.remove(_group_of(role))
    _settle(user)
    end_sessions(user=user)
    role_revoked.send(sender=RoleAssignment, user=user, role=role)


def leaves_no_admin(assignment: RoleAssignment) -> bool:
    """Whether nobody else who can log in would be admin of this office or region, itself or from above."""
    if assignment.role != Role.ADMIN:
        return False
    place = assignment.organization.region_id if assignment.organization else assignment.region_id or ""
    others = RoleAssignment.objects.filter(role=Role.ADMIN, user__is_active=True).exclude(user=assignment.user)
    from_above = others.filter(region__in=[place[:length] for length in (2, 5, 8, 13) if length <= len(place)])
    same_office = (
        others.filter(organization=assignment.organization_id) if assignment.organization_id else others.none()
    )
    return not (from_above.exists() or same_office.exists())


def _settle(user: User) -> None:
    user.__dict__.pop("roles", None)
    settle_file_groups(user)


def _write_down(action: str, assignment: RoleAssignment, *, by: User | None, reason: str, now: datetime) -> None:
    """For the office in Wagtail's log, for the owner in the own history; sessions opened under the old role end."""
    data = {
        "role": assignment.role,
        "organization": assignment.organization_id,
        "region": assignment.region_id,
        "place": assignment.place_name,
        "reason": reason,
    }
    log(instance=assignment.user, action=action, user=by, data=data, timestamp=now)
    record_event(user=assignment.user, kind=AccountEventKind.ROLE_CHANGED, actor=by, now=now)
    end_sessions(user=assignment.user)


def _group_of(role: str) -> Group:
    """The Wagtail group of a role; made again, with entry to the back office only, if somebody deleted it."""
    with override("id"):
        group, is_new = Group.objects.get_or_create(name=str(Role(role).label))
    if is_new:
        group.permissions.add(Permission.objects.get(codename="access_admin", content_type__app_label="wagtailadmin"))
    return group
