"""An offer with its number series, both locked, giving out numbered certificates until the transaction ends."""

import json
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime
from functools import cached_property

from django.db import IntegrityError, transaction

from certificates.models import Certificate, CertificateOffer, NumberSeries, PrintedAsset
from certificates.services import printing
from certificates.services.codes import make_code
from certificates.services.crests import freeze_crest
from certificates.services.free_serials import free_serials
from certificates.services.numbers import lock_series, take_number
from certificates.services.recipients import describe_people
from certificates.services.refusals import (
    AlreadyIssued,
    EventNotHeld,
    NoOffer,
    SignatoryNotInOffice,
    UnprintableText,
)
from certificates.services.requirements import Check
from certificates.services.sources import (
    Source,
    activity_of,
    certificates_of,
    is_held,
    issuing_date,
    offers_for,
    role_of,
    source_key,
)
from courses.models import Enrollment
from lms.fonts import unprintable_letters
from lms.services import job_groups, jobs
from members.models import User

DRAW = "certificates.draw"


class OpenOffer:
    """Make one with `open_offer`."""

    def __init__(
        self, source: Source, offer: CertificateOffer, series: NumberSeries, by: User | None, now: datetime
    ) -> None:
        self.source, self.offer, self.series, self.by, self.now = source, offer, series, by, now
        self.serials = free_serials(series)
        self.issued_on: date = issuing_date(organization=series.organization, now=now)
        self.valid_until = add_months(self.issued_on, offer.valid_months) if offer.valid_months else None
        self.crest: PrintedAsset | None = freeze_crest(organization=series.organization, now=now)

    @cached_property
    def activity(self) -> printing.Activity:
        """The event or course in words; the same for every certificate given out here."""
        return describe_activity(self.source, self.now)

    def issue(self, checks: Sequence[Check]) -> list[Certificate]:
        """One certificate each, in this order."""
        people = describe_people(checks=checks, activity=self.activity, day=self.issued_on)
        issued = [self._add(check.source, person) for check, person in zip(checks, people, strict=True)]
        job_groups.enqueue(kind=DRAW, keys=[str(certificate.pk) for certificate in issued], now=self.now)
        return issued

    def add(
        self, source: Source, recipient: printing.Recipient, *, replaces: Certificate | None = None, reason: str = ""
    ) -> Certificate:
        """Number, freeze and store one certificate, and promise its drawing."""
        certificate = self._add(source, recipient, replaces=replaces, reason=reason)
        jobs.enqueue(kind=DRAW, key=str(certificate.pk), now=self.now)
        return certificate

    def _add(
        self, source: Source, recipient: printing.Recipient, *, replaces: Certificate | None = None, reason: str = ""
    ) -> Certificate:
        serial, number = take_number(series=self.series, serials=self.serials, source=source, issued_on=self.issued_on)
        code = make_code()
        printed = printing.freeze(
            offer=self.offer,
            activity=self.activity,
            recipient=recipient,
            number=number,
            code=code,
            issued_on=self.issued_on,
            valid_until=self.valid_until,
        )
        check_printable(printed)
        chain = {"replaces": replaces, "reissue_reason": reason}
        return self._store(source, serial=serial, number=number, code=code, printed=printed, **chain)

    def _store(self, source: Source, **values: object) -> Certificate:
        try:
            with transaction.atomic():
                return Certificate.objects.create(
                    member_id=source.member_id,
                    **{source_key(source): source},
                    **values,
                    role=role_of(source),
                    series=self.series,
                    design=self.offer.design,
                    design_revision=self.offer.design.revision,
                    crest=self.crest,
                    issued_on=self.issued_on,
                    valid_until=self.valid_until,
                    issued_at=self.now,
                    issued_by=self.by,
                )
        except IntegrityError as error:
            existing = certificates_of(source).first()
            if existing is None:
                raise
            raise AlreadyIssued(existing) from error


def open_offer(*, source: Source, by: User | None, now: datetime) -> OpenOffer:
    """Lock offer, then series: always in this order, so that two batches wait instead of deadlocking.

    Raise NoOffer, EventNotHeld or SignatoryNotInOffice.
    """
    offer = offers_for(source).select_for_update(of=("self",)).first()
    if offer is None:
        raise NoOffer(activity_of(source))
    if not isinstance(source, Enrollment) and not is_held(source.event, now):
        raise EventNotHeld(source.event)
    issued_on = issuing_date(organization=offer.series.organization, now=now)
    for signatory in offer.signatories:
        if not signatory.signs_on(issued_on):
            raise SignatoryNotInOffice(signatory)
    return OpenOffer(source, offer, lock_series(series=offer.series, year=issued_on.year), by, now)


def describe_activity(source: Source, now: datetime) -> printing.Activity:
    """The event or course in words. A course whose last step was waived counts as finished now."""
    if not isinstance(source, Enrollment):
        return printing.describe_event(source.event)
    if source.completed_at:
        return printing.describe_course(source)
    finished = Enrollment(course=source.course, member_id=source.member_id, completed_at=now)
    return printing.describe_course(finished)


def check_printable(printed: dict) -> None:
    """Raise UnprintableText when any frozen text holds a letter the fonts lack."""
    letters = unprintable_letters(json.dumps(printed, ensure_ascii=False))
    if letters:
        raise UnprintableText(letters)


def add_months(day: date, months: int) -> date:
    """The last day on which something lasting `months` still counts: 31 January and one month is 28 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
