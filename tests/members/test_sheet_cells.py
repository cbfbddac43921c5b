"""Odd cells of real lists, one table per kind of cell; every refusal in its full words."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.choices import KimOffice, KimStatus, SheetRowKind
from members.services.kim_id.groups import UrlsWidget
from members.services.sheets import UnknownKind, offered_kinds, resource_class
from members.services.sheets.books import describe_problems
from members.services.sheets.checks import Written, promised_mark
from members.services.sheets.groups import group_key, read_office
from members.services.sheets.imports import choices_of
from members.services.sheets.kims import STATUS_WORDS, UrlWidget
from members.services.sheets.places import key_of
from members.services.sheets.rows import (
    Candidate,
    Change,
    Problem,
    RowOutcome,
    count_kinds,
    dump_rows,
    load_rows,
    mark_of,
)
from members.services.sheets.values import (
    ChoiceWidget,
    DateWidget,
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

STATUS = ChoiceWidget(STATUS_WORDS, dict(KimStatus.choices))


def refusal(read, text):
    with pytest.raises(ValueError, match=r"[.?]$") as refused:
        read(text)
    return str(refused.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""), (" ", ""), ("\t\n", ""), ("-", ""), ("--", ""), ("–", ""), ("—", ""), (" - ", ""),
        ("TIDAK ADA", ""), ("tidak  ada", ""), ("Belum Ada", ""), ("N/A", ""), ("nihil", ""), ("KOSONG", ""),
        ("0", "0"), ("---", "---"), ("Nihilus", "Nihilus"), ("tidak ada data", "tidak ada data"),
        ("  Maria   Bria ", "Maria Bria"), ("Maria\nBria", "Maria Bria"), ("Maria\u00a0Bria", "Maria Bria"),
        ("Jl. A\t2", "Jl. A 2"),
    ],
)  # fmt: skip
def test_what_stands_for_nothing_is_nothing(text, expected):
    assert tidy(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0812 3456 7890", "+6281234567890"),
        ("0812-34567890", "+6281234567890"),
        ("(0812) 34567890", "+6281234567890"),
        ("+62 812 3456 7890", "+6281234567890"),
        ("+62(812)34567890", "+6281234567890"),
        ("62-812-3456-7890", "+6281234567890"),
        ("812.3456.7890", "+6281234567890"),
        ("’081234567890", "+6281234567890"),
        ("HP 081234567890", "+6281234567890"),
        ("No. 081234567890", "+6281234567890"),
        ("Telp: 081234567890", "+6281234567890"),
        ("WhatsApp 0812-3456-7890", "+6281234567890"),
        ("0380-821234", "+62380821234"),
    ],
)
def test_numbers_as_people_write_them(text, expected):
    assert PhoneWidget().clean(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("12", "“12” bukan nomor HP. Tulis seperti 0812-3456-7890, atau kosongkan."),
        ("ada di rumah", "“ada di rumah” bukan nomor HP. Tulis seperti 0812-3456-7890, atau kosongkan."),
        ("08123456789012345", "“08123456789012345” bukan nomor HP. Tulis seperti 0812-3456-7890, atau kosongkan."),
        ("0812-XXXX-7890", "“0812-XXXX-7890” bukan nomor HP. Tulis seperti 0812-3456-7890, atau kosongkan."),
        ("maria@contoh.id", "“maria@contoh.id” bukan nomor HP. Tulis seperti 0812-3456-7890, atau kosongkan."),
        ("+999 123456789", "“+999 123456789” bukan nomor HP. Tulis seperti 0812-3456-7890, atau kosongkan."),
        ("6.28123E+12", "Excel menyingkat nomor ini menjadi 6.28123E+12. Ubah kolomnya menjadi Teks, lalu tulis ulang "
                        "nomornya."),
        ("8,12 E 11", "Excel menyingkat nomor ini menjadi 8,12 E 11. Ubah kolomnya menjadi Teks, lalu tulis ulang "
                      "nomornya."),
        ("081234567890 / 081234567891", "Ada 2 nomor dalam satu sel. Tulis satu saja."),
        ("081234567890, 081234567891, 081234567892", "Ada 3 nomor dalam satu sel. Tulis satu saja."),
        ("081234567890 dan 081234567891", "Ada 2 nomor dalam satu sel. Tulis satu saja."),
        ("081234567890;081234567891", "Ada 2 nomor dalam satu sel. Tulis satu saja."),
    ],
)  # fmt: skip
def test_numbers_nobody_can_call(text, message):
    assert refusal(read_phone, text) == message


def test_a_long_text_in_the_number_is_quoted_in_part():
    assert (
        refusal(read_phone, "x" * 90) == f"“{'x' * 30}” bukan nomor HP. Tulis seperti 0812-3456-7890, atau kosongkan."
    )


@pytest.mark.parametrize("text", ["0", "00", "0 0", "-", "tidak ada", "  ", "\n"])
def test_a_number_that_is_none_leaves_the_record_alone(text):
    assert PhoneWidget().clean(text) is None


@given(st.integers(min_value=811_0000_0000, max_value=811_9999_9999), st.sampled_from(["", "0", "62", "+62", "'0"]))
def test_every_prefix_means_one_number(number, prefix):
    assert read_phone(f"{prefix}{number}") == f"+62{number}"


@given(st.text(alphabet="0123456789 +-./();,EeWAa'", max_size=30))
def test_what_looks_like_a_number_is_one_or_is_refused(text):
    with suppress(ValueError):
        found = PhoneWidget().clean(text)
        assert found is None or (found.startswith("+") and found[1:].isdecimal())


@pytest.mark.parametrize("number", ["", None, "+6281234567890", "+62380821234"])
def test_shown_numbers_hide_all_but_three_digits(number):
    assert sum(letter.isdecimal() for letter in PhoneWidget().render(number)) == (3 if number else 0)


@pytest.mark.parametrize(
    ("text", "gender"),
    [
        ("L", "L"), ("l.", "L"), ("LK", "L"), ("Laki", "L"), ("laki - laki", "L"), ("Laki²", None), ("pria", "L"),
        ("Male", "L"), ("M", "L"), ("P", "P"), ("pr", "P"), ("Perempuan", "P"), ("wanita", "P"), ("Female", "P"),
        ("F", "P"), ("W", "P"), ("", ""), ("-", ""), ("L/P", None), ("1", None), ("Laki-laki dan perempuan", None),
    ],
)  # fmt: skip
def test_genders(text, gender):
    if gender is None:
        assert refusal(GenderWidget().clean, text) == f"“{text}” tidak dikenal. Tulis L atau P."
    else:
        assert (GenderWidget().clean(text) or "") == gender


@pytest.mark.parametrize(("value", "shown"), [("L", "Laki-laki"), ("P", "Perempuan"), ("", ""), (None, "")])
def test_genders_are_shown_in_words(value, shown):
    assert GenderWidget().render(value) == shown


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1 Januari 2024", (2024, 1, 1)), ("01 JANUARI 2024", (2024, 1, 1)), ("1 jan 24", (2024, 1, 1)),
        ("1-Feb-2024", (2024, 2, 1)), ("29 Februari 2024", (2024, 2, 29)), ("1 Pebruari 2024", (2024, 2, 1)),
        ("1 Maret 2024", (2024, 3, 1)), ("1 april 2024", (2024, 4, 1)), ("1 Mei 2024", (2024, 5, 1)),
        ("1 May 2024", (2024, 5, 1)), ("1 Juni 2024", (2024, 6, 1)), ("1 agustus 2024", (2024, 8, 1)),
        ("1 Sept 2024", (2024, 9, 1)), ("1 Okt. 2024", (2024, 10, 1)), ("1 November 2024", (2024, 11, 1)),
        ("31 Desember 2024", (2024, 12, 31)), ("Senin, 1 Juli 2024", (2024, 7, 1)),
        ("Jum’at, 5 Juli 2024", (2024, 7, 5)),
        ("1/2/2024", (2024, 2, 1)), ("31.12.2024", (2024, 12, 31)), ("1 - 2 - 2024", (2024, 2, 1)),
        ("2024/2/1", (2024, 2, 1)), ("2024-02-01 00:00", (2024, 2, 1)), ("2024-02-01T08:30:00", (2024, 2, 1)),
        ("1/2/24 08.30", (2024, 2, 1)), ("1/2/49", (2049, 2, 1)), ("1/2/50", (1950, 2, 1)), ("1/2/99", (1999, 2, 1)),
        ("45292", (2024, 1, 1)), ("16500", (1945, 3, 4)), ("1 Januari 1945", (1945, 1, 1)),
        ("31 Desember 2100", (2100, 12, 31)),
    ],
)  # fmt: skip
def test_days_as_offices_write_them(text, day):
    assert read_date(text) == date(*day)


@pytest.mark.parametrize(
    "text",
    ["30 Februari 2024", "29/02/2023", "0/1/2024", "1/0/2024", "32 Juli 2024", "11 Juli", "Juli", "2024", "11-2024",
     "11 Yuli 2024", "1 2 3 4", "sejak 2020", "45292,5", "-45292", "1000", "1/1/", "١/١/٢٠٢٤x", "11//2024", "?"],
)  # fmt: skip
def test_what_is_no_day(text):
    assert refusal(read_date, text) == f"“{text}” bukan tanggal. Tulis seperti 11 Juli 2024."


@pytest.mark.parametrize(("text", "year"), [("1/1/1944", 1944), ("1 Januari 2101", 2101), ("1/1/202", 202)])
def test_years_that_cannot_be(text, year):
    assert refusal(read_date, text) == f"Tahun {year} tidak mungkin. Periksa tanggalnya."


@given(st.dates(min_value=date(1945, 1, 1), max_value=date(2100, 12, 31)))
def test_what_is_shown_as_a_day_is_read_as_that_day(day):
    widget = DateWidget()

    assert widget.clean(widget.render(day)) == day


@pytest.mark.parametrize("text", ["", "-", "belum ada"])
def test_no_day(text):
    assert DateWidget().clean(text) is None
    assert DateWidget().render(None) == ""


@pytest.mark.parametrize(
    ("text", "year"), [("2019", 2019), (" 2019 ", 2019), ("1990", 1990), ("2100", 2100), ("", None), ("-", None)]
)
def test_years(text, year):
    assert YearWidget(range(1990, 2101)).clean(text) == year


@pytest.mark.parametrize("text", ["1989", "2101", "19", "2019a", "2019-2020", "dua ribu", "20190", "-2019"])
def test_what_is_no_year(text):
    assert refusal(YearWidget(range(1990, 2101)).clean, text) == f"“{text}” bukan tahun antara 1990 dan 2100."


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Aktif", "active"), ("AKTIF", "active"), ("ya", "active"), ("berjalan", "active"), ("Tidak aktif", "inactive"),
        ("tidak  aktif", "inactive"), ("Non-aktif", "inactive"), ("vakum", "inactive"), ("Pasif", "inactive"),
        ("Tidak", "inactive"), ("Belum ber-SK", "without_decree"), ("belum ber SK", "without_decree"),
        ("Belum ada SK", "without_decree"), ("tanpa SK", "without_decree"), ("Belum terbentuk", "not_formed"),
        ("belum dibentuk", "not_formed"), ("", None), ("-", None),
    ],
)  # fmt: skip
def test_states_of_groups(text, status):
    assert STATUS.clean(text) == status


@pytest.mark.parametrize("text", ["aktif sekali", "?", "1", "SK"])
def test_states_nobody_knows(text):
    assert refusal(STATUS.clean, text) == (
        f"“{text}” tidak dikenal. Pilih salah satu: Aktif, Tidak aktif, Belum ber-SK, Belum terbentuk."
    )


@pytest.mark.parametrize("value", [*KimStatus.values])
def test_a_shown_state_is_read_as_itself(value):
    assert STATUS.clean(STATUS.render(value)) == value


@pytest.mark.parametrize("office", KimOffice)
def test_a_shown_office_is_read_as_itself(office):
    widget = ChoiceWidget({}, dict(KimOffice.choices))

    assert widget.clean(widget.render(office.value)) == office.value
    assert (widget.render(""), widget.render("raja")) == ("", "")


@pytest.mark.parametrize(
    ("text", "name"),
    [("Maria", "Maria"), (" maria  BRIA ", "maria BRIA"), ("D'Ornay", "D'Ornay"), ("Ni Luh (Yuli)", "Ni Luh (Yuli)"),
     ("José", "José"), ("李明", "李明"), ("A", "A"), ("O2", "O2")],
)  # fmt: skip
def test_names(text, name):
    assert NameWidget(200).clean(text) == name


@pytest.mark.parametrize("text", ["1", "12.5", "?", "***", "...", "1 2 3", "_"])
def test_what_is_no_name(text):
    assert refusal(NameWidget(200).clean, text) == f"“{text}” bukan nama. Tulis namanya dengan huruf."


@pytest.mark.parametrize("text", ["", " ", "-", "kosong"])
def test_a_name_that_must_be_there(text):
    widget = NameWidget(200, missing="Nama kosong. Tulis nama lengkapnya.")

    assert refusal(widget.clean, text) == "Nama kosong. Tulis nama lengkapnya."
    assert NameWidget(200).clean(text) is None


@pytest.mark.parametrize("limit", [1, 60, 250])
def test_texts_keep_their_limit(limit):
    assert TextWidget(limit).clean("a" * limit) == "a" * limit
    assert refusal(TextWidget(limit).clean, "a" * (limit + 1)) == (
        f"{limit + 1} huruf; paling banyak {limit}. Singkatkan isinya."
    )


@given(st.text(max_size=80))
def test_a_text_is_kept_or_is_too_long(text):
    with suppress(ValueError):
        assert (TextWidget(40).clean(text) or "") == tidy(text)
        return
    assert len(tidy(text)) > 40


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("kim.id/suara", "https://kim.id/suara"), ("https://kim.id", "https://kim.id"),
        ("http://kim.id/a?b=1", "http://kim.id/a?b=1"), (" kim.id ", "https://kim.id"), ("", None), ("-", None),
        ("www.kim.id", "https://www.kim.id"),
    ],
)  # fmt: skip
def test_addresses(text, url):
    assert UrlWidget().clean(text) == url


@pytest.mark.parametrize(
    "text", ["@namosain", "belum punya", "javascript://x/%0aalert(1)", "ftp://kim.id", "kim", "http://"]
)
def test_what_is_no_address(text):
    assert refusal(UrlWidget().clean, text) == f"“{text}” bukan alamat situs. Tulis seperti https://kim.id/nama."


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("x.com/a x.com/b", ("https://x.com/a", "https://x.com/b")),
        ("x.com/a;x.com/b", ("https://x.com/a", "https://x.com/b")),
        ("x.com/a\nx.com/a", ("https://x.com/a",)),
        ("x.com/b x.com/a", ("https://x.com/b", "https://x.com/a")),
        ("", None),
        ("-", None),
    ],
)
def test_several_addresses_of_one_channel(text, urls):
    widget = UrlsWidget()

    assert widget.clean(text) == urls
    assert widget.clean(widget.render(urls)) == urls


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ketua", ("chair", "")), ("Ketua Umum", ("chair", "")), ("sekretaris umum", ("secretary", "")),
        ("Bendahara KIM", ("treasurer", "")), ("member", ("member", "")), ("anggota", ("member", "")),
        ("Sie. Dokumentasi", ("section", "Dokumentasi")), ("Koordinator Seksi Umum", ("section", "Umum")),
        ("Anggota Bidang Usaha", ("section", "Usaha")), ("Divisi Media", ("section", "Media")),
        ("Seksi", ("section", "Seksi")), ("Penasihat", ("section", "Penasihat")),
        ("Sekretaris II", ("section", "Sekretaris II")), ("x" * 150, ("section", "x" * 100)),
    ],
)  # fmt: skip
def test_offices(text, expected):
    assert read_office(text) == expected


@given(st.text(max_size=150))
def test_every_word_is_an_office(text):
    office, section = read_office(text)

    assert office in KimOffice.values
    assert len(section) <= 100


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("KIM Suara", "suara"),
        ("KIM: Suara", "SUARA"),
        ("Kim Suara-Namosain", "suara namosain"),
        ("KIM.Lontar", "Lontar"),
    ],
)
def test_groups_of_one_name(one, other):
    assert group_key(one) == group_key(other)


@given(st.text(max_size=40))
def test_a_key_is_that_of_itself(text):
    assert key_of(key_of(text)) == key_of(text)
    assert " " not in key_of(text)


@given(
    st.lists(st.sampled_from(["Nelayan", "Guru/PGRI", "LPM/RT/RW", "Tokoh agama"])),
    st.sampled_from([", ", ";", "/", "\n"]),
)
def test_unsur_are_read_in_every_order_and_with_every_sign(names, sign):
    widget = WalksWidget(["Nelayan", "Guru/PGRI", "LPM/RT/RW", "Tokoh agama"])

    found = widget.clean(sign.join(names))

    assert found == (tuple(sorted(set(names))) or None)
    assert widget.clean(widget.render(found)) == found


def test_a_part_that_two_unsur_have_means_neither():
    assert refusal(WalksWidget(["Guru/PGRI", "Guru/PAUD"]).clean, "Guru").startswith(
        "Unsur “Guru” belum ada dalam daftar."
    )


texts = st.text(max_size=20)
rows = st.builds(
    RowOutcome,
    line=st.integers(1, 10_000),
    kind=st.sampled_from(SheetRowKind.values),
    cells=st.lists(texts, max_size=4),
    title=texts,
    note=texts,
    mark=texts,
    changes=st.lists(st.builds(Change, texts, texts, texts), max_size=2),
    problems=st.lists(st.builds(Problem, texts, texts), max_size=2),
    candidates=st.lists(
        st.builds(Candidate, st.integers(0, 99), texts, texts, texts, st.lists(st.builds(Change, texts, texts, texts))),
        max_size=2,
    ),
)


@given(st.lists(texts, max_size=4), st.lists(rows, max_size=4))
def test_a_preview_survives_its_file(headings, found):
    assert load_rows(dump_rows(headings, found)) == (headings, found)


@given(st.lists(rows, max_size=6))
def test_every_row_is_counted_once(found):
    counts = count_kinds(found)

    assert list(counts) == SheetRowKind.values
    assert sum(counts.values()) == len(found)


@given(st.lists(texts, max_size=3), st.lists(texts, max_size=3))
def test_marks_are_one_for_one_content(one, other):
    assert (mark_of(*one) == mark_of(*other)) is (one == other)
    assert not any(len(text) > 8 and text in mark_of(*one) for text in one)


def outcome(**values):
    return RowOutcome(**({"line": 2, "kind": SheetRowKind.DOUBT, "cells": []} | values))


def test_a_decision_promises_what_people_saw_beside_it():
    row = outcome(mark="alone", candidates=[Candidate(7, "Maria", "", "seven"), Candidate(0, "Ana", "", "alone")])

    assert [promised_mark(row, answer) for answer in ("", "new", "same:7", "same:8")] == ["alone", "alone", "seven", ""]
    assert choices_of(row) == ["new", "skip", "same:7"]


def test_reasons_stand_one_after_the_other():
    row = outcome(problems=[Problem("L/P", "“X” tidak dikenal."), Problem("", "Orang ini sudah ada.")])

    assert describe_problems(row) == "L/P: “X” tidak dikenal. Orang ini sudah ada."
    assert describe_problems(outcome()) == ""


def test_what_came_of_the_rows_is_counted():
    assert Written(new=2, left=[outcome()]).counts() == {
        "new": 2,
        "changed": 0,
        "unchanged": 0,
        "skipped": 0,
        "left": 1,
    }


def test_a_refused_row_forgets_what_was_wrong_before():
    row = outcome(problems=[Problem("Nama", "kosong")]).refused("Sudah ada.", "Nama")

    assert (row.kind, row.kind_label, row.is_doubtful) == ("error", "Salah", False)
    assert row.problems == [Problem("Nama", "Sudah ada.")]


def test_kinds_are_found_by_name():
    assert {resource.kind for resource in offered_kinds()} == {"members", "kims", "kim_id", "kim_id_people"}
    assert resource_class("registrations").is_offered is False
    with pytest.raises(UnknownKind):
        resource_class("../etc")
