"""Attack 1, continued: admins here and there, a viewer of the province and an officer of the city ask every address.

What they are answered follows from the table: an admin like the officer of the same office, the province like the
viewer, the city like the officer. Where it does not, a row below says so.
"""

from typing import NamedTuple

import pytest

from tests.attacks import matrix
from tests.attacks.asking import REFUSED, address_of, ask

LIKE = {"D": "O", "d": "o", "P": "V", "C": "O"}
"""Letter of the person (world.py) → whose column of the table holds."""


class Differs(NamedTuple):
    name: str
    target: str
    get: str
    post: str
    """Letters for D, d, P, C in this order."""


def read_differences():
    text = (matrix.TABLES.parent / "admins.txt").read_text()
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            yield Differs(*line.split())


DIFFERENT = {(row.name, row.target): (row.get, row.post) for row in read_differences()}


def expected(row, target):
    like = tuple("".join(letters[matrix.ROLES.index(LIKE[who])] for who in LIKE) for letters in row.answers[target])
    return DIFFERENT.get((row.name, target), like)


@pytest.mark.parametrize("row", matrix.ROWS, ids=[row.name for row in matrix.ROWS])
def test_answers_follow_from_the_table(row, world, browsers, db):
    offices = {"here": world.here, "there": world.there}
    seen, side_effects = {}, []
    for target in row.answers:
        address = address_of(row.name, row.parts, offices.get(target))
        asked = [[(who, *ask(browsers[who], method, address)) for who in LIKE] for method in ("GET", "POST")]
        seen[target] = tuple("".join(letter for _who, letter, _rows in answers) for answers in asked)
        side_effects += [
            (target, who, rows)
            for number, answers in enumerate(asked)
            for who, letter, rows in answers
            if rows and (number == 0 or letter in REFUSED)
        ]

    assert seen == {target: expected(row, target) for target in row.answers}
    assert side_effects == []


def test_differences_name_known_rows_and_differ():
    known = {(row.name, target): row for row in matrix.ROWS for target in row.answers}
    followed = {
        key: tuple("".join(letters[matrix.ROLES.index(LIKE[who])] for who in LIKE) for letters in row.answers[key[1]])
        for key, row in known.items()
    }

    assert set(DIFFERENT) - set(known) == set()
    assert [key for key, answers in DIFFERENT.items() if followed[key] == answers] == []


@pytest.mark.parametrize("row", [row for row in matrix.ROWS if not row.is_public and "here" in row.answers])
def test_foreign_looks_absent_to_them_too(row):
    """A property of the tables themselves: D, P and C are strangers there, d is a stranger here."""
    for target, strangers in {"here": "d", "there": "DPC"}.items():
        for who in strangers:
            place = list(LIKE).index(who)
            assert [letters[place] for letters in expected(row, target)] == [
                letters[place] for letters in expected(row, "absent")
            ], (target, who)


OFFICE_LISTS = [row for row in matrix.ROWS if row.name.startswith("office_") or ":" in row.name]
NAMED_THERE = ["Anggota serang", "KIM serang", "Bimtek serang", "Dinas serang", "petugas-serang", "Kembaran serang"]


@pytest.mark.parametrize("who", "OVDPCT")
def test_no_screen_here_names_somebody_there(who, browsers, here, db):
    """Every screen of the office, asked for the own rows: lists, choosers, forms, exports."""
    pages = {
        (row.name, target): browsers[who].get(address_of(row.name, row.parts, here), follow=True)
        for row in OFFICE_LISTS
        for target in row.answers
        if target in ("list", "here")
    }

    told = {
        (key, name)
        for key, page in pages.items()
        for name in NAMED_THERE
        if name.encode() in (b"".join(page.streaming_content) if page.streaming else page.content)
    }

    assert told == set()


@pytest.mark.parametrize(
    ("who", "seen"), [("P", {"kupang"}), ("C", {"kupang"}), ("S", {"kupang", "serang"}), ("T", set())]
)
@pytest.mark.parametrize("name", ["office_members", "office_kims", "office_events"])
def test_a_region_is_seen_and_no_other(name, who, seen, browsers, db):
    """So that the emptiness above is not that of a closed door."""
    page = browsers[who].get(address_of(name, (), None)).content.decode()

    words = {"office_members": "Anggota {}", "office_kims": "KIM {}", "office_events": "Bimtek {}"}
    assert {place for place in ("kupang", "serang") if words[name].format(place) in page} == seen
