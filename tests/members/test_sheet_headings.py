"""Headings people use, and what is asked when one is unknown."""

import pytest

from members.services.sheets.columns import KIM_COLUMNS, MEMBER_COLUMNS
from members.services.sheets.headings import MappingIncomplete, check_mapping, count_known, guess_mapping, words_of

KNOWN = {
    "full_name": ["Nama", "NAMA LENGKAP", "nama peserta", "Nama Lengkap (tanpa gelar)", "Nama  Anggota"],
    "gender": ["L/P", "JK", "Jenis Kelamin", "jenis_kelamin", "P/L"],
    "phone": ["No. HP", "No HP/WA", "NO.HP / WA", "Telepon", "Nomor WhatsApp", "Telp.", "No. Telp/HP"],
    "region": ["Kelurahan", "Desa/Kelurahan", "Kelurahan / Desa", "Kel.", "DESA"],
    "district": ["Kecamatan", "Kec.", "Distrik"],
    "walks": ["Unsur", "Perwakilan", "Unsur Masyarakat"],
    "kim": ["Nama KIM", "KIM", "Kelompok"],
    "position": ["Jabatan", "Jabatan dalam KIM", "Kedudukan"],
    "institution": ["Instansi", "Asal Instansi", "Lembaga"],
}


@pytest.mark.parametrize(("name", "heading"), [(name, text) for name, texts in KNOWN.items() for text in texts])
def test_known_headings_map_themselves(name, heading):
    guess = guess_mapping([heading], MEMBER_COLUMNS)

    assert guess.mapping == {0: name}
    assert guess.unsure == []


@pytest.mark.parametrize(
    ("name", "heading"),
    [("decree_number", "No. SK"), ("decree_date", "Tanggal SK"), ("status", "Status KIM"), ("chair", "Nama Ketua"),
     ("hamlet", "RW"), ("founded_year", "Tahun Berdiri"), ("decree_valid_until", "Masa berlaku SK")],
)  # fmt: skip
def test_known_headings_of_groups(name, heading):
    assert guess_mapping(["Nama KIM", heading], KIM_COLUMNS).mapping == {0: "name", 1: name}


@pytest.mark.parametrize("heading", ["No", "NO.", "TTD", "Tanda Tangan", "Ket.", "Yang salah", "Umur"])
def test_columns_nobody_keeps_are_set_aside_without_a_question(heading):
    guess = guess_mapping([heading, "Nama"], MEMBER_COLUMNS)

    assert guess.mapping == {0: "", 1: "full_name"}
    assert guess.is_sure


def test_an_unknown_heading_is_asked_about():
    guess = guess_mapping(["Nama", "Golongan darah"], MEMBER_COLUMNS)

    assert guess.mapping == {0: "full_name", 1: ""}
    assert guess.unsure == [1]


def test_a_misspelled_heading_is_proposed_and_asked_about():
    guess = guess_mapping(["Nama Lengkp", "Kelurahn"], MEMBER_COLUMNS)

    assert guess.mapping == {0: "full_name", 1: "region"}
    assert guess.unsure == [0, 1]


def test_a_heading_that_comes_twice_is_asked_about():
    guess = guess_mapping(["Nama", "No. HP", "No. WA"], MEMBER_COLUMNS)

    assert guess.mapping == {0: "full_name", 1: "phone", 2: ""}
    assert guess.unsure == [2]


def test_a_missing_required_column_is_named():
    assert [column.name for column in guess_mapping(["L/P"], MEMBER_COLUMNS).missing] == ["full_name"]
    with pytest.raises(MappingIncomplete, match="Belum ada kolom untuk Nama"):
        check_mapping({0: "gender"}, MEMBER_COLUMNS)


def test_two_columns_for_one_thing_are_refused():
    with pytest.raises(MappingIncomplete, match=r"Dua kolom dipilih untuk hal yang sama: No\. HP"):
        check_mapping({0: "full_name", 1: "phone", 2: "phone"}, MEMBER_COLUMNS)


def test_a_name_nobody_offered_is_ignored():
    assert check_mapping({0: "full_name", 1: "is_superuser"}, MEMBER_COLUMNS) == {0: "full_name", 1: ""}


def test_the_heading_row_is_told_from_a_title():
    assert count_known(["DAFTAR PESERTA BIMTEK", "", ""], MEMBER_COLUMNS) == 0
    assert count_known(["No", "Nama", "L/P", "Kelurahan"], MEMBER_COLUMNS) == 3


@pytest.mark.parametrize("columns", [MEMBER_COLUMNS, KIM_COLUMNS])
def test_no_spelling_means_two_things(columns):
    words = words_of(columns)

    assert [
        (word, column.name)
        for column in columns
        for word in (str(column.label), *column.synonyms)
        if words["".join(letter for letter in word.casefold() if letter.isalnum())] != column.name
    ] == []
