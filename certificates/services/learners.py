"""Courses that give certificates and their learners, for the officer who looks after one of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from certificates.choices import FileSignature
from certificates.models import Certificate, CertificateOffer, NumberSeries
from courses.models import Enrollment
from members.models import User

KEYS = ("enrollment__course", "enrollment__course__title")


@dataclass(frozen=True)
class CourseLine:
    """Valid certificates of one course; `unsigned_count` of those that offices of the user may have signed outside."""

    pk: int
    title: str
    issued_count: int
    unsigned_count: int = 0
    is_writable: bool = False


def course_lines(*, user: User, offers: Iterable[CertificateOffer]) -> list[CourseLine]:
    """By title: every course with certificates the user sees, and those of `offers` that gave none yet. One query."""
    courses = [offer.course for offer in offers if offer.course]
    lines = {course.pk: CourseLine(course.pk, course.title, 0) for course in courses}
    own = Q(series__in=NumberSeries.objects.writable_by(user))
    is_open = own & Q(file__isnull=False) & ~Q(file__signature=FileSignature.EXTERNAL)
    rows = Certificate.objects.visible_to(user).valid().filter(enrollment__isnull=False)
    counts = {"issued": Count("pk"), "unsigned": Count("file", filter=is_open), "own": Count("pk", filter=own)}
    rows = rows.order_by().values(*KEYS).annotate(**counts)
    for pk, title, issued, unsigned, own_count in rows.values_list(*KEYS, *counts):
        lines[pk] = CourseLine(pk, title, issued, unsigned, is_writable=own_count > 0)
    return sorted(lines.values(), key=lambda line: line.title.casefold())


def waiting_learners(*, offers: Iterable[CertificateOffer], text: str = "") -> QuerySet[Enrollment]:
    """Those without a certificate, by course and name; `text` is part of a name."""
    courses = [offer.course_id for offer in offers]
    rows = Enrollment.objects.filter(course__in=courses, certificates=None, withdrawn_at=None)
    rows = rows.filter(member__erased_at=None).select_related("course", "member")
    rows = rows.filter(member__full_name__icontains=text.strip()[:100]) if text.strip() else rows
    return rows.order_by("course__title", "member__full_name", "pk")
