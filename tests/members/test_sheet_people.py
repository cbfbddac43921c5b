"""Who a row is about: certain, perhaps, or nobody."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from members.choices import KimOffice
from members.models import Region, Scope
from members.services.sheets.groups import Groups, MembershipField, MembershipWidget, group_key, read_office
from members.services.sheets.people import People, Person, _are_alike
from members.services.sheets.places import Places, PlaceUnclear, key_of
from tests.factories.members import KimFactory, MemberFactory, RegionFactory
from tests.factories.sheets import villages

HERE = "53.71.01.1001"
THERE = "53.71.02.1001"
PHONE = "+6281234567890"


@pytest.fixture
def people(organization):
    """`people(…)`: the index after these people were recorded."""
    villages()

    def build(*persons):
        for person in persons:
            MemberFactory(**({"organization": organization, "region": None} | person))
        return People(Scope(organization_ids=frozenset({organization.pk}), region_codes=frozenset({"53.71"})))

    return build


def names(found):
    return found.person.full_name if found.person else sorted(person.full_name for person in found.maybe)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("known", "wanted", "expected"),
    [
        ([("Maria Bria", PHONE, HERE)], ("Maria Bria", PHONE, THERE), "Maria Bria"),
        ([("Maria Bria", PHONE, HERE)], ("maria  bria", PHONE, None), "Maria Bria"),
        ([("Maria Dolorosa Bria, S.Pd", PHONE, HERE)], ("Maria Bria", PHONE, HERE), "Maria Dolorosa Bria, S.Pd"),
        ([("Maria Bira", PHONE, HERE)], ("Maria Bria", PHONE, HERE), "Maria Bira"),
        ([("Yusak Radja", PHONE, HERE)], ("Maria Bria", PHONE, HERE), ["Yusak Radja"]),
        ([("Yusak Radja", PHONE, HERE), ("Maria Bria", PHONE, HERE)], ("Maria Bria", PHONE, HERE), "Maria Bria"),
        ([("Maria Bria", "", HERE)], ("Maria Bria", PHONE, HERE), "Maria Bria"),
        ([("Maria Bria", "", HERE)], ("Maria Bria", "", HERE), "Maria Bria"),
        ([("Maria Bria", "", THERE)], ("Maria Bria", "", HERE), []),
        ([("Maria Bria", "", None)], ("Maria Bria", "", None), "Maria Bria"),
        ([("Maria Bria", "", None)], ("Maria Bria", "", HERE), ["Maria Bria"]),
        ([("Maria Bria", "", HERE)], ("Maria Bria", "", None), ["Maria Bria"]),
        ([("Maria Bria", "+6281299999999", HERE)], ("Maria Bria", PHONE, HERE), ["Maria Bria"]),
        ([("Maria Bria", "", HERE), ("Maria Bria", "", HERE)], ("Maria Bria", "", HERE), ["Maria Bria", "Maria Bria"]),
        ([("Maria D. Bria, S.Pd", "", HERE)], ("Maria Bria", "", HERE), ["Maria D. Bria, S.Pd"]),
        ([("Maria D. Bria", "", THERE)], ("Maria Bria", "", HERE), []),
        ([], ("Maria Bria", PHONE, HERE), []),
    ],
)
def test_who_is_meant(people, known, wanted, expected):
    for code in (HERE, THERE):
        RegionFactory(code=code)
    index = people(*({"full_name": name, "phone": phone, "region_id": code} for name, phone, code in known))

    name, phone, code = wanted

    assert names(index.find(name=name, phone=phone, region_id=code)) == expected


@pytest.mark.django_db
def test_what_the_file_brings_is_found_by_later_rows(people):
    index = people()

    entered = index.enter_new(Person(full_name="Maria Bria", phone=PHONE, region_id=HERE))

    assert entered.token < 0
    assert entered.pk is None
    assert index.find(name="Maria Bria", phone=PHONE, region_id=HERE).person == entered
    assert index.find(name="Maria Bria", phone="", region_id=HERE).person == entered


@pytest.mark.django_db
def test_a_new_number_replaces_the_old_one_in_the_index(people):
    index = people({"full_name": "Maria Bria", "phone": PHONE, "region_id": HERE})
    person = index.find(name="Maria Bria", phone=PHONE, region_id=HERE).person

    person = index.copy(person.token)
    person.phone = "+6281299999999"
    index.add(person)

    assert index.find(name="Maria Bria", phone="+6281299999999", region_id=None).person == person
    assert names(index.find(name="Ana Tode", phone=PHONE, region_id=None)) == []


@pytest.mark.django_db
def test_a_copy_changes_nobody(people):
    index = people({"full_name": "Maria Bria", "phone": PHONE})
    token = index.find(name="Maria Bria", phone=PHONE, region_id=None).person.token

    index.copy(token).full_name = "Somebody else"

    assert index.by_token[token].full_name == "Maria Bria"
    assert index.copy(987654) is None


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Maria Bria", "Maria Dolorosa Bria, S.Pd", True),
        ("Drs. Yosef Lado", "Yosef Lado", True),
        ("Yohanes Tode", "Yohannes Tode", True),
        ("Maria Bria", "Yusak Radja", False),
        ("Maria Bria", "Martinus Lado", False),
    ],
)
def test_names_of_one_person(one, other, alike):
    assert _are_alike(one, other) is alike
    assert _are_alike(other, one) is alike


@pytest.mark.parametrize(
    ("text", "office", "section"),
    [
        ("Ketua", KimOffice.CHAIR, ""),
        ("KETUA KIM", KimOffice.CHAIR, ""),
        ("Sekertaris", KimOffice.SECRETARY, ""),
        ("bendahara", KimOffice.TREASURER, ""),
        ("", KimOffice.MEMBER, ""),
        ("-", KimOffice.MEMBER, ""),
        ("Anggota", KimOffice.MEMBER, ""),
        ("Seksi Publikasi", KimOffice.SECTION, "Publikasi"),
        ("Ketua Bidang Pemberdayaan", KimOffice.SECTION, "Pemberdayaan"),
        ("Wakil Ketua", KimOffice.SECTION, "Wakil Ketua"),
        ("Humas", KimOffice.SECTION, "Humas"),
    ],
)
def test_offices_as_they_are_written(text, office, section):
    assert read_office(text) == (office, section)


@pytest.mark.django_db
def test_groups_are_found_with_and_without_the_word(organization):
    villages()
    kim = KimFactory(name="KIM Suara Namosain", region=RegionFactory())
    groups = Groups(Scope(region_codes=frozenset({"53.71"})))

    found = [groups.find(text, None).pk for text in ("KIM Suara Namosain", "suara namosain", "KIM. SUARA  NAMOSAIN")]

    assert found == [kim.pk] * 3
    assert group_key("KIMIA") == "kimia"


@pytest.mark.django_db
def test_namesakes_among_groups_are_told_apart_by_the_place_of_the_person():
    villages()
    first, second = (KimFactory(name="KIM Lontar", region=RegionFactory(code=code)) for code in (HERE, THERE))
    groups = Groups(Scope(region_codes=frozenset({"53.71"})))

    assert [groups.find("Lontar", code).pk for code in (HERE, THERE)] == [first.pk, second.pk]
    with pytest.raises(ValueError, match=r"Ada 2 KIM bernama “Lontar”\. Isi kelurahannya\."):
        groups.find("Lontar", None)


@pytest.mark.django_db
def test_a_group_nobody_knows_asks_to_record_it_first():
    with pytest.raises(ValueError, match=r"“KIM Entah” belum ada dalam daftar KIM\. Catat dulu KIM-nya"):
        Groups(Scope(region_codes=frozenset({"53.71"}))).find("KIM Entah", None)


@pytest.mark.django_db
def test_a_section_of_its_own_column_wins():
    villages()
    kim = KimFactory(name="KIM Lontar", region=RegionFactory())
    widget = MembershipWidget(Groups(Scope(region_codes=frozenset({"53.71"}))))
    field = MembershipField(attribute="groups", column_name="kim", widget=widget)
    person = Person()

    field.save(person, {"kim": "Lontar", "position": "Anggota", "section": "Dokumentasi"})

    assert person.groups == ((kim.pk, "section", "Dokumentasi"),)
    assert widget.render(person.groups) == "KIM Lontar (Dokumentasi)"


@pytest.fixture
def kupang(db):
    villages()
    return Places(RegionFactory(code="53.71"), districts=True)


@pytest.mark.parametrize(
    ("text", "district", "code"),
    [
        ("Namosain", "", HERE),
        ("NAMOSAIN ", "", HERE),
        ("Kel. Namosain", "", HERE),
        ("Kelurahan Namosain", "Kec. Alak", HERE),
        ("Namosain, Kec. Alak", "", HERE),
        ("Namosain", "53.71.01", HERE),
        (HERE, "", HERE),
        ("oesapa-barat", "", "53.71.02.1002"),
        ("OesapaBarat", "", "53.71.02.1002"),
        ("Kecamatan Alak", "", "53.71.01"),
        ("Alak", "", "53.71.01"),
    ],
)
def test_places_in_every_spelling(kupang, text, district, code):
    assert kupang.find(text, district).code == code


@pytest.mark.django_db
@pytest.mark.parametrize("district", ["Kota Lama", "Kec. Kota Lama", "kota lama"])
def test_a_district_may_be_called_a_town(district):
    village = RegionFactory(code="53.71.06.1001", name="Solor")
    Region.objects.filter(code="53.71.06").update(name="Kota Lama")
    places = Places(RegionFactory(code="53.71"))

    assert places.find("Solor", district) == village
    assert places.find(f"Solor, {district}") == village


@pytest.mark.parametrize("text", ["Kota Serang", "99.99.99", "Desa", "??", "Kecamatan Namosain", "x" * 500])
def test_what_is_no_place_is_unclear(kupang, text):
    with pytest.raises(PlaceUnclear, match=r"tidak ada"):
        kupang.find(text)


def test_a_place_is_looked_for_once(kupang, django_assert_num_queries):
    with django_assert_num_queries(0):
        for _again in range(3):
            kupang.find("Namosain")
            with pytest.raises(PlaceUnclear):
                kupang.find("Entah")


def test_the_name_of_a_place_elsewhere_costs_one_query(kupang, django_assert_num_queries):
    RegionFactory(code="36.73.01.1001", name="Kasemen")

    with django_assert_num_queries(1):
        assert [kupang.full_name("36.73.01.1001") for _twice in range(2)] == ["Kasemen, Kecamatan Wilayah 36.73.01"] * 2
    with pytest.raises(PlaceUnclear):
        kupang.find("36.73.01.1001")


@given(st.text(max_size=30))
@settings(max_examples=50)
def test_keys_are_their_own_keys(text):
    assert key_of(key_of(text)) == key_of(text)
