"""Attack 1, continued: admins here and there, a viewer of the province and an officer of the city ask every address.

What they are answered follows from the table: an admin like the officer of the same office, the province like the
viewer, the city like the officer. Where admins may more, their column is that of the superuser.
"""

import pytest

from tests.attacks import matrix
from tests.attacks.asking import REFUSED, address_of, ask

pytestmark = pytest.mark.usefixtures("brief_refusals")

LIKE = {"D": "O", "d": "o", "P": "V", "C": "O"}
"""Letter of the person (world.py) → whose column of the table holds."""
STRANGE_TO = {"D": "there", "d": "here", "P": "there", "C": "there"}

FOR_ADMINS = (
    "office_staff", "office_role_", "office_disclosures", "course_add", "course_trainers", "course_rules", "writing",
    "bank", "account_login", "mfa_authenticate",  # after which they land in the back office
    "organization:index", "organization:edit", "organization:delete", "organization:history", "organization:usage",
)  # fmt: skip
"""Beginnings of addresses that answer an admin like the superuser, but only about the own place."""
RULES = [
    f"{rule}:{view}" for rule in ("consenttext", "retentionrule") for view in ("index", "delete", "history", "usage")
]
FOR_EVERY_ADMIN = ("walkoflife:", "office_retention", "lms_", *RULES)
"""The same, about lists that all offices share."""
FOR_ADMINS_TO_SEE = tuple(rule for rule in RULES if rule.endswith((":history", ":usage")))
"""Of these the lists only: what is open to the superuser is refused."""

OF_ONE_PERSON = {"sheet"}
"""Objects of world.Office that only the person who made them sees, whatever the role of others."""


def expected(row, target):
    """Letters of D, d, P and C for GET and for POST."""
    return tuple("".join(letter_for(row, target, method, who) for who in LIKE) for method in (0, 1))


def letter_for(row, target, method, who):
    column = LIKE[who]
    if who in "Dd" and row.name.startswith(FOR_ADMINS + FOR_EVERY_ADMIN):
        column = "S"
        if target == STRANGE_TO[who] and row.name.startswith(FOR_ADMINS):
            target = "absent"
    if OF_ONE_PERSON & set(row.parts):
        target = "absent"
    letter = row.answers[target][method][matrix.ROLES.index(column)]
    return "d" if who in "Dd" and letter != "m" and row.name.startswith(FOR_ADMINS_TO_SEE) else letter


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


def test_no_beginning_outlives_its_addresses():
    names = [row.name for row in matrix.ROWS]

    assert [word for word in FOR_ADMINS + FOR_EVERY_ADMIN if not any(name.startswith(word) for name in names)] == []


@pytest.mark.parametrize("row", [row for row in matrix.ROWS if not row.is_public and "here" in row.answers])
def test_foreign_looks_absent_to_them_too(row):
    """A property of the tables themselves: D, P and C are strangers there, d is a stranger here."""
    for who, target in STRANGE_TO.items():
        foreign, absent = ([letter_for(row, place, method, who) for method in (0, 1)] for place in (target, "absent"))
        assert foreign == absent or row.name.startswith(FOR_EVERY_ADMIN), (target, who)


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
