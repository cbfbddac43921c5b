"""`/masuk/kartu/`: typing or scanning a code, and the password that follows."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from lms.settings import base
from members.choices import CodePurpose, KimOffice, Role
from members.services.codes import find_code, issue_code
from members.views.codes import PATIENCE_SECONDS, SHOWN_CODE
from tests.factories.members import KimFactory, KimMembershipFactory, MemberFactory, UserFactory, assign_role

pytestmark = pytest.mark.django_db
DEAD = "Kode ini tidak berlaku"


@pytest.fixture
def limits(settings, tmp_path):
    """The limits and the cache of production, and a clean slate."""
    settings.ACCOUNT_RATE_LIMITS = base.ACCOUNT_RATE_LIMITS
    settings.CACHES = {"default": {"BACKEND": "lms.cache.SharedFileCache", "LOCATION": str(tmp_path)}}
    cache.clear()


@pytest.fixture
def issued(member, officer):
    return issue_code(member=member, purpose=CodePurpose.CARD, by=officer, now=timezone.now())


def scan(client, issued, **more):
    return client.get(f"/masuk/kartu/{issued.text.replace('-', '')}/", **more)


def set_password(client, password="sawah-hijau-7", again=None):
    return client.post("/masuk/kartu/sandi/", {"password1": password, "password2": again or password})


def test_a_scan_leads_to_the_password_and_into_learning(client, issued):
    assert scan(client, issued).url == "/masuk/kartu/sandi/"

    response = set_password(client)

    assert response.url == "/belajar/"
    assert client.get("/akun/").status_code == 200


def test_a_typed_code_does_the_same(client, issued):
    response = client.post("/masuk/kartu/", {"code": issued.text.upper()})

    assert response.url == "/masuk/kartu/sandi/"
    assert set_password(client).url == "/belajar/"


def test_the_page_says_whose_account_it_is(client, issued, member):
    scan(client, issued)

    html = client.get("/masuk/kartu/sandi/").content.decode()

    assert member.full_name in html
    assert member.user.username in html
    assert issued.text.replace("-", "") not in html


def test_looking_ten_times_uses_nothing_up(client, issued):
    for _look in range(10):
        scan(client, issued)
        client.get("/masuk/kartu/sandi/")

    assert find_code(text=issued.text, now=timezone.now()) == issued.row


def test_a_card_works_once(client, issued):
    scan(client, issued)
    set_password(client)

    other = Client()
    response = scan(other, issued)

    assert response.status_code == 404
    assert DEAD in response.content.decode()
    assert set_password(other).url == "/masuk/kartu/"


def test_two_phones_with_one_card_set_one_password(client, issued):
    other = Client()
    scan(client, issued)
    scan(other, issued)

    assert set_password(client).url == "/belajar/"
    assert set_password(other, "lain-sekali-8").url == "/masuk/kartu/"


def test_a_replaced_card_dies_in_the_middle(client, issued, member, officer):
    scan(client, issued)
    issue_code(member=member, purpose=CodePurpose.CARD, by=officer, now=timezone.now())

    assert client.get("/masuk/kartu/sandi/").url == "/masuk/kartu/"


def test_a_shown_code_does_not_wait_for_the_next_person(client, issued):
    scan(client, issued)
    session = client.session
    session[SHOWN_CODE] = session[SHOWN_CODE] | {"at": session[SHOWN_CODE]["at"] - PATIENCE_SECONDS - 1}
    session.save()

    assert client.get("/masuk/kartu/sandi/").url == "/masuk/kartu/"


@pytest.mark.parametrize("code", ["aaaaaaaaaa", "x", "a" * 300, "k7mqx-3wpht"])
def test_unknown_codes_all_look_the_same(client, issued, code):
    response = client.get(f"/masuk/kartu/{code}/")

    assert response.status_code == 404
    assert DEAD in response.content.decode()


def test_expired_used_replaced_and_unknown_codes_look_the_same(client, member, officer):
    old = issue_code(member=member, purpose=CodePurpose.CARD, by=officer, now=timezone.now() - timedelta(days=20))
    replaced = issue_code(member=member, purpose=CodePurpose.CARD, by=officer, now=timezone.now())
    issue_code(member=member, purpose=CodePurpose.CARD, by=officer, now=timezone.now())

    pages = {body_of(client.post("/masuk/kartu/", {"code": text})) for text in (old.text, replaced.text, "aaaaa-aaaaa")}

    assert len(pages) == 1


def body_of(response):
    return response.status_code, re.sub(r'value="[^"]*"', "", response.content.decode())


def test_an_empty_form_says_what_to_type(client):
    assert "Ketik kodenya." in client.post("/masuk/kartu/", {"code": ""}).content.decode()


@pytest.mark.parametrize(
    ("password", "again", "message"),
    [
        ("pendek", None, "8 karakter"),
        ("password123", None, "terlalu umum"),
        ("sawah-hijau-7", "sawah-hijau-8", "Kedua kata sandi baru tidak sama."),
        ("", "", "Ketik kata sandi baru."),
    ],
)
def test_a_faulty_password_is_explained_and_keeps_the_card(client, issued, password, again, message):
    scan(client, issued)

    response = client.post(
        "/masuk/kartu/sandi/", {"password1": password, "password2": password if again is None else again}
    )

    assert message in response.content.decode()
    assert find_code(text=issued.text, now=timezone.now()) == issued.row


def test_a_password_like_the_username_is_refused(client, officer):
    person = MemberFactory(user=UserFactory(username="bernadetha.seran"))
    scan(client, issue_code(member=person, purpose=CodePurpose.CARD, by=officer, now=timezone.now()))

    assert "mirip" in set_password(client, "bernadetha.seran1").content.decode()


def test_other_sessions_of_the_account_end(client, issued, member):
    old = Client()
    old.force_login(member.user)
    scan(client, issued)

    set_password(client)

    assert old.get("/akun/").status_code == 302


def test_whoever_was_logged_in_on_this_phone_is_warned_and_leaves(issued, member):
    shared = Client()
    shared.force_login(UserFactory(username="orang.lain"))
    scan(shared, issued)

    assert "akun orang.lain masih terbuka" in shared.get("/masuk/kartu/sandi/").content.decode()
    set_password(shared)
    assert shared.get("/akun/").context["user"] == member.user


@pytest.mark.parametrize("address", ["/masuk/kartu/", "/masuk/kartu/aaaaaaaaaa/", "/masuk/kartu/sandi/"])
def test_no_cache_keeps_these_pages(client, address):
    assert {"private", "no-store"} <= set(client.get(address)["Cache-Control"].split(", "))


def test_forms_from_elsewhere_are_refused(issued):
    client = Client(enforce_csrf_checks=True)
    scan(client, issued)

    assert set_password(client).status_code == 403
    assert client.post("/masuk/kartu/", {"code": issued.text}).status_code == 403


# How often


def test_twenty_wrong_codes_stop_an_address_and_nobody_else(limits, issued):
    def attempt(address, text="aaaaa-aaaaa"):
        return Client().post("/masuk/kartu/", {"code": text}, REMOTE_ADDR=address)

    answers = ["Sudah terlalu sering" in attempt("10.0.0.1").content.decode() for _try in range(21)]

    assert answers == [False] * 20 + [True]
    assert "Sudah terlalu sering" in attempt("10.0.0.1", issued.text).content.decode()
    assert attempt("10.0.0.2", issued.text).status_code == 302


def test_scanning_counts_like_typing(limits, issued):
    for _try in range(10):
        Client().get("/masuk/kartu/aaaaaaaaaa/")
        Client().post("/masuk/kartu/", {"code": "aaaaa-aaaaa"})

    response = scan(Client(), issued)

    assert response.status_code == 404
    assert "Sudah terlalu sering" in response.content.decode()


def test_forty_learners_behind_one_address_use_their_cards_with_ten_typos(limits, officer):
    people = [MemberFactory(user=UserFactory()) for _number in range(40)]
    cards = [issue_code(member=row, purpose=CodePurpose.CARD, by=officer, now=timezone.now()) for row in people]

    typos = [Client().post("/masuk/kartu/", {"code": "aaaaa-aaaaa"}).status_code for _typo in range(10)]
    entries = []
    for issued in cards:
        phone = Client()
        scan(phone, issued)
        entries.append(set_password(phone).url)

    assert typos == [200] * 10
    assert entries == ["/belajar/"] * 40


# The ketua's page


@pytest.fixture
def chair_client(client, organization):
    chair = MemberFactory(user=UserFactory(), full_name="Ketua Kelompok")
    kim = KimFactory(name="KIM Suara Namosain")
    KimMembershipFactory(kim=kim, member=chair, office=KimOffice.CHAIR)
    client.force_login(chair.user)
    client.kim = kim
    return client


def test_a_chair_makes_a_code_that_works(chair_client):
    membership = KimMembershipFactory(kim=chair_client.kim, member=MemberFactory(user=UserFactory()))
    assert "Buat kode" in chair_client.get("/akun/kim/").content.decode()

    response = chair_client.post(f"/akun/kim/{membership.pk}/kode/")

    issued = response.context["issued"]
    assert issued.text in response.content.decode()
    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))
    phone = Client()
    scan(phone, issued)
    assert set_password(phone).url == "/belajar/"


def test_the_chair_of_an_empty_group_is_told_what_to_do(chair_client):
    assert "Baru Anda yang tercatat di KIM ini." in chair_client.get("/akun/kim/").content.decode()


def test_somebody_without_an_account_is_sent_to_the_office(chair_client):
    membership = KimMembershipFactory(kim=chair_client.kim, member=MemberFactory())

    response = chair_client.post(f"/akun/kim/{membership.pk}/kode/", follow=True)

    assert "Untuk orang ini kodenya dari petugas." in response.content.decode()


def test_everybody_else_has_no_such_page(member_client, member, organization):
    membership = KimMembershipFactory(member=MemberFactory(user=UserFactory()))
    KimMembershipFactory(kim=membership.kim, member=member)

    assert member_client.get("/akun/kim/").status_code == 404
    assert member_client.post(f"/akun/kim/{membership.pk}/kode/").status_code == 404
    assert member_client.get(f"/akun/kim/{membership.pk}/kode/").status_code == 405
    assert "/akun/kim/" not in member_client.get("/akun/").content.decode()


def test_staff_without_a_person_have_no_such_page(client, organization):
    client.force_login(assign_role(UserFactory(), Role.TRAINER, organization))

    assert client.get("/akun/kim/").status_code == 404
    assert client.post("/akun/kim/1/kode/").status_code == 404
