"""Requests of people about their own data, each with 3 × 24 hours to answer (UU 27/2022, articles 30, 32, 40)."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.choices import ConsentPurpose, RequestKind
from members.models import DataRequest, Member, User
from members.services.consents import withdraw_consent

TIME_TO_ANSWER = timedelta(hours=72)


class AlreadyOpen(Exception):
    """A request of this kind waits already."""


class AlreadyClosed(Exception):
    """Somebody answered in the meantime."""


class AnswerMissing(Exception):
    """The person is owed words, above all when the answer is no."""


class NeedsErasure(Exception):
    """Erasing is granted by erasing, not by saying so."""


@transaction.atomic
def open_request(*, member: Member, kind: str, details: str = "", now: datetime) -> DataRequest:
    """A request by a person, or typed for them; the clock runs from `now`. Raises AlreadyOpen."""
    try:
        with transaction.atomic():
            return DataRequest.objects.create(
                member=member, kind=kind, details=details.strip(), created_at=now, due_at=now + TIME_TO_ANSWER
            )
    except IntegrityError as error:
        raise AlreadyOpen from error


@transaction.atomic
def answer_request(*, request: DataRequest, is_granted: bool, answer: str, by: User, now: datetime) -> DataRequest:
    """Close a request with words for the person; granting "stop using my data" withdraws every consent.

    Raises AlreadyClosed, AnswerMissing and NeedsErasure.
    """
    request = DataRequest.objects.select_for_update(of=("self",)).select_related("member").get(pk=request.pk)
    if request.closed_at:
        raise AlreadyClosed
    if not answer.strip():
        raise AnswerMissing
    if is_granted and request.kind == RequestKind.ERASE:
        raise NeedsErasure
    if is_granted and request.kind == RequestKind.WITHDRAW:
        for purpose in ConsentPurpose.values:
            withdraw_consent(member=request.member, purpose=purpose, by=by, now=now)
    return close(request=request, is_granted=is_granted, answer=answer.strip(), by=by, now=now)


def close(*, request: DataRequest, is_granted: bool, answer: str, by: User | None, now: datetime) -> DataRequest:
    request.is_granted, request.answer, request.closed_by, request.closed_at = is_granted, answer, by, now
    request.save(update_fields=["is_granted", "answer", "closed_by", "closed_at"])
    return request


def describe_clock(*, due_at: datetime, now: datetime) -> str:
    """`sisa 2 hari 4 jam`, `sisa 40 menit`, or `lewat 3 jam`; the largest two units, never rounded up."""
    late = now > due_at
    text = describe_span(abs(due_at - now))
    return (_("lewat %(span)s") if late else _("sisa %(span)s")) % {"span": text}


def describe_span(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    days, hours = minutes // 1440, minutes % 1440 // 60
    parts = [
        ngettext("%d hari", "%d hari", days) % days if days else "",
        ngettext("%d jam", "%d jam", hours) % hours if hours else "",
        ngettext("%d menit", "%d menit", minutes % 60) % (minutes % 60) if minutes < 60 else "",
    ]
    return " ".join(filter(None, parts))
