"""`/daftar/`: with the class code of a group; nobody learns from it who has an account."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from lms.settings import base
from members.models import Member, User
from members.services.class_codes import renew_class_code
from tests.factories.members import KimFactory, KimMembershipFactory, MemberFactory, UserFactory

pytestmark = pytest.mark.django_db
KNOWN = "Belum bisa mendaftar dengan data ini."


@pytest.fixture
def kim(organization):
    return renew_class_code(kim=KimFactory())


@pytest.fixture
def limits(settings, tmp_path):
    """The limits and the cache of production, and a clean slate."""
    settings.ACCOUNT_RATE_LIMITS = base.ACCOUNT_RATE_LIMITS
    settings.CACHES = {"default": {"BACKEND": "lms.cache.SharedFileCache", "LOCATION": str(tmp_path)}}
    cache.clear()


def sign_up(client, kim, address="10.0.0.1", **changes):
    fields = {
        "class_code": kim.class_code,
        "full_name": "Maria Goreti Nahak",
        "login": "0812-3456-7890",
        "email": "",
        "password1": "sawah-hijau-7",
        "password2": "sawah-hijau-7",
    }
    return client.post("/daftar/", fields | changes, REMOTE_ADDR=address)


def html_of(response):
    return response.content.decode()


def test_a_new_member_signs_up_and_is_inside(client, kim):
    response = sign_up(client, kim)

    assert response.url == "/akun/persetujuan/"
    assert "Nama pengguna Anda: maria.goreti." in html_of(client.get("/akun/"))
    assert Member.objects.get().kims.get() == kim
    assert str(User.objects.get().phone) == "+6281234567890"


def test_a_username_does_instead_of_a_number(client, kim):
    sign_up(client, kim, login="Maria.Kim")

    assert (User.objects.get().username, User.objects.get().phone) == ("maria.kim", None)


def test_an_address_with_the_code_fills_it_in(client, kim):
    assert f'value="{kim.class_code}"' in html_of(client.get(f"/daftar/?kode={kim.class_code}"))


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("class_code", "", "Ketik kode kelas dari ketua KIM Anda."),
        ("class_code", "AAAAAA", "Kode kelas ini tidak ada atau sudah diganti."),
        ("full_name", "", "Tulis nama lengkap Anda."),
        ("full_name", "123", "Tulis nama lengkap Anda dengan huruf."),
        ("full_name", "a" * 201, "200"),
        ("login", "", "Tulis nomor HP atau nama pengguna."),
        ("login", "0812", "Nomor ini belum lengkap."),
        ("login", "+++", "Nomor ini belum lengkap."),
        ("login", "ab", "Pakai 3 sampai 40 huruf"),
        ("login", "maria nahak", "Pakai 3 sampai 40 huruf"),
        ("login", "maria@contoh.id", "Pakai 3 sampai 40 huruf"),
        ("email", "bukan surel", "Tulis surel lengkap"),
        ("password1", "pendek", "8 karakter"),
        ("password2", "lain-sekali-8", "Kedua kata sandi baru tidak sama."),
    ],
)
def test_faulty_fields_are_explained_and_nothing_is_written(client, kim, field, value, message):
    response = sign_up(client, kim, **{field: value})

    assert response.status_code == 200
    assert message in html_of(response)
    assert (User.objects.count(), Member.objects.count()) == (0, 0)


def test_what_was_typed_stays_except_the_password(client, kim):
    html = html_of(sign_up(client, kim, class_code="AAAAAA"))

    assert ('value="Maria Goreti Nahak"' in html, "sawah-hijau-7" in html) == (True, False)


def without_values(response):
    return response.status_code, re.sub(r'\s*value="[^"]*"', "", html_of(response))


def test_a_stranger_without_the_code_learns_nothing_about_numbers(client, kim):
    UserFactory(phone="+6281234567890", username="maria.kim", email="maria@contoh.id")
    MemberFactory(phone="+6281234567891")

    answers = {
        without_values(sign_up(client, kim, class_code="AAAAAA", login=login, email=email))
        for login in ("081234567890", "081234567891", "081234567892", "maria.kim", "lain")
        for email in ("maria@contoh.id", "lain@contoh.id")
    }

    assert len(answers) == 1


def test_number_name_address_and_record_are_refused_in_the_same_words(client, kim):
    UserFactory(phone="+6281234567890", username="maria.kim", email="maria@contoh.id")
    MemberFactory(phone="+6281234567891")
    KimMembershipFactory(kim=kim, member=MemberFactory(full_name="Maria Goreti"))
    changes = [
        {"login": "081234567890"},
        {"login": "081234567891"},
        {"login": "MARIA.kim"},
        {"login": "lain", "email": "Maria@contoh.id"},
        {"login": "lain", "full_name": "maria  goreti"},
    ]

    answers = {without_values(sign_up(client, kim, **change)) for change in changes}

    assert len(answers) == 1
    assert KNOWN in answers.pop()[1]
    assert User.objects.count() == 1


def test_whoever_is_inside_is_sent_on(member_client):
    assert member_client.get("/daftar/").url == "/belajar/"


def test_no_extra_field_gets_in(client, kim):
    sign_up(client, kim, is_superuser="on", is_staff="on", organization="7", role="admin", office="chair")

    user = User.objects.get()
    assert (user.is_superuser, user.is_staff, user.role_assignments.count()) == (False, False, 0)
    assert user.member.memberships.get().office == "member"


def test_a_form_from_elsewhere_is_refused(kim):
    assert sign_up(Client(enforce_csrf_checks=True), kim).status_code == 403


def test_no_cache_keeps_the_page(client):
    assert {"private", "no-store"} <= set(client.get("/daftar/")["Cache-Control"].split(", "))


def test_guessing_class_codes_ends_after_twenty(limits, kim):
    answers = ["Sudah terlalu sering" in html_of(sign_up(Client(), kim, class_code="AAAAAA")) for _try in range(21)]

    assert answers == [False] * 20 + [True]
    assert "Sudah terlalu sering" in html_of(sign_up(Client(), kim))
    assert sign_up(Client(), kim, address="10.0.0.2").status_code == 302


def test_a_class_of_forty_behind_one_address_signs_up_with_ten_typos(limits, kim):
    typos = [sign_up(Client(), kim, class_code="AAAAAA").status_code for _typo in range(10)]
    entries = [
        sign_up(Client(), kim, full_name=f"Peserta {number}", login=f"peserta{number}").status_code
        for number in range(40)
    ]

    assert typos == [200] * 10
    assert entries == [302] * 40


def test_asking_for_numbers_with_a_known_code_ends_too(limits, kim):
    UserFactory(phone="+6281234567890")

    answers = ["Sudah terlalu sering" in html_of(sign_up(Client(), kim)) for _try in range(101)]

    assert answers == [False] * 100 + [True]
