"""Attack 1: every address, asked by everybody about own, foreign and absent objects, by GET and by POST."""

import pytest

from tests.attacks import matrix
from tests.attacks.asking import REFUSED, address_of, ask

pytestmark = pytest.mark.usefixtures("brief_refusals")


@pytest.mark.parametrize("row", matrix.ROWS, ids=[row.name for row in matrix.ROWS])
def test_answers_are_those_of_the_table(row, world, browsers, db):
    offices = {"here": world.here, "there": world.there}
    seen, side_effects = {}, []
    for target in row.answers:
        address = address_of(row.name, row.parts, offices.get(target))
        asked = [
            [(role, method, *ask(browsers[role], method, address)) for role in matrix.ROLES]
            for method in ("GET", "POST")
        ]
        seen[target] = tuple("".join(letter for _role, _method, letter, _written in answers) for answers in asked)
        side_effects += [
            (target, *answer)
            for answers in asked
            for answer in answers
            if answer[3] and (answer[1] == "GET" or answer[2] in REFUSED)
        ]

    assert seen == row.answers
    assert side_effects == []
