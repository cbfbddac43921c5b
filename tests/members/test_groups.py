"""The Wagtail groups behind the roles."""

import pytest
from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupCollectionPermission

from members.choices import Role

pytestmark = pytest.mark.django_db

NAMES = sorted(str(role.label) for role in Role)


@pytest.mark.parametrize("name", NAMES)
def test_group_opens_the_back_office_without_any_right_over_people(name):
    permissions = Group.objects.get(name=name).permissions

    assert permissions.filter(codename="access_admin").count() == 1
    assert permissions.filter(content_type__app_label__in=["auth", "members", "wagtailusers"]).count() == 0


@pytest.mark.parametrize("name", NAMES)
def test_group_has_no_right_on_files(name):
    """Files belong to an office, and so do the groups that may use them: tests/members/test_organizations.py."""
    assert GroupCollectionPermission.objects.filter(group__name=name).count() == 0


def test_every_role_has_its_group():
    assert set(Group.objects.values_list("name", flat=True)) >= {str(role.label) for role in Role}


def test_no_permission_was_made_twice():
    names = ["access_admin", "choose_image", "add_image", "choose_document"]

    assert [Permission.objects.filter(codename=name).count() for name in names] == [1, 1, 1, 1]
