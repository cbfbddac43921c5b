"""The Wagtail groups behind the roles."""

import pytest
from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupCollectionPermission

from members.choices import Role

pytestmark = pytest.mark.django_db

FILES = {
    "Petugas": ["add_document", "add_image", "choose_document", "choose_image"],
    "Pelatih": ["add_document", "add_image", "choose_document", "choose_image"],
    "Pemantau": [],
    "Admin": ["add_document", "add_image", "change_document", "change_image", "choose_document", "choose_image"],
}


@pytest.mark.parametrize("name", sorted(FILES))
def test_group_opens_the_back_office_without_any_right_over_people(name):
    permissions = Group.objects.get(name=name).permissions

    assert permissions.filter(codename="access_admin").count() == 1
    assert permissions.filter(content_type__app_label__in=["auth", "members", "wagtailusers"]).count() == 0


@pytest.mark.parametrize("name", sorted(FILES))
def test_group_may_do_this_with_files(name):
    rows = GroupCollectionPermission.objects.filter(group__name=name)

    assert sorted(row.permission.codename for row in rows) == FILES[name]


def test_every_role_has_its_group():
    assert set(Group.objects.values_list("name", flat=True)) >= {str(role.label) for role in Role}


def test_no_permission_was_made_twice():
    names = ["access_admin", "choose_image", "add_image", "choose_document"]

    assert [Permission.objects.filter(codename=name).count() for name in names] == [1, 1, 1, 1]
