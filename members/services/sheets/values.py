"""Cells as people fill them, made into values; every refusal says what to write instead."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from difflib import get_close_matches

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from import_export.widgets import Widget

from members.choices import Gender
from members.models import WalkOfLife
from members.models.phones import mask_phone, normalize_phone
from members.services.sheets.places import Places, PlaceUnclear, key_of

NOTHING = {"", "-", "--", "–", "—", "tidak ada", "belum ada", "n/a", "nihil", "kosong"}
"""What stands for an empty cell; an empty cell never erases what the office knows."""

EXPONENT = re.compile(r"\d([.,]\d+)?e\+?\d+", re.IGNORECASE)
PHONE_NOISE = re.compile(r"\b(wa|hp|telp|tel|no|whatsapp)\b\.?:?|[()]", re.IGNORECASE)
PHONE_BREAK = re.compile(r"[/;,]|\batau\b|\bdan\b", re.IGNORECASE)
LIST_BREAK = re.compile(r"[/;,]")
GENDERS = {
    **dict.fromkeys(["l", "lk", "laki", "lakilaki", "pria", "male", "m"], Gender.MALE),
    **dict.fromkeys(["p", "pr", "perempuan", "wanita", "female", "f", "w"], Gender.FEMALE),
}
MONTHS = {
    name: number
    for number, names in enumerate(
        ["jan januari january", "feb februari pebruari february", "mar maret march", "apr april", "mei may",
         "jun juni june", "jul juli july", "agu agt ags aug agustus august", "sep sept september",
         "okt oct oktober october", "nov nop november nopember", "des dec desember december"],
        start=1,
    )
    for name in names.split()
}  # fmt: skip
YEARS = range(1945, 2101)
EXCEL_DAYS = range(16_500, 73_500)
"""Day numbers of Excel for 1945 to 2101: what a date becomes when the column is formatted as a number."""


def tidy(value: str) -> str:
    """One space between words; the signs people write for "nothing" become empty."""
    text = " ".join(value.split())
    return "" if text.casefold() in NOTHING else text


class TextWidget(Widget):
    """Plain text up to `limit` letters; None for an empty cell unless it is required."""

    def __init__(self, limit: int, *, missing: str = "") -> None:
        super().__init__()
        self.limit, self.missing = limit, missing

    def clean(self, value: str, row: Mapping | None = None, **kwargs: object) -> str | None:
        text = tidy(value)
        if not text and self.missing:
            raise ValueError(self.missing)
        if len(text) > self.limit:
            raise ValueError(
                _("%(count)d huruf; paling banyak %(limit)d. Singkatkan isinya.")
                % {"count": len(text), "limit": self.limit}
            )
        return text or None


class NameWidget(TextWidget):
    """A person's or a group's name: it has letters, and it is never empty."""

    def clean(self, value: str, row: Mapping | None = None, **kwargs: object) -> str | None:
        text = super().clean(value, row)
        if text and not any(letter.isalpha() for letter in text):
            raise ValueError(_("“%s” bukan nama. Tulis namanya dengan huruf.") % text[:40])
        return text


class PhoneWidget(Widget):
    """A number in any Indonesian spelling, also after Excel took the leading 0 away."""

    def __init__(self) -> None:
        super().__init__()
        self.known: dict[str, str] = {}

    def clean(self, value: str, row: Mapping | None = None, **kwargs: object) -> str | None:
        text = tidy(value.strip().replace("\n", ";"))
        if not text or not text.strip("0 "):
            return None
        if text not in self.known:
            self.known[text] = read_phone(text)
        return self.known[text]

    def render(self, value: object, obj: object = None, **kwargs: object) -> str:
        return mask_phone(str(value or ""))


def read_phone(text: str) -> str:
    """`+62812…`; raises ValueError with the way out."""
    if EXPONENT.fullmatch(text.replace(" ", "")):
        raise ValueError(
            _("Excel menyingkat nomor ini menjadi %s. Ubah kolomnya menjadi Teks, lalu tulis ulang nomornya.") % text
        )
    plain = PHONE_NOISE.sub(" ", text).strip(" '’:.")
    parts = [part for part in PHONE_BREAK.split(plain) if len(re.sub(r"\D", "", part)) >= 8]
    if len(parts) > 1:
        raise ValueError(_("Ada %d nomor dalam satu sel. Tulis satu saja.") % len(parts))
    phone = normalize_phone(plain)
    if not phone:
        raise ValueError(_("“%s” bukan nomor HP. Tulis seperti 0812-3456-7890, atau kosongkan.") % text[:30])
    return phone


class GenderWidget(Widget):
    def clean(self, value: str, row: Mapping | None = None, **kwargs: object) -> str | None:
        text = tidy(value)
        if not text:
            return None
        if key_of(text) not in GENDERS:
            raise ValueError(_("“%s” tidak dikenal. Tulis L atau P.") % text[:30])
        return GENDERS[key_of(text)].value

    def render(self, value: object, obj: object = None, **kwargs: object) -> str:
        return str(Gender(str(value)).label) if value else ""


class ChoiceWidget(Widget):
    """One of `words` (spelling → value); `labels` are what a reader sees."""

    def __init__(self, words: Mapping[str, str], labels: Mapping[str, object]) -> None:
        super().__init__()
        self.words = {key_of(word): value for word, value in words.items()}
        self.words.update({key_of(str(label)): value for value, label in labels.items()})
        self.labels = labels

    def clean(self, value: str, row: Mapping | None = None, **kwargs: object) -> str | None:
        text = tidy(value)
        if not text:
            return None
        if key_of(text) not in self.words:
            known = ", ".join(str(label) for label in self.labels.values())
            raise ValueError(
                _("“%(text)s” tidak dikenal. Pilih salah satu: %(known)s.") % {"text": text[:40], "known": known}
            )
        return self.words[key_of(text)]

    def render(self, value: object, obj: object = None, **kwargs: object) -> str:
        return str(self.labels.get(str(value or ""), ""))


class DateWidget(Widget):
    """11 Juli 2024, 11/07/2024 (day first), 2024-07-11, or a day number of Excel."""

    def clean(self, value: str, row: Mapping | None = None, **kwargs: object) -> date | None:
        text = tidy(value)
        return read_date(text) if text else None

    def render(self, value: object, obj: object = None, **kwargs: object) -> str:
        return date_format(value, "j F Y") if isinstance(value, date) else ""


def read_date(text: str) -> date:
    """Raises ValueError for what is no day of the years 1945 to 2100."""
    try:
        found = date(*_day_parts(text))
    except (ValueError, OverflowError) as error:
        raise ValueError(_("“%s” bukan tanggal. Tulis seperti 11 Juli 2024.") % text[:30]) from error
    if found.year not in YEARS:
        raise ValueError(_("Tahun %d tidak mungkin. Periksa tanggalnya.") % found.year)
    return found


def _day_parts(text: str) -> tuple[int, int, int]:
    """Year, month, day; raises ValueError."""
    if text.isdecimal() and int(text[:9]) in EXCEL_DAYS:
        day = date(1899, 12, 30) + timedelta(days=int(text))
        return day.year, day.month, day.day
    text = re.sub(r"^[a-z’']+,\s*", "", re.sub(r"[ T]\d{1,2}[:.]\d{2}([:.]\d{2})?$", "", text), flags=re.IGNORECASE)
    parts = [part for part in re.split(r"[\s/.\-,]+", text.casefold()) if part]
    if len(parts) != 3:
        raise ValueError(text)
    if len(parts[0]) == 4:
        return int(parts[0]), int(parts[1]), int(parts[2])
    day_number, month, year = parts
    full_year = int(year) + (2000 if int(year) < 50 else 1900) if len(year) == 2 else int(year)
    return full_year, MONTHS.get(month) or int(month), int(day_number)


class YearWidget(Widget):
    def __init__(self, years: range) -> None:
        super().__init__()
        self.years = years

    def clean(self, value: str, row: Mapping | None = None, **kwargs: object) -> int | None:
        text = tidy(value)
        if not text:
            return None
        if not re.fullmatch(r"\d{4}", text) or int(text) not in self.years:
            raise ValueError(
                _("“%(text)s” bukan tahun antara %(first)d dan %(last)d.")
                % {"text": text[:30], "first": self.years[0], "last": self.years[-1]}
            )
        return int(text)


class RegionWidget(Widget):
    """A code out of the office's own regions; the row's `district` column tells namesakes apart."""

    def __init__(self, places: Places, *, missing: str = "") -> None:
        super().__init__()
        self.places, self.missing = places, missing

    def clean(self, value: str, row: Mapping | None = None, **kwargs: object) -> str | None:
        text = tidy(value)
        if not text and self.missing:
            raise PlaceUnclear(self.missing)
        return self.places.find(text, tidy((row or {}).get("district", ""))).code if text else None

    def render(self, value: object, obj: object = None, **kwargs: object) -> str:
        return self.places.full_name(str(value or ""))


class WalksWidget(Widget):
    """Several unsur in one cell, by comma, slash, semicolon or line; a sorted tuple of names from the office's list.

    A name may hold slashes itself (`LPM/RT/RW`); each of its parts means it too when no other name has that part.
    """

    def __init__(self, names: Iterable[str] | None = None) -> None:
        super().__init__()
        found = WalkOfLife.objects.values_list("name", flat=True) if names is None else names
        self.names = {key_of(name): name for name in found}
        parts = Counter(key_of(part) for name in self.names.values() for part in name.split("/") if "/" in name)
        for name in list(self.names.values()):
            for part in name.split("/"):
                if parts[key_of(part)] == 1:
                    self.names.setdefault(key_of(part), name)

    def clean(self, value: str, row: Mapping | None = None, **kwargs: object) -> tuple[str, ...] | None:
        text = tidy(value.replace("\n", ";"))
        words = [word.strip() for word in LIST_BREAK.split(text) if key_of(word)]
        return tuple(sorted(set(self._names_in(words)))) or None

    def _names_in(self, words: list[str]) -> Iterator[str]:
        """The longest name first, because a name may hold the signs that part the list: `Nelayan/LPM/RT/RW` are two."""
        while words:
            sizes = range(len(words), 0, -1)
            size = next((size for size in sizes if key_of("".join(words[:size])) in self.names), 1)
            yield self._known("".join(words[:size]))
            words = words[size:]

    def _known(self, part: str) -> str:
        if key_of(part) in self.names:
            return self.names[key_of(part)]
        near = [self.names[key] for key in get_close_matches(key_of(part), self.names, 2, 0.6)]
        if near:
            guess = _("Maksud Anda %s?") % _(" atau ").join(dict.fromkeys(near))
        else:
            guess = _("Yang ada: %s.") % ", ".join(sorted(set(self.names.values())))
        raise ValueError(_("Unsur “%(text)s” belum ada dalam daftar. %(guess)s") % {"text": part[:40], "guess": guess})

    def render(self, value: object, obj: object = None, **kwargs: object) -> str:
        return ", ".join(value) if isinstance(value, tuple) else ""
