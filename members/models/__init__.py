from members.models.access import AccountEvent, LoginCode
from members.models.kims import Kim, KimLink, KimMembership, open_memberships
from members.models.merges import MemberMerge, NotSamePerson
from members.models.people import Member, User, WalkOfLife
from members.models.places import Organization, Region
from members.models.privacy import Consent, ConsentText, DataRequest, Disclosure, RetentionRule
from members.models.roles import RoleAssignment
from members.models.scope import Scope, scope_of
from members.models.sheets import SheetImport

__all__ = [
    "AccountEvent",
    "Consent",
    "ConsentText",
    "DataRequest",
    "Disclosure",
    "Kim",
    "KimLink",
    "KimMembership",
    "LoginCode",
    "Member",
    "MemberMerge",
    "NotSamePerson",
    "Organization",
    "Region",
    "RetentionRule",
    "RoleAssignment",
    "Scope",
    "SheetImport",
    "User",
    "WalkOfLife",
    "open_memberships",
    "scope_of",
]
