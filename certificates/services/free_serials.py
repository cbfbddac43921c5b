"""Which serials of a series are free: not reserved for paper, not voided. Changed only under the lock of the series."""

from collections.abc import Iterator
from itertools import count

from certificates.models import NumberSeries


def free_serials(series: NumberSeries) -> Iterator[int]:
    """From the counter on, without end; two queries, none for a series that is not stored yet."""
    if series.pk is None:
        yield from count(series.next_serial)
        return
    blocks = list(series.blocks.filter(last__gte=series.next_serial).values_list("first", "last"))
    voided = set(series.voided.filter(serial__gte=series.next_serial).values_list("serial", flat=True))
    serial = series.next_serial
    while True:
        last = next((last for first, last in blocks if first <= serial <= last), None)
        if last is not None:
            serial = last + 1
            continue
        if serial not in voided:
            yield serial
        serial += 1
