"""Fields that know zone and places; the score sheet without a browser."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.http import Http404

from bimtek.choices import TestKind
from bimtek.forms import fields
from bimtek.forms.agenda import SlotForm
from bimtek.forms.events import EventForm
from bimtek.forms.fields import AreaField, LocalMoment, PlaceField
from bimtek.forms.sheets import ScoreSheet, read_attendance
from bimtek.permissions import can_change, readable_event, writable_event
from bimtek.services.results import participant_results
from members.choices import Role
from tests.factories.bimtek import EventFactory, RegistrationFactory
from tests.factories.members import OrganizationFactory, RegionFactory, UserFactory, assign_role


@pytest.mark.parametrize(("zone", "hour"), [("Asia/Jakarta", 1), ("Asia/Makassar", 0), ("Asia/Jayapura", 23)])
def test_the_same_typed_hour_is_another_moment_in_each_zone(zone, hour):
    field = LocalMoment()
    field.zone = zone

    moment = field.clean("2024-07-11T08:00").astimezone(UTC)

    assert moment.hour == hour
    assert f"{field.prepare_value(moment):%Y-%m-%dT%H:%M}" == "2024-07-11T08:00"


@pytest.mark.parametrize("text", ["11-07-2024 08.00", "11/07/2024 08.00", "2024-07-11T08:00:00"])
def test_moments_may_be_typed_in_several_ways(text):
    field = LocalMoment()
    field.zone = "Asia/Makassar"

    assert field.clean(text) == datetime(2024, 7, 11, 0, 0, tzinfo=UTC)


def test_a_wrong_moment_shows_an_example():
    field = LocalMoment()
    field.zone = "Asia/Makassar"

    with pytest.raises(ValidationError, match=r"misalnya 11/07/2024 08\.00"):
        field.clean("besok pagi")


@pytest.fixture
def places(organization):
    RegionFactory(code="53.71.01.1001")
    RegionFactory(code="53.71.04.1001", name="Tuak Daun Merah")
    RegionFactory(code="53.71.04.1002", name="Kosong", is_active=False)
    RegionFactory(code="36.73.01.1001", name="Di kota lain")
    return organization


@pytest.mark.django_db
def test_places_are_the_villages_of_the_office_by_kecamatan(places):
    field = PlaceField()
    field.show_places_of(places)

    assert field.choices[1:] == [
        ("Alak", [("53.71.01.1001", "Namosain")]),
        ("Oebobo", [("53.71.04.1001", "Tuak Daun Merah")]),
    ]


@pytest.mark.django_db
def test_too_many_villages_become_districts(places, monkeypatch):
    monkeypatch.setattr(fields, "MANY", 1)
    field = PlaceField()

    field.show_places_of(places)

    assert [name for _, group in field.choices[1:] for _, name in group] == ["Alak", "Oebobo"]


@pytest.mark.django_db
def test_a_retired_or_foreign_village_is_refused(places):
    field = PlaceField()
    field.show_places_of(places)

    for code in ("53.71.04.1002", "36.73.01.1001", "53.71"):
        with pytest.raises(ValidationError):
            field.clean(code)


@pytest.mark.django_db
def test_areas_are_the_kecamatan(places):
    class Search(forms.Form):
        area = AreaField(required=False)

    form = Search({"area": "53.71.04"})
    form.fields["area"].show_areas_of(places)

    assert form.fields["area"].choices == [("", "Semua kecamatan"), ("53.71.01", "Alak"), ("53.71.04", "Oebobo")]
    assert form.is_valid()


@pytest.mark.django_db
def test_the_event_form_names_the_zone(organization):
    form = EventForm(organization=organization)

    assert form.fields["starts_at"].help_text == "WITA"
    assert form["starts_at"].as_widget().count('type="datetime-local"') == 1


@pytest.mark.django_db
def test_a_slot_form_gives_what_the_service_needs(organization):
    event = EventFactory(organization=organization)
    form = SlotForm({"title": "Materi", "day": "2024-07-11", "starts": "09.00", "ends": "10:30"}, event=event)

    assert form.is_valid()
    assert form.details["starts_at"] == datetime(2024, 7, 11, 1, 0, tzinfo=UTC)
    assert (form.details["is_learning"], list(form.details["speakers"])) == (False, [])


@pytest.mark.django_db
def test_a_score_sheet_reads_all_or_tells_which(organization):
    event = EventFactory(organization=organization)
    first, second = RegistrationFactory.create_batch(2, event=event)
    sheet = ScoreSheet.of_results(participant_results(event=event))

    sheet.read({f"pre-{first.pk}": " 40 ", f"post-{first.pk}": "", f"post-{second.pk}": "banyak"})

    assert sheet.values == {TestKind.PRE: {first.pk: Decimal(40)}, TestKind.POST: {first.pk: None}}
    assert sheet.error_count == 1
    assert [bool(row.post.error) for row in sheet.rows] == [False, True]


@pytest.mark.django_db
def test_attendance_is_read_for_the_people_given_only():
    first, second, third = RegistrationFactory.create_batch(3)
    data = {f"h{first.pk}": "present", f"h{second.pk}": "hadir", f"h{third.pk}": "absent", "hx": "present"}

    assert read_attendance(data, [first, second]) == {first.pk: "present"}


@pytest.mark.django_db
def test_permissions_agree_with_each_other(organization):
    """`can_change` shows the buttons, `writable_event` guards the doors: they must never differ."""
    own = EventFactory(organization=organization)
    other = EventFactory(organization=OrganizationFactory(name="Lain", region=RegionFactory(code="36.73")))
    people = [
        AnonymousUser(),
        UserFactory(),
        UserFactory(is_superuser=True),
        *(assign_role(UserFactory(), role, organization) for role in Role),
        assign_role(UserFactory(), Role.OFFICER, region=RegionFactory(code="53")),
    ]

    for user in people:
        for event in (own, other):
            assert can_change(user, event) is opens(writable_event, user, event)
            assert opens(readable_event, user, event) or not opens(writable_event, user, event)
    assert [opens(writable_event, user, own) for user in people] == [
        False, False, True, True, False, False, True, True,
    ]  # fmt: skip


def opens(door, user, event):
    try:
        return door(user, event.pk) == event
    except Http404:
        return False
