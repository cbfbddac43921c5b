"""How people come to an account: made by the office, or signed up with the class code of a group."""

from datetime import date

import pytest

from members.choices import AccountEventKind, KimStatus
from members.models import KimMembership, Member, User
from members.services.accounts import (
    AlreadyHasLogin,
    AlreadyKnown,
    LoginTaken,
    WrongClassCode,
    create_login,
    office_for,
    sign_up,
    suggest_username,
)
from members.services.class_codes import normalize_class_code, renew_class_code, switch_off_class_code
from members.services.logins import LoginBackend, find_login
from tests.factories.members import (
    KimFactory,
    KimMembershipFactory,
    MemberFactory,
    OrganizationFactory,
    RegionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def kim(organization):
    return renew_class_code(kim=KimFactory())


def join(kim, now, **more):
    values = {"full_name": "Maria Nahak", "phone": "+6281234567890", "password": "sawah-hijau-7"} | more
    return sign_up(**{"class_code": kim.class_code, "now": now} | values)


def test_create_login_makes_an_account_that_no_password_opens(organization, now):
    member = MemberFactory(full_name="Maria Goreti Nahak", phone="+6281234567890")

    user = create_login(member=member, username="Maria.Goreti", now=now)

    member.refresh_from_db()
    assert member.user == user
    assert (user.username, user.first_name, str(user.phone)) == ("maria.goreti", "Maria Goreti", "+6281234567890")
    assert user.date_joined == now
    assert user.has_usable_password() is False


def test_create_login_finds_a_username_itself(organization, now):
    UserFactory(username="maria.goreti")

    assert create_login(member=MemberFactory(full_name="Maria Goreti"), now=now).username == "maria.goreti2"


def test_create_login_leaves_a_number_with_its_first_owner(now):
    owner = UserFactory(phone="+6281234567890")
    member = MemberFactory(phone="+6281234567890")

    user = create_login(member=member, username="kedua", now=now)

    assert user.phone is None
    assert find_login("081234567890") == owner


def test_create_login_refuses_a_taken_name_whatever_its_case(now):
    UserFactory(username="Maria")
    member = MemberFactory()

    with pytest.raises(LoginTaken):
        create_login(member=member, username="maria", now=now)

    member.refresh_from_db()
    assert member.user is None


def test_create_login_refuses_a_second_account(member, now):
    with pytest.raises(AlreadyHasLogin):
        create_login(member=member, username="kedua", now=now)

    assert User.objects.filter(username="kedua").count() == 0


@pytest.mark.parametrize(
    ("name", "username"),
    [
        ("Maria Goreti Bernadetha Nahak", "maria.goreti"),
        ("Ju'at", "juat"),
        ("D’Arc Ñuño", "darc.uo"),
        ("王 伟", "anggota"),
        ("3 Serangkai", "kim.3.serangkai"),
        ("A" * 200, "a" * 30),
    ],
)
def test_suggest_username_makes_a_plain_name(organization, name, username):
    assert suggest_username(MemberFactory(full_name=name)) == username


def test_suggest_username_avoids_taken_ones_whatever_their_case(organization):
    UserFactory(username="suyati")
    UserFactory(username="Suyati2")

    assert suggest_username(MemberFactory(full_name="Suyati")) == "suyati3"


def test_sign_up_makes_a_person_an_account_and_a_membership(kim, organization, now):
    user = join(kim, now, full_name="  Maria   Goreti Nahak ", email="Maria@Contoh.id")

    member = user.member
    assert (member.full_name, str(member.phone), member.organization) == (
        "Maria Goreti Nahak", "+6281234567890", organization,
    )  # fmt: skip
    assert member.region == kim.region
    assert (user.username, str(user.phone), user.email) == ("maria.goreti", "+6281234567890", "maria@contoh.id")
    assert [(row.kim, row.office, row.starts_on, row.ends_on) for row in member.memberships.all()] == [
        (kim, "member", date(2024, 7, 11), None)
    ]
    assert [(event.kind, event.actor) for event in user.account_events.all()] == [(AccountEventKind.SIGNED_UP, user)]
    assert LoginBackend().authenticate(None, username="0812 3456 7890", password="sawah-hijau-7") == user


def test_sign_up_takes_a_username_instead_of_a_number(kim, now):
    user = join(kim, now, phone="", username="Suyati.Kim")

    assert (user.username, user.phone, user.member.phone) == ("suyati.kim", None, "")


def test_sign_up_in_the_group_of_a_district_leaves_the_village_open(organization, now):
    kim = renew_class_code(kim=KimFactory(region=RegionFactory(code="53.71.01")))

    assert join(kim, now).member.region is None


@pytest.mark.parametrize("typed", ["{}", " {} ", "lower", "dashed"])
def test_a_class_code_may_be_written_in_any_way(kim, now, typed):
    code = kim.class_code
    written = {"lower": code.lower(), "dashed": f"{code[:3]}-{code[3:]}"}.get(typed, typed.format(code))

    assert join(kim, now, class_code=written).member.kims.get() == kim


@pytest.mark.parametrize("code", ["", "   ", "AAAAAA", "-", "'; DROP", "王" * 6])
def test_a_wrong_class_code_opens_nothing(kim, now, code):
    KimFactory(class_code="")

    with pytest.raises(WrongClassCode):
        join(kim, now, class_code=code)

    assert (Member.objects.count(), User.objects.count()) == (0, 0)


def test_a_wrong_class_code_comes_before_any_word_about_people(kim, now):
    UserFactory(phone="+6281234567890")

    with pytest.raises(WrongClassCode):
        join(kim, now, class_code="AAAAAA")


def test_a_group_that_rests_takes_nobody_in(kim, now):
    kim.status = KimStatus.INACTIVE
    kim.save()

    with pytest.raises(WrongClassCode):
        join(kim, now)


def test_a_place_without_an_office_takes_nobody_in(now):
    kim = renew_class_code(kim=KimFactory(region=RegionFactory(code="36.73.01.1001")))

    with pytest.raises(WrongClassCode):
        join(kim, now)


@pytest.mark.parametrize("taken", ["phone", "username", "email"])
def test_what_leads_to_an_account_cannot_be_taken_again(kim, now, taken):
    values = {"phone": "+6281234567890", "username": "maria.kim", "email": "maria@contoh.id"}
    UserFactory(**{taken: values[taken]})
    mine = {"phone": "", "username": "lain", "email": ""} | {taken: values[taken].upper()}

    with pytest.raises(AlreadyKnown):
        join(kim, now, **mine)

    assert (Member.objects.count(), User.objects.count()) == (0, 1)


def test_a_recorded_person_is_neither_doubled_nor_taken_over(kim, now):
    recorded = MemberFactory(full_name="Maria Nahak", phone="+6281234567890")

    with pytest.raises(AlreadyKnown):
        join(kim, now, full_name="Siapa Saja")

    recorded.refresh_from_db()
    assert recorded.user is None
    assert Member.objects.count() == 1


def test_a_name_in_the_register_of_the_group_is_not_entered_twice(kim, now):
    KimMembershipFactory(kim=kim, member=MemberFactory(full_name="MARIA nahak"))

    with pytest.raises(AlreadyKnown):
        join(kim, now)

    assert KimMembership.objects.count() == 1


def test_a_namesake_elsewhere_and_one_who_left_are_no_obstacle(kim, now):
    KimMembershipFactory(kim=KimFactory(), member=MemberFactory(full_name="Maria Nahak"))
    KimMembershipFactory(kim=kim, member=MemberFactory(full_name="Maria Nahak"), ends_on=date(2024, 7, 1))

    assert join(kim, now).member.full_name == "Maria Nahak"


def test_a_number_of_somebody_erased_or_merged_is_free(kim, now):
    MemberFactory(phone="+6281234567890", erased_at=now)
    MemberFactory(phone="+6281234567890", merged_into=MemberFactory())

    assert str(join(kim, now).phone) == "+6281234567890"


@pytest.mark.parametrize(
    ("village", "office"),
    [("53.71.01.1001", "Kota"), ("53.71.04.1001", "Kecamatan"), ("53.72.01.1001", "Provinsi"), ("36.73.01.1001", None)],
)
def test_the_nearest_office_keeps_the_person(db, village, office):
    for code, name in [("53", "Provinsi"), ("53.71", "Kota"), ("53.71.04", "Kecamatan")]:
        OrganizationFactory(name=name, region=RegionFactory(code=code))

    found = office_for(village)

    assert (found.name if found else None) == office


def test_a_new_class_code_replaces_the_old_one(kim, now):
    old = kim.class_code

    new = renew_class_code(kim=kim).class_code

    assert (len(new), new == old) == (6, False)
    assert not set(new) & set("01ILO")
    with pytest.raises(WrongClassCode):
        join(kim, now, class_code=old)


def test_a_class_code_can_be_switched_off(kim, now):
    assert switch_off_class_code(kim=kim).class_code == ""

    with pytest.raises(WrongClassCode):
        join(kim, now)


def test_class_codes_are_compared_without_dashes_and_case():
    assert normalize_class_code(" kpg-7x 2") == "KPG7X2"
