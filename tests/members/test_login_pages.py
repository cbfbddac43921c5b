"""`/masuk/`, `/keluar/`, `/akun/` and the doors of the CMS, as a browser meets them."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from members.choices import Role
from tests.factories.members import MemberFactory, RegionFactory, UserFactory, assign_role

pytestmark = pytest.mark.django_db


def log_in(client, login, password="belajar-kim", **more):
    return client.post("/masuk/", {"login": login, "password": password, **more})


@pytest.fixture
def maria(organization):
    user = UserFactory(username="maria.nahak", phone="+6281234567890", email="maria@contoh.id")
    return MemberFactory(user=user, full_name="Maria Goreti Nahak", organization=organization)


def test_login_page_says_whom_to_ask(client):
    html = client.get("/masuk/").content.decode()

    assert "Belum punya akun?" in html
    assert "Minta kepada ketua KIM" in html
    assert 'autocomplete="username"' in html
    assert 'autocomplete="current-password"' in html


@pytest.mark.parametrize(
    "typed", ["maria.nahak", "0812-3456-7890", "62812 3456 7890", "+62 812-3456-7890", "maria@contoh.id"]
)
def test_one_field_takes_name_number_or_address(client, maria, typed):
    response = log_in(client, typed)

    assert (response.status_code, response.url) == (302, "/belajar/")
    assert client.session["_auth_user_id"] == str(maria.user.pk)


def body_without_token(response):
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    return re.sub(r'value="[^"]*"', "", text)


@pytest.mark.parametrize("typed", ["maria.nahak", "081234567890", "maria@contoh.id"])
def test_wrong_password_and_unknown_name_look_the_same(client, maria, typed):
    wrong = log_in(client, typed, "salah")
    unknown = log_in(client, "tidak.ada", "salah")

    assert wrong.status_code == unknown.status_code == 200
    assert body_without_token(wrong) == body_without_token(unknown)
    assert "Nama pengguna atau kata sandi tidak cocok." in wrong.content.decode()
    assert "Minta kode kepada ketua KIM atau petugas" in wrong.content.decode()
    assert "_auth_user_id" not in client.session


def test_empty_form_says_what_to_type(client):
    html = log_in(client, "", "").content.decode()

    assert "Ketik nama pengguna, nomor HP, atau surel Anda." in html
    assert "Ketik kata sandi Anda." in html


def test_locked_account_is_told_so_only_with_the_right_password(client):
    UserFactory(username="terkunci", is_active=False)

    assert log_in(client, "terkunci").url == reverse("account_inactive")
    assert "tidak cocok" in log_in(client, "terkunci", "salah").content.decode()
    assert "Hubungi petugas" in client.get(reverse("account_inactive")).content.decode()


@pytest.mark.parametrize(
    ("role", "target"),
    [(Role.OFFICER, "/cms/kegiatan/"), (Role.VIEWER, "/cms/kegiatan/"), (Role.TRAINER, "/cms/"), (Role.ADMIN, "/cms/")],
)
def test_staff_land_where_they_work(client, organization, role, target):
    assign_role(UserFactory(username="staf"), role, organization)

    assert log_in(client, "staf").url == target


def test_superuser_lands_in_the_back_office(client):
    UserFactory(username="root", is_superuser=True)

    assert log_in(client, "root").url == "/cms/"


def test_next_leads_back_to_where_one_came_from(client, maria):
    assert log_in(client, "maria.nahak", next="/kursus/desain/").url == "/kursus/desain/"


@pytest.mark.parametrize(
    "target",
    ["https://jahat.example/", "//jahat.example/", "/\\jahat.example", "javascript:alert(1)", "http:///jahat.example",
     "https://localhost.jahat.example/", "\thttps://jahat.example", "https://localhost/belajar/x"],
)  # fmt: skip
def test_next_never_leads_to_another_host(client, maria, target):
    assert log_in(client, "maria.nahak", next=target).url == "/belajar/"


def test_whoever_is_inside_is_sent_on(member_client):
    assert member_client.get("/masuk/").url == "/belajar/"
    assert member_client.get("/masuk/?next=https://jahat.example/").url == "/belajar/"


def test_login_costs_few_requests_and_queries(client, maria, django_assert_max_num_queries):
    with django_assert_max_num_queries(0):
        client.get("/masuk/")
    with django_assert_max_num_queries(20):
        log_in(client, "maria.nahak")


def test_session_gets_a_new_key_at_login(client, maria):
    client.get("/masuk/")
    session = client.session
    session["vorher"] = "x"
    session.save()
    before = session.session_key

    log_in(client, "maria.nahak")

    assert client.session.session_key != before


def test_unticked_phone_forgets_when_the_browser_closes(client, maria):
    log_in(client, "maria.nahak")
    assert client.session.get_expire_at_browser_close() is True

    client.post("/keluar/")
    log_in(client, "maria.nahak", remember="on")
    assert client.session.get_expire_at_browser_close() is False


def test_login_refuses_a_form_from_elsewhere(maria):
    assert log_in(Client(enforce_csrf_checks=True), "maria.nahak").status_code == 403


def test_log_out_asks_first_and_then_goes(member_client):
    assert "Keluar dari akun ini?" in member_client.get("/keluar/").content.decode()
    assert "_auth_user_id" in member_client.session

    assert member_client.post("/keluar/").url == "/"
    assert "_auth_user_id" not in member_client.session


def test_account_page_shows_who_and_where(client, maria):
    log_in(client, "maria.nahak")

    html = client.get("/akun/").content.decode()

    assert "Maria Goreti Nahak" in html
    assert "Namosain, Kecamatan Alak" in html
    assert "Anggota yang belajar." in html
    assert "/cms/" not in html


def test_account_page_names_every_role(client, officer):
    officer = assign_role(officer, Role.VIEWER, region=RegionFactory(code="53"))
    client.force_login(officer)

    html = client.get("/akun/").content.decode()

    assert "Petugas" in html
    assert "Diskominfo Kota Kupang" in html
    assert "Pemantau" in html
    assert "Provinsi Nusa Tenggara Timur" in html


@pytest.mark.parametrize("address", ["/akun/", "/akun/sandi/"])
def test_account_pages_need_a_login(client, address):
    assert client.get(address).url == f"/masuk/?next={address}"


@pytest.mark.parametrize("address", ["/masuk/", "/keluar/", "/akun/", "/akun/sandi/"])
def test_personal_pages_are_kept_by_no_cache(client, member_client, address):
    visitor = Client()
    response = visitor.get(address) if address == "/masuk/" else member_client.get(address)

    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))


def change(client, old="belajar-kim", new="sawah-hijau-7", again=None):
    return client.post("/akun/sandi/", {"oldpassword": old, "password1": new, "password2": again or new})


def test_new_password_keeps_this_session_and_closes_the_others(client, maria):
    other = Client()
    log_in(client, "maria.nahak")
    log_in(other, "maria.nahak")

    response = change(client)

    assert response.url == "/akun/"
    assert "Kata sandi baru tersimpan." in client.get("/akun/").content.decode()
    assert other.get("/akun/").url == "/masuk/?next=/akun/"
    assert log_in(Client(), "maria.nahak").status_code == 200
    assert log_in(Client(), "maria.nahak", "sawah-hijau-7").status_code == 302


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"old": "salah"}, "Kata sandi sekarang tidak cocok."),
        ({"again": "lain-sekali-8"}, "Kedua kata sandi baru tidak sama."),
        ({"new": "pendek"}, "8 karakter"),
        ({"new": "password123"}, "terlalu umum"),
    ],
)
def test_faulty_new_password_is_explained_and_changes_nothing(client, maria, fields, message):
    log_in(client, "maria.nahak")

    response = change(client, **fields)

    assert response.status_code == 200
    assert message in response.content.decode()
    assert log_in(Client(), "maria.nahak").status_code == 302


def test_account_without_a_password_is_led_to_set_one(client):
    user = UserFactory()
    user.set_unusable_password()
    user.save()
    client.force_login(user)

    response = client.get("/akun/sandi/", follow=True)

    assert response.request["PATH_INFO"] == "/akun/sandi/atur/"
    assert response.status_code == 200


@pytest.mark.parametrize("address", ["/cms/login/", "/cms/"])
def test_cms_uses_the_one_login(client, address):
    response = client.get(address, follow=True)

    assert response.request["PATH_INFO"] == "/masuk/"


def test_cms_login_passes_the_destination_on(client):
    assert client.get("/cms/login/?next=/cms/pages/3/").url == "/masuk/?next=%2Fcms%2Fpages%2F3%2F"


def test_cms_login_takes_no_password_of_its_own(client, organization):
    assign_role(UserFactory(username="staf"), Role.TRAINER, organization)

    client.post("/cms/login/", {"username": "staf", "password": "belajar-kim"})

    assert "_auth_user_id" not in client.session


def test_member_who_strays_into_the_cms_does_not_run_in_circles(member_client):
    response = member_client.get("/cms/", follow=True)

    assert [address for address, _status in response.redirect_chain] == ["/cms/login/?next=/cms/", "/belajar/"]


def test_staff_inside_skip_the_cms_login(client, organization):
    client.force_login(assign_role(UserFactory(), Role.TRAINER, organization))

    assert client.get("/cms/login/").url == "/cms/"


def test_cms_log_out_is_the_one_log_out(officer_client):
    assert officer_client.post("/cms/logout/").url == "/"
    assert "_auth_user_id" not in officer_client.session


@pytest.mark.parametrize("address", ["/cms/password_reset/", "/cms/password_reset/confirm/x/y/"])
def test_cms_resets_no_passwords(client, address):
    assert client.get(address).status_code == 404


def test_cms_account_page_offers_no_password_form(officer_client):
    html = officer_client.get("/cms/account/").content.decode()

    assert "old_password" not in html
    assert officer_client.get("/cms/account/").status_code == 200


@pytest.mark.parametrize("address", ["/accounts/login/", "/akun/signup/", "/akun/email/", "/akun/2fa/"])
def test_addresses_we_do_not_need_do_not_exist(client, address):
    assert client.get(address).status_code == 404
