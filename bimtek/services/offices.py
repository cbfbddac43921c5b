"""For which offices somebody may create events."""

from django.db.models import Q, QuerySet

from bimtek.models.events import WRITERS
from members.models import Organization, User, scope_of


def writable_offices(*, user: User) -> QuerySet[Organization]:
    """Offices the user writes for, and offices inside the regions the user writes for."""
    scope = scope_of(user, roles=WRITERS)
    if scope.is_everything:
        return Organization.objects.all()
    return Organization.objects.filter(Q(pk__in=scope.organization_ids) | scope.region_q("region_id"))
