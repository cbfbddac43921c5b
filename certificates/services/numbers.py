"""Certificate numbers: a pattern, a counter per office and year that steps over what is reserved, one row lock."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from string import Formatter

from django.utils.translation import gettext as _

from certificates.models import Certificate, CertificateOffer, NumberSeries
from certificates.services.free_serials import free_serials
from certificates.services.sources import Source, coming_source, issuing_date, of_same_activity

TOKENS = ("klasifikasi", "urut", "urut_peserta", "opd", "bulan_romawi", "tahun", "kegiatan")
COUNTING_TOKENS = ("urut", "urut_peserta", "kegiatan", "tahun")
WIDTH = re.compile(r"0?[1-9]d")
MAX_LENGTH = 150
ROMAN_MONTHS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


class PatternError(ValueError):
    """The number pattern cannot be used; the message tells the office what to change."""


class NumberTaken(Exception):
    """The next number already exists, for instance because two series share one pattern."""


def check_pattern(pattern: str) -> None:
    """Raise PatternError unless every token is known and no two certificates could get the same number."""
    names = {name for name in map(_check_part, _parts(pattern)) if name}
    if "urut" not in names and not {"kegiatan", "urut_peserta"} <= names:
        raise PatternError(_("Tulis {urut} di dalam pola, supaya setiap sertifikat mendapat nomor yang berbeda."))


def format_number(*, series: NumberSeries, issued_on: date, participant: int, activity: int) -> str:
    """The number the series gives next; `participant` and `activity` count from 1. Raises PatternError."""
    check_pattern(series.pattern)
    values = {
        "klasifikasi": series.classification,
        "urut": series.next_serial,
        "urut_peserta": participant,
        "opd": series.office_code,
        "bulan_romawi": ROMAN_MONTHS[issued_on.month - 1],
        "tahun": issued_on.year,
        "kegiatan": activity,
    }
    number = Formatter().vformat(series.pattern, (), values)
    if len(number) > MAX_LENGTH:
        raise PatternError(_("Nomor menjadi lebih panjang dari %d huruf. Pendekkan pola nomor.") % MAX_LENGTH)
    return number


def next_numbers(*, offer: CertificateOffer, count: int, now: datetime) -> dict[str, str | int]:
    """What the coming batch of `count` will get, if nobody else issues in between. Raises PatternError."""
    issued_on = issuing_date(organization=offer.series.organization, now=now)
    series = NumberSeries.objects.filter(
        organization=offer.series.organization_id, year=issued_on.year, name=offer.series.name
    ).first()
    series = series or _continue_series(offer.series, issued_on.year)
    serials = list(islice(free_serials(series), max(count, 1)))
    series.next_serial = serials[0]
    number = _number_for(series, coming_source(offer), issued_on)
    return {"first": serials[0], "last": serials[-1], "number": number}


def lock_series(*, series: NumberSeries, year: int) -> NumberSeries:
    """The counter for `year`, locked until the transaction ends.

    A series of another year is continued under the same name, counting from 1, so that January needs no officer.
    """
    if series.year != year:
        fresh = _continue_series(series, year)
        series, _is_new = NumberSeries.objects.get_or_create(
            organization_id=fresh.organization_id,
            year=fresh.year,
            name=fresh.name,
            defaults={
                "pattern": fresh.pattern,
                "classification": fresh.classification,
                "office_code": fresh.office_code,
            },
        )
    return NumberSeries.objects.select_for_update().get(pk=series.pk)


def take_number(*, series: NumberSeries, serials: Iterator[int], source: Source, issued_on: date) -> tuple[int, str]:
    """Serial and number for `source`, moving the counter on.

    `series` comes from `lock_series`, and `serials` from `free_serials` after that: what is reserved or voided is
    stepped over, so a number written on paper is never printed a second time.
    """
    series.next_serial = next(serials)
    number = _number_for(series, source, issued_on)
    if Certificate.objects.filter(number=number).exists():
        raise NumberTaken(number)
    serial = series.next_serial
    series.next_serial = serial + 1
    series.save(update_fields=["next_serial"])
    return serial, number


def _number_for(series: NumberSeries, source: Source, issued_on: date) -> str:
    """The next number of the series, asking the tables only for what its pattern mentions."""
    return format_number(
        series=series,
        issued_on=issued_on,
        participant=of_same_activity(source).count() + 1 if "{urut_peserta" in series.pattern else 0,
        activity=_count_activities_before(series, source) + 1 if "{kegiatan" in series.pattern else 0,
    )


def _continue_series(series: NumberSeries, year: int) -> NumberSeries:
    """The unsaved series of another year, counting from 1."""
    return NumberSeries(
        organization_id=series.organization_id,
        year=year,
        name=series.name,
        pattern=series.pattern,
        classification=series.classification,
        office_code=series.office_code,
    )


def _count_activities_before(series: NumberSeries, source: Source) -> int:
    """How many other activities got their first number from `series` before this one."""
    if series.pk is None:  # of a year to come
        return 0
    first = of_same_activity(source).filter(series=series).order_by("serial").first()
    rows = series.certificates.filter(serial__lt=first.serial) if first else series.certificates.all()
    rows = rows.order_by()
    events = set(rows.exclude(registration=None).values_list("registration__event", flat=True))
    events |= set(rows.exclude(speaker=None).values_list("speaker__event", flat=True))
    courses = rows.exclude(enrollment=None).values("enrollment__course").distinct().count()
    return len(events) + courses


def _parts(pattern: str) -> list[tuple[str, str | None, str | None, str | None]]:
    try:
        return list(Formatter().parse(pattern))
    except ValueError as error:
        raise PatternError(
            _("Tanda kurung kurawal pada pola tidak berpasangan. Contoh yang benar: {urut:03d}.")
        ) from error


def _check_part(part: tuple[str, str | None, str | None, str | None]) -> str | None:
    _text, name, width, conversion = part
    if name is None:
        return None
    if name not in TOKENS or conversion:
        known = ", ".join(f"{{{token}}}" for token in TOKENS)
        raise PatternError(
            _("{%(name)s} tidak dikenal. Yang bisa dipakai: %(known)s.") % {"name": name, "known": known}
        )
    if width and (name not in COUNTING_TOKENS or not WIDTH.fullmatch(width)):
        raise PatternError(_("Lebar {%(name)s} ditulis seperti {urut:03d}.") % {"name": name})
    return name
