from members.models.people import Kim, KimMembership, Member, User, WalkOfLife
from members.models.places import Organization, Region
from members.models.roles import RoleAssignment
from members.models.scope import Scope, scope_of

__all__ = [
    "Kim",
    "KimMembership",
    "Member",
    "Organization",
    "Region",
    "RoleAssignment",
    "Scope",
    "User",
    "WalkOfLife",
    "scope_of",
]
