"""The cache several processes count in, and what is kept of pages until one changes."""

import os
from threading import Barrier, Thread

import pytest
import time_machine
from django.core.cache import cache as shared_cache
from django.db import transaction

from lms.cache import SharedFileCache
from lms.services.kept import STAMP, forget_kept, read_kept


@pytest.fixture
def cache(tmp_path):
    return SharedFileCache(str(tmp_path / "cache"), {})


def test_only_the_first_add_wins(cache):
    assert [cache.add("orang", number) for number in (1, 2)] == [True, False]
    assert cache.get("orang") == 1


def test_of_many_adds_at_once_one_wins(cache):
    start, won = Barrier(8), []

    def add(number):
        start.wait()
        if cache.add("orang", number):
            won.append(number)

    threads = [Thread(target=add, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=10)

    assert [cache.get("orang")] == won


def test_an_add_that_lost_leaves_no_draft_behind(cache, tmp_path):
    for number in (1, 2):
        cache.add("orang", number)

    assert len(os.listdir(tmp_path / "cache")) == 1


def test_what_has_expired_may_be_added_anew(cache):
    with time_machine.travel("2024-07-11 10:00+08:00", tick=False) as clock:
        cache.add("orang", 1, timeout=60)
        clock.shift(59)
        early = cache.add("orang", 2, timeout=60)
        clock.shift(2)
        late = cache.add("orang", 3, timeout=60)

        assert (early, late, cache.get("orang")) == (False, True, 3)


def test_versions_of_a_key_are_counted_apart(cache):
    assert [cache.add("orang", number, version=number) for number in (1, 2)] == [True, True]


def test_an_add_that_cannot_be_written_is_an_error_and_leaves_nothing(cache, tmp_path):
    with pytest.raises(TypeError):
        cache.add("orang", (letter for letter in "tidak bisa disimpan"))

    assert os.listdir(tmp_path / "cache") == []
    assert cache.add("orang", 1) is True


@pytest.fixture
def memory(settings, request):
    """As in production; other tests keep nothing."""
    backend = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": request.node.name}
    settings.CACHES = {"default": backend, "pages": backend | {"LOCATION": f"{request.node.name}-pages"}}


@pytest.fixture
def made():
    return []


def keep(made, name="garis-besar", answer=None):
    def make():
        made.append(name)
        return answer

    return read_kept(name=name, make=make)


def test_what_is_kept_is_made_once_also_when_it_is_nothing(memory, made):
    assert [keep(made) for _ in range(3)] == [None] * 3
    assert made == ["garis-besar"]


def test_each_name_is_kept_for_itself(memory, made):
    assert [keep(made, name, name.upper()) for name in ("a", "b", "a")] == ["A", "B", "A"]
    assert made == ["a", "b"]


def test_a_failure_is_not_kept(memory, made):
    with pytest.raises(ZeroDivisionError):
        read_kept(name="garis-besar", make=lambda: 1 / 0)

    assert keep(made, answer="ada") == "ada"


def test_what_the_caller_does_to_its_copy_is_its_own(memory, made):
    keep(made, answer=["satu"]).append("dua")

    assert keep(made) == ["satu"]


@pytest.mark.django_db
def test_a_change_is_forgotten_within_its_transaction_and_again_after_it(
    memory, made, django_capture_on_commit_callbacks
):
    keep(made)
    with django_capture_on_commit_callbacks(execute=True):
        forget_kept()
        keep(made)

    keep(made)

    assert len(made) == 3


@pytest.mark.django_db
def test_a_change_that_was_taken_back_costs_one_reading_only(memory, made, django_capture_on_commit_callbacks):
    keep(made)
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        forget_kept()
        transaction.set_rollback(True)

    for _ in range(2):
        keep(made)

    assert len(made) == 2


def test_a_lost_stamp_makes_everything_new(memory, made):
    keep(made)
    shared_cache.delete(STAMP)
    keep(made)

    assert len(made) == 2
