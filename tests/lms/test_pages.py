import pytest
from django.template.loader import render_to_string
from django.test import Client

from tests.factories.members import OrganizationFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_help_tells_about_passwords_personal_data_and_contact(client):
    OrganizationFactory(contact="0380 123456")

    page = client.get("/bantuan/").content.decode()

    assert [anchor for anchor in ("lupa-sandi", "data-pribadi", "kontak") if f'id="{anchor}"' not in page] == []
    assert "0380 123456" in page


def test_help_without_an_office_still_says_where_to_go(client):
    assert "Datang ke Dinas Kominfo" in client.get("/bantuan/").content.decode()


@pytest.mark.parametrize("office_count", [1, 3])
def test_help_reads_the_offices_in_one_query(client, office_count, django_assert_num_queries):
    for number in range(office_count):
        OrganizationFactory(name=f"Dinas {number}")

    with django_assert_num_queries(1):
        client.get("/bantuan/")


def test_robots_keeps_people_out_of_search_engines(client):
    lines = client.get("/robots.txt").content.decode().splitlines()

    assert lines[0] == "User-agent: *"
    assert {"Disallow: /verifikasi/", "Disallow: /belajar/", "Disallow: /cms/"} <= set(lines)


def test_an_unknown_address_answers_in_the_look(client):
    response = client.get("/tidak-ada/")

    assert response.status_code == 404
    assert "Benangnya putus di sini" in response.content.decode()


def test_a_form_without_its_token_says_what_to_do(settings):
    response = Client(enforce_csrf_checks=True).post("/masuk/", {"login": "a", "password": "b"})

    assert response.status_code == 403
    assert "Formulir ini sudah kedaluwarsa" in response.content.decode()


@pytest.mark.parametrize("code", ["400", "500"])
def test_an_error_page_needs_no_request(code, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = render_to_string(f"{code}.html")

    assert page.count("<h1>") == 1
    assert 'lang="id"' in page


def test_403_offers_the_own_account(rf):
    request = rf.get("/")
    request.user = UserFactory.build()

    assert "/akun/" in render_to_string("403.html", request=request)


def test_public_pages_hold_the_strict_policy(client):
    policy = client.get("/bantuan/").headers["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_wagtail_admin_holds_to_its_own_host(client):
    client.force_login(UserFactory(is_superuser=True))

    policy = client.get("/cms/").headers["Content-Security-Policy"]

    assert "script-src 'self' 'unsafe-inline'" in policy
    assert "https:" not in policy


def test_office_screens_under_cms_hold_the_strict_policy(client):
    client.force_login(UserFactory(is_superuser=True))

    assert "unsafe" not in client.get("/cms/anggota/").headers["Content-Security-Policy"]
