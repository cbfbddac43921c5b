"""What officers may send by mistake or on purpose: an answer in words, and nothing half saved."""

import pytest
from django.urls import reverse

from members.choices import Role
from members.models import Kim, KimMembership, Member, User, WalkOfLife
from tests.factories.members import (
    KimFactory,
    KimMembershipFactory,
    MemberFactory,
    RegionFactory,
    UserFactory,
    assign_role,
)

pytestmark = pytest.mark.django_db
PERSON = {"full_name": "Orang Baru", "gender": "P", "phone": "", "region": "", "institution": ""}
GROUP = {"name": "KIM Namosain", "region": "Namosain, Kecamatan Alak", "status": "active"}


def everything():
    """All rows an officer could have written, field by field."""
    return [list(model.objects.order_by("pk").values()) for model in (Member, Kim, KimMembership, WalkOfLife, User)]


@pytest.fixture
def person(organization):
    person = MemberFactory(full_name="Maria Goreti", phone="+6281234567890", organization=organization)
    person.walks_of_life.add(WalkOfLife.objects.create(name="petani"))
    return person


@pytest.mark.parametrize("field", list(PERSON))
@pytest.mark.parametrize("value", ["\0", "a\0b", "x" * 10_000])
def test_broken_field_of_a_person_changes_nothing(officer_client, person, field, value):
    before = everything()

    for address in (reverse("office_member_new"), reverse("office_member", args=[person.pk])):
        response = officer_client.post(address, {**PERSON, field: value})

        assert response.status_code == 200
        assert "Belum tersimpan" in response.content.decode()
    assert everything() == before


@pytest.mark.parametrize("walks", [["987654"], ["x"], ["1", "987654"], ["\0"]])
def test_unknown_walk_of_life_changes_nothing(officer_client, person, walks):
    officer_client.post(reverse("office_member", args=[person.pk]), {**PERSON, "walks_of_life": walks})

    person.refresh_from_db()
    assert person.full_name == "Maria Goreti"
    assert [row.name for row in person.walks_of_life.all()] == ["petani"]


def test_taken_number_leaves_the_other_fields_alone(officer_client, person):
    """The number is the last thing to be refused, after the row was already written."""
    UserFactory(phone="+6281111111111")
    person.user = UserFactory()
    person.save()
    before = everything()

    response = officer_client.post(
        reverse("office_member", args=[person.pk]), {**PERSON, "phone": "081111111111", "walks_of_life": []}
    )

    assert "Nomor ini sudah dipakai akun lain." in response.content.decode()
    assert everything() == before
    assert [row.name for row in person.walks_of_life.all()] == ["petani"]


@pytest.mark.parametrize(
    "field",
    [
        "name",
        "region",
        "hamlet",
        "address",
        "decree_number",
        "decree_issuer",
        "founded_year",
        "contact_phone",
        "kim_id_url",
        "kim_id_registered_on",
        "decree_valid_until",
    ],
)
@pytest.mark.parametrize("value", ["\0", "a\0b", "x" * 10_000])
def test_broken_field_of_a_group_changes_nothing(officer_client, field, value):
    kim = KimFactory()
    before = everything()

    for address in (reverse("office_kim_new"), reverse("office_kim_edit", args=[kim.pk])):
        assert officer_client.post(address, {**GROUP, field: value}).status_code == 200
    assert everything() == before


@pytest.mark.parametrize("year", ["-1", "1989.5", "40000", "99999999999"])
def test_impossible_year_is_explained(officer_client, year):
    RegionFactory()

    response = officer_client.post(reverse("office_kim_new"), {**GROUP, "founded_year": year})

    assert response.status_code == 200
    assert response.context["form"].errors.keys() == {"founded_year"}
    assert Kim.objects.count() == 0


@pytest.mark.parametrize("search", ["\0", "a\0b", "%", "_", "\\", "'", "x" * 10_000, "‮", "   "])
def test_search_for_people_of_a_group_takes_any_text(officer_client, person, search):
    kim = KimFactory()

    response = officer_client.post(reverse("office_kim_search", args=[kim.pk]), {"cari": search})

    assert response.status_code == 200
    assert list(response.context["candidates"]) == []


@pytest.mark.parametrize(
    "data", [{}, {"member": "x"}, {"member": "987654"}, {"member": "\0"}, {"member": "9" * 30, "office": "member"}]
)
def test_joining_nobody_is_refused(officer_client, data):
    kim = KimFactory()

    assert officer_client.post(reverse("office_kim_join", args=[kim.pk]), data).status_code == 404
    assert kim.memberships.count() == 0


@pytest.mark.parametrize("name", ["office_members", "office_kims"])
@pytest.mark.parametrize(
    ("page", "status"),
    [("1", 200), ("2", 200), ("3", 404), ("0", 404), ("-1", 404), ("", 404), ("1.0", 404), ("last", 404), ("٢", 200)],
)
def test_edges_of_the_pages(officer_client, name, page, status):
    if name == "office_members":
        MemberFactory.create_batch(26)
    else:
        KimFactory.create_batch(26)

    assert officer_client.get(reverse(name), {"page": page}).status_code == status


@pytest.mark.parametrize("name", ["office_members", "office_kims"])
def test_empty_list_has_one_page(officer_client, name):
    response = officer_client.get(reverse(name))

    assert (response.status_code, response.context["page"].paginator.num_pages) == (200, 1)


WRITES = [
    "office_member_new", "office_member", "office_member_login", "office_member_password",
    "office_kim_new", "office_kim_edit", "office_kim_search", "office_kim_join", "office_kim_leave",
]  # fmt: skip


@pytest.mark.parametrize("name", WRITES)
def test_viewer_writes_through_no_door(client, organization, name):
    membership = KimMembershipFactory(member__user=UserFactory())
    pk = {"office_kim_edit": membership.kim_id, "office_member": membership.member_id}
    pk |= {
        "office_kim_leave": membership.pk,
        "office_kim_join": membership.kim_id,
        "office_kim_search": membership.kim_id,
    }
    arguments = [] if name.endswith("_new") else [pk.get(name, membership.member_id)]
    client.force_login(assign_role(UserFactory(), Role.VIEWER, organization))
    data = {**PERSON, **GROUP, "username": "baru", "member": MemberFactory().pk, "office": "chair", "cari": "a"}
    before = everything()

    assert client.post(reverse(name, args=arguments), data).status_code == 404
    assert everything() == before
