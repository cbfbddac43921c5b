"""What part of the world a user works for; the only place that reads role assignments for visibility.

Rows of a place (people, groups) belong to everybody who answers for the place. Rows of an office (events, certificates,
letterhead, courses, roles) are read from above and written by that office; see docs/adr/0020-rows-of-a-place.md.
"""

from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from django.db.models import Q

from members.choices import Role

OVERSIGHT = frozenset({Role.OFFICER, Role.VIEWER, Role.ADMIN})
"""Roles that look at people; trainers look at courses only."""

EDITORS = frozenset({Role.OFFICER, Role.ADMIN})
"""Roles that change what they look at."""

ADMINS = frozenset({Role.ADMIN})
"""The role that gives roles and keeps letterhead and courses."""


@dataclass(frozen=True)
class Scope:
    """Offices and region prefixes; a role for an office also covers the region the office answers for."""

    is_everything: bool = False
    organization_ids: frozenset[int] = field(default_factory=frozenset)
    region_codes: frozenset[str] = field(default_factory=frozenset)
    given_codes: frozenset[str] = field(default_factory=frozenset)
    """Of `region_codes`, those a role was given for, not those an office brings along."""

    def region_q(self, path: str) -> Q:
        """Condition that the region at `path` lies inside this scope; false for an empty scope.

        `path` leads to a code, or to the `…region_id` of a row.
        """
        if path.endswith("_id"):
            path = f"{path.removesuffix('_id')}__code"  # the same column: prefix lookups exist on the code only
        parts = [Q(**{path: code}) | Q(**{f"{path}__startswith": f"{code}."}) for code in sorted(self.region_codes)]
        return reduce(or_, parts, Q(pk__in=[]))

    def office_q(self, path: str = "") -> Q:
        """Condition that rows of the office at `path` may be read: own offices, and all those further down.

        An office of the same region is a neighbor, not below; only a role for the region reaches both.
        """
        code = f"{_join(path)}region__code"
        parts = [Q(**{f"{code}__startswith": f"{own}."}) for own in sorted(self.region_codes)]
        return reduce(or_, parts, self.own_office_q(path))

    def own_office_q(self, path: str = "") -> Q:
        """Condition that rows of the office at `path` may be written: offices and regions the role was given for."""
        if self.is_everything:
            return Q()
        code = f"{_join(path)}region__code"
        parts = [Q(**{code: own}) | Q(**{f"{code}__startswith": f"{own}."}) for own in sorted(self.given_codes)]
        return reduce(or_, parts, Q(**{f"{_join(path)}pk__in": self.organization_ids}))

    def covers(self, code: str) -> bool:
        """Whether the region `code` lies inside this scope."""
        return self.is_everything or _lies_in(code, self.region_codes)

    def owns(self, organization) -> bool:
        """Whether rows of this office may be written; like `own_office_q`, without a query."""
        return (
            self.is_everything
            or organization.pk in self.organization_ids
            or _lies_in(organization.region_id, self.given_codes)
        )

    def was_given(self, code: str) -> bool:
        """Whether a role was given for the region `code` or one above it, not merely for an office there."""
        return self.is_everything or _lies_in(code, self.given_codes)


def _join(path: str) -> str:
    return f"{path}__" if path else ""


def _lies_in(code: str, codes: frozenset[str]) -> bool:
    return any(code == own or code.startswith(f"{own}.") for own in codes)


def scope_of(user, roles=OVERSIGHT) -> Scope:
    """The union of the user's `roles`; everything for a superuser, nothing for a visitor."""
    if not user.is_authenticated or not user.is_active:
        return Scope()
    if user.is_superuser:
        return Scope(is_everything=True)
    rows = [row for row in user.roles if row.role in roles]
    return Scope(
        organization_ids=frozenset(row.organization_id for row in rows if row.organization_id),
        region_codes=frozenset(row.region_id or row.organization.region_id for row in rows),
        given_codes=frozenset(row.region_id for row in rows if row.region_id),
    )
