"""For which offices somebody may create events."""

from django.db.models import QuerySet

from members.models import Organization, User


def writable_offices(*, user: User) -> QuerySet[Organization]:
    """Offices the user writes for, in their own name or in that of a region above."""
    return Organization.objects.editable_by(user)
