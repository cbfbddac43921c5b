"""Numbers for paper and spoiled numbers: the counter steps over them, and the book of numbers leaves nothing out."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from certificates.models import Certificate, NumberBlock, NumberSeries, VoidedNumber
from certificates.services.issuing import issue, issue_event
from certificates.services.number_blocks import (
    AlreadyVoided,
    BlockOverlaps,
    BlockTooLarge,
    NumberInUse,
    NumberOutOfRange,
    VoidReasonMissing,
    release_block,
    reserve_block,
    void_number,
)
from certificates.services.number_register import open_book
from certificates.services.numbers import next_numbers
from certificates.services.reissuing import reissue
from certificates.services.revoking import revoke
from tests.factories.certificates import CertificateFactory, SeriesFactory, participant
from tests.factories.members import UserFactory
from tests.races import run_at_once


@pytest.fixture
def by(db):
    return UserFactory(username="petugas-nomor")


@pytest.fixture
def series(event):
    return event.certificate_offer.series


def reserve(series, first, last, by, now):
    return reserve_block(series=series, first=first, last=last, purpose="Blangko kertas", by=by, now=now)


def serials():
    return sorted(Certificate.objects.values_list("serial", flat=True))


def spans(series):
    return [(span.first, span.last, span.fate) for span in open_book(series=series).spans]


def test_the_counter_steps_over_a_block_and_over_voided_numbers(event, series, by, now):
    reserve(series, 2, 4, by, now)
    void_number(series=series, serial=5, reason="lembar rusak", by=by, now=now)
    for _ in range(3):
        participant(event)

    issue_event(event=event, by=by, now=now)

    assert serials() == [1, 6, 7]
    assert NumberSeries.objects.get().next_serial == 8
    assert Certificate.objects.get(serial=6).number == "000/006/DISKOMINFO/VII/2024"


def test_the_next_batch_also_steps_over_what_was_reserved_meanwhile(event, series, by, now):
    issue(source=participant(event), by=by, now=now)
    reserve(series, 2, 10, by, now)

    issue(source=participant(event), by=by, now=now)

    assert serials() == [1, 11]


def test_the_preview_of_numbers_steps_over_too(event, series, by, now):
    reserve(series, 1, 3, by, now)
    void_number(series=series, serial=5, reason="rusak", by=by, now=now)

    coming = next_numbers(offer=event.certificate_offer, count=3, now=now)

    assert coming == {"first": 4, "last": 7, "number": "000/004/DISKOMINFO/VII/2024"}


@pytest.mark.parametrize(("first", "last", "taken"), [(1, 3, 1), (8, 12, 10), (10, 10, 10), (14, 20, 15), (30, 40, 31)])
def test_a_block_overlaps_neither_numbers_in_use_nor_blocks_nor_voided_ones(series, by, now, first, last, taken):
    CertificateFactory(series=series, serial=1)
    reserve(series, 10, 12, by, now)
    reserve(series, 15, 16, by, now)
    void_number(series=series, serial=31, reason="rusak", by=by, now=now)

    with pytest.raises(BlockOverlaps) as refused:
        reserve(series, first, last, by, now)

    assert refused.value.serial == taken
    assert NumberBlock.objects.count() == 2


@pytest.mark.parametrize(("first", "last"), [(0, 5), (5, 4), (1, 2001), (9_999_999, 10_000_000)])
def test_a_block_of_odd_size_is_refused(series, by, now, first, last):
    with pytest.raises(BlockTooLarge):
        reserve(series, first, last, by, now)


def test_two_series_reserve_the_same_numbers(series, by, now):
    other = SeriesFactory(name="Buku kedua")

    reserve(series, 1, 5, by, now)
    reserve(other, 1, 5, by, now)

    assert NumberBlock.objects.count() == 2


def test_a_released_block_is_voided_never_counted_on(event, series, by, now):
    block = reserve(series, 1, 4, by, now)
    void_number(series=series, serial=2, reason="lembar rusak", by=by, now=now)

    released = release_block(block=block, reason="blangko tidak jadi dipakai", by=by, now=now)
    issue(source=participant(event), by=by, now=now)

    assert [row.serial for row in released] == [1, 3, 4]
    assert serials() == [5]
    assert NumberBlock.objects.get() == block
    assert VoidedNumber.objects.get(serial=2).reason == "lembar rusak"


def test_a_number_in_use_is_never_voided_and_a_voided_one_not_twice(series, by, now):
    CertificateFactory(series=series, serial=7)
    void_number(series=series, serial=8, reason="rusak", by=by, now=now)

    with pytest.raises(NumberInUse):
        void_number(series=series, serial=7, reason="rusak", by=by, now=now)
    with pytest.raises(AlreadyVoided):
        void_number(series=series, serial=8, reason="lain", by=by, now=now)
    with pytest.raises(VoidReasonMissing):
        void_number(series=series, serial=9, reason=" \u200b ", by=by, now=now)
    with pytest.raises(NumberOutOfRange):
        void_number(series=series, serial=0, reason="rusak", by=by, now=now)
    assert VoidedNumber.objects.get().reason == "rusak"


def test_the_book_lists_every_number_once(event, series, by, now):
    NumberSeries.objects.update(next_serial=4)
    series.refresh_from_db()
    reserve(series, 6, 8, by, now)
    void_number(series=series, serial=7, reason="rusak", by=by, now=now)
    for _ in range(3):
        issue(source=participant(event), by=by, now=now)

    series.refresh_from_db()
    book = open_book(series=series)

    assert spans(series) == [
        (1, 3, "outside"),
        (4, 4, "used"),
        (5, 5, "used"),
        (6, 6, "reserved"),
        (7, 7, "voided"),
        (8, 8, "reserved"),
        (9, 9, "used"),
    ]
    assert (book.used_count, book.reserved_count, book.voided_count, book.outside_count) == (3, 2, 1, 3)
    assert book.next_serial == 10


def test_reserved_numbers_far_ahead_leave_no_gap_behind_the_counter(series, by, now):
    reserve(series, 101, 150, by, now)

    assert spans(series) == [(101, 150, "reserved")]
    assert open_book(series=series).next_serial == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_any_length(
    officer_client, event, series, by, now, count, django_assert_num_queries
):
    for _ in range(count):
        issue(source=participant(event), by=by, now=now)
    address = reverse("office_series_book", args=[series.pk])
    officer_client.get(address)

    with django_assert_num_queries(13):
        officer_client.get(address)


def test_the_page_names_bearer_state_and_reason(officer_client, event, series, by, now):
    first = issue(source=participant(event, full_name="Maria Goreti Nahak"), by=by, now=now)
    revoke(certificate=first, by=by, reason="nama keliru", now=now)
    second = issue(source=participant(event, full_name="Adriana Lika"), by=by, now=now)
    reissue(certificate=second, by=by, reason="ejaan", now=now)
    reserve(series, 10, 12, by, now)

    html = " ".join(officer_client.get(reverse("office_series_book", args=[series.pk])).content.decode().split())

    assert "Maria Goreti Nahak" in html
    assert "diganti nomor urut 3" in html
    assert "Dicabut" in html
    assert "10–12" in html
    assert "Blangko kertas" in html


def test_reserving_voiding_and_releasing_on_the_page(officer_client, series):
    def press(name, *args, **data):
        response = officer_client.post(reverse(name, args=[series.pk, *args]), data, follow=True)
        return [str(message) for message in response.context["messages"]]

    assert press("office_series_reserve", dari="5", sampai="9", untuk="Blangko") == ["Nomor 5 sampai 9 dicadangkan."]
    assert press("office_series_reserve", dari="9", sampai="9", untuk="Lagi") == [
        "Nomor 9 sudah terpakai, dicadangkan, atau batal. Pilih nomor lain."
    ]
    assert press("office_series_reserve", dari="x", sampai="9" * 30, untuk="") == [
        "Tulis nomor pertama dan terakhir, paling banyak 2.000 nomor sekaligus."
    ]
    assert press("office_series_void", nomor="6", alasan="lembar rusak") == [
        "Nomor 6 dicatat batal dan tidak akan dipakai."
    ]
    assert press("office_series_void", nomor="6", alasan="lagi") == ["Nomor ini sudah tercatat batal."]
    assert press("office_series_void", nomor="-1", alasan="lagi") == ["Tulis nomor urut dengan angka, mulai dari 1."]
    block = NumberBlock.objects.get()
    assert press("office_series_release", block.pk, alasan="sisa") == ["4 nomor dicatat batal."]
    assert press("office_series_release", block.pk, alasan="") == [
        "Tulis alasannya, misalnya “sisa blok tidak dipakai”."
    ]
    assert VoidedNumber.objects.count() == 5


def test_the_sheet_holds_the_same_lines(officer_client, event, series, by, now):
    issue(source=participant(event, full_name="=HYPERLINK(1)"), by=by, now=now)
    reserve(series, 5, 6, by, now)

    response = officer_client.get(reverse("office_series_sheet", args=[series.pk]))

    rows = list(load_workbook(BytesIO(response.content)).active.iter_rows(min_row=4, values_only=True))
    assert rows[0][:4] == ("Nomor urut", "Sampai", "Keadaan", "Nomor")
    assert rows[1][:5] == (1, 1, "Berlaku", "000/001/DISKOMINFO/VII/2024", "=HYPERLINK(1)")
    assert rows[2][:3] == (5, 6, "Dicadangkan")


def test_a_number_voided_in_the_evening_utc_is_dated_the_next_day_here(officer_client, series, by):
    evening = datetime(2024, 7, 11, 18, 17, tzinfo=UTC)
    block = reserve(series, 5, 6, by, evening)
    void_number(series=series, serial=block.first, reason="lembar rusak", by=by, now=evening)

    response = officer_client.get(reverse("office_series_sheet", args=[series.pk]))

    rows = list(load_workbook(BytesIO(response.content)).active.iter_rows(min_row=5, values_only=True))
    assert [(row[2], row[6].date().isoformat()) for row in rows] == [
        ("Batal", "2024-07-12"),
        ("Dicadangkan", "2024-07-12"),
    ]


def test_a_void_number_is_not_called_cancel_in_english(officer_client, series, by, now):
    void_number(series=series, serial=1, reason="lembar rusak", by=by, now=now)
    officer_client.cookies["django_language"] = "en"

    html = officer_client.get(reverse("office_series_book", args=[series.pk])).content.decode()

    assert ("Void" in html, "Cancel" in html) == (True, False)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_reserving_while_many_issue_gives_no_number_twice(event, by, now):
    series = event.certificate_offer.series
    registrations = [participant(event) for _ in range(24)]
    jobs = [lambda row=row: issue(source=row, by=by, now=now) for row in registrations]
    jobs.insert(8, lambda: reserve(series, 11, 15, by, now))

    results = run_at_once(jobs)

    block = next((row for row in results if isinstance(row, NumberBlock)), None)
    used = serials()
    assert len(set(used)) == 24
    if block is None:  # the counter was there first
        assert used == list(range(1, 25))
    else:
        assert used == [serial for serial in range(1, 30) if not 11 <= serial <= 15]
