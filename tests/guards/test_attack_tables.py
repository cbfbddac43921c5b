"""The tables of attack 1 are whole and promise no leak; `make test-attacks` compares them with the site."""

import pytest

from tests.attacks import matrix
from tests.attacks.asking import REFUSED
from tests.guards import audiences
from tests.guards.test_urls import ADDRESSES


def own_addresses():
    """Names of our own addresses, routes of those without a name, `space:name` of our view sets."""
    for route, space, name in ADDRESSES:
        if space.split(":")[0] in audiences.SPACES:
            yield f"{space}:{name}"
        elif not space and name in audiences.NAMES:
            yield name
        elif not space and not name:
            yield route


def as_route(name):
    """`kursus/{course}/` → `kursus/<slug:course>/`, the way Django prints it."""
    kinds = {"course": "slug:course", "module": "slug:module", "lesson": "slug:activity", "page": "int:parent_page_id"}
    return name.format(**{word: f"<{kind}>" for word, kind in kinds.items()})


def test_every_own_address_has_a_row():
    known = {as_route(row.name) for row in matrix.ROWS} | set(matrix.ELSEWHERE)

    assert sorted(set(own_addresses()) - known) == []


def test_no_row_outlives_its_address():
    known = [as_route(row.name) for row in matrix.ROWS]

    assert sorted({*known, *matrix.ELSEWHERE} - set(own_addresses())) == []
    assert sorted(known) == sorted(set(known))


@pytest.mark.parametrize("row", [row for row in matrix.ROWS if not row.is_public and "here" in row.answers])
def test_the_table_makes_foreign_look_absent(row):
    """A property of the table itself, so that nobody writes a leak into it."""
    columns = [
        (target, role, method, row.answers[target][method][place], row.answers["absent"][method][place])
        for target, foreigners in matrix.FOREIGNERS.items()
        for role in foreigners
        for method in (0, 1)
        for place in [matrix.ROLES.index(role)]
    ]

    assert [column for column in columns if column[3] != column[4]] == []


def test_the_table_lets_nobody_but_writers_write_in_the_office():
    """Viewers, learners and trainers never get further than a refusal when they post to an office screen."""
    let_in = [
        (row.name, target, role)
        for row in matrix.ROWS
        for target, (_get, post) in row.answers.items()
        for role in "-ABTtV"
        if row.name.startswith("office_") and post[matrix.ROLES.index(role)] not in REFUSED
    ]

    assert sorted(let_in) == [
        ("office_completion", "list", "V"),  # without a word these ignore what is posted
        ("office_completion_download", "list", "V"),
        ("office_duplicates", "list", "V"),
        ("office_event_export", "here", "V"),
        ("office_kim_decree", "here", "V"),  # a download that is noted, so it is posted
        ("office_kims", "list", "V"),
        ("office_members", "list", "V"),  # a search, posted to keep names out of addresses
        ("office_merge_history", "here", "V"),
        ("office_merges", "list", "V"),
        ("office_reminder", "here", "T"),  # trainers invite those who learn the own course
        ("office_reminder", "there", "t"),
        ("office_reminder_group", "here", "T"),
        ("office_reminder_group", "there", "t"),
    ]
