from datetime import date

import pytest

from certificates.models import NumberSeries
from certificates.services.issuing import issue
from certificates.services.numbers import (
    NumberTaken,
    PatternError,
    check_pattern,
    format_number,
    lock_series,
    next_numbers,
)
from tests.factories.certificates import SeriesFactory, held_event, participant
from tests.factories.members import UserFactory

JULY = date(2024, 7, 11)


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        ("{klasifikasi}/{urut:03d}/{opd}/{bulan_romawi}/{tahun}", "000/014/DISKOMINFO/VII/2024"),
        ("{urut}", "14"),
        ("{opd}-{urut:5d}", "DISKOMINFO-   14"),
        ("{klasifikasi}/{kegiatan:03d}.{urut_peserta:02d}/{tahun}", "000/002.07/2024"),
        ("{{arsip}}/{urut}", "{arsip}/14"),
    ],
)
def test_format_number_fills_every_token(pattern, number):
    series = NumberSeries(pattern=pattern, classification="000", office_code="DISKOMINFO", next_serial=14)

    assert format_number(series=series, issued_on=JULY, participant=7, activity=2) == number


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("{urut}/{nomer}", "{nomer} tidak dikenal."),
        ("{urut.real}", "{urut.real} tidak dikenal."),
        ("{urut[0]}", "{urut[0]} tidak dikenal."),
        ("{}", "{} tidak dikenal."),
        ("{urut!r}", "{urut} tidak dikenal."),
        ("{urut:>900d}", "Lebar {urut} ditulis seperti {urut:03d}."),
        ("{urut}/{opd:3d}", "Lebar {opd} ditulis seperti {urut:03d}."),
        ("{urut", "Tanda kurung kurawal pada pola tidak berpasangan."),
        ("{opd}/{tahun}", "Tulis {urut} di dalam pola"),
        ("{opd}/{urut_peserta}", "Tulis {urut} di dalam pola"),
    ],
)
def test_check_pattern_says_what_is_wrong(pattern, message):
    with pytest.raises(PatternError) as error:
        check_pattern(pattern)

    assert str(error.value).startswith(message)


def test_numbers_follow_each_other_and_move_the_counter(event, now):
    by = UserFactory()

    numbers = [issue(source=participant(event), by=by, now=now).number for _ in range(3)]

    assert numbers == [f"000/00{count}/DISKOMINFO/VII/2024" for count in (1, 2, 3)]
    assert event.certificate_offer.series.certificates.count() == 3
    assert NumberSeries.objects.get().next_serial == 4


def test_office_may_start_where_its_book_stands(event, now):
    NumberSeries.objects.update(next_serial=57)

    assert issue(source=participant(event), by=UserFactory(), now=now).number == "000/057/DISKOMINFO/VII/2024"


def test_one_number_per_event_with_participant_index(event, now):
    by = UserFactory()
    NumberSeries.objects.update(pattern="{kegiatan:03d}.{urut_peserta:02d}")
    other = held_event(title="Acara lain")

    first = [issue(source=participant(event), by=by, now=now).number for _ in range(2)]
    second = [issue(source=participant(other), by=by, now=now).number for _ in range(2)]
    third = issue(source=participant(event), by=by, now=now).number

    assert [*first, *second, third] == ["001.01", "001.02", "002.01", "002.02", "001.03"]


def test_number_taken_by_another_series_is_refused_and_moves_nothing(event, now):
    by = UserFactory()
    issue(source=participant(event), by=by, now=now)
    other = SeriesFactory(organization=event.organization, name="Buku kedua")
    event.certificate_offer.series = other
    event.certificate_offer.save()
    registration = participant(event)

    with pytest.raises(NumberTaken):
        issue(source=registration, by=by, now=now)

    other.refresh_from_db()
    assert other.next_serial == 1


@pytest.mark.django_db
def test_series_continues_in_a_new_year_from_one():
    series = SeriesFactory(next_serial=40)

    later = lock_series(series=series, year=2025)

    assert (later.year, later.next_serial, later.pattern, later.name) == (2025, 1, series.pattern, series.name)
    assert lock_series(series=series, year=2025).pk == later.pk
    assert lock_series(series=series, year=2024).pk == series.pk


def test_next_numbers_use_no_number(event, now):
    assert next_numbers(offer=event.certificate_offer, count=41, now=now) == {
        "first": 1,
        "last": 41,
        "number": "000/001/DISKOMINFO/VII/2024",
    }
    assert NumberSeries.objects.get().next_serial == 1


def test_next_numbers_of_a_new_year_keep_the_code_of_the_office(event, now):
    numbers = next_numbers(offer=event.certificate_offer, count=1, now=now.replace(year=2025))

    assert numbers == {"first": 1, "last": 1, "number": "000/001/DISKOMINFO/VII/2025"}
