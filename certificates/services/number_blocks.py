"""Numbers for paper certificates, and spoiled ones: kept out of the counter, kept on the list."""

from datetime import datetime

from django.db import transaction

from certificates.models import NumberBlock, NumberSeries, VoidedNumber
from certificates.services.wording import clean_text
from members.models import User

LARGEST_BLOCK = 2000
"""More at once is a slip of the finger."""
LARGEST_SERIAL = 9_999_999


class BlockRefused(ValueError):
    """The numbers cannot be reserved; see the subclasses."""


class BlockOverlaps(BlockRefused):
    """Some of the numbers are used, reserved or voided; `serial` is the first of them."""

    def __init__(self, serial: int) -> None:
        super().__init__(serial)
        self.serial = serial


class BlockTooLarge(BlockRefused):
    """First after last, below 1, or more numbers than anybody writes by hand."""


class NumberInUse(Exception):
    """A certificate bears the number; it can be revoked or replaced, not voided."""


class NumberOutOfRange(ValueError):
    """Serials begin at 1."""


class AlreadyVoided(Exception):
    """The number was voided before; the first reason stays."""


class VoidReasonMissing(ValueError):
    """Whoever checks the register wants to know why the number is missing."""


@transaction.atomic
def reserve_block(*, series: NumberSeries, first: int, last: int, purpose: str, by: User, now: datetime) -> NumberBlock:
    """Keep `first` to `last` free for paper; the counter steps over them. Raise a BlockRefused."""
    if not 1 <= first <= last <= LARGEST_SERIAL or last - first >= LARGEST_BLOCK:
        raise BlockTooLarge
    series = _hold(series)
    taken = _first_taken(series, first, last)
    if taken is not None:
        raise BlockOverlaps(taken)
    return NumberBlock.objects.create(
        series=series, first=first, last=last, purpose=clean_text(purpose)[:150], reserved_at=now, reserved_by=by
    )


@transaction.atomic
def void_number(*, series: NumberSeries, serial: int, reason: str, by: User, now: datetime) -> VoidedNumber:
    """Mark a number that no certificate will ever bear. Raise NumberInUse, AlreadyVoided, NumberOutOfRange
    or VoidReasonMissing.
    """
    if not 1 <= serial <= LARGEST_SERIAL:
        raise NumberOutOfRange(serial)
    (row,) = _void(_hold(series), [serial], reason, by, now)
    return row


@transaction.atomic
def release_block(*, block: NumberBlock, reason: str, by: User, now: datetime) -> list[VoidedNumber]:
    """Give up what is left of a block: its numbers are voided, never counted on. Raise VoidReasonMissing."""
    series = _hold(block.series)
    voided = set(series.voided.filter(serial__range=(block.first, block.last)).values_list("serial", flat=True))
    left = [serial for serial in range(block.first, block.last + 1) if serial not in voided]
    return _void(series, left, reason, by, now)


def _void(series: NumberSeries, serials: list[int], reason: str, by: User, now: datetime) -> list[VoidedNumber]:
    reason = clean_text(reason)[:200]
    if not reason:
        raise VoidReasonMissing
    if series.certificates.filter(serial__in=serials).exists():
        raise NumberInUse
    if series.voided.filter(serial__in=serials).exists():
        raise AlreadyVoided
    rows = [
        VoidedNumber(series=series, serial=serial, reason=reason, voided_at=now, voided_by=by) for serial in serials
    ]
    return VoidedNumber.objects.bulk_create(rows)


def _hold(series: NumberSeries) -> NumberSeries:
    """The lock that issuing takes too: a number is reserved before it is asked for, or used already."""
    return NumberSeries.objects.select_for_update().get(pk=series.pk)


def _first_taken(series: NumberSeries, first: int, last: int) -> int | None:
    span = {"serial__range": (first, last)}
    used = [*series.certificates.filter(**span).values_list("serial", flat=True)]
    used += series.voided.filter(**span).values_list("serial", flat=True)
    blocks = series.blocks.filter(first__lte=last, last__gte=first).values_list("first", flat=True)
    used += [max(begin, first) for begin in blocks]
    return min(used, default=None)
