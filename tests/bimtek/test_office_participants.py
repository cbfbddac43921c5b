"""The officer finds, seats, types and takes off participants."""

from datetime import date

import pytest
from django.urls import reverse

from bimtek.models import Registration
from bimtek.services.candidates import find_candidates
from members.models import Member
from tests.factories.bimtek import EventFactory, RegistrationFactory, SlotFactory
from tests.factories.members import KimFactory, KimMembershipFactory, MemberFactory, RegionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(organization):
    return EventFactory(organization=organization)


def found(officer, event, **criteria):
    people = find_candidates(user=officer, event=event, on=date(2024, 7, 11), **criteria)
    return [member.full_name for member in people]


@pytest.fixture
def people(organization):
    """Ana chairs a KIM in Namosain, Beni is a member there, Citra chairs one in Oebobo."""
    oebobo = RegionFactory(code="53.71.04.1001", name="Tuak Daun Merah")
    ana = MemberFactory(full_name="Ana Ma'u", phone="+6281234500001", organization=organization)
    beni = MemberFactory(full_name="Beni", phone="+6281234500002", organization=organization)
    citra = MemberFactory(full_name="Citra", region=oebobo, organization=organization)
    kim = KimFactory()
    KimMembershipFactory(kim=kim, member=ana, office="chair")
    KimMembershipFactory(kim=kim, member=beni)
    KimMembershipFactory(kim=KimFactory(region=oebobo), member=citra, office="chair")


@pytest.mark.parametrize(
    ("criteria", "names"),
    [
        ({"text": "ma'u"}, ["Ana Ma'u"]),
        ({"text": "0812 3450 0002"}, ["Beni"]),
        ({"text": "+62 812-3450-0001"}, ["Ana Ma'u"]),
        ({"text": "namosain"}, ["Ana Ma'u", "Beni"]),
        ({"text": "oebobo"}, ["Citra"]),
        ({"area": "53.71.04"}, ["Citra"]),
        ({"only_chairs": True}, ["Ana Ma'u", "Citra"]),
        ({"only_chairs": True, "area": "53.71.01"}, ["Ana Ma'u"]),
        ({"text": "tidak ada"}, []),
        ({"text": "%"}, []),
    ],
)
def test_search(officer, event, people, criteria, names):
    assert found(officer, event, **criteria) == names


def test_a_number_is_looked_for_from_four_digits_behind_its_prefix(officer, event, people):
    assert found(officer, event, text="+62 0000") == []
    assert found(officer, event, text="0012") == []
    assert found(officer, event, text="081234") == ["Ana Ma'u", "Beni"]


def test_a_former_chair_is_no_chair(officer, event, organization):
    member = MemberFactory(organization=organization)
    KimMembershipFactory(member=member, office="chair", ends_on=date(2024, 6, 30))

    assert found(officer, event, only_chairs=True) == []


def test_search_page_offers_boxes_and_keeps_names_out_of_the_address(officer_client, event, people):
    RegistrationFactory(event=event, member=Member.objects.get(full_name="Beni"))
    address = reverse("office_member_search", args=[event.pk])

    response = officer_client.post(address, {"text": "namosain"})

    text = response.content.decode()
    assert (text.count('name="member"'), text.count("disabled checked"), text.count("Sudah terdaftar")) == (2, 1, 1)
    assert officer_client.get(f"{address}?text=namosain").context["found"] is None


def test_nothing_found_offers_to_type(officer_client, event):
    response = officer_client.post(reverse("office_member_search", args=[event.pk]), {"text": "siapa"})

    assert response.content.decode().count("Tidak ada yang cocok") == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_search_query_count(officer_client, event, organization, django_assert_num_queries, rows):
    MemberFactory.create_batch(rows, organization=organization)

    with django_assert_num_queries(7):  # session, user, roles, event, districts, people, waiting requests
        officer_client.post(reverse("office_member_search", args=[event.pk]), {"text": "anggota"})


def register(client, event, members):
    data = {"member": [member.pk for member in members]}
    response = client.post(reverse("office_register", args=[event.pk]), data, follow=True)
    return [str(message) for message in response.context["messages"]]


def test_many_are_registered_at_once(officer_client, officer, event, organization):
    members = MemberFactory.create_batch(3, organization=organization)

    assert register(officer_client, event, members) == ["3 orang terdaftar."]
    assert register(officer_client, event, members) == ["3 orang terdaftar."]
    assert [row.changes.count() for row in Registration.objects.all()] == [1, 1, 1]


def test_all_or_nobody_when_seats_run_out(officer_client, organization):
    event = EventFactory(organization=organization, capacity=2)

    [message] = register(officer_client, event, MemberFactory.create_batch(3, organization=organization))

    assert message.startswith("Kegiatan penuh: tidak ada yang didaftarkan.")
    assert Registration.objects.count() == 0


def test_nobody_ticked(officer_client, event):
    assert register(officer_client, event, []) == ["Belum ada yang dicentang."]


def test_a_cancelled_event_takes_nobody(officer_client, organization):
    event = EventFactory(organization=organization, status="cancelled")

    [message] = register(officer_client, event, [MemberFactory(organization=organization)])

    assert message == "Kegiatan ini dibatalkan, jadi tidak ada yang didaftarkan."
    assert Registration.objects.count() == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_list_query_count(officer_client, event, django_assert_num_queries, rows):
    RegistrationFactory.create_batch(rows, event=event)

    with django_assert_num_queries(6):  # session, user, roles, event, people, waiting requests
        officer_client.get(reverse("office_registrations", args=[event.pk]))


def test_the_list_shows_places_and_no_phone(officer_client, event):
    RegistrationFactory(event=event, member__full_name="Ana", member__phone="+6281234500001")
    RegistrationFactory(event=event, member__full_name="Pergi", status="cancelled")

    text = officer_client.get(reverse("office_registrations", args=[event.pk])).content.decode()

    assert text.count("Namosain, Kecamatan Alak") == 1
    assert text.count("Batal: 1 orang") == 1
    assert text.count("1234500001") == 0


def walk_in(client, event, **data):
    return client.post(reverse("office_walk_in", args=[event.pk]), data)


def test_a_walk_in_is_typed_and_seated(officer_client, event):
    region = RegionFactory()

    response = walk_in(officer_client, event, full_name="Ma'u", gender="L", region=region.pk, institution="RT 3")

    assert response.url == reverse("office_registrations", args=[event.pk])
    member = event.registrations.seated().get().member
    assert (member.full_name, member.gender, member.region, member.institution) == ("Ma'u", "L", region, "RT 3")


def test_one_walk_in_after_the_other(officer_client, event):
    response = walk_in(officer_client, event, full_name="Ma'u", again="1")

    assert response.url == reverse("office_walk_in", args=[event.pk])


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"full_name": "  "}, "full_name"),
        ({"full_name": "x" * 201}, "full_name"),
        ({"full_name": "x", "gender": "X"}, "gender"),
        ({"full_name": "x", "region": "36.73.01.1001"}, "region"),
    ],
)
def test_a_bad_walk_in_is_nobody(officer_client, event, data, field):
    RegionFactory(code="36.73.01.1001")

    response = walk_in(officer_client, event, **data)

    assert list(response.context["form"].errors) == [field]
    assert Member.objects.count() == 0


def test_pressing_twice_does_not_make_two_people(officer_client, event):
    region = RegionFactory()
    walk_in(officer_client, event, full_name="Yohanis Benu", region=region.pk)

    response = walk_in(officer_client, event, full_name="yohanis  benu", region=region.pk)

    assert response.content.decode().count("Ini orang lain dengan nama yang sama") == 1
    assert Member.objects.count() == 1

    walk_in(officer_client, event, full_name="Yohanis Benu", region=region.pk, is_somebody_else="on")
    assert Member.objects.count() == 2


def test_a_namesake_elsewhere_is_no_question(officer_client, event, organization):
    MemberFactory(full_name="Ana", organization=organization)
    elsewhere = RegionFactory(code="53.71.04.1001")

    walk_in(officer_client, event, full_name="Ana", region=elsewhere.pk)

    assert event.registrations.count() == 1


def test_a_walk_in_of_a_full_event_is_nobody(officer_client, organization):
    event = EventFactory(organization=organization, capacity=1)
    RegistrationFactory(event=event)
    people = Member.objects.count()

    response = walk_in(officer_client, event, full_name="Ma'u")

    assert response.context["form"].non_field_errors()[0].startswith("Kegiatan penuh")
    assert Member.objects.count() == people


def test_cancel_with_a_reason(officer_client, officer, event):
    registration = RegistrationFactory(event=event)
    address = reverse("office_registration_cancel", args=[event.pk, registration.pk])

    officer_client.post(address, {"reason": "Sakit"})

    change = registration.changes.get()
    assert (change.status, change.reason, change.changed_by) == ("cancelled", "Sakit", officer)


def test_cancel_of_somebody_who_was_there_is_refused(officer_client, officer, event, now):
    registration = RegistrationFactory(event=event, member__full_name="Ana")
    registration.attendances.create(
        slot=SlotFactory(event=event), status="present", recorded_at=now, recorded_by=officer
    )

    address = reverse("office_registration_cancel", args=[event.pk, registration.pk])
    response = officer_client.post(address, follow=True)

    [message] = response.context["messages"]
    assert str(message) == "Ana sudah tercatat hadir. Ubah dulu kehadirannya."
