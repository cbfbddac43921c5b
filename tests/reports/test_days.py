from datetime import UTC, date, datetime

from members.choices import Role
from reports.services.days import ReportDay, office_today
from tests.factories.members import OrganizationFactory, RegionFactory, UserFactory, assign_role


def test_report_day_ends_at_midnight_of_the_office():
    day = ReportDay(on=date(2024, 7, 11), zone_name="Asia/Makassar")

    assert day.ends_at == datetime(2024, 7, 11, 16, 0, tzinfo=UTC)


def test_office_today_is_the_date_where_the_office_is(db):
    jayapura = OrganizationFactory(name="Diskominfo Jayapura", time_zone="Asia/Jayapura")
    officer = assign_role(UserFactory(), Role.OFFICER, jayapura)

    day = office_today(user=officer, now=datetime(2024, 7, 11, 15, 30, tzinfo=UTC))

    assert day == ReportDay(on=date(2024, 7, 12), zone_name="Asia/Jayapura")


def test_office_today_takes_the_site_zone_for_a_role_given_by_region(db, settings):
    settings.TIME_ZONE = "Asia/Jakarta"
    viewer = assign_role(UserFactory(), Role.VIEWER, region=RegionFactory(code="53"))

    assert office_today(user=viewer, now=datetime(2024, 7, 11, 3, tzinfo=UTC)).zone_name == "Asia/Jakarta"
