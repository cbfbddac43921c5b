"""How things are said on a certificate. Always Indonesian, whatever language the office or the worker runs in."""

import unicodedata
from collections.abc import Sequence
from datetime import date

from bimtek.choices import EventKind
from certificates.choices import ParticipantRole, SigningMode
from certificates.models import Signatory

MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
UNITS = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas")
KIND_PHRASES = {
    EventKind.SOSIALISASI: "Sosialisasi",
    EventKind.BIMTEK: "Bimbingan Teknis",
    EventKind.PELATIHAN: "Pelatihan",
    EventKind.COORDINATION: "Rapat Koordinasi",
    EventKind.WORKSHOP: "Lokakarya",
    EventKind.WEBINAR: "Webinar",
}
ROLE_WORDS = {
    ParticipantRole.PARTICIPANT: "peserta",
    ParticipantRole.OPENER: "pembuka acara",
    ParticipantRole.SPEAKER: "narasumber",
    ParticipantRole.MODERATOR: "moderator",
    ParticipantRole.FACILITATOR: "fasilitator",
    ParticipantRole.HOST: "pembawa acara",
    ParticipantRole.COMMITTEE: "panitia",
}
ACTING = {SigningMode.ACTING_VACANT: "Plt.", SigningMode.ACTING_DAILY: "Plh.", SigningMode.ACTING_HEAD: "Pj."}


def clean_text(text: str) -> str:
    """NFC with single spaces; control, format (bidi), private and unassigned characters are gone."""
    kept = (letter for letter in text if letter.isspace() or unicodedata.category(letter)[0] != "C")
    return unicodedata.normalize("NFC", " ".join("".join(kept).split()))


def short_date(day: date) -> str:
    """`11 Juli 2024`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def long_date(day: date) -> str:
    """`Kamis, 11 Juli 2024`."""
    return f"{DAYS[day.weekday()]}, {short_date(day)}"


def date_range(first: date, last: date) -> str:
    """`Kamis, 11 Juli 2024`, `9–10 Desember 2026`, `30 November – 2 Desember 2026`; what is the same is said once."""
    if first == last:
        return long_date(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{short_date(last)}"
    if first.year == last.year:
        return f"{first.day} {MONTHS[first.month - 1]} – {short_date(last)}"
    return f"{short_date(first)} – {short_date(last)}"


def number_words(number: int) -> str:
    """`12` as `dua belas`; 0 to 9,999."""
    if number < 12:
        return UNITS[number]
    for size, word, one in ((1000, "ribu", "seribu"), (100, "ratus", "seratus")):
        if number >= size:
            count, rest = divmod(number, size)
            head = one if count == 1 else f"{number_words(count)} {word}"
            return f"{head} {number_words(rest)}" if rest else head
    tens, rest = divmod(number, 10)
    if tens == 1:
        return f"{UNITS[rest]} belas"
    return f"{UNITS[tens]} puluh {UNITS[rest]}" if rest else f"{UNITS[tens]} puluh"


def jp_text(minutes: int, minutes_per_jp: int) -> str:
    """JP of one module, `1` or `1,5`: tenths, rounded down, with the Indonesian comma."""
    tenths = minutes * 10 // minutes_per_jp
    return str(tenths // 10) if tenths % 10 == 0 else f"{tenths // 10},{tenths % 10}"


def activity_phrase(kind: str, title: str) -> str:
    """What stands before the title; just `kegiatan` when the title says itself what it is."""
    phrase = KIND_PHRASES[EventKind(kind)]
    says_itself = title.casefold().startswith((phrase.casefold(), kind.replace("_", " ")))
    return "kegiatan" if says_itself else phrase


def role_wording(role: ParticipantRole) -> str:
    """`sebagai narasumber`, for designs that say nothing else."""
    return f"sebagai {ROLE_WORDS[role]}"


def signer_name(signatory: Signatory) -> str:
    """`ELISABET MANAFE TODE`; the titles keep their small letters, `Dr. ELISABET MANAFE TODE, S.Sos., M.Si.`."""
    name = clean_text(signatory.name).upper()
    if not signatory.shows_titles:
        return name
    before, after = clean_text(signatory.title_before), clean_text(signatory.title_after)
    return ", ".join(filter(None, [f"{before} {name}".strip(), after]))


def signing_lines(signatory: Signatory) -> list[str]:
    """The authority above the signature, line by line (Permendagri 1/2023; see docs/certificates.md)."""
    position = signatory.position.upper()
    if signatory.mode == SigningMode.ON_BEHALF:
        return [f"a.n. {signatory.represented_position.upper()}", f"{position},"]
    if signatory.mode == SigningMode.FOR_SUPERIOR:
        represented, intermediate = signatory.represented_position.upper(), signatory.intermediate_position.upper()
        return [f"a.n. {represented}", f"{intermediate},", "u.b.", f"{position},"]
    acting = ACTING.get(SigningMode(signatory.mode))
    return [f"{acting} {position}," if acting else f"{position},"]


def signing_text(lines: Sequence[str]) -> str:
    """The same on one line: `a.n. KEPALA DINAS, SEKRETARIS, u.b. KEPALA BIDANG`."""
    return ", ".join(line.rstrip(",") for line in lines).replace("u.b., ", "u.b. ")


def nip_text(nip: str) -> str:
    """`19800101 200501 2 001`: birth date, appointment, sex, serial."""
    return f"{nip[:8]} {nip[8:14]} {nip[14]} {nip[15:]}" if len(nip) == 18 else nip
