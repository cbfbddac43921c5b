"""What part of the world a user works for; the only place that reads role assignments for visibility."""

from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from django.db.models import Q

from members.choices import Role

OVERSIGHT = frozenset({Role.OFFICER, Role.VIEWER, Role.ADMIN})
"""Roles that look at people; trainers look at courses only."""

EDITORS = frozenset({Role.OFFICER, Role.ADMIN})
"""Roles that change what they look at."""


@dataclass(frozen=True)
class Scope:
    """Offices and region prefixes; a role for an office also covers the region the office answers for."""

    is_everything: bool = False
    organization_ids: frozenset[int] = field(default_factory=frozenset)
    region_codes: frozenset[str] = field(default_factory=frozenset)

    def region_q(self, path: str) -> Q:
        """Condition that the region at `path` lies inside this scope; false for an empty scope.

        `path` leads to a code, or to the `…region_id` of a row.
        """
        if path.endswith("_id"):
            path = f"{path.removesuffix('_id')}__code"  # the same column: prefix lookups exist on the code only
        parts = [Q(**{path: code}) | Q(**{f"{path}__startswith": f"{code}."}) for code in sorted(self.region_codes)]
        return reduce(or_, parts, Q(pk__in=[]))

    def covers(self, code: str) -> bool:
        """Whether the region `code` lies inside this scope."""
        return self.is_everything or any(code == own or code.startswith(f"{own}.") for own in self.region_codes)


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
    )
