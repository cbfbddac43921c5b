"""The book of numbers of one series: every serial up to the counter with what became of it, nothing left out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from certificates.models import Certificate, NumberBlock, NumberSeries, VoidedNumber
from certificates.services.free_serials import free_serials
from lms.spreadsheets import Column, Sheet, build_workbook

USED, RESERVED, VOIDED, OUTSIDE = "used", "reserved", "voided", "outside"


@dataclass(frozen=True)
class Span:
    """Serials `first` to `last` with one fate; used and voided ones stand alone."""

    first: int
    last: int
    fate: str
    block: NumberBlock | None = None
    voided: VoidedNumber | None = None

    @property
    def count(self) -> int:
        return self.last - self.first + 1

    @property
    def is_reserved(self) -> bool:
        return self.fate == RESERVED

    @property
    def is_voided(self) -> bool:
        return self.fate == VOIDED

    @property
    def is_outside(self) -> bool:
        """Below the counter, but this site never gave it out: the paper book did, before."""
        return self.fate == OUTSIDE


@dataclass(frozen=True)
class Line:
    """A span, with the certificate that bears the number when there is one."""

    span: Span
    certificate: Certificate | None = None


@dataclass(frozen=True)
class NumberBook:
    series: NumberSeries
    spans: list[Span]
    next_serial: int

    def count(self, fate: str) -> int:
        return sum(span.count for span in self.spans if span.fate == fate)

    @property
    def used_count(self) -> int:
        return self.count(USED)

    @property
    def reserved_count(self) -> int:
        return self.count(RESERVED)

    @property
    def voided_count(self) -> int:
        return self.count(VOIDED)

    @property
    def outside_count(self) -> int:
        return self.count(OUTSIDE)


def open_book(*, series: NumberSeries) -> NumberBook:
    """Every number so far, in order; five queries for any length."""
    used = set(series.certificates.values_list("serial", flat=True))
    voided = {row.serial: row for row in series.voided.select_related("voided_by")}
    blocks = list(series.blocks.select_related("reserved_by"))
    known = [Span(serial, serial, USED) for serial in used]
    known += [Span(serial, serial, VOIDED, voided=row) for serial, row in voided.items()]
    known += [span for block in blocks for span in _rest_of(block, used | voided.keys())]
    known.sort(key=lambda span: span.first)
    return NumberBook(series, list(_with_gaps(known, series.next_serial)), next(free_serials(series)))


def read_lines(*, book: NumberBook, spans: Sequence[Span]) -> list[Line]:
    """The spans of one page with their certificates; one query."""
    serials = [span.first for span in spans if span.fate == USED]
    rows = book.series.certificates.filter(serial__in=serials).select_related("issued_by", "replaced_by")
    known = {row.serial: row for row in rows}
    return [Line(span, known.get(span.first) if span.fate == USED else None) for span in spans]


def number_sheet(*, book: NumberBook, day: date) -> bytes:
    """XLSX: one row per span, as the archive asks for it."""
    columns = [
        Column(_("Nomor urut"), 12),
        Column(_("Sampai"), 10),
        Column(_("Keadaan"), 18, "@"),
        Column(_("Nomor"), 34, "@"),
        Column(_("Nama"), 40, "@"),
        Column(_("Kegiatan"), 44, "@"),
        Column(_("Tanggal"), 12, "DD/MM/YYYY"),
        Column(_("Oleh"), 20, "@"),
        Column(_("Keterangan"), 44, "@"),
    ]
    lines = read_lines(book=book, spans=book.spans)
    titles = [
        _("Daftar nomor %(series)s") % {"series": book.series},
        _("Nomor urut berikutnya: %(next)s. Dicetak %(day)s.") % {"next": book.next_serial, "day": f"{day:%d/%m/%Y}"},
    ]
    sheet = Sheet(_("Daftar nomor"), titles, columns, [_row(line) for line in lines])
    return build_workbook(sheets=[sheet])


def _row(line: Line) -> list[str | int | date | None]:
    span, certificate = line.span, line.certificate
    if certificate:
        title = certificate.printed["activity"]["title"]
        by = str(certificate.issued_by or _("otomatis"))
        why = certificate.revocation_reason or certificate.reissue_reason
        state = certificate.get_status_display()
        name = certificate.printed["name"]
        return [span.first, span.last, state, certificate.number, name, title, certificate.issued_on, by, why]
    if span.block:
        day, by = localdate(span.block.reserved_at), str(span.block.reserved_by)
        return [span.first, span.last, capfirst(_("dicadangkan")), "", "", "", day, by, span.block.purpose]
    if span.voided:
        day, by = localdate(span.voided.voided_at), str(span.voided.voided_by)
        return [span.first, span.last, capfirst(_("batal")), "", "", "", day, by, span.voided.reason]
    return [span.first, span.last, capfirst(_("di luar aplikasi")), "", "", "", None, "", ""]


def _rest_of(block: NumberBlock, taken: set[int]) -> Iterable[Span]:
    """The runs of a block that are neither used nor voided."""
    start = block.first
    for serial in [*sorted(one for one in taken if block.first <= one <= block.last), block.last + 1]:
        if serial > start:
            yield Span(start, serial - 1, RESERVED, block=block)
        start = serial + 1


def _with_gaps(spans: Iterable[Span], next_serial: int) -> Iterable[Span]:
    """The spans, and between them what lies below the counter without a word about it."""
    expected = 1
    for span in spans:
        if span.first > expected and expected < next_serial:
            yield Span(expected, min(span.first, next_serial) - 1, OUTSIDE)
        yield span
        expected = span.last + 1
    if expected < next_serial:
        yield Span(expected, next_serial - 1, OUTSIDE)
