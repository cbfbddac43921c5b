"""The class code: who makes it, what it opens, and what a stranger learns from a wrong one."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from members.choices import Role
from members.models import Kim, Member, User
from members.services.accounts import WrongClassCode, sign_up
from members.services.class_codes import LENGTH, LETTERS, normalize_class_code, renew_class_code, switch_off_class_code
from tests.factories.members import KimFactory, OrganizationFactory, RegionFactory, UserFactory, assign_role

pytestmark = pytest.mark.django_db
WRONG = "Kode kelas ini tidak ada atau sudah diganti. Tanyakan kepada ketua KIM Anda."


@pytest.fixture
def kim(organization):
    return renew_class_code(kim=KimFactory(name="KIM Namosain"))


def join(code, now, name="Maria Nahak", username="maria"):
    return sign_up(class_code=code, full_name=name, username=username, password="sawah-hijau-7", now=now)


def test_a_code_is_six_letters_nobody_misreads(kim):
    codes = [renew_class_code(kim=kim).class_code for _time in range(30)]

    assert {len(code) for code in codes} == {LENGTH}
    assert set("".join(codes)) <= set(LETTERS)
    assert set(LETTERS) & set("ILO01") == set()
    assert len(set(codes)) == 30


@pytest.mark.parametrize("write", [str.lower, str.upper, " {} ".format, lambda code: f"{code[:3]}-{code[3:]}"])
def test_it_is_written_in_any_way(kim, now, write):
    assert join(write(kim.class_code), now).member.kims.get() == kim


@pytest.mark.parametrize("code", ["", " ", "-", "XXXXXX", "KPG7X", "%", "'"])
def test_any_other_code_makes_nobody(kim, now, code):
    with pytest.raises(WrongClassCode):
        join(code, now)

    assert (Member.objects.count(), User.objects.count()) == (0, 0)


def test_the_code_before_opens_nothing(kim, now):
    before = kim.class_code
    renew_class_code(kim=kim)

    with pytest.raises(WrongClassCode):
        join(before, now)


def test_switched_off_is_off_and_keeps_who_came(kim, now):
    first = join(kim.class_code, now)
    switched = switch_off_class_code(kim=kim)

    with pytest.raises(WrongClassCode):
        join(kim.class_code, now, "Yohana Bere", "yohana")
    with pytest.raises(WrongClassCode):
        join("", now, "Yohana Bere", "yohana")
    assert (switched.class_code, list(kim.members.all())) == ("", [first.member])


def test_off_twice_and_on_again(kim, now):
    switch_off_class_code(kim=kim)
    switch_off_class_code(kim=kim)

    assert join(renew_class_code(kim=kim).class_code, now).member.kims.get() == kim


def test_many_groups_may_have_none(organization):
    kims = [switch_off_class_code(kim=KimFactory()) for _number in range(3)]

    assert [kim.class_code for kim in kims] == ["", "", ""]


def test_no_two_groups_share_a_code(kim):
    with pytest.raises(IntegrityError), transaction.atomic():
        KimFactory(class_code=kim.class_code)


def test_who_signs_up_belongs_from_that_day(kim, now):
    row = join(kim.class_code, now).member.memberships.get()

    assert (row.starts_on, row.ends_on, row.office) == (date(2024, 7, 11), None, "member")


@pytest.mark.parametrize("region", ["53.71.01.1001", "53.71.01"])
def test_a_group_of_a_kecamatan_names_no_village(organization, now, region):
    kim = renew_class_code(kim=KimFactory(region=RegionFactory(code=region)))

    person = join(kim.class_code, now).member

    assert (person.organization, person.region_id) == (organization, region if len(region) > 8 else None)


@given(st.text(max_size=20))
def test_writing_a_code_tidily_twice_is_writing_it_once(text):
    once = normalize_class_code(text)

    assert normalize_class_code(once) == once
    assert normalize_class_code(f" {text}-") == once


@given(st.text(LETTERS, min_size=LENGTH, max_size=LENGTH))
def test_a_code_as_it_is_kept_stays_itself(code):
    assert normalize_class_code(code) == code
    assert normalize_class_code(f"{code[:3]} - {code[3:]}".lower()) == code


# The screens


def test_the_officer_makes_changes_and_switches_off(officer_client, organization):
    kim = KimFactory()
    address = reverse("office_kim_class_code", args=[kim.pk])

    made = officer_client.post(address, follow=True).content.decode()
    first = Kim.objects.get(pk=kim.pk).class_code
    officer_client.post(address)
    second = Kim.objects.get(pk=kim.pk).class_code
    off = officer_client.post(address, {"off": ""}, follow=True).content.decode()

    assert f"Kode kelas baru: {first}. Yang lama tidak berlaku lagi." in made
    assert (len({first, second, ""}), Kim.objects.get(pk=kim.pk).class_code) == (3, "")
    assert "Kode kelas dimatikan. Tidak ada yang bisa mendaftar sendiri di KIM ini." in off


@pytest.mark.parametrize("role", [Role.VIEWER, Role.TRAINER])
def test_who_only_looks_changes_no_code(client, organization, kim, role):
    client.force_login(assign_role(UserFactory(), role, organization))

    assert client.post(reverse("office_kim_class_code", args=[kim.pk])).status_code in (403, 404)
    assert Kim.objects.get().class_code == kim.class_code


def test_another_office_sees_no_code(client, kim):
    far = OrganizationFactory(name="Dinas Serang", region=RegionFactory(code="36.73"))
    client.force_login(assign_role(UserFactory(), Role.OFFICER, far))

    assert client.post(reverse("office_kim_class_code", args=[kim.pk])).status_code == 404
    assert kim.class_code not in client.get(reverse("office_kims")).content.decode()


@pytest.mark.parametrize("code", ["SALAH2", "", "KPG7X2KPG7X2"])
def test_a_stranger_learns_nothing_about_people(client, kim, member, code):
    """With a wrong code a known name and number give the same answer as unknown ones."""
    member.phone, member.user.phone = "+6281234567890", "+6281234567890"
    member.save()
    member.user.save()
    fields = {"class_code": code, "password1": "sawah-hijau-7", "password2": "sawah-hijau-7"}

    pages = [
        client.post("/daftar/", fields | {"full_name": name, "login": login}).context["form"].errors
        for name, login in [(member.full_name, "081234567890"), ("Orang Baru", "081299999999")]
    ]

    assert pages[0] == pages[1]
    assert set(pages[0]) == {"class_code"}
    assert pages[0]["class_code"] == ([WRONG] if code else ["Ketik kode kelas dari ketua KIM Anda."])


def test_a_link_fills_in_the_code_and_nothing_else(client, kim):
    html = client.get(f"/daftar/?kode={kim.class_code}&full_name=Maria").content.decode()

    assert (f'value="{kim.class_code}"' in html, "Maria" in html, "KIM Namosain" in html) == (True, False, False)


@pytest.mark.parametrize("status", ["active", "without_decree", "not_formed"])
def test_a_group_that_works_or_begins_takes_people(organization, now, status):
    """Hints advise about the status; nobody stands before a closed door for a missing decree."""
    kim = renew_class_code(kim=KimFactory(status=status))

    assert join(kim.class_code, now).member.kims.get() == kim


def test_a_group_at_rest_takes_nobody(kim, now):
    Kim.objects.filter(pk=kim.pk).update(status="inactive")

    with pytest.raises(WrongClassCode):
        join(kim.class_code, now)
