"""Learners of courses that give certificates, for the officer who looks after one of them."""

from collections.abc import Iterable

from django.db.models import QuerySet

from certificates.models import CertificateOffer
from courses.models import Enrollment


def waiting_learners(*, offers: Iterable[CertificateOffer], text: str = "") -> QuerySet[Enrollment]:
    """Those without a certificate, by course and name; `text` is part of a name."""
    courses = [offer.course_id for offer in offers]
    rows = Enrollment.objects.filter(course__in=courses, certificates=None, withdrawn_at=None)
    rows = rows.filter(member__erased_at=None).select_related("course", "member")
    rows = rows.filter(member__full_name__icontains=text.strip()[:100]) if text.strip() else rows
    return rows.order_by("course__title", "member__full_name", "pk")
