"""What a certificate is for: a place in an event, a part in one, or a course taken; told apart only here."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Model, Q, QuerySet

from bimtek.choices import EventStatus
from bimtek.models import Registration, Speaker, TrainingEvent
from certificates.choices import ParticipantRole
from certificates.models import Certificate, CertificateOffer, RequirementWaiver
from courses.models import Enrollment
from members.models import Organization

Source = Registration | Enrollment | Speaker
KEYS: dict[type[Model], str] = {Registration: "registration", Enrollment: "enrollment", Speaker: "speaker"}


def source_key(source: Source) -> str:
    """The field of Certificate that points at `source`."""
    return KEYS[type(source)]


def source_of(row: Certificate | RequirementWaiver) -> Source:
    """What the certificate was issued for, or the waiver was given for: the database keeps it to exactly one."""
    return next(source for key in KEYS.values() if (source := getattr(row, key, None)) is not None)


def role_of(source: Source) -> ParticipantRole:
    """The part the person had; the words of SpeakerRole and ParticipantRole are the same."""
    return ParticipantRole(source.role) if isinstance(source, Speaker) else ParticipantRole.PARTICIPANT


def activity_of(source: Source) -> Model:
    """The event or the course."""
    return source.course if isinstance(source, Enrollment) else source.event


def issuing_organization(source: Source) -> Organization:
    """The office that organizes the event, or whose series the course counts in."""
    if isinstance(source, Enrollment):
        return offers_for(source).select_related("series__organization").get().series.organization
    return source.event.organization


def certificates_of(source: Source) -> QuerySet[Certificate]:
    """Every certificate ever issued for it, the newest first: later ones replace earlier ones."""
    return Certificate.objects.filter(**{source_key(source): source}).order_by("-pk")


def offers_for(source: Source) -> QuerySet[CertificateOffer]:
    """The offer of the event or course; at most one."""
    if isinstance(source, Enrollment):
        return CertificateOffer.objects.filter(course=source.course_id)
    return CertificateOffer.objects.filter(event=source.event_id)


def coming_source(offer: CertificateOffer) -> Source:
    """An unsaved place in the event or course of `offer`, to ask what the next person would get."""
    return Registration(event=offer.event) if offer.event_id else Enrollment(course=offer.course)


def of_same_activity(source: Source) -> QuerySet[Certificate]:
    """Every certificate ever issued for the same event or course, revoked ones included."""
    if isinstance(source, Enrollment):
        return Certificate.objects.filter(enrollment__course=source.course_id)
    return Certificate.objects.filter(Q(registration__event=source.event_id) | Q(speaker__event=source.event_id))


def is_held(event: TrainingEvent, now: datetime) -> bool:
    """Whether the event has begun and is neither a draft nor cancelled."""
    return event.status not in (EventStatus.DRAFT, EventStatus.CANCELLED) and event.starts_at <= now


def issuing_date(*, organization: Organization, now: datetime) -> date:
    """Today at the office's clock: near midnight UTC the day differs."""
    return now.astimezone(ZoneInfo(organization.time_zone)).date()
