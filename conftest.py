"""Shared by every test: factories live in tests/factories, one module per app.

Tests with real transactions end by emptying all tables. The rows that migrations wrote (groups, root page, region
levels) must be there again for the next test and for the next run with --reuse-db; Django keeps a copy of them.
"""

import pytest
from django.db import connection


def pytest_collection_modifyitems(items):
    for item in items:
        for marker in item.iter_markers("django_db"):
            if marker.kwargs.get("transaction"):
                marker.kwargs["serialized_rollback"] = True
        if "transactional_db" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.django_db(transaction=True, serialized_rollback=True))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    yield
    copy = getattr(connection, "_test_serialized_contents", "")  # made only when such a test is in the run
    if copy:
        with django_db_blocker.unblock():
            connection.creation.deserialize_db_from_string(copy)
