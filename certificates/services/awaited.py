"""Certificates a member may still expect."""

from django.db.models import Exists, OuterRef, QuerySet

from bimtek.choices import EventStatus
from bimtek.models import Registration
from certificates.models import NameCheck
from certificates.services.names import Spelling
from courses.choices import EnrollmentStatus
from courses.models import Enrollment
from members.models import Member


def spelling_to_ask(*, member: Member) -> Spelling | None:
    """The name to ask about: something with it on is to be expected, and it was not confirmed. One query."""
    row = (
        Member.objects.filter(pk=member.pk)
        .filter(
            Exists(awaited_seats().filter(member=OuterRef("pk"))) | Exists(_courses().filter(member=OuterRef("pk")))
        )
        .select_related("name_check")
        .first()
    )
    spelling = Spelling(row, _check_of(row)) if row else None
    return spelling if spelling and not spelling.is_confirmed else None


def awaited_seats() -> QuerySet[Registration]:
    """Seats in events with certificates that were not issued to these people yet."""
    rows = Registration.objects.seated().filter(certificates=None, event__certificate_offer__isnull=False)
    return rows.exclude(event__status__in=(EventStatus.DRAFT, EventStatus.CANCELLED))


def _courses() -> QuerySet[Enrollment]:
    rows = Enrollment.objects.filter(certificates=None, course__certificate_offer__isnull=False)
    return rows.exclude(status=EnrollmentStatus.WITHDRAWN)


def _check_of(member: Member) -> NameCheck | None:
    return getattr(member, "name_check", None)
