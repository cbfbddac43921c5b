"""Which design, signatory and number series an event or a course uses."""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from wagtail.log_actions import log

from bimtek.models import TrainingEvent
from certificates.models import CertificateDesign, CertificateOffer, NumberSeries, RoleWording, Signatory
from certificates.services.issuing import promise_for_enrollment
from courses.choices import EnrollmentStatus
from courses.models import CoursePage, Enrollment

OfficePart = CertificateDesign | Signatory | NumberSeries


class ForeignPart(Exception):
    """Design, signatory and series must belong to one office, and for an event to its organizer."""


def check_one_office(parts: Sequence[OfficePart], *, owner: int | None) -> None:
    """Raise ForeignPart unless all parts belong to `owner`, or, for a course without owner, to one office."""
    offices = {part.organization_id for part in parts}
    if len(offices) != 1 or (owner is not None and offices != {owner}):
        raise ForeignPart


@transaction.atomic
def save_event_offer(
    *,
    event: TrainingEvent,
    design: CertificateDesign,
    signatory: Signatory,
    series: NumberSeries,
    second_signatory: Signatory | None = None,
    valid_months: int | None = None,
) -> CertificateOffer:
    """Choose or change; certificates already issued stay as they are. Raise ForeignPart."""
    second = [second_signatory] if second_signatory else []
    check_one_office([design, signatory, series, *second], owner=event.organization_id)
    parts = {"design": design, "signatory": signatory, "series": series}
    rest = {"second_signatory": second_signatory, "valid_months": valid_months}
    offer, _is_new = CertificateOffer.objects.update_or_create(event=event, defaults={**parts, **rest})
    return offer


@transaction.atomic
def save_course_offer(
    *, course: CoursePage, design: CertificateDesign, signatory: Signatory, series: NumberSeries, now: datetime
) -> CertificateOffer:
    """Choose or change; learners who finished earlier get their certificate now. Raise ForeignPart."""
    check_one_office([design, signatory, series], owner=course.organization_id)
    offer, _is_new = CertificateOffer.objects.update_or_create(
        course=course, defaults={"design": design, "signatory": signatory, "series": series}
    )
    promise_for_finished(course=course, now=now)
    return offer


def promise_for_finished(*, course: CoursePage, now: datetime) -> None:
    """Have certificates issued to those who finished before the course offered one."""
    finished = Enrollment.objects.filter(course=course, status=EnrollmentStatus.COMPLETED, certificates__isnull=True)
    for enrollment in finished:
        promise_for_enrollment(enrollment=enrollment, now=now)


@transaction.atomic
def revise_design(*, design: CertificateDesign) -> CertificateDesign:
    """Store changed words under the next revision; certificates remember the revision they were printed in.

    What was never changed before has nothing to be compared with yet, so it is kept first, as an entry of its own:
    of those that share a UUID the history shows one.
    """
    current = CertificateDesign.objects.select_for_update().get(pk=design.pk)
    if current.latest_revision_id is None:
        design.latest_revision = current.save_revision(clean=False)
        log(current, "wagtail.edit", revision=design.latest_revision, content_changed=True, uuid=uuid4())
    design.revision = current.revision + 1
    design.save()
    return design


def is_earlier(*, design: CertificateDesign) -> bool:
    """Whether this is not the design as stored, but one of its revisions."""
    return not CertificateDesign.objects.filter(pk=design.pk, revision=design.revision).exists()


def loosen_lost_rows(*, design: CertificateDesign) -> None:
    """In a revision: words for roles that were deleted since become new rows, as forms refuse keys nobody has."""
    living = set(RoleWording.objects.filter(design=design.pk).values_list("pk", flat=True))
    for row in design.wordings.all():
        row.pk = row.pk if row.pk in living else None
