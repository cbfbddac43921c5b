"""Small pieces of the look: icons, clocks, dates and sizes, the way Indonesia writes them."""

from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from lms.templatetags.look import clock, icon, kilobytes, long_date
from lms.text import format_size

MOMENT = datetime(2024, 7, 11, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("byte_count", "text"),
    [
        (0, "1 KB"),
        (1, "1 KB"),
        (1536, "2 KB"),
        (90_000, "88 KB"),
        (1_047_552, "1023 KB"),
        (1_048_064, "1,0 MB"),
        (1_258_291, "1,2 MB"),
        (50 * 1024 * 1024, "50,0 MB"),
    ],
)
def test_sizes_are_written_in_steps_of_1024(byte_count, text):
    assert kilobytes(byte_count) == format_size(byte_count) == text


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("Asia/Jakarta", "22.30 WIB"),
        ("Asia/Makassar", "23.30 WITA"),
        ("Asia/Jayapura", "00.30 WIT"),
        ("Asia/Singapore", "23.30"),
    ],
)
def test_a_clock_names_its_zone_where_it_has_a_name(zone, text):
    assert clock(MOMENT, zone) == text


def test_one_moment_has_two_dates():
    assert long_date(MOMENT, "Asia/Makassar") == "Kamis, 11 Juli 2024"
    assert long_date(MOMENT, "Asia/Jayapura") == "Jumat, 12 Juli 2024"


def test_a_date_needs_no_zone_and_follows_the_reader():
    assert long_date(date(2024, 2, 29)) == "Kamis, 29 Februari 2024"
    with override("en"):
        assert long_date(date(2024, 2, 29)) == "Thursday, 29 February 2024"


def test_an_icon_without_a_label_is_decoration():
    assert icon("check").startswith('<svg class="icon" aria-hidden="true"><use href="')
    assert icon("check").endswith('icons.svg#check"/></svg>')


def test_the_label_of_an_icon_is_only_text():
    assert 'aria-label="&lt;b&gt; &quot;x&quot;"' in icon("check", '<b> "x"')


def test_two_labels_of_one_icon_are_kept_apart():
    assert [label in icon("check", label) for label in ("Hadir", "Izin", "Hadir")] == [True] * 3
    assert "Hadir" not in icon("check", "Izin")
