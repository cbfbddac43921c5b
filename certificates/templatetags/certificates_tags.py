"""Pieces for /belajar/."""

from django import template
from django.utils import timezone

from certificates.models import Certificate
from certificates.services.awaited import awaited_seats, spelling_to_ask
from certificates.services.batches import with_failure
from certificates.services.requirements import check_registration, list_requirements
from certificates.services.sources import offers_for

register = template.Library()


@register.inclusion_tag("certificates/my_certificates.html")
def my_certificates(member):
    """ "Sertifikat saya": newest first, with size, or what became of the PDF. One query."""
    if member is None:
        return {"certificates": []}
    rows = with_failure(certificates=Certificate.objects.of_member(member)).with_size().select_related("replaced_by")
    today = timezone.localdate()
    certificates = rows.order_by("-issued_at", "-pk")
    return {"certificates": [(row, row.is_valid and row.is_expired(today)) for row in certificates]}


@register.inclusion_tag("certificates/missing.html")
def missing_for_certificate(enrollment):
    """ "Yang masih kurang" for the certificate of a course; nothing when the course gives none or it is issued."""
    offers = offers_for(enrollment).filter(course__enrollments=enrollment, course__enrollments__certificates=None)
    if not offers.exists():
        return {"requirements": []}
    requirements = [row for row in list_requirements(source=enrollment) if row.key != "name" or not row.is_met]
    return {
        "enrollment": enrollment,
        "requirements": requirements,
        "is_complete": not any(row.is_missing for row in requirements),
        "is_issued_by_itself": enrollment.is_completed,
    }


@register.inclusion_tag("certificates/missing_event.html")
def missing_for_seat(registration):
    """The officer's list for a seat whose certificate is still to come, on the page of the event; needs its `event`."""
    is_awaited = registration is not None and awaited_seats().filter(pk=registration.pk).exists()
    return {"check": check_registration(registration=registration) if is_awaited else None}


@register.inclusion_tag("certificates/name_line.html")
def name_to_print(member):
    """Asks for the spelling once something will be printed, until it was answered. One query."""
    return {"spelling": spelling_to_ask(member=member)}
