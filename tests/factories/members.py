from datetime import UTC, date, datetime

import factory
from django.contrib.auth.models import Group, Permission
from factory.django import DjangoModelFactory

from members import models
from members.choices import RegionKind, RegionLevel, Role


class UserFactory(DjangoModelFactory):
    class Meta:
        model = models.User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"orang{n}")
    password = factory.django.Password("belajar-kim")


class RegionFactory(DjangoModelFactory):
    """A village of Kota Kupang with its parents; `code="53.71.01.1001"` decides all four rows."""

    class Meta:
        model = models.Region
        django_get_or_create = ("code",)

    code = "53.71.01.1001"
    name = factory.LazyAttribute(lambda region: NAMES.get(region.code, f"Wilayah {region.code}"))
    level = factory.LazyAttribute(lambda region: RegionLevel(region.code.count(".") + 1))
    kind = factory.LazyAttribute(lambda region: KINDS[region.code.count(".")])

    @factory.lazy_attribute
    def parent(self):
        parent_code = self.code.rpartition(".")[0]
        return RegionFactory(code=parent_code) if parent_code else None


NAMES = {
    "53": "Nusa Tenggara Timur",
    "53.71": "Kupang",
    "53.71.01": "Alak",
    "53.71.01.1001": "Namosain",
    "53.71.04": "Oebobo",
    "36.73": "Serang",
}
KINDS = [RegionKind.PROVINSI, RegionKind.KOTA, RegionKind.KECAMATAN, RegionKind.KELURAHAN]


class OrganizationFactory(DjangoModelFactory):
    class Meta:
        model = models.Organization
        django_get_or_create = ("name",)

    name = "Dinas Komunikasi dan Informatika Kota Kupang"
    short_name = "Diskominfo Kota Kupang"
    government_name = "Pemerintah Kota Kupang"
    address = "Jalan Contoh Nomor 1, Kupang"
    city_name = "Kupang"
    time_zone = "Asia/Makassar"
    region = factory.SubFactory(RegionFactory, code="53.71")


class MemberFactory(DjangoModelFactory):
    """Somebody who was asked for consent before, so that a login leads straight on."""

    class Meta:
        model = models.Member

    full_name = factory.Sequence(lambda n: f"Anggota Ke-{n}")
    gender = "P"
    organization = factory.SubFactory(OrganizationFactory)
    region = factory.SubFactory(RegionFactory)
    consents_asked_at = datetime(2024, 1, 1, tzinfo=UTC)


class KimFactory(DjangoModelFactory):
    class Meta:
        model = models.Kim

    name = factory.Sequence(lambda n: f"KIM Contoh {n}")
    region = factory.SubFactory(RegionFactory)


class KimMembershipFactory(DjangoModelFactory):
    class Meta:
        model = models.KimMembership

    kim = factory.SubFactory(KimFactory)
    member = factory.SubFactory(MemberFactory)
    starts_on = date(2024, 1, 1)


def assign_role(user, role, organization=None, region=None):
    """Give `user` a role and the right to open /cms/; returns the user afresh."""
    models.RoleAssignment.objects.create(user=user, role=role, organization=organization, region=region)
    group, _ = Group.objects.get_or_create(name=Role(role).label)
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    user.groups.add(group)
    return models.User.objects.get(pk=user.pk)
