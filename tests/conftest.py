import gc
from datetime import UTC, datetime
from functools import partial

import pytest
from django.db import connection

from members.choices import Role
from tests.factories.members import MemberFactory, OrganizationFactory, UserFactory, assign_role
from tests.postgres import migrated_template

JOURNEYS = "tests/journeys/"


def above_a_large_frame(function, **arguments):
    __tracebackhide__ = True
    return function(**arguments)


above_a_large_frame.__code__ = above_a_large_frame.__code__.replace(co_stacksize=70_000)
"""Python keeps frames in pieces of 16 KB and gives a piece back as soon as it is empty, so that a test which calls up
and down across an edge asks the kernel for memory a thousand times a second. After a frame of half a megabyte the piece
is large enough for every test."""


def pytest_collection_modifyitems(items):
    """Journeys first: tests move to an idle process from the end, so one process has them all and one site is made."""
    items.sort(key=lambda item: not item.nodeid.startswith(JOURNEYS))
    for item in items:
        item.obj = partial(above_a_large_frame, item.obj)


def pytest_collection_finish():
    """What was imported stays, so that nobody need look through it for garbage ten times a second."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, django_db_blocker):
    """A copy of what the migrations made takes a second; the migrations a quarter of a minute in every process."""
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock():
            connection.settings_dict["TEST"]["TEMPLATE"] = migrated_template()


def pytest_runtest_setup(item):
    """SQLite lets one writer in at a time, so a race shows nothing there."""
    if item.get_closest_marker("postgres") and connection.vendor != "postgresql":
        pytest.skip("for PostgreSQL only")


@pytest.fixture
def now():
    """Thursday 11 July 2024, 10.00 WITA."""
    return datetime(2024, 7, 11, 2, 0, tzinfo=UTC)


@pytest.fixture
def organization(db):
    return OrganizationFactory()


@pytest.fixture
def member(organization):
    """A member with a login."""
    return MemberFactory(user=UserFactory(), organization=organization)


@pytest.fixture
def member_client(client, member):
    client.force_login(member.user)
    return client


@pytest.fixture
def officer(organization):
    """A user who is an officer of `organization`."""
    return assign_role(UserFactory(username="petugas"), Role.OFFICER, organization)


@pytest.fixture
def officer_client(client, officer):
    client.force_login(officer)
    return client
