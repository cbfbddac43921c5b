"""Looks for due work: each happens, whatever another one does."""

import pytest
from django.db import DatabaseError

from lms.services import routines

SEEN = []


def look(*, now):
    SEEN.append(now)


def look_badly(*, now):
    raise ValueError("rahasia")


def look_without_database(*, now):
    raise DatabaseError


@pytest.fixture
def looks(monkeypatch):
    SEEN.clear()
    monkeypatch.setattr(routines, "LOOKS", [])
    return lambda *names: [routines.register(f"{__name__}.{name}") for name in names]


def test_every_look_gets_the_moment_once(looks, now):
    looks("look", "look")

    assert routines.look_for_work(now=now) == 1
    assert [now] == SEEN


def test_a_failing_look_is_logged_without_its_words_and_the_next_one_happens(looks, now, caplog):
    looks("look_badly", "look")

    assert routines.look_for_work(now=now) == 1
    assert [now] == SEEN
    assert [record.getMessage() for record in caplog.records] == [f"{__name__}.look_badly failed: ValueError"]


def test_a_silent_database_stops_the_round(looks, now):
    looks("look_without_database", "look")

    with pytest.raises(DatabaseError):
        routines.look_for_work(now=now)
    assert SEEN == []
