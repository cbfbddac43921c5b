from datetime import date

import pytest

from bimtek.choices import EventKind
from certificates.choices import SigningMode
from certificates.models import Signatory
from certificates.services import wording


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2024, 7, 11), date(2024, 7, 11), "Kamis, 11 Juli 2024"),
        (date(2024, 11, 21), date(2024, 11, 21), "Kamis, 21 November 2024"),
        (date(2026, 12, 9), date(2026, 12, 10), "9–10 Desember 2026"),
        (date(2026, 11, 30), date(2026, 12, 2), "30 November – 2 Desember 2026"),
        (date(2026, 12, 30), date(2027, 1, 2), "30 Desember 2026 – 2 Januari 2027"),
    ],
)
def test_date_range_is_said_in_indonesian(first, last, words):
    assert wording.date_range(first, last) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "nol"),
        (1, "satu"),
        (10, "sepuluh"),
        (11, "sebelas"),
        (12, "dua belas"),
        (19, "sembilan belas"),
        (20, "dua puluh"),
        (45, "empat puluh lima"),
        (100, "seratus"),
        (101, "seratus satu"),
        (250, "dua ratus lima puluh"),
        (1000, "seribu"),
        (1999, "seribu sembilan ratus sembilan puluh sembilan"),
        (2024, "dua ribu dua puluh empat"),
    ],
)
def test_number_words(number, words):
    assert wording.number_words(number) == words


@pytest.mark.parametrize(
    ("minutes", "words"), [(45, "1"), (90, "2"), (68, "1,5"), (67, "1,4"), (23, "0,5"), (22, "0,4"), (0, "0")]
)
def test_jp_of_a_module_keeps_tenths(minutes, words):
    assert wording.jp_text(minutes, 45) == words


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("Yosefina  Da'Lopez ", "Yosefina Da'Lopez"),
        ("Jose\u0301", "José"),
        ("A\u202eB\u0000C\u200bD\ue000", "ABCD"),
        ("Baris\nbaru\ttab", "Baris baru tab"),
        ("\u202e", ""),
    ],
)
def test_clean_text_strips_what_cannot_be_seen(raw, clean):
    assert wording.clean_text(raw) == clean


def signatory(mode):
    return Signatory(
        mode=mode,
        position="Kepala Bidang Informasi",
        represented_position="Kepala Dinas Kominfo",
        intermediate_position="Sekretaris",
    )


@pytest.mark.parametrize(
    ("mode", "lines"),
    [
        (SigningMode.DIRECT, ["KEPALA BIDANG INFORMASI,"]),
        (SigningMode.ON_BEHALF, ["a.n. KEPALA DINAS KOMINFO", "KEPALA BIDANG INFORMASI,"]),
        (
            SigningMode.FOR_SUPERIOR,
            ["a.n. KEPALA DINAS KOMINFO", "SEKRETARIS,", "u.b.", "KEPALA BIDANG INFORMASI,"],
        ),
        (SigningMode.ACTING_VACANT, ["Plt. KEPALA BIDANG INFORMASI,"]),
        (SigningMode.ACTING_DAILY, ["Plh. KEPALA BIDANG INFORMASI,"]),
        (SigningMode.ACTING_HEAD, ["Pj. KEPALA BIDANG INFORMASI,"]),
    ],
)
def test_signing_lines_name_the_authority(mode, lines):
    assert wording.signing_lines(signatory(mode)) == lines


@pytest.mark.parametrize(
    ("mode", "text"),
    [
        (SigningMode.DIRECT, "KEPALA BIDANG INFORMASI"),
        (SigningMode.ON_BEHALF, "a.n. KEPALA DINAS KOMINFO, KEPALA BIDANG INFORMASI"),
        (SigningMode.FOR_SUPERIOR, "a.n. KEPALA DINAS KOMINFO, SEKRETARIS, u.b. KEPALA BIDANG INFORMASI"),
    ],
)
def test_the_same_on_one_line_keeps_the_offices_apart(mode, text):
    assert wording.signing_text(wording.signing_lines(signatory(mode))) == text


def test_every_signing_mode_has_words():
    assert all(wording.signing_lines(signatory(mode)) for mode in SigningMode)


def test_nip_is_grouped():
    assert wording.nip_text("198001012005012001") == "19800101 200501 2 001"


@pytest.mark.parametrize(
    ("kind", "title", "phrase"),
    [
        (EventKind.BIMTEK, "Desain Konten", "Bimbingan Teknis"),
        (EventKind.BIMTEK, "Bimtek Desain Konten", "kegiatan"),
        (EventKind.BIMTEK, "Bimbingan Teknis Desain Konten", "kegiatan"),
        (EventKind.SOSIALISASI, "Pembinaan KIM", "Sosialisasi"),
        (EventKind.SOSIALISASI, "Sosialisasi KIM", "kegiatan"),
    ],
)
def test_activity_phrase_does_not_repeat_the_title(kind, title, phrase):
    assert wording.activity_phrase(kind, title) == phrase


def test_every_kind_of_event_has_a_phrase():
    assert set(wording.KIND_PHRASES) == set(EventKind)
