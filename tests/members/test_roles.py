"""Giving and taking roles: groups, folders, the log with its reasons, and the last admin of an office."""

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.models import ModelLogEntry

from members.choices import AccountEventKind, Role
from members.models import AccountEvent, RoleAssignment, User
from members.services.organizations import open_organization
from members.services.roles import GRANTED, REVOKED, grant_role, leaves_no_admin, revoke_role
from tests.factories.members import OrganizationFactory, RegionFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss():
    return UserFactory(username="bos")


def opens_the_cms(user):
    return User.objects.get(pk=user.pk).has_perm("wagtailadmin.access_admin")


def group_names(user):
    return sorted(user.groups.values_list("name", flat=True))


@pytest.mark.parametrize(
    ("role", "files"),
    [(Role.OFFICER, ["Berkas"]), (Role.TRAINER, ["Berkas"]), (Role.VIEWER, []), (Role.ADMIN, ["Admin", "Berkas"])],
)
def test_grant_role_opens_the_back_office(organization, role, files, now):
    user = UserFactory()

    assignment = grant_role(user=user, role=role, organization=organization, now=now)
    again = grant_role(user=user, role=role, organization=organization, now=now)

    assert assignment == again
    assert group_names(user) == sorted([str(role.label), *(f"{kind} kantor #{organization.pk}" for kind in files)])
    assert opens_the_cms(user) is True


def test_grant_role_is_seen_at_once(now):
    user = UserFactory()
    assert user.roles == []

    grant_role(user=user, role=Role.VIEWER, region=RegionFactory(code="53"), now=now)

    assert [row.role for row in user.roles] == [Role.VIEWER]


def test_grant_role_makes_a_lost_group_again(organization, now):
    Group.objects.filter(name="Petugas").delete()
    user = UserFactory()

    grant_role(user=user, role=Role.OFFICER, organization=organization, now=now)

    assert opens_the_cms(user) is True


def test_revoke_role_closes_the_back_office_with_the_last_one(organization, now):
    user = UserFactory()
    first = grant_role(user=user, role=Role.OFFICER, organization=organization, now=now)
    second = grant_role(user=user, role=Role.OFFICER, region=RegionFactory(code="53.71"), now=now)

    revoke_role(assignment=first, now=now)
    assert opens_the_cms(user) is True

    revoke_role(assignment=second, now=now)
    assert opens_the_cms(user) is False
    assert group_names(user) == []
    assert RoleAssignment.objects.count() == 0


def test_one_role_of_several_offices_is_taken_away(organization, now):
    belu = OrganizationFactory(name="Diskominfo Belu", region=RegionFactory(code="53.04"))
    user = UserFactory()
    kept = grant_role(user=user, role=Role.ADMIN, organization=organization, now=now)
    revoke_role(assignment=grant_role(user=user, role=Role.ADMIN, organization=belu, now=now), now=now)

    assert list(user.role_assignments.all()) == [kept]
    assert group_names(user) == ["Admin", f"Admin kantor #{organization.pk}", f"Berkas kantor #{organization.pk}"]


def test_changes_are_logged_with_who_when_and_why(organization, boss, now):
    user = UserFactory(username="petugas-baru")
    assignment = grant_role(
        user=user, role=Role.OFFICER, organization=organization, by=boss, reason="Mutasi dari Setda", now=now
    )
    grant_role(user=user, role=Role.OFFICER, organization=organization, by=boss, reason="Sekali lagi", now=now)
    revoke_role(assignment=assignment, by=boss, reason="Pindah tugas", now=now)

    entries = ModelLogEntry.objects.filter(action__startswith="members.role_").order_by("pk")
    assert [(row.action, row.label, row.user, row.timestamp, row.data["reason"]) for row in entries] == [
        (GRANTED, "petugas-baru", boss, now, "Mutasi dari Setda"),
        (REVOKED, "petugas-baru", boss, now, "Pindah tugas"),
    ]
    assert entries[0].data == {
        "role": "officer",
        "organization": organization.pk,
        "region": None,
        "place": organization.name,
        "reason": "Mutasi dari Setda",
    }
    assert "Petugas" in entries[0].message
    assert "Mutasi dari Setda" in entries[0].message


def test_the_owner_of_the_account_sees_the_change(organization, boss, now):
    user = UserFactory()

    grant_role(user=user, role=Role.VIEWER, region=RegionFactory(code="53"), by=boss, now=now)

    events = AccountEvent.objects.filter(user=user)
    assert [(row.kind, row.actor, row.happened_at) for row in events] == [(AccountEventKind.ROLE_CHANGED, boss, now)]


def test_a_changed_role_ends_every_session(client, organization, now):
    user = UserFactory()
    client.force_login(user)

    assignment = grant_role(user=user, role=Role.OFFICER, organization=organization, now=now)
    assert client.get("/akun/").status_code == 302

    client.force_login(User.objects.get(pk=user.pk))
    grant_role(user=user, role=Role.OFFICER, organization=organization, now=now)
    assert client.get("/akun/").status_code == 200

    revoke_role(assignment=assignment, now=now)
    assert client.get("/akun/").status_code == 302


# The last admin


def admin_of(now, **place):
    return grant_role(user=UserFactory(), role=Role.ADMIN, now=now, **place)


def test_a_single_admin_is_the_last(organization, now):
    assert leaves_no_admin(admin_of(now, organization=organization)) is True


def test_other_roles_are_never_the_last_admin(organization, now):
    assignment = grant_role(user=UserFactory(), role=Role.OFFICER, organization=organization, now=now)

    assert leaves_no_admin(assignment) is False


@pytest.mark.parametrize("place", ["colleague", "city", "province"])
def test_somebody_else_keeps_the_office_going(organization, place, now):
    places = {
        "colleague": {"organization": organization},
        "city": {"region": RegionFactory(code="53.71")},
        "province": {"region": RegionFactory(code="53")},
    }
    admin_of(now, **places[place])

    assert leaves_no_admin(admin_of(now, organization=organization)) is False


@pytest.mark.parametrize("place", ["neighbor", "below", "other province"])
def test_admins_of_other_places_do_not_help(organization, place, now):
    places = {
        "neighbor": {"organization": OrganizationFactory(name="Dinas Pendidikan", region=RegionFactory(code="53.71"))},
        "below": {"region": RegionFactory(code="53.71.01")},
        "other province": {"region": RegionFactory(code="36")},
    }
    admin_of(now, **places[place])

    assert leaves_no_admin(admin_of(now, organization=organization)) is True


def test_a_locked_admin_does_not_help(organization, now):
    locked = admin_of(now, organization=organization)
    User.objects.filter(pk=locked.user_id).update(is_active=False)

    assert leaves_no_admin(admin_of(now, organization=organization)) is True


def test_the_last_admin_of_a_region_is_found(now):
    first = admin_of(now, region=RegionFactory(code="53"))
    assert leaves_no_admin(first) is True

    admin_of(now, region=RegionFactory(code="53.71"))
    assert leaves_no_admin(first) is True

    admin_of(now, region=RegionFactory(code="53"))
    assert leaves_no_admin(first) is False


def test_a_moved_office_takes_its_people_along(now):
    office = open_organization(organization=OrganizationFactory.build(region=RegionFactory(code="53.71")))
    user = UserFactory()
    grant_role(user=user, role=Role.OFFICER, region=RegionFactory(code="53.71"), now=timezone.now())
    assert f"Berkas kantor #{office.pk}" in group_names(user)

    office.region = RegionFactory(code="53.04")
    open_organization(organization=office)

    assert group_names(user) == ["Petugas"]
