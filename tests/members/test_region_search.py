"""Regions found by what people type."""

import pytest

from members.models import Region
from members.services.region_imports import import_regions
from members.services.regions import RegionUnclear, find_region, suggest_regions
from tests.factories.members import RegionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def four_regions():
    return import_regions(scope=["53.71", "53.04", "19.71", "36.73"])


def near(text, within="53"):
    with pytest.raises(RegionUnclear) as unclear:
        find_region(text=text, among=Region.objects.within(within))
    return [region.path_name for region in unclear.value.options]


def suggested(text, among=None, limit=12):
    found = suggest_regions(text=text, among=Region.objects.all() if among is None else among, limit=limit)
    return [region.path_name for region in found]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Namosain", "53.71.01.1001"),
        ("namosain", "53.71.01.1001"),
        ("Kel. Namosain, Kec. Alak", "53.71.01.1001"),
        ("53.71.01.1001", "53.71.01.1001"),
        ("Kecamatan Alak", "53.71.01"),
        ("Kota Kupang", "53.71"),
        ("Pangkalpinang", "19.71"),
        ("Pangkal Pinang", "19.71"),
        ("Kota Serang", "36.73"),
        ("Kecamatan Serang", "36.73.01"),
        ("Kota Raja", "53.71.05"),
        ("Sukawana, Kecamatan Curug", "36.73.04.1009"),
    ],
)
def test_find_region_understands_what_people_type(four_regions, text, code):
    if text.startswith("Sukawana"):
        code = Region.objects.get(name="Sukawana", parent__name="Curug").code

    assert find_region(text=text, among=Region.objects.all()).code == code


def test_find_region_lists_villages_of_the_same_name(four_regions):
    with pytest.raises(RegionUnclear) as unclear:
        find_region(text="Sukawana", among=Region.objects.all())

    assert [region.full_name for region in unclear.value.options] == [
        "Sukawana, Kecamatan Serang", "Sukawana, Kecamatan Curug",
    ]  # fmt: skip


def test_find_region_suggests_for_a_slip(four_regions):
    with pytest.raises(RegionUnclear) as unclear:
        find_region(text="Oesapa Brt", among=Region.objects.within("53.71").of_level(4))

    assert [region.name for region in unclear.value.options] == ["Oesapa Barat", "Oesapa", "Oesapa Selatan"]


def test_find_region_stays_inside_what_it_was_given(four_regions):
    with pytest.raises(RegionUnclear) as unclear:
        find_region(text="Namosain", among=Region.objects.within("36.73"))

    assert unclear.value.options == []


def test_find_region_skips_inactive_regions():
    RegionFactory()
    Region.objects.update(is_active=False)

    with pytest.raises(RegionUnclear):
        find_region(text="Namosain", among=Region.objects.all())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Namosain, Kecamatan Alak, Kota Kupang", "53.71.01.1001"),
        ("Namosain, Kota Kupang", "53.71.01.1001"),
        ("Namosain, Nusa Tenggara Timur", "53.71.01.1001"),
        ("Desa Lookeu, Kab. Belu", "53.04"),
        ("Bacang, Kecamatan Bukit Intan, Kota Pangkalpinang", "19.71.01"),
    ],
)
def test_find_region_reads_a_path(four_regions, text, code):
    expected = Region.objects.get(name=text.partition(",")[0].removeprefix("Desa "), code__startswith=code[:5])

    assert find_region(text=text, among=Region.objects.all()) == expected


def test_find_region_wants_the_places_above_in_their_order(four_regions):
    assert near("Namosain, Kota Kupang, Kecamatan Alak") == ["Namosain, Kecamatan Alak, Kota Kupang"]
    assert near("Namosain, Kecamatan Oebobo") == ["Namosain, Kecamatan Alak, Kota Kupang"]


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("Nmosain", "Namosain, Kecamatan Alak, Kota Kupang"),
        ("Namosian", "Namosain, Kecamatan Alak, Kota Kupang"),
        ("Air Nona", "Airnona, Kecamatan Kota Raja, Kota Kupang"),
        ("Lasiana Baru", "Lasiana, Kecamatan Kelapa Lima, Kota Kupang"),
    ],
)
def test_a_slip_is_compared_with_the_names_there_are(four_regions, text, best):
    assert near(text, within="53.71")[0] == best


@pytest.mark.parametrize("text", ["", ",", ", ,", "xyzxyz", "%", "_", "9" * 60])
def test_nothing_near_is_an_empty_list(four_regions, text):
    assert len(near(text, within="36.73")) <= 5


def test_the_city_that_writes_itself_in_one_word_is_suggested(four_regions):
    assert suggested("Pangkalpinang") == ["Kota Pangkal Pinang"]
    assert suggested("pangkalp") == ["Kota Pangkal Pinang"]


def test_villages_are_suggested_with_district_and_city(four_regions):
    villages = Region.objects.of_level(4)

    assert suggested("sukawana", villages) == [
        "Sukawana, Kecamatan Serang, Kota Serang",
        "Sukawana, Kecamatan Curug, Kota Serang",
    ]
    assert suggested("sukawana, cur", villages) == ["Sukawana, Kecamatan Curug, Kota Serang"]
    assert suggested("sukawana, kota serang", villages) == suggested("sukawana", villages)


def test_the_whole_name_comes_first_then_its_beginnings(four_regions):
    oesapa = suggested("oesapa", Region.objects.within("53.71").of_level(4))

    assert oesapa == [
        "Oesapa, Kecamatan Kelapa Lima, Kota Kupang",
        "Oesapa Barat, Kecamatan Kelapa Lima, Kota Kupang",
        "Oesapa Selatan, Kecamatan Kelapa Lima, Kota Kupang",
    ]
    assert suggested("lai", Region.objects.within("53.71"))[:1] == [
        "Lai Lai Bisi Kopan, Kecamatan Kota Lama, Kota Kupang"
    ]


def test_the_word_before_decides_unless_it_belongs_to_the_name(four_regions):
    places = Region.objects.within("53.71").filter(level__in=[3, 4])

    assert suggested("kecamatan alak", places) == ["Kecamatan Alak, Kota Kupang"]
    assert suggested("kelurahan alak", places) == ["Alak, Kecamatan Alak, Kota Kupang"]
    assert suggested("kota raja", places) == ["Kecamatan Kota Raja, Kota Kupang"]


def test_a_code_is_suggested_by_its_beginning(four_regions):
    assert suggested("53.71.01.100", limit=2) == [
        "Namosain, Kecamatan Alak, Kota Kupang", "Nunbaun Sabu, Kecamatan Alak, Kota Kupang",
    ]  # fmt: skip


def test_suggestions_stop_at_the_limit_and_leave_inactive_regions_out(four_regions):
    Region.objects.filter(name="Oesapa").update(is_active=False)

    assert len(suggested("a", limit=3)) == 3
    assert suggested("oesapa")[0] == "Oesapa Barat, Kecamatan Kelapa Lima, Kota Kupang"


def test_suggestions_are_one_query(four_regions, django_assert_num_queries):
    with django_assert_num_queries(1):
        suggested("oe", Region.objects.within("53.71"))
