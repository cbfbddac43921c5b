from datetime import UTC, datetime

import pytest
from django.db import connection

from members.choices import Role
from tests.factories.members import MemberFactory, OrganizationFactory, UserFactory, assign_role


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
