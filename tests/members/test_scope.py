"""Who sees whom: the table that every list of the product rests on."""

import pytest
from django.contrib.auth.models import AnonymousUser

from members.choices import Role
from members.models import Kim, KimMembership, Member, Organization, Region, RoleAssignment, WalkOfLife
from members.models.scope import EDITORS, Scope, scope_of
from tests.factories.bimtek import EventFactory
from tests.factories.certificates import DesignFactory, SeriesFactory, SignatoryFactory
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


@pytest.fixture
def kupang(organization):
    return MemberFactory(full_name="Orang Kupang", organization=organization)


@pytest.fixture
def serang_office():
    return OrganizationFactory(
        name="Diskominfo Kota Serang", short_name="Serang", region=RegionFactory(code="36.73"), city_name="Serang"
    )


@pytest.fixture
def serang(serang_office):
    return MemberFactory(
        full_name="Orang Serang", organization=serang_office, region=RegionFactory(code="36.73.01.1001")
    )


def names(queryset):
    return sorted(queryset.values_list("full_name", flat=True))


def test_visitor_and_member_see_nobody(kupang):
    assert names(Member.objects.visible_to(AnonymousUser())) == []
    assert names(Member.objects.visible_to(UserFactory())) == []


def test_superuser_sees_everybody(kupang, serang):
    root = UserFactory(is_superuser=True)

    assert names(Member.objects.visible_to(root)) == ["Orang Kupang", "Orang Serang"]
    assert names(Member.objects.editable_by(root)) == ["Orang Kupang", "Orang Serang"]


def test_locked_superuser_sees_nobody(kupang):
    assert names(Member.objects.visible_to(UserFactory(is_superuser=True, is_active=False))) == []


def test_officer_of_an_office_sees_its_city_and_no_other(kupang, serang, officer):
    assert names(Member.objects.visible_to(officer)) == ["Orang Kupang"]


def test_office_also_covers_the_region_it_answers_for(serang_office, officer):
    MemberFactory(full_name="Dicatat Serang, tinggal di Kupang", organization=serang_office)

    assert names(Member.objects.visible_to(officer)) == ["Dicatat Serang, tinggal di Kupang"]


def test_officer_sees_guests_recorded_by_the_own_office(officer, organization):
    MemberFactory(full_name="Narasumber Provinsi", organization=organization, region=None)

    assert names(Member.objects.visible_to(officer)) == ["Narasumber Provinsi"]


def test_code_prefix_stops_at_the_dot(kupang):
    user = assign_role(UserFactory(), Role.OFFICER, region=RegionFactory(code="53.7"))

    assert names(Member.objects.visible_to(user)) == []


def test_province_viewer_sees_all_cities_of_the_province(kupang, serang):
    belu = MemberFactory(
        full_name="Orang Belu",
        organization=OrganizationFactory(name="Diskominfo Belu", region=RegionFactory(code="53.04")),
        region=RegionFactory(code="53.04.12.1001"),
    )
    viewer = assign_role(UserFactory(), Role.VIEWER, region=RegionFactory(code="53"))

    assert names(Member.objects.visible_to(viewer)) == [belu.full_name, "Orang Kupang"]
    assert names(Member.objects.editable_by(viewer)) == []


def test_district_officer_sees_the_own_district(kupang):
    MemberFactory(full_name="Orang Oebobo", region=RegionFactory(code="53.71.04.1001"))
    user = assign_role(UserFactory(), Role.OFFICER, region=RegionFactory(code="53.71.04"))

    assert names(Member.objects.visible_to(user)) == ["Orang Oebobo"]


def test_trainer_sees_no_people(kupang, organization):
    trainer = assign_role(UserFactory(), Role.TRAINER, organization)

    assert scope_of(trainer) == Scope()
    assert names(Member.objects.visible_to(trainer)) == []
    assert scope_of(trainer, frozenset({Role.TRAINER})).organization_ids == {organization.pk}


def test_admin_role_sees_and_edits_the_own_scope(kupang, serang, organization):
    admin = assign_role(UserFactory(), Role.ADMIN, organization)

    assert names(Member.objects.visible_to(admin)) == ["Orang Kupang"]
    assert names(Member.objects.editable_by(admin)) == ["Orang Kupang"]


def test_roles_add_up_but_writing_stays_where_it_was_given(kupang, organization):
    belu = RegionFactory(code="53.04.12.1001")
    MemberFactory(
        full_name="Orang Belu",
        region=belu,
        organization=OrganizationFactory(name="Belu", region=RegionFactory(code="53.04")),
    )
    user = assign_role(UserFactory(), Role.OFFICER, organization)
    user = assign_role(user, Role.VIEWER, region=RegionFactory(code="53"))

    assert names(Member.objects.visible_to(user)) == ["Orang Belu", "Orang Kupang"]
    assert names(Member.objects.editable_by(user)) == ["Orang Kupang"]


def test_locked_officer_sees_nobody(kupang, officer):
    officer.is_active = False

    assert names(Member.objects.visible_to(officer)) == []


def test_scope_is_read_once_per_request(kupang, officer, django_assert_num_queries):
    with django_assert_num_queries(3):
        list(Member.objects.visible_to(officer))
        list(Member.objects.editable_by(officer))


def test_covers_knows_prefixes():
    scope = Scope(region_codes=frozenset({"53.71"}))

    assert [scope.covers(code) for code in ("53.71", "53.71.01.1001", "53.7", "53", "53.710")] == [
        True, True, False, False, False,
    ]  # fmt: skip
    assert Scope(is_everything=True).covers("36") is True


def test_groups_and_memberships_follow_the_region(officer, serang):
    own, foreign = KimFactory(), KimFactory(region=RegionFactory(code="36.73.01.1001"))
    membership = KimMembershipFactory(kim=own)
    KimMembershipFactory(kim=foreign, member=serang)

    assert list(Kim.objects.visible_to(officer)) == [own]
    assert list(Kim.objects.editable_by(officer)) == [own]
    assert list(KimMembership.objects.visible_to(officer)) == [membership]
    assert list(KimMembership.objects.editable_by(officer)) == [membership]


def test_offices_and_regions_follow_the_role(officer, organization, serang_office):
    assert list(Organization.objects.visible_to(officer)) == [organization]
    assert list(Organization.objects.editable_by(officer)) == [organization]
    assert list(Organization.objects.administered_by(officer)) == []
    assert list(Region.objects.visible_to(officer)) == list(Region.objects.within("53.71"))


def test_administration_needs_the_admin_role(organization, serang_office):
    admin = assign_role(UserFactory(), Role.ADMIN, organization)
    foreign = RoleAssignment.objects.create(user=UserFactory(), role=Role.OFFICER, organization=serang_office)
    word = WalkOfLife.objects.create(name="petani")

    assert list(Organization.objects.administered_by(admin)) == [organization]
    assert foreign not in RoleAssignment.objects.administered_by(admin)
    assert WalkOfLife.objects.administered_by(admin).filter(pk=word.pk).exists()
    assert WalkOfLife.objects.administered_by(foreign.user).count() == 0


def test_editors_are_part_of_those_who_see(officer):
    assert scope_of(officer, EDITORS) == scope_of(officer)


# The table of docs/adr/0020: a role, what it is given for, and a row of each place and office


PLACES = {
    "province": ("53", "Diskominfo NTT"),
    "city": ("53.71", "Diskominfo Kota Kupang"),
    "neighbor": ("53.71", "Dinas Pendidikan Kota Kupang"),
    "regency": ("53.04", "Diskominfo Belu"),
    "elsewhere": ("36.73", "Diskominfo Kota Serang"),
}
PEOPLE = {"city": "53.71.01.1001", "regency": "53.04.12.1001", "elsewhere": "36.73.01.1001", "guest": None}
"""Where somebody lives; the guest is from nowhere, recorded by the province."""

GIVEN_FOR = {
    # offices read, offices written, people read (people are written by those who read them, unless they only read)
    "office province": ("province city neighbor regency", "province", "city regency guest"),
    "office city": ("city", "city", "city"),
    "office neighbor": ("neighbor", "neighbor", "city"),
    "office elsewhere": ("elsewhere", "elsewhere", "elsewhere"),
    "region 53": ("province city neighbor regency",) * 2 + ("city regency",),
    "region 53.71": ("city neighbor",) * 2 + ("city",),
    "region 53.71.01": ("", "", "city"),
    "region 36": ("elsewhere",) * 3,
}
READS = {Role.OFFICER, Role.VIEWER, Role.ADMIN}
WRITES = {Role.OFFICER, Role.ADMIN}


@pytest.fixture
def offices():
    return {
        key: OrganizationFactory(name=name, region=RegionFactory(code=code)) for key, (code, name) in PLACES.items()
    }


@pytest.fixture
def people(offices):
    return {
        key: MemberFactory(
            organization=offices["province" if key == "guest" else key], region=code and RegionFactory(code=code)
        )
        for key, code in PEOPLE.items()
    }


def holder(role, given_for, offices):
    kind, _space, place = given_for.partition(" ")
    if kind == "office":
        return assign_role(UserFactory(), role, offices[place])
    return assign_role(UserFactory(), role, region=RegionFactory(code=place))


def keys(rows, queryset):
    return {key for key, row in rows.items() if row in set(queryset)}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("given_for", GIVEN_FOR)
def test_table_of_roles_and_places(role, given_for, offices, people):
    reads, writes, lives = (set(words.split()) for words in GIVEN_FOR[given_for])
    user = holder(role, given_for, offices)

    assert keys(offices, Organization.objects.visible_to(user)) == (reads if role in READS else set())
    assert keys(offices, Organization.objects.editable_by(user)) == (writes if role in WRITES else set())
    assert keys(offices, Organization.objects.administered_by(user)) == (writes if role == Role.ADMIN else set())
    assert keys(people, Member.objects.visible_to(user)) == (lives if role in READS else set())
    assert keys(people, Member.objects.editable_by(user)) == (lives if role in WRITES else set())


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("given_for", GIVEN_FOR)
def test_rows_of_an_office_follow_the_office(role, given_for, offices):
    """Events, designs and series, in every cell as the office itself."""
    user = holder(role, given_for, offices)
    for model, rows in rows_of_offices(offices):
        assert keys(rows, model.objects.visible_to(user)) == keys(offices, Organization.objects.visible_to(user))
        assert keys(rows, model.objects.writable_by(user)) == keys(offices, Organization.objects.editable_by(user))


def rows_of_offices(offices):
    for factory in (EventFactory, DesignFactory, SeriesFactory, SignatoryFactory):
        rows = {key: factory(organization=office) for key, office in offices.items()}
        yield factory._meta.model, rows


@pytest.mark.parametrize("given_for", GIVEN_FOR)
def test_questions_without_a_query_agree_with_the_queryset(given_for, offices):
    scope = scope_of(holder(Role.ADMIN, given_for, offices))

    owned = {key for key, office in offices.items() if scope.owns(office)}

    assert owned == keys(offices, Organization.objects.owned_in(scope))


def test_a_role_for_a_region_reaches_offices_that_open_later(offices):
    user = assign_role(UserFactory(), Role.ADMIN, region=RegionFactory(code="53"))

    later = OrganizationFactory(name="Diskominfo Alor", region=RegionFactory(code="53.05"))

    assert later in Organization.objects.administered_by(user)
    assert scope_of(user).was_given("53.05") is True
    assert scope_of(user).was_given("36") is False


def test_only_regional_admins_have_a_say_in_regional_roles(offices):
    """A role for the region of an office would also reach its neighbors and everybody below."""
    given = RoleAssignment.objects.create(user=UserFactory(), role=Role.VIEWER, region=RegionFactory(code="53.71"))
    admins = {key: holder(Role.ADMIN, key, offices) for key in GIVEN_FOR}

    say = {key for key, admin in admins.items() if given in RoleAssignment.objects.administered_by(admin)}

    assert say == {"region 53", "region 53.71"}
