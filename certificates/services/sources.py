"""What a certificate is for: a place in an event, or a course taken. The two kinds are told apart only here."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Model, QuerySet

from bimtek.models import Registration
from certificates.models import Certificate, CertificateOffer
from courses.models import Enrollment
from members.models import Organization

Source = Registration | Enrollment


def source_key(source: Source) -> str:
    """The field of Certificate that points at `source`."""
    return "registration" if isinstance(source, Registration) else "enrollment"


def activity_of(source: Source) -> Model:
    """The event or the course."""
    return source.event if isinstance(source, Registration) else source.course


def offers_for(source: Source) -> QuerySet[CertificateOffer]:
    """The offer of the event or course; at most one."""
    if isinstance(source, Registration):
        return CertificateOffer.objects.filter(event=source.event_id)
    return CertificateOffer.objects.filter(course=source.course_id)


def coming_source(offer: CertificateOffer) -> Source:
    """An unsaved place in the event or course of `offer`, to ask what the next person would get."""
    return Registration(event=offer.event) if offer.event_id else Enrollment(course=offer.course)


def of_same_activity(source: Source) -> QuerySet[Certificate]:
    """Every certificate ever issued for the same event or course, revoked ones included."""
    if isinstance(source, Registration):
        return Certificate.objects.filter(registration__event=source.event_id)
    return Certificate.objects.filter(enrollment__course=source.course_id)


def issuing_date(*, organization: Organization, now: datetime) -> date:
    """Today at the office's clock: near midnight UTC the day differs."""
    return now.astimezone(ZoneInfo(organization.time_zone)).date()
