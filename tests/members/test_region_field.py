"""The box for a region: what was typed, what it may mean, and suggestions while typing."""

import pytest
from django import forms
from django.http import QueryDict
from django.urls import reverse

from members.choices import Role
from members.forms import fields
from members.forms.fields import RegionField
from members.models import Region
from members.services.region_imports import import_regions
from tests.factories.members import OrganizationFactory, RegionFactory, UserFactory, assign_role

pytestmark = pytest.mark.django_db


class PlaceForm(forms.Form):
    place = RegionField(label="Wilayah")


@pytest.fixture
def serang():
    import_regions(scope=["36.73"])
    return Region.objects.within("36.73").of_level(4)


def form(regions, unchanged=None, **typed):
    made = PlaceForm(QueryDict(mutable=True) | {name.replace("_", "-"): value for name, value in typed.items()})
    made.fields["place"].offer(regions, unchanged=unchanged)
    return made


def code_of(name, district):
    return Region.objects.get(name=name, parent__name=district).code


def test_a_name_that_repeats_is_asked_back_with_its_places(serang):
    asked = form(serang, place="Sukawana")

    html = asked.as_p()

    assert asked.errors["place"] == ["Ada beberapa “Sukawana”. Pilih salah satu di bawah, lalu simpan lagi."]
    assert f'value="{code_of("Sukawana", "Serang")}"' in html
    assert "Sukawana, Kecamatan Curug, Kota Serang" in html
    assert 'name="place-asked" value="Sukawana"' in html


def test_the_choice_decides(serang):
    code = code_of("Sukawana", "Curug")

    chosen = form(serang, place="Sukawana", place_asked="Sukawana", place_code=code)

    assert chosen.is_valid()
    assert chosen.cleaned_data["place"].code == code


def test_a_choice_for_another_text_is_forgotten(serang):
    chosen = form(serang, place="Cipare", place_asked="Sukawana", place_code=code_of("Sukawana", "Curug"))

    assert chosen.is_valid()
    assert chosen.cleaned_data["place"].name == "Cipare"


@pytest.mark.parametrize("code", ["", "36", "53.71.01.1001", "x" * 300, "\0", "36.73.01.1001\0"])
def test_a_choice_outside_of_what_is_offered_is_no_choice(serang, code):
    RegionFactory()

    assert not form(serang, place="Sukawana", place_asked="Sukawana", place_code=code).is_valid()


def test_text_and_choice_stay_when_another_field_is_wrong(serang):
    code = code_of("Sukawana", "Curug")

    html = form(serang, place="Sukawana", place_asked="Sukawana", place_code=code).as_p()

    assert 'value="Sukawana"' in html
    assert f'name="place-code" value="{code}"' in html


def test_a_slip_offers_what_is_near(serang):
    asked = form(serang, place="Cipar")

    assert asked.errors["place"][0].startswith("Tidak ada “Cipar”. Mungkin maksud Anda salah satu di bawah") or (
        asked.errors["place"][0].startswith("Ada beberapa")
    )
    assert "Cipare, Kecamatan Serang, Kota Serang" in asked.as_p()


def test_nothing_near_is_said(serang):
    assert form(serang, place="Qqqq").errors["place"] == ["Tidak ada “Qqqq” di wilayah kerja Anda. Periksa ejaannya."]


def test_too_many_of_a_name_ask_for_the_district(serang):
    for number in range(fields.SHOWN_CHOICES + 1):
        parent = RegionFactory(code=f"36.73.{number + 50}", name=f"Kecamatan {number}")
        RegionFactory(code=f"{parent.code}.1001", name="Sukamaju", parent=parent)

    error = form(Region.objects.of_level(4), place="Sukamaju").errors["place"][0]

    assert error.startswith("Ada 13 “Sukamaju”. Tulis juga kecamatannya, misalnya: Sukamaju, ")


def test_the_region_a_row_has_is_kept_even_outside(serang):
    far = RegionFactory()

    kept = form(serang, unchanged=far, place="Namosain, Kecamatan Alak")

    assert kept.is_valid()
    assert kept.cleaned_data["place"] == far


def test_a_small_scope_lists_all_in_the_page(serang):
    html = form(serang).as_p()

    assert html.count("<option value=") == 67
    assert "data-regions" not in html


def test_a_large_scope_is_typed(serang, monkeypatch):
    monkeypatch.setattr(fields, "LISTED_REGIONS", 66)

    html = form(serang).as_p()

    assert "<option" not in html
    assert 'data-regions="/cms/wilayah/cari/"' in html


@pytest.fixture
def ask(officer_client):
    import_regions(scope=["53.71", "36.73"])

    def get(**query):
        answer = officer_client.get(reverse("office_region_suggest"), query)
        return answer.json()

    return get


def test_suggestions_stay_in_the_own_scope(ask):
    assert [one["name"] for one in ask(q="namos")["results"]] == ["Namosain, Kecamatan Alak, Kota Kupang"]
    assert ask(q="cipare") == {"results": [], "note": "Tidak ada wilayah dengan nama itu di wilayah kerja Anda."}


def test_suggestions_may_leave_districts_out(ask):
    assert [one["code"] for one in ask(q="alak")["results"]] == ["53.71.01", "53.71.01.1008"]
    assert [one["code"] for one in ask(q="alak", tingkat="4")["results"]] == ["53.71.01.1008"]


@pytest.mark.parametrize("text", ["", "a", " a ", "x" * 151, "\0"])
def test_too_little_or_too_much_asks_for_more(ask, text):
    assert ask(q=text) == {"results": [], "note": "Ketik dua huruf atau lebih."}


def test_suggestions_are_twelve_at_most(ask):
    assert len(ask(q="na")["results"]) == 12


def test_a_viewer_types_nowhere_and_gets_none(client):
    client.force_login(assign_role(UserFactory(), Role.VIEWER, OrganizationFactory()))

    assert client.get(reverse("office_region_suggest"), {"q": "alak"}).status_code == 404
