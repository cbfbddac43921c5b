"""Issuing: number, code and frozen text in one transaction, the drawing promised in the same one."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import override

from bimtek.models import Registration, TrainingEvent
from certificates.choices import RegisterAction
from certificates.models import Certificate
from certificates.services.open_offers import OpenOffer, open_offer
from certificates.services.refusals import AlreadyIssued, NoOffer, RequirementsMissing
from certificates.services.register import record_all
from certificates.services.requirements import Check, check, parts_of_event, requirements_of_event
from certificates.services.sources import Source, certificates_of, offers_for
from courses.models import Enrollment
from lms.services import jobs
from members.models import Member, User

ISSUE_FOR_ENROLLMENT = "certificates.issue_for_enrollment"


@transaction.atomic
def issue(*, source: Source, by: User | None, now: datetime) -> Certificate:
    """One certificate for a participant, a part or a learner; `by` is None when the course issues by itself.

    Raises a CannotIssue, NumberTaken, PatternError or CrestUnreadable, and then changed nothing. Whoever had one, even
    a revoked one, gets no second one here: that is `reissue`, with a reason.
    """
    with override("id"):
        opened = open_offer(source=source, by=by, now=now)
        existing = certificates_of(source).first()
        if existing is not None:
            raise AlreadyIssued(existing)
        source.member = hold_people([source.member_id])[0]
        found = check(source=source, now=now)
        if found.missing:
            raise RequirementsMissing(found.missing)
        return _give_out(opened, [found])[0]


@transaction.atomic
def issue_event(*, event: TrainingEvent, by: User, now: datetime) -> list[Certificate]:
    """A certificate for every participant who qualifies and has none; all or nothing. Raises as `issue` does.

    Pressed twice, or in two windows, the second call finds nothing left to do.
    """
    with override("id"):
        opened = open_offer(source=Registration(event=event), by=by, now=now)
        hold_people(event.registrations.values("member_id"))
        return _give_out(opened, [row for row in requirements_of_event(event=event) if row.is_ready])


@transaction.atomic
def issue_parts(*, event: TrainingEvent, by: User, now: datetime) -> list[Certificate]:
    """The same for everybody with a part in the event: speakers, moderators, committee."""
    with override("id"):
        opened = open_offer(source=Registration(event=event), by=by, now=now)
        hold_people(event.speakers.values("member_id"))
        return _give_out(opened, [row for row in parts_of_event(event=event, now=now) if row.is_ready])


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


def _give_out(opened: OpenOffer, checks: Sequence[Check]) -> list[Certificate]:
    """One certificate each, in this order, with their lines in the register last."""
    issued = opened.issue(checks)
    record_all(certificates=issued, action=RegisterAction.ISSUED, now=opened.now)
    return issued


def hold_people(pks: Iterable[int] | QuerySet) -> list[Member]:
    """The people as they are now, locked: whoever is being erased is erased before their name is read, or after it."""
    return list(Member.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk"))
