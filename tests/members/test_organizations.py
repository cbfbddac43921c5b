"""Folder and groups of an office: made with it, following its roles, and closed to every other office."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, GroupCollectionPermission
from wagtail.permission_policies.collections import CollectionPermissionPolicy

from members.choices import Role
from members.models import Organization, User
from members.services.organizations import equip, open_organization, settle_file_groups
from members.services.roles import grant_role, revoke_role
from tests.factories.members import OrganizationFactory, RegionFactory, UserFactory

pytestmark = pytest.mark.django_db
POLICY = CollectionPermissionPolicy(Image, auth_model=Image)


@pytest.fixture
def kupang():
    return open_organization(organization=OrganizationFactory.build(region=RegionFactory(code="53.71")))


@pytest.fixture
def serang():
    office = OrganizationFactory.build(name="Diskominfo Serang", region=RegionFactory(code="36.73"))
    return open_organization(organization=office)


def holder(role, now, **place):
    user = UserFactory()
    grant_role(user=user, role=role, now=now, **place)
    return User.objects.get(pk=user.pk)


def folders(user, *actions):
    found = POLICY.collections_user_has_any_permission_for(User.objects.get(pk=user.pk), actions)
    return sorted(found.values_list("pk", flat=True))


def test_an_office_opens_with_folder_and_groups(kupang):
    groups = GroupCollectionPermission.objects.filter(collection=kupang.collection)

    assert kupang.collection.name == f"Diskominfo Kota Kupang #{kupang.pk}"
    assert sorted({(row.group.name, row.permission.codename) for row in groups}) == [
        *[(f"Admin kantor #{kupang.pk}", f"{verb}_{kind}") for verb in ("add", "change", "choose") for kind in KINDS],
        *[(f"Berkas kantor #{kupang.pk}", f"{verb}_{kind}") for verb in ("add", "choose") for kind in KINDS],
    ]


KINDS = ["document", "image"]


def test_opening_twice_changes_nothing(kupang):
    before = (Collection.objects.count(), Group.objects.count(), GroupCollectionPermission.objects.count())

    open_organization(organization=kupang)
    equip(Organization.objects.get(pk=kupang.pk))

    assert (Collection.objects.count(), Group.objects.count(), GroupCollectionPermission.objects.count()) == before


@pytest.mark.parametrize(
    ("role", "adds", "changes"), [(Role.OFFICER, 1, 0), (Role.TRAINER, 1, 0), (Role.ADMIN, 1, 1), (Role.VIEWER, 0, 0)]
)
def test_a_role_opens_the_own_folder_only(kupang, serang, now, role, adds, changes):
    user = holder(role, now, organization=kupang)

    assert folders(user, "add", "choose") == [kupang.collection.pk] * adds
    assert folders(user, "change") == [kupang.collection.pk] * changes


def test_a_role_for_a_region_opens_the_folders_of_its_offices(kupang, serang, now):
    user = holder(Role.OFFICER, now, region=RegionFactory(code="53"))

    assert folders(user, "choose") == [kupang.collection.pk]


def test_and_those_of_offices_opened_afterwards(now):
    user = holder(Role.TRAINER, now, region=RegionFactory(code="53"))

    alor = open_organization(organization=OrganizationFactory.build(name="Alor", region=RegionFactory(code="53.05")))

    assert folders(user, "choose") == [alor.collection.pk]


def test_a_province_office_does_not_open_folders_below(kupang, now):
    province = open_organization(
        organization=OrganizationFactory.build(name="Diskominfo NTT", region=RegionFactory(code="53"))
    )
    user = holder(Role.ADMIN, now, organization=province)

    assert folders(user, "choose") == [province.collection.pk]


def test_a_taken_role_closes_the_folder(kupang, now):
    user = holder(Role.ADMIN, now, organization=kupang)

    revoke_role(assignment=user.role_assignments.get(), now=now)

    assert folders(user, "add", "choose", "change") == []


def test_other_groups_are_left_alone(kupang, now):
    user = holder(Role.OFFICER, now, organization=kupang)
    user.groups.add(Group.objects.create(name="Lain"))

    settle_file_groups(user)

    assert sorted(user.groups.values_list("name", flat=True)) == [f"Berkas kantor #{kupang.pk}", "Lain", "Petugas"]


def test_the_crest_lies_in_the_folder(kupang):
    crest = Image.objects.create(title="Lambang", file=get_test_image_file())
    kupang.crest = crest

    open_organization(organization=kupang)

    crest.refresh_from_db()
    assert crest.collection == kupang.collection


def test_a_crest_kept_elsewhere_stays_there(kupang, serang):
    crest = Image.objects.create(title="Lambang", file=get_test_image_file(), collection=serang.collection)
    kupang.crest = crest

    open_organization(organization=kupang)

    crest.refresh_from_db()
    assert crest.collection == serang.collection


def test_existing_offices_are_equipped_by_the_migration(now):
    """Forward and back on rows as they were before."""
    migration = import_module("members.migrations.0017_organization_files")
    office = OrganizationFactory()
    user = UserFactory()
    user.role_assignments.create(role=Role.ADMIN, region=RegionFactory(code="53"))
    office.crest = Image.objects.create(title="Lambang", file=get_test_image_file())
    office.save()

    migration.make_folders(apps, None)

    office.refresh_from_db()
    office.crest.refresh_from_db()
    assert office.collection.get_parent() == Collection.get_first_root_node()
    assert office.crest.collection == office.collection
    assert Collection.find_problems() == ([], [], [], [], [])
    assert folders(user, "change") == [office.collection.pk]

    migration.give_back(apps, None)
    assert folders(user, "change") == []
    assert GroupCollectionPermission.objects.filter(group__name="Admin").count() == 6


@pytest.mark.parametrize("count", [0, 1, 37])
def test_the_migration_finds_a_free_path(count):
    """Paths count to the base of 36; the folder must not land on another one."""
    migration = import_module("members.migrations.0017_organization_files")
    root = Collection.get_first_root_node()
    for number in range(count):
        root.add_child(name=f"Map {number}")

    migration.add_folder(apps, "Baru")

    assert Collection.find_problems() == ([], [], [], [], [])
    assert Collection.get_first_root_node().numchild == count + 1
