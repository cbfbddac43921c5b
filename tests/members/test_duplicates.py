"""Who is flagged as perhaps one person, and who is not."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.models import NotSamePerson
from members.services.duplicates import dismiss_pair, likely_duplicates, list_duplicates, name_key, reopen_pair
from tests.factories.members import MemberFactory, OrganizationFactory, RegionFactory

pytestmark = pytest.mark.django_db
OTHER_VILLAGE = "53.71.04.1001"


def person(name, **fields):
    return MemberFactory(full_name=name, **fields)


def pairs(user):
    return [(pair.first, pair.second, pair.same_phone, pair.same_name) for pair in list_duplicates(user=user)]


@pytest.mark.parametrize(
    "spelling",
    [
        "Maria Goreti",
        "MARIA  GORETI",
        "maria goreti",
        "Hj. Maria Goreti",
        "H. Maria Goreti, S.Sos",
        "Maria Goreti S.Sos.",
        "Maria Goreti, S. Sos., M.Si",
        "Maria Goreti S.Pd M.Pd",
        "Dra. Maria Goreti, M.Si.",
        "Dr. Ir. Maria Goreti",
        "Ibu Maria Goreti",
        "Maria Goreti, A.Md.Kom",
        "Mária Goreti",
        "Maria-Goreti",
        " Maria Goreti.",
    ],
)
def test_titles_capitals_and_marks_do_not_count(spelling):
    assert name_key(spelling) == "maria goreti"


@pytest.mark.parametrize(
    ("one", "other"),
    [("Nur'aini Bone", "Nuraini Bone"), ("Ma’ruf Ali", "Maruf Ali"), ("Yohanes Sto. Tomas", "Yohanes Sto Tomas")],
)
def test_apostrophes_and_dots_do_not_count(one, other):
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Maria Goreti", "Maria Goretti"),
        ("Maria", "Maria Goreti"),
        ("M. Yusuf", "Yusuf"),
        ("Se Lado", "Lado"),
        ("Siti Ma", "Siti"),
    ],
)
def test_other_names_are_other_names(one, other):
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize("name", ["H.", "Hj", "S.Sos", "Drs. H."])
def test_a_name_of_titles_only_keeps_its_last_word(name):
    assert name_key(name) != ""


def test_the_same_number_flags_anybody(officer):
    one = person("Maria", phone="+6281234567890")
    two = person("Yosef", phone="+6281234567890", region=RegionFactory(code=OTHER_VILLAGE))

    assert pairs(officer) == [(one, two, True, False)]
    assert likely_duplicates(member=one) == [two]


def test_the_same_name_in_the_same_place_flags(officer):
    one, two = person("Maria Goreti"), person("MARIA GORETI, S.Sos")
    person("Maria Goreti", region=RegionFactory(code=OTHER_VILLAGE))

    assert pairs(officer) == [(one, two, False, True)]
    assert likely_duplicates(member=one) == [two]


def test_a_place_nobody_recorded_may_be_any_place_of_the_office(officer):
    one, two = person("Maria Goreti"), person("Maria Goreti", region=None)

    assert pairs(officer) == [(one, two, False, True)]
    assert likely_duplicates(member=one) == [two]
    assert likely_duplicates(member=two) == [one]


def test_without_a_place_people_of_another_office_are_others():
    serang = OrganizationFactory(name="Dinas Serang", region=RegionFactory(code="36.73"))
    one = person("Maria Goreti", region=None)
    person("Maria Goreti", region=None, organization=serang)

    assert likely_duplicates(member=one) == []


def test_same_numbers_come_first_and_then_names(officer):
    named = person("Anna Lado"), person("Anna Lado")
    called = person("Zeno", phone="+6281234567890"), person("Yosef", phone="+6281234567890")

    assert pairs(officer) == [(*called, True, False), (*named, False, True)]


def test_people_out_of_sight_are_not_flagged(officer):
    serang = OrganizationFactory(name="Dinas Serang", region=RegionFactory(code="36.73"))
    village = RegionFactory(code="36.73.01.1001")
    person("Maria", phone="+6281234567890")
    person("Maria", phone="+6281234567890", organization=serang, region=village)

    assert pairs(officer) == []


def test_merged_and_erased_entries_are_not_flagged(officer, now):
    one = person("Maria Goreti")
    person("Maria Goreti", merged_into=one)
    person("Maria Goreti", erased_at=now)

    assert pairs(officer) == []
    assert likely_duplicates(member=one) == []


def test_a_dismissed_pair_is_not_flagged_until_it_is_reopened(officer, now):
    one, two = person("Maria Goreti"), person("Maria Goreti")

    row = dismiss_pair(one=two, other=one, by=officer, now=now)
    again = dismiss_pair(one=one, other=two, by=officer, now=now)
    while_dismissed = pairs(officer), likely_duplicates(member=one), likely_duplicates(member=two)
    kept = (again.pk, row.first, row.second) == (row.pk, one, two)
    reopen_pair(one=two, other=one)

    assert kept is True
    assert while_dismissed == ([], [], [])
    assert pairs(officer) == [(one, two, False, True)]
    assert NotSamePerson.objects.count() == 0


def test_the_third_of_a_dismissed_pair_is_still_flagged(officer, now):
    one, two, three = (person("Maria Goreti") for _ in range(3))
    dismiss_pair(one=one, other=two, by=officer, now=now)

    assert {(first, second) for first, second, *_why in pairs(officer)} == {(one, three), (two, three)}


def test_a_number_shared_by_a_whole_office_does_not_flood_the_list(officer):
    for number in range(12):
        person(f"Orang {number}", phone="+6281234567890")

    assert len(pairs(officer)) == 28


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_list_costs_the_same_for_any_number_of_people(officer, count):
    for number in range(count):
        person(f"Maria {number}"), person(f"Maria {number}")

    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = list_duplicates(user=officer)

    assert len(found) == count
    assert len(queries) == 4


@pytest.mark.parametrize("count", [1, 3])
def test_one_person_costs_two_queries(count):
    people = [person("Maria Goreti") for _ in range(count + 1)]

    with CaptureQueriesContext(connection) as queries:
        found = likely_duplicates(member=people[0])
        [other.region.full_name for other in found]

    assert len(found) == count
    assert len(queries) == 2
