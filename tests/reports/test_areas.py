from members.choices import Role
from members.models import Region
from reports.services.areas import Area, AreaChoice, area_of, list_area_choices, name_area
from tests.factories.members import KimFactory, OrganizationFactory, RegionFactory, UserFactory, assign_role


def test_area_is_the_region_the_office_answers_for(officer):
    assert area_of(officer) == Area(("53.71",))


def test_area_keeps_only_the_outermost_regions(organization):
    user = assign_role(UserFactory(), Role.OFFICER, organization)
    user = assign_role(user, Role.VIEWER, region=RegionFactory(code="53.71.04"))

    assert area_of(user) == Area(("53.71",))


def test_area_prefix_ends_at_a_dot(organization):
    RegionFactory(code="53.71.01.1001")
    user = assign_role(UserFactory(), Role.VIEWER, region=RegionFactory(code="53.71.01"))
    user = assign_role(user, Role.VIEWER, region=RegionFactory(code="53.71.04"))

    assert area_of(user) == Area(("53.71.01", "53.71.04"))


def test_area_of_a_superuser_is_every_office_and_every_district_with_a_kim(organization):
    KimFactory(region=RegionFactory(code="53.71.01.1001"))
    KimFactory(region=RegionFactory(code="19.71.02.1003"))

    assert area_of(UserFactory(is_superuser=True)) == Area(("19.71.02", "53.71"))


def test_area_of_a_stranger_is_empty(db):
    RegionFactory()

    assert area_of(UserFactory()) == Area(())
    assert list(Region.objects.filter(Area(()).under("code"))) == []


def test_choices_leave_out_the_city_when_it_is_the_only_one(officer):
    RegionFactory(code="53.71.01.1001")
    RegionFactory(code="53.71.04")
    RegionFactory(code="36.73.01")

    assert list_area_choices(area_of(officer)) == [
        AreaChoice("53.71.01", "Alak", "Kota Kupang"),
        AreaChoice("53.71.04", "Oebobo", "Kota Kupang"),
    ]


def test_choices_of_a_province_start_with_the_cities(db):
    RegionFactory(code="53.71.01")
    RegionFactory(code="53.04.11", name="Kota Atambua")
    office = OrganizationFactory(name="Diskominfo NTT", region=RegionFactory(code="53"))
    user = assign_role(UserFactory(), Role.VIEWER, office)

    assert [choice.code for choice in list_area_choices(area_of(user))] == ["53.04", "53.71", "53.04.11", "53.71.01"]


def test_choices_leave_out_regions_that_are_no_longer_valid(officer):
    RegionFactory(code="53.71.01", is_active=False)
    RegionFactory(code="53.71.04")

    assert [choice.code for choice in list_area_choices(area_of(officer))] == ["53.71.04"]


def test_name_area_joins_a_few_and_counts_many(db):
    regions = {code: RegionFactory(code=code) for code in ["53.71", "36.73", "53.71.01.1001", "53.71.04"]}

    assert name_area(Area(("53.71", "36.73")), regions) == "Kota Kupang, Kota Serang"
    assert name_area(Area(("53.71.01.1001",)), regions) == "Namosain, Kecamatan Alak"
    assert name_area(Area(tuple(regions)), regions) == "4 wilayah"
    assert name_area(Area(()), {}) == "Belum ada wilayah"
