"""Letting one requirement pass for one person, with the reason; it never makes a failed test a passed one."""

from datetime import datetime

from django.db import transaction

from bimtek.models import Registration
from certificates.models import RequirementWaiver
from certificates.services.requirements import list_requirements
from certificates.services.sources import Source, certificates_of, source_key, source_of
from certificates.services.wording import clean_text
from courses.models import Enrollment
from members.models import Member, User

REASON_LENGTH = 200


class CannotWaive(Exception):
    """The requirement is met, unknown, waived already, or of the kind that nobody can waive."""


class WaiverReasonMissing(ValueError):
    """Officer and learner read the reason, so there must be one."""


class WaiverInUse(Exception):
    """A certificate rests on the waiver; it stays on record."""


@transaction.atomic
def waive(*, source: Registration | Enrollment, key: str, reason: str, by: User, now: datetime) -> RequirementWaiver:
    """Let `key` pass for a participant or learner. Raise CannotWaive or WaiverReasonMissing."""
    reason = clean_text(reason)[:REASON_LENGTH]
    if not reason:
        raise WaiverReasonMissing
    _hold(source)
    row = next((row for row in list_requirements(source=source) if row.key == key), None)
    if row is None or not row.can_be_waived:
        raise CannotWaive(key)
    return RequirementWaiver.objects.create(
        **{source_key(source): source}, requirement=key, reason=reason, waived_at=now, waived_by=by
    )


@transaction.atomic
def withdraw(*, waiver: RequirementWaiver) -> None:
    """Take the waiver back as long as nothing was issued on it. Raise WaiverInUse."""
    source = source_of(waiver)
    _hold(source)
    if certificates_of(source).filter(issued_at__gte=waiver.waived_at).exists():
        raise WaiverInUse(waiver)
    waiver.delete()


def _hold(source: Source) -> None:
    """Issuing locks the person too: a waiver counts for it or comes after it, never in between."""
    Member.objects.select_for_update(no_key=True).get(pk=source.member_id)
