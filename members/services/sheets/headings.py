"""Which column of a spreadsheet means what: the headings people use, and what to ask when one is unknown."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override

IGNORED = ""
"""What a column is mapped to when nobody wants it."""

NEVER_READ = [
    "no", "nomor", "nomor urut", "no urut", "ttd", "tanda tangan", "paraf", "hadir", "kehadiran", "keterangan", "ket",
    "catatan", "provinsi", "kota", "kabupaten", "kabupaten/kota", "kota/kabupaten", "kab/kota", "yang salah",
    "tanda terima", "umur", "usia",
]  # fmt: skip
"""Columns of real lists that hold nothing we keep: set aside without a question."""

LIKE = 0.82
"""How alike a heading must be (difflib's ratio, 0–1) to be proposed; it is still asked about."""


@dataclass(frozen=True)
class Column:
    """One thing a sheet may tell. `name` is the column name of the resource's field."""

    name: str
    label: str | Promise
    synonyms: tuple[str, ...] = ()
    is_required: bool = False
    example: str = ""
    hint: str | Promise = ""


@dataclass
class Guess:
    """`mapping`: column number → name of a Column. `unsure`: numbers of columns somebody should look at."""

    mapping: dict[int, str] = field(default_factory=dict)
    unsure: list[int] = field(default_factory=list)
    missing: list[Column] = field(default_factory=list)

    @property
    def is_sure(self) -> bool:
        return not self.unsure and not self.missing


class MappingIncomplete(Exception):
    """A required column has no place, or two columns say the same; `text` names them."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def heading_key(text: str) -> str:
    """`No. HP / WA` and `no hp/wa` are one heading."""
    return re.sub(r"[\W_]+", "", text.casefold())


@override("id")
def words_of(columns: Sequence[Column]) -> dict[str, str]:
    """Every spelling that is understood → name of the column; sheets speak Indonesian on an English screen, too."""
    words = {heading_key(word): IGNORED for word in NEVER_READ}
    for column in columns:
        words |= {heading_key(word): column.name for word in (str(column.label), *column.synonyms)}
    return words


def count_known(headings: Sequence[str], columns: Sequence[Column]) -> int:
    """How many of the cells of a row are headings we know; tells a heading row from a title."""
    words = words_of(columns)
    return len({words[heading_key(text)] for text in headings if words.get(heading_key(text))})


def guess_mapping(headings: Sequence[str], columns: Sequence[Column]) -> Guess:
    """Known headings map themselves; what is only alike is proposed and asked, like a heading that comes twice."""
    words, guess = words_of(columns), Guess()
    for number, text in enumerate(headings):
        key = heading_key(text)
        name = words.get(key)
        if name is None:
            near = get_close_matches(key, words, 1, LIKE) if key else []
            name = words[near[0]] if near else IGNORED
            guess.unsure.append(number)
        guess.mapping[number] = name
    for number in _doubles(guess.mapping):
        guess.unsure.append(number)
        guess.mapping[number] = IGNORED
    used = set(guess.mapping.values())
    guess.missing = [column for column in columns if column.is_required and column.name not in used]
    guess.unsure.sort()
    return guess


def _doubles(mapping: Mapping[int, str]) -> list[int]:
    """Columns that repeat an earlier one."""
    first: dict[str, int] = {}
    return [number for number, name in mapping.items() if name and first.setdefault(name, number) != number]


def check_mapping(mapping: Mapping[int, str], columns: Sequence[Column]) -> dict[int, str]:
    """The mapping without unknown names; raises MappingIncomplete."""
    labels = {column.name: str(column.label) for column in columns}
    chosen = {number: name if name in labels else IGNORED for number, name in mapping.items()}
    counts = Counter(name for name in chosen.values() if name)
    twice = [labels[name] for name, count in counts.items() if count > 1]
    if twice:
        raise MappingIncomplete(_("Dua kolom dipilih untuk hal yang sama: %s. Pilih satu saja.") % ", ".join(twice))
    missing = [str(column.label) for column in columns if column.is_required and column.name not in counts]
    if missing:
        raise MappingIncomplete(
            _("Belum ada kolom untuk %s. Pilih kolomnya di bawah, atau tambahkan di berkas lalu unggah lagi.")
            % ", ".join(missing)
        )
    return chosen
