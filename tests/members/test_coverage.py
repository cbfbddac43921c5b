"""`/cms/kim/cakupan/`: which villages have a group, on every level."""

import re
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from members.choices import Role
from members.models import Region
from members.services import coverage_book
from members.services.coverage import AreaUnknown, report_coverage
from members.services.region_imports import import_regions
from tests.factories.members import KimFactory, OrganizationFactory, RegionFactory, UserFactory, assign_role

pytestmark = pytest.mark.django_db
PAGE = "/cms/kim/cakupan/"


@pytest.fixture
def belu():
    """A kabupaten of 12 kecamatan and 81 kelurahan and desa, with four groups of every kind."""
    import_regions(scope=["53.04"])
    kupang = import_regions(scope=["53.71"])
    KimFactory(name="KIM Kewar", region_id="53.04.01.2001", region=Region.objects.get(code="53.04.01.2001"))
    KimFactory(name="KIM Fulur", region=Region.objects.get(code="53.04.01.2002"), status="inactive")
    KimFactory(name="KIM Duarato", region=Region.objects.get(code="53.04.01.2004"), status="without_decree")
    KimFactory(name="KIM Makir", region=Region.objects.get(code="53.04.01.2005"), status="not_formed")
    KimFactory(name="KIM Lamaknen", region=Region.objects.get(code="53.04.01"))
    return kupang


@pytest.fixture
def officer_of(db):
    def make(code, role=Role.OFFICER):
        region = Region.objects.get(code=code)
        office = OrganizationFactory(name=f"Dinas {code}", region=region)
        return assign_role(UserFactory(), role, office)

    return make


def figures(row):
    return row.village_count, row.active_count, row.dormant_count, row.missing_count, row.district_kim_count


def test_a_kabupaten_is_listed_by_kecamatan(belu, officer_of):
    report = report_coverage(user=officer_of("53.04"))

    assert [row.region.name for row in report.rows][:3] == ["Lamaknen", "Tasifeto Timur", "Raihat"]
    assert len(report.rows) == 12
    assert figures(report.rows[0]) == (9, 1, 2, 6, 1)
    assert figures(report.rows[1]) == (12, 0, 0, 12, 0)
    assert figures(report.total) == (81, 1, 2, 78, 1)
    assert report.statuses == [("Aktif", 2), ("Tidak aktif", 1), ("Belum ber-SK", 1), ("Belum terbentuk", 1)]
    assert (report.total.percent, report.rows[0].percent, report.rows[0].dormant_percent) == (1, 11, 22)


def test_a_province_is_listed_by_city_and_opened_down_to_the_village(belu, officer_of):
    user = officer_of("53", Role.VIEWER)

    cities = report_coverage(user=user)
    districts = report_coverage(user=user, area_code="53.04")
    villages = report_coverage(user=user, area_code="53.04.01")

    assert [(row.region.full_name, *figures(row)) for row in cities.rows] == [
        ("Kabupaten Belu", 81, 1, 2, 78, 1), ("Kota Kupang", 51, 0, 0, 51, 0),
    ]  # fmt: skip
    assert (len(districts.rows), districts.area.name, [one.code for one in districts.above]) == (12, "Belu", ["53"])
    assert (len(villages.villages), villages.rows) == (9, [])
    assert [kim.name for kim in villages.district_kims] == ["KIM Lamaknen"]
    assert [one.code for one in villages.above] == ["53", "53.04"]
    assert figures(villages.total) == (9, 1, 2, 6, 1)


def test_the_country_is_listed_by_province(belu):
    import_regions(scope=["36.73"])
    root = UserFactory(is_superuser=True)

    report = report_coverage(user=root)

    assert [row.region.name for row in report.rows] == ["Banten", "Nusa Tenggara Timur"]
    assert [row.village_count for row in report.rows] == [67, 132]


def test_a_scope_of_one_kecamatan_shows_its_villages(belu):
    user = assign_role(UserFactory(), Role.OFFICER, region=Region.objects.get(code="53.71.01"))

    report = report_coverage(user=user)

    assert (len(report.villages), report.area.name, report.above) == (12, "Alak", [])


def test_groups_of_gone_regions_are_named_and_not_counted(belu, officer_of):
    Region.objects.filter(code="53.04.01.2001").update(is_active=False)

    report = report_coverage(user=officer_of("53.04"))

    assert figures(report.rows[0]) == (8, 0, 2, 6, 1)
    assert report.gone_count == 1


@pytest.mark.parametrize("code", ["53.71", "53", "53.04.01.2001", "99", "x", "53.0"])
def test_areas_outside_and_single_villages_do_not_exist(belu, officer_of, code):
    with pytest.raises(AreaUnknown):
        report_coverage(user=officer_of("53.04"), area_code=code)


def test_two_groups_in_one_village_cover_it_once(belu, officer_of):
    KimFactory(region=Region.objects.get(code="53.04.01.2001"), hamlet="RW 2")

    assert figures(report_coverage(user=officer_of("53.04")).rows[0]) == (9, 1, 2, 6, 1)


def test_without_regions_the_page_says_what_to_do(officer_client):
    assert "Belum ada kelurahan atau desa di wilayah kerja Anda." in officer_client.get(PAGE).content.decode()


@pytest.mark.parametrize("query", ["", "?area=53.04", "?area=53.04.01"])
def test_the_page_needs_few_queries_on_every_level(belu, client, officer_of, django_assert_max_num_queries, query):
    client.force_login(officer_of("53"))
    client.get(f"{PAGE}{query}")

    with django_assert_max_num_queries(13):
        client.get(f"{PAGE}{query}")


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("area", ["53.04", "53.04.02"])
def test_the_page_needs_the_same_queries_for_any_number_of_groups(
    belu, client, officer_of, django_assert_num_queries, rows, area
):
    for village in Region.objects.filter(parent="53.04.02")[:rows]:
        KimFactory(region=village)
    client.force_login(officer_of("53"))
    client.get(f"{PAGE}?area={area}")

    with django_assert_num_queries({"53.04": 10, "53.04.02": 13}[area]):
        client.get(f"{PAGE}?area={area}")


def test_a_village_without_group_offers_to_enter_one(belu, client, officer_of):
    client.force_login(officer_of("53.04"))

    html = client.get(f"{PAGE}?area=53.04.01").content.decode()
    offered = re.findall(r'href="/cms/kim/baru/\?wilayah=([\d.]+)"', html)
    form = client.get(f"/cms/kim/baru/?wilayah={offered[0]}").content.decode()

    assert len(offered) == 5  # not where one is planned
    assert 'aria-label="Catat KIM di Dirun"' in html
    assert 'value="Dirun, Kecamatan Lamaknen"' in form


@pytest.mark.parametrize("code", ["53.71.01.1001", "53.04", "x", "\0", "9" * 99])
def test_a_place_outside_is_not_filled_in(belu, client, officer_of, code):
    client.force_login(officer_of("53.04"))

    response = client.get("/cms/kim/baru/", {"wilayah": code})

    assert response.status_code == 200
    assert "Kota Kupang" not in response.content.decode()
    assert not re.search(r'name="region" value="[^"]', response.content.decode())


def test_a_viewer_sees_the_numbers_and_enters_nothing(belu, client, officer_of):
    client.force_login(officer_of("53.04", Role.VIEWER))

    html = client.get(f"{PAGE}?area=53.04.01").content.decode()

    assert "Tanpa KIM" in html
    assert "/cms/kim/baru/" not in html


@pytest.mark.parametrize("address", [PAGE, f"{PAGE}unduh/"])
def test_foreign_areas_are_absent(belu, client, officer_of, address):
    client.force_login(officer_of("53.04"))

    assert client.get(address, {"area": "53.71"}).status_code == 404
    assert client.get(address, {"area": "99.99"}).status_code == 404


def sheet(response, name):
    page = load_workbook(BytesIO(response.content))[name]
    return list(page.iter_rows(min_row=4, values_only=True))


def test_the_workbook_lists_kecamatan_and_villages(belu, client, officer_of):
    client.force_login(officer_of("53.04"))

    response = client.get(f"{PAGE}unduh/")

    districts, villages = sheet(response, "Kecamatan"), sheet(response, "Kelurahan dan desa")
    assert 'attachment; filename="Cakupan KIM - ' in response.headers["Content-Disposition"]
    assert districts[1] == (
        "53.04.01", "Lamaknen", "Kabupaten Belu", 9, 1, 2, 6, pytest.approx(1 / 9), 1, 2, 1, 1, 1,
    )  # fmt: skip
    assert districts[-1][1:7] == ("Jumlah", None, 81, 1, 2, 78)
    assert len(villages) == 82
    assert ("53.04.01.2001", "Kewar", "Desa", "Lamaknen", "Kabupaten Belu", "KIM Kewar", "Aktif") in villages
    assert ("53.04.01.2006", "Lamaksenulu", "Desa", "Lamaknen", "Kabupaten Belu", None, "Tanpa KIM") in villages


def test_the_workbook_of_one_kecamatan(belu, client, officer_of):
    client.force_login(officer_of("53"))

    response = client.get(f"{PAGE}unduh/?area=53.04.01")

    assert len(sheet(response, "Kelurahan dan desa")) == 10
    assert "Cakupan%20KIM%20-%20Kecamatan%20Lamaknen" in response.headers["Content-Disposition"] or (
        "Cakupan KIM - Kecamatan Lamaknen" in response.headers["Content-Disposition"]
    )


def test_the_workbook_of_a_country_leaves_the_villages_out(belu, client, officer_of, monkeypatch):
    monkeypatch.setattr(coverage_book, "MOST_VILLAGES", 100)
    client.force_login(officer_of("53"))

    book = load_workbook(BytesIO(client.get(f"{PAGE}unduh/").content))

    assert book.sheetnames == ["Kecamatan"]


def test_the_workbook_needs_the_same_queries_for_any_number_of_groups(belu, officer_of, django_assert_num_queries, now):
    user = officer_of("53.04")
    for village in Region.objects.filter(parent="53.04.02"):
        KimFactory(region=village)
    assert user.roles

    with django_assert_num_queries(5):  # villages counted, groups counted, names, villages, their groups
        coverage_book.build_coverage_book(user=user, today=now.date())


def test_names_stay_text_in_the_workbook(belu, client, officer_of):
    RegionFactory(code="53.04.01.2077", name="=1+1")
    client.force_login(officer_of("53.04"))

    page = load_workbook(BytesIO(client.get(f"{PAGE}unduh/").content))["Kelurahan dan desa"]

    assert {cell.data_type for row in page.iter_rows() for cell in row} == {"s", "n"}


def test_the_list_of_groups_leads_here(officer_client):
    assert f'href="{reverse("office_kim_coverage")}"' in officer_client.get("/cms/kim/").content.decode()
