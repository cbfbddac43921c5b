"""Shared by every test: factories live in tests/factories, one module per app."""

import gc
from functools import partial

import pytest
from django.db import connection
from django.test import TransactionTestCase

from courses.services.site import ensure_site
from tests.postgres import migrated_template
from tests.seed import keep_seed, put_back_seed


def above_a_large_frame(function, **arguments):
    __tracebackhide__ = True
    return function(**arguments)


above_a_large_frame.__code__ = above_a_large_frame.__code__.replace(co_stacksize=70_000)
"""Python keeps frames in pieces of 16 KB and gives a piece back as soon as it is empty, so that a test which calls up
and down across an edge asks the kernel for memory a thousand times a second. After a frame of half a megabyte the piece
is large enough for every test."""


def pytest_collection_modifyitems(items):
    for item in items:
        item.obj = partial(above_a_large_frame, item.obj)


def pytest_collection_finish(session):
    """What was imported stays to the end, so the garbage collector need not walk through it in every test."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, django_db_blocker):
    """A copy of what the migrations made takes a second; the migrations a quarter of a minute in every process."""
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock():
            connection.settings_dict["TEST"]["TEMPLATE"] = migrated_template()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Home page, catalogue and what migrations wrote: tests with real transactions leave them for the next test."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        ensure_site()
        seeded = keep_seed()
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: put_back_seed(seeded))
        yield
