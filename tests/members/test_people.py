import pytest
from django.contrib.auth.models import AnonymousUser

from members.choices import KimOffice, Role
from members.models import Member, WalkOfLife
from members.services.kims import AlreadyMember, KimExists, join_kim, leave_kim, save_kim
from members.services.people import (
    PhoneTaken,
    create_member,
    is_staff_login,
    member_of,
    tidy_name,
    update_member,
)
from tests.factories.members import (
    KimFactory,
    KimMembershipFactory,
    MemberFactory,
    RegionFactory,
    UserFactory,
    assign_role,
)

pytestmark = pytest.mark.django_db


def test_member_of_knows_learners_only(member, officer):
    assert member_of(member.user) == member
    assert member_of(officer) is None
    assert member_of(AnonymousUser()) is None


def test_create_member_keeps_the_name_as_it_is_printed(organization, now):
    petani = WalkOfLife.objects.create(name="petani")

    person = create_member(
        full_name="  Maria   Goreti d'Arc ",
        organization=organization,
        region=RegionFactory(),
        gender="P",
        phone="+6281234567890",
        institution=" Camat Alak ",
        walks_of_life=[petani],
        now=now,
    )

    person.refresh_from_db()
    assert (person.full_name, person.institution, str(person.phone)) == (
        "Maria Goreti d'Arc", "Camat Alak", "+6281234567890",
    )  # fmt: skip
    assert (person.created_at, person.user) == (now, None)
    assert list(person.walks_of_life.all()) == [petani]


def test_create_member_needs_a_name_only(organization, now):
    person = create_member(full_name="Suyati", organization=organization, now=now)

    assert (person.region, str(person.phone), person.gender) == (None, "", "")


@pytest.mark.parametrize("name", ["Ju'at", "Suyati", "M. Ali bin Abu", "A" * 60])
def test_names_are_not_improved(name):
    assert tidy_name(name) == name


def change(person, now, **fields):
    values = {
        "full_name": person.full_name, "region": person.region, "gender": person.gender, "phone": person.phone,
        "institution": person.institution, "walks_of_life": [],
    }  # fmt: skip
    return update_member(member=person, now=now, **{**values, **fields})


def test_update_member_changes_the_row(organization, now):
    person = MemberFactory(full_name="Lama", phone="")

    change(person, now, full_name="Baru  Sekali", phone="+6281234567890", region=None)

    person.refresh_from_db()
    assert (person.full_name, str(person.phone), person.region) == ("Baru Sekali", "+6281234567890", None)


def test_new_number_of_a_learner_is_the_one_to_log_in_with(member, now):
    change(member, now, full_name="Maria Goreti Nahak", phone="+6281234567890")

    member.user.refresh_from_db()
    assert (str(member.user.phone), member.user.first_name) == ("+6281234567890", "Maria Goreti")

    change(member, now, phone="")
    member.user.refresh_from_db()
    assert member.user.phone is None


def test_number_of_another_account_is_refused_and_nothing_changes(member, now):
    UserFactory(phone="+6281234567890")

    with pytest.raises(PhoneTaken):
        change(member, now, full_name="Nama Baru", phone="+6281234567890")

    stored = Member.objects.get(pk=member.pk)
    assert str(stored.phone) == ""
    assert stored.full_name != "Nama Baru"


def test_accounts_of_staff_keep_their_number(organization, now):
    colleague = assign_role(UserFactory(phone="+6281111111111"), Role.OFFICER, organization)

    change(MemberFactory(user=colleague), now, phone="+6281234567890")

    colleague.refresh_from_db()
    assert str(colleague.phone) == "+6281111111111"


def test_masked_phone_and_call_name():
    person = Member(full_name="Maria Goreti Nahak", phone="+6281234567890")

    assert (person.masked_phone, person.call_name) == ("•••• 890", "Maria Goreti")


@pytest.mark.parametrize(
    ("text", "found"),
    [("maria", 1), ("GORETI", 1), ("0812-3456-7890", 1), ("+6281234567890", 1), ("0812", 0), ("890", 0), ("", 1)],
)
def test_search_takes_part_of_a_name_but_only_whole_numbers(organization, text, found):
    MemberFactory(full_name="Maria Goreti", phone="+6281234567890")

    assert Member.objects.named_like(text).count() == found


def test_is_staff_login(member, officer):
    assert is_staff_login(member.user) is False
    assert is_staff_login(officer) is True
    assert is_staff_login(UserFactory(is_superuser=True)) is True


def test_join_kim_starts_today_in_local_time(member, now):
    membership = join_kim(kim=KimFactory(), member=member, office=KimOffice.CHAIR, section=" Humas ", now=now)

    assert (membership.starts_on.isoformat(), membership.office, membership.section) == ("2024-07-11", "chair", "Humas")


def test_join_kim_refuses_a_second_open_membership(member, now):
    kim = KimFactory()
    join_kim(kim=kim, member=member, now=now)

    with pytest.raises(AlreadyMember):
        join_kim(kim=kim, member=member, now=now)

    assert kim.memberships.count() == 1


def test_leave_kim_keeps_the_row_and_lets_one_come_back(member, now):
    kim = KimFactory()
    membership = join_kim(kim=kim, member=member, now=now)

    leave_kim(membership=membership, now=now)
    again = leave_kim(membership=membership, now=now.replace(year=2026))
    join_kim(kim=kim, member=member, now=now.replace(year=2026))

    assert again.ends_on.isoformat() == "2024-07-11"
    assert kim.memberships.count() == 2


def test_membership_that_starts_later_ends_when_it_starts(member, now):
    membership = KimMembershipFactory(member=member, starts_on="2025-01-01")
    membership.refresh_from_db()

    assert leave_kim(membership=membership, now=now).ends_on.isoformat() == "2025-01-01"


def test_save_kim_refuses_the_same_name_at_the_same_place(organization):
    first = save_kim(kim=KimFactory.build(region=RegionFactory(), name="KIM Namosain"))

    with pytest.raises(KimExists):
        save_kim(kim=KimFactory.build(region=first.region, name="KIM Namosain"))
