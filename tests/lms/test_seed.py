"""What tests/seed.py promises: rows written by migrations are there for every test, whatever ran before."""

import pytest
from django.contrib.auth.models import Group, Permission
from wagtail.models import Locale, Page


def seed():
    return (
        Locale.objects.count(),
        Page.objects.filter(depth=1).count(),
        Group.objects.filter(name="Petugas").count(),
        Permission.objects.filter(codename="access_admin").count(),
    )


@pytest.mark.django_db(transaction=True)
def test_seed_in_a_test_with_real_transactions():
    assert seed() == (1, 1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_seed_in_the_next_one():
    Group.objects.filter(name="Petugas").delete()

    assert seed() == (1, 1, 0, 1)


@pytest.mark.django_db
def test_seed_in_a_test_that_is_rolled_back():
    assert seed() == (1, 1, 1, 1)
