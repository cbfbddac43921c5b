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


def test_a_look_that_is_gone_does_not_stop_the_others(looks, now, caplog):
    looks("moved_away", "look")

    assert routines.look_for_work(now=now) == 1
    assert [now] == SEEN
    assert [record.getMessage() for record in caplog.records] == [f"{__name__}.moved_away failed: ImportError"]


def test_without_looks_nobody_looks(looks, now):
    assert routines.look_for_work(now=now) == 0


def test_looks_happen_in_the_order_they_were_named(looks, now, caplog):
    looks("look_badly", "moved_away", "look_badly")

    routines.look_for_work(now=now)

    assert [record.getMessage().partition(" ")[0].rpartition(".")[2] for record in caplog.records] == [
        "look_badly",
        "moved_away",
    ]
