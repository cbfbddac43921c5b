"""Whoever may not change something leaves every row as it was; the attack table only reads the answers."""

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from members.choices import CodePurpose, Role
from members.models import KimMembership, Member
from members.services.class_codes import renew_class_code
from members.services.codes import issue_code
from members.services.consents import give_consent
from members.services.data_requests import open_request
from tests.factories.members import (
    KimFactory,
    KimMembershipFactory,
    MemberFactory,
    OrganizationFactory,
    RegionFactory,
    UserFactory,
    assign_role,
)

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4"
SILENT = {"User"}
"""`last_login` moves with every login of the test itself; passwords and epochs are compared apart."""


def snapshot():
    """Every row of the app, and what opens the accounts."""
    rows = {
        model.__name__: list(model.objects.order_by("pk").values())
        for model in apps.get_app_config("members").get_models()
        if model.__name__ not in SILENT
    }
    users = apps.get_model("members", "User").objects.order_by("pk")
    return rows | {"User": list(users.values("pk", "username", "password", "phone", "is_active", "session_epoch"))}


@pytest.fixture
def world(organization, officer):
    """One person, one group, one colleague of Kota Kupang, with something of everything."""
    person = MemberFactory(full_name="Maria Nahak", phone="+6281234567890", user=UserFactory(), is_minor=False)
    kim = renew_class_code(kim=KimFactory(name="KIM Namosain", contact_phone="+6281200000000", decree_number="1"))
    kim.decree_file.save("sk.pdf", ContentFile(PDF))
    membership = KimMembershipFactory(kim=kim, member=person)
    now = timezone.now()
    issue_code(member=person, purpose=CodePurpose.CARD, by=officer, now=now)
    consent = give_consent(
        member=person, purpose="photo", by=officer, method="paper", scan=ContentFile(PDF, "a.pdf"), now=now
    )
    colleague = assign_role(UserFactory(username="rekan"), Role.TRAINER, organization)
    yield {
        "person": person,
        "kim": kim,
        "membership": membership,
        "consent": consent,
        "request": open_request(member=person, kind="access", now=now),
        "colleague": colleague,
        "assignment": colleague.role_assignments.get(),
    }
    kim.decree_file.delete(save=False)
    consent.scan.delete(save=False)


KIM = {"name": "KIM Lain", "region": "Namosain, Kecamatan Alak", "status": "inactive"}
PERSON = {"full_name": "Nama Lain", "gender": "L", "phone": "081299999999"}
POSTS = [
    ("office_member_new", None, PERSON),
    ("office_member", "person", PERSON),
    ("office_member_password", "person", {}),
    ("office_member_card", "person", {}),
    ("office_member_phone", "person", {}),
    ("office_member_copy", "person", {}),
    ("office_member_paper", "person", {"contact": "on", "age": "18"}),
    ("office_member_request", "person", {"kind": "erase"}),
    ("office_member_erase", "person", {"name": "Maria Nahak"}),
    ("office_consent_withdraw", "consent", {}),
    ("office_consent_scan", "consent", {}),
    ("office_request", "request", {"outcome": "yes", "answer": "Sudah."}),
    ("office_kim_new", None, KIM),
    ("office_kim_edit", "kim", KIM),
    ("office_kim_contact", "kim", {}),
    ("office_kim_class_code", "kim", {}),
    ("office_kim_class_code", "kim", {"off": ""}),
    ("office_kim_cards", "kim", {"member": "{person}"}),
    ("office_kim_join", "kim", {"member": "{person}", "office": "chair"}),
    ("office_membership", "membership", {"office": "chair", "starts_on": "2024-02-01"}),
    ("office_membership_change", "membership", {"office": "chair", "starts_on": "2024-02-01"}),
    ("office_kim_leave", "membership", {}),
    ("office_staff_password", "colleague", {}),
    ("office_staff_lock", "colleague", {"reason": "x"}),
    ("office_staff_factor", "colleague", {"reason": "x"}),
    ("office_role_take", "assignment", {"reason": "x", "sure": "on"}),
    ("office_role_give", None, {"account": "rekan", "role": "admin", "place": "kantor-1", "reason": "x"}),
    ("office_retention", None, {"sure": "on"}),
]
STAFF = ("colleague", "assignment")
"""Targets of admins only."""


def visitor(client, organization):
    """Nobody is logged in."""


def learner(client, organization):
    client.force_login(MemberFactory(user=UserFactory()).user)


def viewer(client, organization):
    client.force_login(assign_role(UserFactory(), Role.VIEWER, organization))


def trainer(client, organization):
    client.force_login(assign_role(UserFactory(), Role.TRAINER, organization))


def foreign_admin(client, organization):
    far = OrganizationFactory(name="Dinas Serang", region=RegionFactory(code="36.73"))
    client.force_login(assign_role(UserFactory(), Role.ADMIN, far))


def foreign_officer(client, organization):
    far = OrganizationFactory(name="Dinas Serang", region=RegionFactory(code="36.73"))
    client.force_login(assign_role(UserFactory(), Role.OFFICER, far))


def fill(data, world):
    return {key: value.format(person=world["person"].pk) for key, value in data.items()}


def send(client, world, name, target, data):
    address = reverse(name, args=[world[target].pk] if target else [])
    return client.post(address, fill(data, world))


@pytest.mark.parametrize("become", [visitor, learner, viewer, trainer])
@pytest.mark.parametrize(("name", "target", "data"), POSTS)
def test_who_may_not_write_changes_no_row(client, organization, world, become, name, target, data):
    become(client, organization)
    before = snapshot()

    send(client, world, name, target, data)

    assert snapshot() == before


@pytest.mark.parametrize("become", [foreign_officer, foreign_admin])
@pytest.mark.parametrize(("name", "target", "data"), [post for post in POSTS if post[1]])
def test_officers_of_another_city_change_no_row(client, organization, world, become, name, target, data):
    become(client, organization)
    before = snapshot()

    assert send(client, world, name, target, data).status_code == 404
    assert snapshot() == before


@pytest.mark.parametrize(("name", "target", "data"), [post for post in POSTS if post[1] not in (None, *STAFF)])
def test_the_own_officer_changes_something(client, officer, world, name, target, data):
    """The other side of the tests above: they would pass for addresses that never do anything."""
    client.force_login(officer)
    if name == "office_kim_join":
        KimMembership.objects.all().delete()
    before = snapshot()

    assert send(client, world, name, target, data).status_code in (200, 302)
    assert snapshot() != before


@pytest.mark.parametrize(("name", "target", "data"), [post for post in POSTS if post[1] in STAFF])
def test_an_officer_is_no_admin(client, officer, world, name, target, data):
    client.force_login(officer)
    before = snapshot()

    assert send(client, world, name, target, data).status_code == 404
    assert snapshot() == before


@pytest.mark.parametrize(("name", "target", "data"), [post for post in POSTS if post[1]])
def test_looking_changes_no_row(client, officer, world, name, target, data):
    """A link, a prefetching browser or a scanner only ever asks."""
    client.force_login(officer)
    before = snapshot()

    answer = client.get(reverse(name, args=[world[target].pk]))

    assert answer.status_code in (200, 404, 405)
    assert snapshot() == before


def test_a_refused_sheet_changes_no_row(client, officer, world):
    client.force_login(officer)
    before = snapshot()
    data = {"contact": "on", "age": "18", "scan": SimpleUploadedFile("lembar.pdf", b"<html>")}

    answer = client.post(reverse("office_member_paper", args=[world["person"].pk]), data)

    assert answer.status_code == 400
    assert snapshot() == before


@pytest.mark.parametrize("typed", ["", "Maria", "maria", "Maria Nahak 2"])
def test_another_name_erases_nobody(client, officer, world, typed):
    client.force_login(officer)
    before = snapshot()

    answer = client.post(reverse("office_member_erase", args=[world["person"].pk]), {"name": typed})

    assert answer.status_code == 400
    assert snapshot() == before


def test_erasing_twice_by_screen_finds_nobody(client, officer, world):
    client.force_login(officer)
    address = reverse("office_member_erase", args=[world["person"].pk])
    assert client.post(address, {"name": "Maria Nahak"}).url == reverse("office_requests")
    before = snapshot()

    again = [client.post(address, {"name": name}).status_code for name in ("Maria Nahak", "Orang yang dihapus")]

    assert again == [404, 404]
    assert snapshot() == before
    assert Member.objects.current().filter(pk=world["person"].pk).exists() is False


def test_the_erased_are_on_no_screen(client, officer, world):
    client.force_login(officer)
    client.post(reverse("office_member_erase", args=[world["person"].pk]), {"name": "Maria Nahak"})

    pages = [
        client.get(address).content.decode()
        for address in (
            reverse("office_members"),
            reverse("office_kim", args=[world["kim"].pk]),
            reverse("office_kim_cards", args=[world["kim"].pk]),
            reverse("office_requests"),
            reverse("office_duplicates"),
        )
    ]

    assert [("Maria" in page, "6281234567890" in page) for page in pages] == [(False, False)] * 5
