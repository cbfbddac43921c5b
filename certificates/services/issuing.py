"""Issuing: number, code and frozen text in one transaction, the drawing promised in the same one."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from functools import cached_property

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import override

from bimtek.choices import EventStatus
from bimtek.models import Registration, TrainingEvent
from certificates.choices import RegisterAction
from certificates.models import Certificate, CertificateOffer, NumberSeries, PrintedAsset
from certificates.services import printing
from certificates.services.codes import make_code
from certificates.services.crests import freeze_crest
from certificates.services.numbers import lock_series, take_number
from certificates.services.register import record, record_all
from certificates.services.requirements import (
    ParticipantCheck,
    Requirement,
    check_registration,
    missing_requirements,
    requirements_of_event,
)
from certificates.services.sources import Source, activity_of, issuing_date, offers_for, source_key
from courses.models import Enrollment
from lms.fonts import unprintable_letters
from lms.services import jobs
from members.models import KimMembership, Member, User
from quizzes.models import QuizPage

DRAW = "certificates.draw"
ISSUE_FOR_ENROLLMENT = "certificates.issue_for_enrollment"


class CannotIssue(Exception):
    """Base of every reason why nothing was issued; nothing was changed either."""


class NoOffer(CannotIssue):
    """The event or course gives no certificates: design, signatory and number series were not chosen."""


class EventNotHeld(CannotIssue):
    """The event is a draft, cancelled, or has not begun."""


class AlreadyIssued(CannotIssue):
    """The person has a certificate for this, valid or revoked; `certificate` is that one."""

    def __init__(self, certificate: Certificate | None) -> None:
        super().__init__()
        self.certificate = certificate


class RequirementsMissing(CannotIssue):
    """`requirements` are the ones not met."""

    def __init__(self, requirements: list[Requirement]) -> None:
        super().__init__(", ".join(requirement.key for requirement in requirements))
        self.requirements = requirements


class SignatoryNotInOffice(CannotIssue):
    """The signatory's term does not cover the day of issue."""


class UnprintableText(CannotIssue):
    """Some text around the name holds `letters` that the fonts lack; it must be written otherwise first."""

    def __init__(self, letters: list[str]) -> None:
        super().__init__()
        self.letters = letters


@transaction.atomic
def issue(*, source: Source, by: User | None, now: datetime) -> Certificate:
    """One certificate for a registration or enrollment; `by` is None when the course issues by itself.

    Raises a CannotIssue, NumberTaken, PatternError or CrestUnreadable, and then changed nothing.
    """
    with override("id"):
        batch = _Batch.open(source=source, by=by, now=now)
        existing = Certificate.objects.filter(**{source_key(source): source}).first()
        if existing is not None:
            raise AlreadyIssued(existing)
        source.member = _hold_people([source.member_id])[0]
        missing = missing_requirements(source=source)
        if missing:
            raise RequirementsMissing(missing)
        certificate = batch.add(source, _describe(source, batch))
        record(certificate=certificate, action=RegisterAction.ISSUED, now=now)
        return certificate


@transaction.atomic
def issue_event(*, event: TrainingEvent, by: User, now: datetime) -> list[Certificate]:
    """A certificate for every participant who qualifies and has none; all or nothing. Raises as `issue` does.

    Pressed twice, or in two windows, the second call finds nothing left to do.
    """
    with override("id"):
        probe = Registration(event=event)
        batch = _Batch.open(source=probe, by=by, now=now)
        _hold_people(event.registrations.values("member_id"))
        ready = [check for check in requirements_of_event(event=event) if check.is_ready]
        members = [check.registration.member for check in ready]
        groups = printing.memberships_on(members=members, day=printing.first_day(event)) if ready else {}
        issued = [batch.add(check.registration, _participant(check, groups, batch)) for check in ready]
        record_all(certificates=issued, action=RegisterAction.ISSUED, now=now)
        return issued


def issue_for_enrollment(*, key: str, now: datetime) -> None:
    """Job: the certificate of a completed course; quiet when there is nothing (any more) to issue.

    What somebody can put right, such as a name the fonts lack, makes the job fail, so that it is seen and tried again.
    """
    enrollment = Enrollment.objects.select_related("course__organization", "member").get(pk=key)
    if enrollment.member.erased_at:
        return
    try:
        issue(source=enrollment, by=None, now=now)
    except (NoOffer, AlreadyIssued):
        return


def promise_for_enrollment(*, enrollment: Enrollment, now: datetime) -> None:
    """Have a worker issue the course certificate, when the course offers one and the learner is through.

    A job rather than the certificate itself, so that no mistake in printing can undo what the learner just did. A
    promise that failed before gets new attempts: the offer may have been put right since.
    """
    if enrollment.is_completed and offers_for(enrollment).exists():
        job = jobs.enqueue(kind=ISSUE_FOR_ENROLLMENT, key=str(enrollment.pk), now=now)
        jobs.retry(job=job, now=now)


class _Batch:
    """An offer and its number series, both locked, ready to give out numbers."""

    def __init__(
        self, source: Source, offer: CertificateOffer, series: NumberSeries, by: User | None, now: datetime
    ) -> None:
        self.source, self.offer, self.series, self.by, self.now = source, offer, series, by, now
        self.issued_on: date = issuing_date(organization=series.organization, now=now)
        self.crest: PrintedAsset | None = freeze_crest(organization=series.organization, now=now)

    @classmethod
    def open(cls, *, source: Source, by: User | None, now: datetime) -> "_Batch":
        """Lock offer, then series: always in this order, so that two batches wait instead of deadlocking."""
        offer = offers_for(source).select_for_update(of=("self",)).first()
        if offer is None:
            raise NoOffer(activity_of(source))
        _check_is_held(source, now)
        issued_on = issuing_date(organization=offer.series.organization, now=now)
        if not offer.signatory.signs_on(issued_on):
            raise SignatoryNotInOffice(offer.signatory)
        return cls(source, offer, lock_series(series=offer.series, year=issued_on.year), by, now)

    @cached_property
    def activity(self) -> printing.Activity:
        """The event or course in words; the same for every certificate of the batch."""
        if isinstance(self.source, Enrollment):
            return printing.describe_course(self.source)
        return printing.describe_event(self.source.event)

    def add(self, source: Source, recipient: printing.Recipient) -> Certificate:
        """Number, freeze and store one certificate, and promise its drawing."""
        serial, number = take_number(series=self.series, source=source, issued_on=self.issued_on)
        code = make_code()
        printed = printing.freeze(
            offer=self.offer,
            activity=self.activity,
            recipient=recipient,
            number=number,
            code=code,
            issued_on=self.issued_on,
        )
        check_printable(printed)
        certificate = self._store(source, serial=serial, number=number, code=code, printed=printed)
        jobs.enqueue(kind=DRAW, key=str(certificate.pk), now=self.now)
        return certificate

    def _store(self, source: Source, **values: object) -> Certificate:
        try:
            with transaction.atomic():
                return Certificate.objects.create(
                    member_id=source.member_id,
                    **{source_key(source): source},
                    **values,
                    series=self.series,
                    design=self.offer.design,
                    design_revision=self.offer.design.revision,
                    crest=self.crest,
                    issued_on=self.issued_on,
                    issued_at=self.now,
                    issued_by=self.by,
                )
        except IntegrityError as error:
            existing = Certificate.objects.filter(**{source_key(source): source}).first()
            if existing is None:
                raise
            raise AlreadyIssued(existing) from error


def _hold_people(pks: Iterable[int] | QuerySet) -> list[Member]:
    """The people as they are now, locked: whoever is being erased is erased before their name is read, or after it."""
    return list(Member.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk"))


def check_printable(printed: dict) -> None:
    """Raise UnprintableText when any frozen text holds a letter the fonts lack."""
    letters = unprintable_letters(json.dumps(printed, ensure_ascii=False))
    if letters:
        raise UnprintableText(letters)


def _check_is_held(source: Source, now: datetime) -> None:
    if isinstance(source, Enrollment):
        return
    event = source.event
    if event.status in (EventStatus.DRAFT, EventStatus.CANCELLED) or event.starts_at > now:
        raise EventNotHeld(event)


def _describe(source: Source, batch: _Batch) -> printing.Recipient:
    if isinstance(source, Enrollment):
        return _learner(source, batch)
    day = printing.first_day(source.event)
    groups = printing.memberships_on(members=[source.member], day=day)
    return _participant(check_registration(registration=source), groups, batch)


def _participant(check: ParticipantCheck, groups: dict[int, KimMembership], batch: _Batch) -> printing.Recipient:
    membership = groups.get(check.registration.member_id)
    return printing.describe_participant(result=check.result, membership=membership, jp=batch.activity.jp)


def _learner(enrollment: Enrollment, batch: _Batch) -> printing.Recipient:
    groups = printing.memberships_on(members=[enrollment.member], day=batch.issued_on)
    return printing.describe_learner(
        enrollment=enrollment,
        membership=groups.get(enrollment.member_id),
        has_pass_rule=QuizPage.objects.filter(pk__in=enrollment.required_activity_ids).exists(),
    )
