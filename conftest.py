"""Shared by every test: factories live in tests/factories, one module per app.

Tests with real transactions end by emptying all tables. The rows that migrations wrote (groups, root page, languages)
must be there again for the next test and for the next run with --reuse-db; Django keeps a copy of them and puts them
back before the next test of the same kind. Before any other kind, and at the end, it is done here.
"""

import gc

import pytest
from django.db import connection
from pytest_django.plugin import blocking_manager_key


def pytest_collection_modifyitems(items):
    for item in items:
        for marker in item.iter_markers("django_db"):
            if marker.kwargs.get("transaction"):
                marker.kwargs["serialized_rollback"] = True
        if "transactional_db" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.django_db(transaction=True, serialized_rollback=True))


def pytest_collection_finish(session):
    """What was imported stays to the end, so the garbage collector need not walk through it in every test."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    result = yield
    if nextitem is not None and empties_tables(item) and not empties_tables(nextitem):
        with item.config.stash[blocking_manager_key].unblock():
            put_back_seed()
    return result


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    yield
    with django_db_blocker.unblock():
        put_back_seed()


def empties_tables(item):
    return any(marker.kwargs.get("transaction") for marker in item.iter_markers("django_db"))


def put_back_seed():
    """Nothing was copied, and nothing emptied, when no test of this run needs it."""
    if hasattr(connection, "_test_serialized_contents"):
        connection.creation.deserialize_db_from_string(connection._test_serialized_contents)
