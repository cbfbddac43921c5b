"""`/cms/staf/`: an admin makes accounts, gives and takes roles and locks, inside the own places and with a reason."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.urls import reverse

from members.choices import AccountEventKind, Role
from members.models import AccountEvent, RoleAssignment, User
from members.services.roles import grant_role
from members.services.staff import (
    SECOND_FACTOR_RESET,
    PhoneTaken,
    UsernameTaken,
    open_staff_account,
    renew_staff_password,
    role_log,
    set_account_locked,
    staff_kept_by,
    staff_seen_by,
    turn_off_second_factor,
)
from tests.factories.members import MemberFactory, OrganizationFactory, RegionFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def serang():
    return OrganizationFactory(name="Diskominfo Kota Serang", region=RegionFactory(code="36.73"))


def staff(username, role, now, **place):
    user = UserFactory(username=username)
    grant_role(user=user, role=role, now=now, **place)
    return User.objects.get(pk=user.pk)


@pytest.fixture
def admin(organization, now):
    return staff("admin-kupang", Role.ADMIN, now, organization=organization)


@pytest.fixture
def colleague(organization, now):
    return staff("rekan", Role.OFFICER, now, organization=organization)


@pytest.fixture
def stranger(serang, now):
    return staff("orang-serang", Role.OFFICER, now, organization=serang)


@pytest.fixture
def admin_client(client, admin):
    client.force_login(admin)
    return client


def text(response):
    return response.content.decode()


# The service


def test_new_account_has_its_role_and_a_password_shown_once(organization, admin, now):
    user, password = open_staff_account(
        full_name=" Maria  Nahak ", username="Maria.Nahak", phone="+6281234567890", role=Role.VIEWER,
        organization=organization, region=None, by=admin, reason="Pegawai baru", now=now,
    )  # fmt: skip

    assert (user.username, user.first_name, str(user.phone)) == ("maria.nahak", "Maria Nahak", "+6281234567890")
    assert user.check_password(password) is True
    assert [(row.role, row.organization) for row in user.role_assignments.all()] == [(Role.VIEWER, organization)]
    assert role_log(admin).get(object_id=str(user.pk)).data["reason"] == "Pegawai baru"


@pytest.mark.parametrize(
    ("changes", "error"), [({"username": "REKAN"}, UsernameTaken), ({"phone": "+6281200000001"}, PhoneTaken)]
)
def test_taken_names_and_numbers_are_refused(organization, admin, colleague, now, changes, error):
    User.objects.filter(pk=colleague.pk).update(phone="+6281200000001")
    values = {"full_name": "A", "username": "baru", "phone": None, "role": Role.VIEWER, "reason": "x"} | changes

    with pytest.raises(error):
        open_staff_account(**values, organization=organization, region=None, by=admin, now=now)

    assert RoleAssignment.objects.count() == 2


def test_renewed_password_ends_the_sessions_and_is_written_down(client, admin, colleague, now):
    client.force_login(colleague)

    password = renew_staff_password(user=colleague, by=admin, now=now)

    assert User.objects.get(pk=colleague.pk).check_password(password) is True
    assert client.get("/akun/").status_code == 302
    event = AccountEvent.objects.filter(user=colleague, actor=admin).get()
    assert event.kind == AccountEventKind.PASSWORD_CHANGED


def test_locked_account_is_out_at_once_and_comes_back_with_its_roles(client, organization, admin, colleague, now):
    client.force_login(colleague)
    groups = set(colleague.groups.values_list("name", flat=True))

    set_account_locked(user=colleague, is_locked=True, by=admin, reason="Pensiun", now=now)
    set_account_locked(user=colleague, is_locked=True, by=admin, reason="Lagi", now=now)
    assert client.get("/cms/kegiatan/").status_code == 302
    assert f"Berkas kantor #{organization.pk}" not in colleague.groups.values_list("name", flat=True)

    set_account_locked(user=colleague, is_locked=False, by=admin, reason="Keliru", now=now)
    assert set(colleague.groups.values_list("name", flat=True)) == groups
    reasons = [entry.data["reason"] for entry in role_log(admin).filter(action__startswith="members.account_")]
    assert reasons == ["Keliru", "Pensiun"]


@pytest.fixture
def armed(colleague):
    """The colleague, with an app and recovery codes."""
    TOTP.activate(colleague, generate_totp_secret())
    RecoveryCodes.activate(colleague)
    return colleague


def test_second_step_goes_with_its_codes_sessions_and_a_line_in_the_log(client, admin, armed, now):
    client.force_login(User.objects.get(pk=armed.pk))
    User.objects.filter(pk=armed.pk).update(second_factor_due_at=now)

    assert turn_off_second_factor(user=armed, by=admin, reason="HP hilang di laut", now=now) is True

    armed.refresh_from_db()
    assert (Authenticator.objects.count(), armed.second_factor_due_at) == (0, None)
    assert client.get("/akun/").status_code == 302
    event = armed.account_events.get(kind=AccountEventKind.SECOND_FACTOR_OFF)
    assert (event.actor, event.happened_at) == (admin, now)
    entry = role_log(admin).get(action=SECOND_FACTOR_RESET)
    assert (entry.user, entry.object_id, entry.data["reason"], entry.timestamp) == (
        admin, str(armed.pk), "HP hilang di laut", now,
    )  # fmt: skip


def test_second_step_that_is_off_gives_no_new_grace(admin, colleague, now):
    User.objects.filter(pk=colleague.pk).update(second_factor_due_at=now)

    assert turn_off_second_factor(user=colleague, by=admin, reason="x", now=now) is False

    colleague.refresh_from_db()
    assert (colleague.second_factor_due_at, role_log(admin).filter(action=SECOND_FACTOR_RESET).count()) == (now, 0)


def test_every_place_of_the_account_finds_the_entry(admin, organization, armed, serang, now):
    grant_role(user=armed, role=Role.VIEWER, organization=serang, now=now)
    root = UserFactory(username="root", is_superuser=True)
    other = staff("admin-serang", Role.ADMIN, now, organization=serang)

    turn_off_second_factor(user=armed, by=root, reason="HP hilang", now=now)

    logs = [role_log(user).filter(action=SECOND_FACTOR_RESET).count() for user in (admin, other, root)]
    assert logs == [1, 1, 2]


# Who is in whose hands


def test_admin_sees_the_staff_of_the_own_place(admin, colleague, stranger):
    assert list(staff_seen_by(admin)) == [admin, colleague]
    assert list(staff_seen_by(colleague)) == []


def test_admin_keeps_no_superuser_nor_themself(admin, colleague):
    root = UserFactory(username="root", is_superuser=True)
    RoleAssignment.objects.create(user=root, role=Role.OFFICER, region=RegionFactory(code="53.71.01"))
    RoleAssignment.objects.create(
        user=root, role=Role.OFFICER, organization=colleague.role_assignments.get().organization
    )

    assert root in staff_seen_by(admin)
    assert list(staff_kept_by(admin)) == [colleague]
    assert list(staff_kept_by(root)) == [admin, colleague]


def test_an_account_with_a_role_elsewhere_is_nobodys_to_take_over(admin, colleague, serang, now):
    """Else an admin would give a foreign officer a role here, set a password and be officer there."""
    grant_role(user=colleague, role=Role.VIEWER, organization=serang, now=now)

    assert list(staff_kept_by(admin)) == []
    assert colleague in staff_seen_by(admin)


def test_a_foreign_learner_with_a_role_here_is_nobodys_to_take_over(admin, organization, serang, now):
    member = MemberFactory(
        user=UserFactory(username="murid"), organization=serang, region=RegionFactory(code="36.73.01.1001")
    )
    grant_role(user=member.user, role=Role.VIEWER, organization=organization, now=now)

    assert list(staff_kept_by(admin)) == []


def test_an_own_learner_with_a_role_is_kept(admin, organization, now):
    member = MemberFactory(user=UserFactory(username="murid"), organization=organization)
    grant_role(user=member.user, role=Role.TRAINER, organization=organization, now=now)

    assert list(staff_kept_by(admin)) == [member.user]


def test_log_of_the_own_places_only(admin, colleague, stranger, now):
    regional = staff("admin-ntt", Role.ADMIN, now, region=RegionFactory(code="53"))

    assert {entry.label for entry in role_log(admin)} == {"admin-kupang", "rekan"}
    assert {entry.label for entry in role_log(regional)} == {"admin-kupang", "rekan", "admin-ntt"}
    assert {entry.label for entry in role_log(colleague)} == set()


# The screens


@pytest.mark.parametrize("role", [Role.OFFICER, Role.TRAINER, Role.VIEWER])
@pytest.mark.parametrize("name", ["office_staff", "office_staff_new", "office_staff_changes", "office_role_give"])
def test_only_admins_open_the_screens(client, organization, role, name, now):
    client.force_login(staff("seseorang", role, now, organization=organization))

    assert client.get(reverse(name)).status_code == 404


def test_list_names_roles_and_places(admin_client, colleague, stranger):
    page = text(admin_client.get(reverse("office_staff")))

    assert "Petugas: Dinas Komunikasi dan Informatika Kota Kupang" in page
    assert ("rekan" in page, "orang-serang" in page) == (True, False)


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_the_same_queries_for_one_and_three(
    admin_client, organization, now, count, django_assert_num_queries
):
    for number in range(count):
        staff(f"rekan{number}", Role.OFFICER, now, organization=organization)

    with django_assert_num_queries(7):
        admin_client.get(reverse("office_staff"))


@pytest.mark.parametrize("count", [1, 3])
def test_changes_take_the_same_queries_for_one_and_three(
    admin_client, organization, now, count, django_assert_num_queries
):
    for number in range(count):
        staff(f"rekan{number}", Role.OFFICER, now, organization=organization)

    with django_assert_num_queries(7):
        admin_client.get(reverse("office_staff_changes"))


def new_account(organization, **changes):
    return {
        "full_name": "Maria Nahak", "username": "maria.nahak", "phone": "0812-3456-7890", "role": "officer",
        "place": f"kantor-{organization.pk}", "reason": "Pegawai baru", **changes,
    }  # fmt: skip


def test_admin_makes_an_account_that_can_log_in(client, admin_client, organization):
    answer = admin_client.post(reverse("office_staff_new"), new_account(organization))

    user = User.objects.get(username="maria.nahak")
    password = text(answer).partition("<code>")[2].partition("</code>")[0]
    assert user.check_password(password) is True
    assert "no-store" in answer["Cache-Control"]
    client.logout()
    assert client.post("/masuk/", {"login": "081234567890", "password": password}).status_code == 302
    assert user.first_name == "Maria Nahak"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"username": "rekan"}, "Nama pengguna ini sudah dipakai. Coba tambahkan angka."),
        ({"reason": ""}, "Tulis alasannya; nanti orang lain perlu tahu."),
        ({"phone": "123"}, "Tulis nomor HP seperti 0812-3456-7890, atau kosongkan."),
        ({"username": "dua kata"}, "Belum tersimpan"),
        ({"place": "wilayah-53"}, "Belum tersimpan"),
        ({"place": ""}, "Belum tersimpan"),
        ({"role": "superuser"}, "Belum tersimpan"),
    ],
)
def test_unclear_accounts_are_explained(admin_client, organization, colleague, changes, message):
    answer = admin_client.post(reverse("office_staff_new"), new_account(organization, **changes))

    assert message in text(answer)
    assert User.objects.filter(username="maria.nahak").exists() is False


def test_admin_gives_a_role_by_phone_number(admin_client, organization):
    user = UserFactory(username="baru", phone="+6281234567890")

    answer = admin_client.post(
        reverse("office_role_give"),
        {"account": "0812-3456-7890", "role": "officer", "place": f"kantor-{organization.pk}", "reason": "Mutasi"},
    )

    assert answer.url == reverse("office_staff_person", args=[user.pk])
    assert [(row.role, row.organization) for row in user.role_assignments.all()] == [("officer", organization)]


def test_unknown_account_is_explained(admin_client, organization):
    data = {"account": "tidak.ada", "role": "officer", "place": f"kantor-{organization.pk}", "reason": "x"}

    assert "Tidak ada akun dengan nama" in text(admin_client.post(reverse("office_role_give"), data))


@pytest.mark.parametrize("place", ["kantor-{serang}", "wilayah-53", "wilayah-53.71", "wilayah-36.73", "x", "kantor-0"])
def test_admin_gives_nothing_outside_the_own_scope(admin_client, admin, serang, place):
    RegionFactory(code="53")
    data = {"account": admin.username, "role": "admin", "place": place.format(serang=serang.pk), "reason": "x"}

    assert admin_client.post(reverse("office_role_give"), data).status_code == 200
    assert RoleAssignment.objects.filter(user=admin).count() == 1


def test_regional_admin_gives_roles_for_the_region_and_offices_in_it(client, organization, serang, now):
    client.force_login(staff("admin-ntt", Role.ADMIN, now, region=RegionFactory(code="53")))
    UserFactory(username="baru")
    page = text(client.get(reverse("office_role_give")))

    for place in (f"kantor-{organization.pk}", "wilayah-53.71"):
        client.post(
            reverse("office_role_give"), {"account": "baru", "role": "viewer", "place": place, "reason": "Tugas"}
        )

    assert ("Seluruh wilayah" in page, "Kota Serang" in page) == (True, False)
    assert RoleAssignment.objects.filter(user__username="baru").count() == 2


def test_link_from_a_colleague_fills_in_the_account(admin_client, colleague, stranger):
    address = reverse("office_role_give")

    assert 'value="rekan"' in text(admin_client.get(address, {"untuk": colleague.pk}))
    for odd in (stranger.pk, "x", "²", "9" * 40, "-1"):
        assert 'name="account" value' not in text(admin_client.get(address, {"untuk": odd}))


def test_taking_a_role_needs_a_reason_and_is_shown_afterwards(admin_client, admin, organization, colleague, now):
    grant_role(user=colleague, role=Role.TRAINER, organization=organization, by=admin, reason="Bantu", now=now)
    address = reverse("office_role_take", args=[colleague.role_assignments.get(role=Role.TRAINER).pk])

    assert "Tulis alasannya" in text(admin_client.post(address, {"reason": ""}))
    answer = admin_client.post(address, {"reason": "Selesai membantu"}, follow=True)

    assert "Selesai membantu" in text(answer)
    assert "Peran Pelatih untuk Dinas Komunikasi dan Informatika Kota Kupang dicabut." in text(answer)
    assert "oleh admin-kupang" in text(answer)
    assert [row.role for row in colleague.role_assignments.all()] == [Role.OFFICER]


def test_last_role_taken_leads_back_to_the_list(admin_client, colleague):
    address = reverse("office_role_take", args=[colleague.role_assignments.get().pk])

    assert admin_client.post(address, {"reason": "Mutasi"}).url == reverse("office_staff")


def test_foreign_roles_and_people_do_not_exist(admin_client, stranger):
    assignment = stranger.role_assignments.get()
    addresses = [
        reverse("office_role_take", args=[assignment.pk]),
        reverse("office_staff_lock", args=[stranger.pk]),
        reverse("office_staff_person", args=[stranger.pk]),
    ]

    assert [admin_client.get(address).status_code for address in addresses] == [404] * 3
    assert [admin_client.post(address, {"reason": "x"}).status_code for address in addresses[:2]] == [404] * 2
    assert admin_client.post(reverse("office_staff_password", args=[stranger.pk])).status_code == 404
    assert RoleAssignment.objects.filter(pk=assignment.pk).exists()


def test_last_admin_leaves_only_after_saying_so(admin_client, admin):
    address = reverse("office_role_take", args=[admin.role_assignments.get().pk])

    assert "Admin terakhir" in text(admin_client.get(address))
    assert "beri peran Admin kepada orang lain dahulu" in text(admin_client.post(address, {"reason": "Pensiun"}))
    assert admin.role_assignments.count() == 1

    assert admin_client.post(address, {"reason": "Pensiun", "sure": "on"}).url == reverse("office_staff")
    assert admin.role_assignments.count() == 0


def test_an_admin_among_others_needs_no_tick(admin_client, admin, organization, now):
    staff("admin-dua", Role.ADMIN, now, organization=organization)

    answer = admin_client.post(reverse("office_role_take", args=[admin.role_assignments.get().pk]), {"reason": "x"})

    assert answer.status_code == 302
    assert admin.role_assignments.count() == 0


def test_screen_renews_locks_and_opens(admin_client, colleague):
    page = text(admin_client.post(reverse("office_staff_password", args=[colleague.pk])))
    assert "Kata sandi ini hanya tampil sekali." in page

    lock = reverse("office_staff_lock", args=[colleague.pk])
    admin_client.post(lock, {"reason": "Cuti panjang"})
    assert User.objects.get(pk=colleague.pk).is_active is False
    assert "dikunci" in text(admin_client.get(reverse("office_staff")))
    assert "Buka kunci akun" in text(admin_client.get(reverse("office_staff_person", args=[colleague.pk])))

    admin_client.post(lock, {"reason": "Kembali bertugas"})
    assert User.objects.get(pk=colleague.pk).is_active is True


def test_screen_switches_the_second_step_off_with_a_reason(admin_client, armed):
    person, address = (reverse(name, args=[armed.pk]) for name in ("office_staff_person", "office_staff_factor"))
    assert f'href="{address}"' in text(admin_client.get(person))
    assert "rekan keluar dari semua perangkat" in text(admin_client.get(address))

    assert "Tulis alasannya; nanti orang lain perlu tahu." in text(admin_client.post(address, {"reason": " "}))
    assert Authenticator.objects.filter(user=armed).count() == 2

    page = text(admin_client.post(address, {"reason": "HP hilang di laut"}, follow=True))
    assert "Langkah kedua dimatikan. Orangnya menyalakan yang baru setelah masuk lagi." in page
    assert "Langkah kedua dimatikan. Alasan: HP hilang di laut" in page
    assert f'href="{address}"' not in page
    assert Authenticator.objects.filter(user=armed).count() == 0


def test_pressing_twice_says_that_it_is_off(admin_client, colleague):
    answer = admin_client.post(reverse("office_staff_factor", args=[colleague.pk]), {"reason": "x"}, follow=True)

    assert "Langkah kedua akun ini memang belum menyala." in text(answer)


def test_only_who_keeps_the_account_switches_its_second_step_off(client, admin, armed, stranger, serang, now):
    other = staff("admin-serang", Role.ADMIN, now, organization=serang)
    for user in (admin, stranger):
        TOTP.activate(user, generate_totp_secret())
    asked = [(admin, admin, 404), (armed, armed, 404), (other, armed, 404), (stranger, armed, 404), (armed, admin, 404)]

    for asker, owner, status in asked:
        client.force_login(asker)
        address = reverse("office_staff_factor", args=[owner.pk])
        assert [client.get(address).status_code, client.post(address, {"reason": "x"}).status_code] == [status] * 2

    assert Authenticator.objects.filter(type=Authenticator.Type.TOTP).count() == 3


def test_the_owner_reads_who_switched_it_off(client, admin, armed, now):
    turn_off_second_factor(user=armed, by=admin, reason="HP hilang", now=now)

    client.force_login(User.objects.get(pk=armed.pk))
    page = text(client.get("/akun/"))

    assert ("Langkah kedua dimatikan" in page, "oleh admin-kupang" in page) == (True, True)


def test_own_account_is_not_locked_by_oneself(admin_client, admin):
    assert admin_client.get(reverse("office_staff_lock", args=[admin.pk])).status_code == 404
    assert admin_client.post(reverse("office_staff_password", args=[admin.pk])).status_code == 404
    assert "milik Anda sendiri" in text(admin_client.get(reverse("office_staff_person", args=[admin.pk])))


def test_menu_leads_admins_to_the_staff(admin_client, client, colleague):
    assert reverse("office_staff") in text(admin_client.get(reverse("office_events")))

    client.force_login(colleague)
    assert reverse("office_staff") not in text(client.get(reverse("office_events")))


def test_usernames_stay_out_of_addresses(admin_client, colleague):
    page = text(admin_client.get(reverse("office_staff_person", args=[colleague.pk])))

    assert 'href="/cms/staf/peran/?untuk=' in page
    assert "=rekan" not in page
