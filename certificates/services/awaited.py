"""Certificates a member may still expect."""

from datetime import datetime

from django.db.models import QuerySet

from bimtek.choices import EventStatus
from bimtek.models import Registration
from courses.choices import EnrollmentStatus
from courses.models import Enrollment
from members.models import Member

MOST_EVENTS = 3


def awaited_events(*, member: Member, now: datetime) -> QuerySet[Registration]:
    """Seats in events held lately whose certificates were not issued to this person yet, the newest first."""
    rows = _seats(member).filter(event__starts_at__lte=now).select_related("event__organization", "member")
    return rows.order_by("-event__starts_at")[:MOST_EVENTS]


def awaits_any(*, member: Member) -> bool:
    """Whether something with this person's name on it is to be expected."""
    courses = Enrollment.objects.filter(member=member, certificates=None, course__certificate_offer__isnull=False)
    return _seats(member).exists() or courses.exclude(status=EnrollmentStatus.WITHDRAWN).exists()


def _seats(member: Member) -> QuerySet[Registration]:
    rows = Registration.objects.seated().filter(member=member, certificates=None)
    hidden = (EventStatus.DRAFT, EventStatus.CANCELLED)
    return rows.filter(event__certificate_offer__isnull=False).exclude(event__status__in=hidden)
