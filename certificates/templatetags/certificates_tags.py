"""Pieces for /belajar/."""

from django import template

from certificates.models import Certificate
from certificates.services.requirements import list_requirements
from certificates.services.sources import offers_for

register = template.Library()


@register.inclusion_tag("certificates/my_certificates.html")
def my_certificates(member):
    """ "Sertifikat saya": newest first, with size, or that it is being prepared. One query."""
    if member is None:
        return {"certificates": []}
    certificates = Certificate.objects.of_member(member).with_size().order_by("-issued_at", "-pk")
    return {"certificates": certificates}


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
        "is_complete": all(row.is_met for row in requirements),
    }
