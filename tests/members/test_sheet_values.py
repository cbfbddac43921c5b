"""Cells as people fill them."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.choices import KimStatus
from members.services.sheets.kims import STATUS_WORDS, UrlWidget
from members.services.sheets.values import (
    ChoiceWidget,
    GenderWidget,
    NameWidget,
    PhoneWidget,
    TextWidget,
    WalksWidget,
    YearWidget,
    read_date,
    read_phone,
    tidy,
)

WALKS = ["Guru PAUD", "Tokoh adat, masyarakat", "Guru/PGRI", "LPM/RT/RW", "Nelayan", "Tokoh agama"]


@pytest.mark.parametrize("text", ["L", "l", "Lk", "Laki-laki", "LAKI LAKI", "pria", "laki"])
def test_men(text):
    assert GenderWidget().clean(text) == "L"


@pytest.mark.parametrize("text", ["P", "pr", "Perempuan", "WANITA", "p."])
def test_women(text):
    assert GenderWidget().clean(text) == "P"


def test_neither_says_what_to_write():
    with pytest.raises(ValueError, match=r"“x” tidak dikenal\. Tulis L atau P\."):
        GenderWidget().clean("x")


@pytest.mark.parametrize(
    "text",
    ["081234567890", "0812-3456-7890", "0812 3456 7890", "0812.3456.7890", "+62 812-3456-7890", "6281234567890",
     "81234567890", "'081234567890", "0812 3456 7890 (WA)", "WA: 081234567890", "HP. 0812-3456-7890"],
)  # fmt: skip
def test_phones_in_every_spelling(text):
    assert PhoneWidget().clean(text) == "+6281234567890"


@pytest.mark.parametrize("text", ["", "-", "0", "tidak ada", "–", " "])
def test_no_phone(text):
    assert PhoneWidget().clean(text) is None


@pytest.mark.parametrize("text", ["6.28E+12", "6,28E+12", "8.12e11"])
def test_a_number_that_excel_shortened_is_refused_with_the_way_out(text):
    with pytest.raises(ValueError, match="Ubah kolomnya menjadi Teks"):
        read_phone(text)


@pytest.mark.parametrize(
    "text", ["081234567890/081234567891", "081234567890 atau 081234567891", "081234567890\n081234567891"]
)
def test_two_numbers_in_one_cell_are_refused(text):
    with pytest.raises(ValueError, match="Ada 2 nomor dalam satu sel"):
        PhoneWidget().clean(text)


def test_a_phone_is_shown_masked():
    assert PhoneWidget().render("+6281234567890") == "•••• 890"


@pytest.mark.parametrize(
    "text",
    ["11 Juli 2024", "11 juli 2024", "11/07/2024", "11-7-2024", "11.07.2024", "11/7/24", "2024-07-11",
     "Kamis, 11 Juli 2024",
     "11 Jul 2024", "11-Jul-24", "2024-07-11 08:30", "45484", "11 July 2024"],
)  # fmt: skip
def test_dates_in_every_spelling(text):
    assert read_date(text) == date(2024, 7, 11)


@pytest.mark.parametrize(
    ("name", "month"), [("Pebruari", 2), ("Agt", 8), ("Ags", 8), ("Nopember", 11), ("Des", 12), ("Mei", 5)]
)
def test_months_as_they_are_spelled(name, month):
    assert read_date(f"1 {name} 2023") == date(2023, month, 1)


@pytest.mark.parametrize(
    "text", ["Juli 2024", "31/02/2024", "2024", "kemarin", "07/13/2024", "1/1/1/1", "٣", "99/99/9999"]
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError, match="bukan tanggal"):
        read_date(text)


def test_an_impossible_year_is_refused():
    with pytest.raises(ValueError, match="Tahun 1024 tidak mungkin"):
        read_date("11 Juli 1024")


@given(st.text(max_size=40))
def test_no_text_breaks_a_reader(text):
    """Every cell is read or refused with ValueError; nothing else ever comes out."""
    for reader in (read_date, read_phone, GenderWidget().clean, WalksWidget(WALKS).clean, UrlWidget().clean):
        with suppress(ValueError):
            reader(text)


@given(st.dates(min_value=date(1945, 1, 1), max_value=date(2100, 12, 31)))
def test_every_day_survives_its_spellings(day):
    assert read_date(f"{day:%d/%m/%Y}") == read_date(day.isoformat()) == day


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Nelayan", ("Nelayan",)),
        ("nelayan, TOKOH AGAMA", ("Nelayan", "Tokoh agama")),
        ("Nelayan/Tokoh agama; Guru PAUD", ("Guru PAUD", "Nelayan", "Tokoh agama")),
        ("Nelayan\nTokoh agama", ("Nelayan", "Tokoh agama")),
        ("LPM/RT/RW", ("LPM/RT/RW",)),
        ("RT", ("LPM/RT/RW",)),
        ("Nelayan/LPM/RT/RW", ("LPM/RT/RW", "Nelayan")),
        ("Guru/PGRI, Nelayan", ("Guru/PGRI", "Nelayan")),
        ("Nelayan, Nelayan", ("Nelayan",)),
        ("Tokoh adat, masyarakat; Nelayan", ("Nelayan", "Tokoh adat, masyarakat")),
    ],
)
def test_several_unsur_in_one_cell(text, names):
    assert WalksWidget(WALKS).clean(text) == names


def test_an_unknown_unsur_names_what_comes_near():
    with pytest.raises(ValueError, match=r"Unsur “Nelayn” belum ada dalam daftar\. Maksud Anda Nelayan\?"):
        WalksWidget(WALKS).clean("Nelayn")


def test_an_unsur_like_none_lists_what_there_is():
    with pytest.raises(
        ValueError, match=r"Yang ada: Guru PAUD, Guru/PGRI, LPM/RT/RW, Nelayan, Tokoh adat, masyarakat, Tokoh agama\."
    ):
        WalksWidget(WALKS).clean("XYZ")


@pytest.mark.parametrize(
    ("text", "status"), [("aktif", "active"), ("Belum ber-SK", "without_decree"), ("vakum", "inactive"), ("-", None)]
)
def test_status_words(text, status):
    assert ChoiceWidget(STATUS_WORDS, dict(KimStatus.choices)).clean(text) == status


def test_an_unknown_status_lists_the_known_ones():
    with pytest.raises(ValueError, match="Pilih salah satu: Aktif, Tidak aktif, Belum ber-SK, Belum terbentuk"):
        ChoiceWidget(STATUS_WORDS, dict(KimStatus.choices)).clean("entah")


def test_names_have_letters():
    with pytest.raises(ValueError, match="“123” bukan nama"):
        NameWidget(200).clean("123")


def test_a_text_that_is_too_long_says_by_how_much():
    with pytest.raises(ValueError, match="151 huruf; paling banyak 150"):
        TextWidget(150).clean("x" * 151)


@pytest.mark.parametrize("text", ["24", "1899", "2024/2025", "tahun lalu"])
def test_no_year(text):
    with pytest.raises(ValueError, match="bukan tahun antara 1990 dan 2100"):
        YearWidget(range(1990, 2101)).clean(text)


def test_addresses_of_sites():
    assert UrlWidget().clean("kim.id/suara") == "https://kim.id/suara"
    with pytest.raises(ValueError, match="bukan alamat situs"):
        UrlWidget().clean("javascript://x y")


def test_signs_for_nothing_are_empty():
    assert [tidy(text) for text in ["-", " – ", "Tidak ada", "Nihil", "  a \n b "]] == ["", "", "", "", "a b"]
