from datetime import date

import pytest

from members.choices import Role
from reports.services.days import ReportDay
from tests.factories.courses import CourseFactory
from tests.factories.members import OrganizationFactory, RegionFactory, UserFactory, assign_role


@pytest.fixture
def course(db):
    return CourseFactory(title="Desain Konten", is_required=True)


@pytest.fixture
def day():
    """The day of the event, in Kupang."""
    return ReportDay(on=date(2024, 7, 11), zone_name="Asia/Makassar")


@pytest.fixture
def serang_officer(db):
    office = OrganizationFactory(name="Diskominfo Kota Serang", region=RegionFactory(code="36.73"))
    return assign_role(UserFactory(username="serang"), Role.OFFICER, office)


@pytest.fixture
def viewer(organization):
    return assign_role(UserFactory(username="pemantau"), Role.VIEWER, organization)
