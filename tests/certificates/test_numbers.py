from datetime import UTC, date, datetime, timedelta

import pytest

from certificates.models import NumberSeries
from certificates.services.issuing import issue, issue_event
from certificates.services.numbers import (
    NumberTaken,
    PatternError,
    check_pattern,
    format_number,
    lock_series,
    next_numbers,
)
from tests.factories.certificates import (
    CertificateFactory,
    CourseCertificateFactory,
    CourseOfferFactory,
    SeriesFactory,
    held_event,
    participant,
)
from tests.factories.members import OrganizationFactory, RegionFactory, UserFactory

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


def test_the_year_changes_at_the_office_s_midnight(event):
    by = UserFactory()
    last_minute = datetime(2024, 12, 31, 15, 59, tzinfo=UTC)

    old = issue(source=participant(event), by=by, now=last_minute)
    new = issue(source=participant(event), by=by, now=last_minute + timedelta(minutes=1))
    newer = issue(source=participant(event), by=by, now=last_minute + timedelta(minutes=2))

    assert [row.number for row in (old, new, newer)] == [
        "000/001/DISKOMINFO/XII/2024",
        "000/001/DISKOMINFO/I/2025",
        "000/002/DISKOMINFO/I/2025",
    ]
    assert list(NumberSeries.objects.order_by("year").values_list("year", "next_serial")) == [(2024, 2), (2025, 3)]


def test_a_series_already_made_for_the_new_year_is_used_as_it_is(event, now):
    SeriesFactory(organization=event.organization, year=2025, pattern="{tahun}-{urut}", next_serial=7)

    number = issue(source=participant(event), by=UserFactory(), now=now.replace(year=2025)).number

    assert number == "2025-7"


def test_a_pattern_that_never_names_the_year_stops_in_january(event, now):
    NumberSeries.objects.update(pattern="{opd}-{urut}")
    by = UserFactory()
    issue(source=participant(event), by=by, now=now)

    with pytest.raises(NumberTaken) as error:
        issue(source=participant(event), by=by, now=now.replace(year=2025))

    assert str(error.value) == "DISKOMINFO-1"
    assert NumberSeries.objects.filter(year=2025).count() == 0


def test_a_number_longer_than_its_column_is_refused(event, now):
    NumberSeries.objects.update(pattern="{opd}" * 20 + "{urut}", office_code="K" * 40)
    registration = participant(event)

    with pytest.raises(PatternError) as error:
        issue(source=registration, by=UserFactory(), now=now)

    assert str(error.value) == "Nomor menjadi lebih panjang dari 150 huruf. Pendekkan pola nomor."
    assert NumberSeries.objects.get().next_serial == 1


@pytest.mark.parametrize(("length", "is_fine"), [(149, True), (150, True), (151, False)])
def test_a_number_of_150_letters_still_fits(length, is_fine):
    series = NumberSeries(pattern="{urut}{opd}", office_code="K" * (length - 1), next_serial=1)

    try:
        number = format_number(series=series, issued_on=JULY, participant=1, activity=1)
    except PatternError:
        number = ""

    assert (len(number) == length) is is_fine


def test_next_numbers_say_what_the_next_person_of_this_event_gets(event, now):
    by = UserFactory()
    NumberSeries.objects.update(pattern="{kegiatan:03d}.{urut_peserta:02d}")
    other = held_event(title="Acara lain")
    for _ in range(2):
        issue(source=participant(other), by=by, now=now)
    issue(source=participant(event), by=by, now=now)

    promised = next_numbers(offer=event.certificate_offer, count=1, now=now)["number"]

    assert promised == "002.02"
    assert issue(source=participant(event), by=by, now=now).number == promised


@pytest.mark.django_db
def test_next_numbers_of_a_course_count_its_own(now):
    offer = CourseOfferFactory(series__pattern="{kegiatan}-{urut_peserta}")
    CourseCertificateFactory(enrollment__course=offer.course, series=offer.series, serial=1)

    assert next_numbers(offer=offer, count=1, now=now)["number"] == "1-2"


@pytest.mark.parametrize("month", range(1, 13))
def test_roman_months(month):
    series = NumberSeries(pattern="{urut} {bulan_romawi}", next_serial=1)
    romans = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]

    number = format_number(series=series, issued_on=date(2024, month, 1), participant=1, activity=1)

    assert number == f"1 {romans[month - 1]}"


def test_offices_with_the_same_words_cannot_give_the_same_number(event, now):
    """Two offices that both call themselves DISKOMINFO: the second is told instead of doubling a number."""
    by = UserFactory()
    issue(source=participant(event), by=by, now=now)
    other = OrganizationFactory(name="Dinas Kota Serang", region=RegionFactory(code="36.73"))
    theirs = held_event(organization=other)

    with pytest.raises(NumberTaken):
        issue(source=participant(theirs), by=by, now=now)

    assert NumberSeries.objects.get(organization=other).next_serial == 1


def test_a_refusal_in_the_middle_of_a_hall_gives_no_number_at_all(event, now):
    for _ in range(3):
        participant(event)
    other = SeriesFactory(organization=event.organization, name="Buku kedua")
    CertificateFactory(series=other, serial=1, number="000/002/DISKOMINFO/VII/2024")

    with pytest.raises(NumberTaken):
        issue_event(event=event, by=UserFactory(), now=now)

    assert event.certificate_offer.series.certificates.count() == 0
    assert NumberSeries.objects.get(name="Sertifikat").next_serial == 1
