"""Reading time is the time on the wall, however many phones and however disordered."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from random import Random

import pytest

from courses.services.reading_time import ReadTime

START = datetime(2024, 7, 1, tzinfo=UTC)


def total(stretches):
    read_time = ReadTime()
    return sum(read_time.add(end=START + timedelta(seconds=end), seconds=seconds) for end, seconds in stretches)


@pytest.mark.parametrize(
    ("stretches", "seconds"),
    [
        ([], 0),
        ([(60, 60)], 60),
        ([(60, 60), (120, 60)], 120),
        ([(60, 60), (60, 60)], 60),
        ([(60, 60), (90, 60)], 90),
        ([(100, 100), (60, 20)], 100),
        ([(20, 10), (60, 10), (100, 100)], 100),
        ([(60, 0), (60, 30)], 30),
    ],
)
def test_overlaps_count_once(stretches, seconds):
    assert {total(order) for order in permutations(stretches)} == {seconds}


def test_the_sum_is_that_of_the_seconds_covered_in_any_order():
    random = Random(4)
    for _round in range(50):
        stretches = [(random.randrange(3600, 9000), random.randrange(400)) for _ in range(60)]
        covered = {second for end, seconds in stretches for second in range(end - seconds, end)}

        assert total(stretches) == len(covered)
        assert total(reversed(stretches)) == len(covered)
