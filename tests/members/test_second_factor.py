"""The second step: who needs it before /cms/, how it is set up, and that codes cannot be guessed or used twice."""

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from lms.settings import base
from members.choices import AccountEventKind, CodePurpose, Role
from members.models import User
from members.services.codes import issue_code, use_code
from members.services.second_factor import (
    SecondFactorAdapter,
    has_second_factor,
    needs_second_factor,
    reset_second_factor,
    second_factor_deadline,
)
from tests.factories.members import MemberFactory, UserFactory, assign_role

pytestmark = pytest.mark.django_db
SETUP = "/akun/langkah-kedua/"
committing = pytest.mark.django_db(transaction=True)
"""For allauth's signal, which waits for the commit inside the request."""


@pytest.fixture
def required(settings):
    settings.REQUIRE_SECOND_FACTOR = True
    settings.SECOND_FACTOR_GRACE_HOURS = 0


@pytest.fixture
def limits(settings, tmp_path):
    """The limits and the cache of production, and a clean slate."""
    settings.ACCOUNT_RATE_LIMITS = base.ACCOUNT_RATE_LIMITS
    settings.CACHES = {"default": {"BACKEND": "lms.cache.SharedFileCache", "LOCATION": str(tmp_path)}}
    cache.clear()


def code_for(secret, steps=0):
    """What the app shows, `steps` half minutes from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def give_factor(user):
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def log_in(client, user, password="belajar-kim"):
    return client.post("/masuk/", {"login": user.username, "password": password})


def second_step(client, code, **more):
    return client.post("/masuk/langkah-kedua/", {"code": code}, **more)


def inside(client):
    return "_auth_user_id" in client.session


# The guard


@pytest.mark.parametrize("role", list(Role))
def test_every_role_needs_it(client, organization, required, role):
    client.force_login(assign_role(UserFactory(), role, organization))

    response = client.get("/cms/")

    assert (response.status_code, response.url) == (302, SETUP)


@pytest.mark.parametrize(
    "address",
    ["/cms/", "/cms/kegiatan/", "/cms/anggota/", "/cms/pages/", "/cms/sprite/", "/cms/api/main/pages/", "/cms/x/"],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_address_of_the_office_is_behind_it(officer_client, required, address, method):
    assert getattr(officer_client, method)(address).url == SETUP


def test_superusers_need_it_too(client, required):
    client.force_login(UserFactory(is_superuser=True))

    assert client.get("/cms/").url == SETUP


def test_with_a_factor_the_office_opens(officer_client, officer, required):
    give_factor(officer)

    assert officer_client.get("/cms/kegiatan/").status_code == 200


def test_recovery_codes_alone_are_no_factor(officer_client, officer, required):
    RecoveryCodes.activate(officer)

    assert officer_client.get("/cms/kegiatan/").url == SETUP


def test_learners_and_visitors_never_hear_of_it(client, member_client, required):
    assert Client().get("/cms/").url.startswith("/cms/login/")
    assert member_client.get("/belajar/").status_code == 200
    assert member_client.get("/cms/kegiatan/").status_code == 404


@pytest.mark.parametrize("address", ["/akun/", "/belajar/", "/akun/sandi/", SETUP])
def test_the_rest_of_the_site_stays_open_to_staff(officer_client, required, address):
    assert officer_client.get(address).status_code == 200


def test_staff_can_leave_without_it(officer_client, required):
    assert officer_client.post("/cms/logout/").url == "/"


def test_switched_off_nobody_is_asked(officer_client, settings):
    settings.REQUIRE_SECOND_FACTOR = False

    assert officer_client.get("/cms/kegiatan/").status_code == 200


def test_production_asks_by_default():
    assert base.REQUIRE_SECOND_FACTOR is True


def test_the_first_visit_begins_the_grace(officer_client, officer, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    settings.SECOND_FACTOR_GRACE_HOURS = 72

    first, second = officer_client.get("/cms/kegiatan/"), officer_client.get("/cms/kegiatan/")

    officer.refresh_from_db()
    assert (first.status_code, second.status_code) == (200, 200)
    assert timedelta(hours=71) < officer.second_factor_due_at - timezone.now() <= timedelta(hours=72)
    notice = "Akun dengan peran perlu langkah kedua."
    assert (notice in first.content.decode(), notice in second.content.decode()) == (True, False)


def test_after_the_grace_the_office_is_closed(officer_client, officer, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    User.objects.filter(pk=officer.pk).update(second_factor_due_at=timezone.now() - timedelta(seconds=1))

    response = officer_client.get("/cms/kegiatan/", follow=True)

    assert response.request["PATH_INFO"] == SETUP
    assert "perlu langkah kedua" in response.content.decode()


def test_the_grace_is_given_once(officer, now, settings):
    settings.SECOND_FACTOR_GRACE_HOURS = 72

    deadlines = {second_factor_deadline(user=officer, now=now + timedelta(hours=hour)) for hour in range(3)}

    assert deadlines == {now + timedelta(hours=72)}


@committing
def test_taking_the_factor_away_brings_no_new_grace(client, officer, required):
    secret = set_up(client, officer)
    confirm(client, secret)

    client.post(f"{SETUP}aplikasi/matikan/")

    assert has_second_factor(officer) is False
    assert client.get("/cms/kegiatan/").url == SETUP


# Setting it up


def confirm(client, secret=None):
    """What is asked before something important: the password."""
    client.post("/akun/periksa/", {"password": "belajar-kim"})


def set_up(client, user):
    """From the login to an app that works; returns its secret."""
    log_in(client, user)
    confirm(client)
    page = client.get(f"{SETUP}aplikasi/").content.decode()
    secret = re.search(r"<pre>(\w+)</pre>", page)[1]
    client.post(f"{SETUP}aplikasi/", {"code": code_for(secret, -1)})
    return secret


@committing
def test_the_app_is_set_up_with_the_password_and_a_code(client, officer, required):
    secret = set_up(client, officer)

    page = client.get(f"{SETUP}cadangan/").content.decode()
    assert has_second_factor(officer) is True
    assert len(re.findall(r"<code>\d{8}</code>", page)) == 10
    assert client.get("/cms/kegiatan/").status_code == 200
    assert secret not in str(Authenticator.objects.get(type="totp").data)
    assert [(event.kind, event.actor) for event in officer.account_events.all()] == [
        (AccountEventKind.SECOND_FACTOR_ON, officer)
    ]


def test_setting_up_asks_for_the_password_first(officer_client):
    assert officer_client.get(f"{SETUP}aplikasi/").url.startswith("/akun/periksa/?next=")


@pytest.mark.parametrize("address", ["aplikasi/", "cadangan/baru/", "kunci/tambah/"])
def test_nothing_is_changed_without_the_password(officer_client, address):
    assert officer_client.post(f"{SETUP}{address}", {"code": "123456"}).url.startswith("/akun/periksa/")
    assert Authenticator.objects.count() == 0


def test_the_picture_holds_the_site_and_the_account_and_needs_no_script(client, officer):
    log_in(client, officer)
    confirm(client)

    response = client.get(f"{SETUP}aplikasi/")

    assert 'src="data:image/svg+xml;base64,' in response.content.decode()
    assert response.context["totp_url"].startswith("otpauth://totp/petugas?secret=")
    assert response.context["totp_url"].endswith("&issuer=Belajar%20KIM")


def test_a_wrong_code_sets_nothing_up(client, officer):
    log_in(client, officer)
    confirm(client)
    client.get(f"{SETUP}aplikasi/")

    response = client.post(f"{SETUP}aplikasi/", {"code": "000000"})

    assert "Kode tidak cocok" in response.content.decode()
    assert has_second_factor(officer) is False


@committing
def test_other_sessions_end_when_the_factor_comes(client, officer):
    other = Client()
    log_in(other, officer)

    set_up(client, officer)

    assert client.get("/akun/").status_code == 200
    assert other.get("/akun/").status_code == 302


@committing
def test_turning_it_off_is_written_down(client, officer):
    set_up(client, officer)

    client.post(f"{SETUP}aplikasi/matikan/")

    assert [event.kind for event in officer.account_events.order_by("pk")] == [
        AccountEventKind.SECOND_FACTOR_ON, AccountEventKind.SECOND_FACTOR_OFF,
    ]  # fmt: skip
    assert Authenticator.objects.count() == 0


@committing
def test_recovery_codes_can_be_renewed_and_downloaded(client, officer):
    set_up(client, officer)
    before = client.get(f"{SETUP}cadangan/unduh/").content.decode().split()

    client.post(f"{SETUP}cadangan/baru/")
    after = client.get(f"{SETUP}cadangan/unduh/").content.decode().split()

    assert (len(before), len(after), set(before) & set(after)) == (10, 10, set())


@pytest.mark.parametrize("address", ["", "aplikasi/", "cadangan/", "kunci/", "kunci/tambah/"])
def test_pages_are_in_the_sites_look_and_language(client, officer, address):
    set_up(client, officer)

    html = client.get(f"{SETUP}{address}", follow=True).content.decode()

    assert "site-header" in html
    assert re.findall(r"Authenticator|Two-Factor|Recovery|Security Key|Deactivate", html) == []


def test_a_stranger_has_no_recovery_codes(member_client):
    assert member_client.get(f"{SETUP}cadangan/").status_code == 404
    assert member_client.get(f"{SETUP}cadangan/unduh/").status_code == 404


def test_nobody_removes_the_key_of_another(client, officer):
    foreign = Authenticator.objects.create(
        user=UserFactory(), type="webauthn", data={"name": "Kunci", "credential": {}}
    )
    log_in(client, officer)
    confirm(client)

    assert client.post(f"{SETUP}kunci/{foreign.pk}/hapus/").status_code == 404
    assert Authenticator.objects.count() == 1


def test_passkeys_belong_to_the_configured_site(client, officer, settings):
    settings.BASE_URL, settings.ALLOWED_HOSTS = "https://belajar.contoh.go.id", ["*"]
    log_in(client, officer)
    confirm(client)

    response = client.get(f"{SETUP}kunci/tambah/", HTTP_HOST="jahat.example")

    assert response.context["js_data"]["creation_options"]["publicKey"]["rp"]["id"] == "belajar.contoh.go.id"


RUBBISH = ["", "{}", "[]", "null", "7", '{"id": 1}', '{"id": "eA", "rawId": "eQ"}', '{"response": {}}', "x" * 5_000]


@pytest.mark.parametrize("credential", RUBBISH)
def test_rubbish_does_not_open_the_second_step(client, officer, credential):
    give_factor(officer)
    log_in(client, officer)
    client.get("/masuk/langkah-kedua/")

    response = client.post("/masuk/langkah-kedua/", {"credential": credential})

    assert (response.status_code, inside(client)) == (200, False)


@pytest.mark.parametrize("credential", RUBBISH)
def test_rubbish_is_no_key(client, officer, credential):
    log_in(client, officer)
    confirm(client)
    client.get(f"{SETUP}kunci/tambah/")

    response = client.post(f"{SETUP}kunci/tambah/", {"name": "Kunci", "credential": credential})

    assert response.status_code == 200
    assert Authenticator.objects.count() == 0


# Logging in with it


def test_login_asks_for_the_code(client, officer):
    secret = give_factor(officer)

    assert log_in(client, officer).url == "/masuk/langkah-kedua/"
    assert inside(client) is False

    assert second_step(client, code_for(secret)).url == "/cms/kegiatan/"
    assert inside(client) is True


def test_the_step_cannot_be_skipped(client, officer):
    give_factor(officer)
    log_in(client, officer)

    assert client.get("/cms/kegiatan/").url.startswith("/masuk/")
    assert client.get("/akun/").url.startswith("/masuk/")


def test_without_a_password_there_is_no_second_step(client):
    assert client.get("/masuk/langkah-kedua/").url == "/masuk/"
    assert second_step(client, "123456").url == "/masuk/"


def test_a_code_works_once_even_in_its_own_half_minute(officer):
    secret = give_factor(officer)
    code = code_for(secret)
    first, second = Client(), Client()
    log_in(first, officer)
    log_in(second, officer)

    second_step(first, code)
    response = second_step(second, code)

    assert (inside(first), inside(second)) == (True, False)
    assert "Kode tidak cocok atau sudah dipakai." in response.content.decode()


def test_a_code_is_not_taken_again_after_allauths_own_memory_of_it(officer):
    """allauth forgets a code after 30 seconds but takes codes of the half minute before."""
    secret = give_factor(officer)
    code = code_for(secret, -1)
    first, second = Client(), Client()
    log_in(first, officer)
    log_in(second, officer)
    second_step(first, code)
    cache.delete(f"allauth.mfa.totp.used?user={officer.pk}&code={code}")

    second_step(second, code)

    assert (inside(first), inside(second)) == (True, False)


@pytest.mark.parametrize(("steps", "is_in"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_clocks_may_be_half_a_minute_off(client, officer, steps, is_in):
    secret = give_factor(officer)
    while time.time() % 30 > 27:  # the half minute must not end between the code and the answer
        time.sleep(0.5)
    log_in(client, officer)

    second_step(client, code_for(secret, steps))

    assert inside(client) is is_in


def test_a_recovery_code_works_once(officer):
    give_factor(officer)
    code = RecoveryCodes.activate(officer).get_unused_codes()[0]
    first, second = Client(), Client()
    log_in(first, officer)
    log_in(second, officer)

    second_step(first, code)
    second_step(second, code)

    assert (inside(first), inside(second)) == (True, False)


@pytest.mark.parametrize("code", ["", "0", "000000", "abc", "9" * 500, "١٢٣٤٥٦"])
def test_other_codes_open_nothing(client, officer, code):
    give_factor(officer)
    log_in(client, officer)

    assert second_step(client, code).status_code == 200
    assert inside(client) is False


def test_guessing_codes_ends_after_five(limits, officer):
    secret = give_factor(officer)
    answers = []
    for number in range(6):
        phone = Client()
        log_in(phone, officer)
        answers.append(
            "terlalu sering" in second_step(phone, "000000", REMOTE_ADDR=f"10.0.0.{number}").content.decode()
        )

    assert answers == [False] * 5 + [True]
    assert "terlalu sering" in second_step(phone, code_for(secret)).content.decode()


def test_guessing_the_password_again_inside_ends_after_five(limits, client, officer):
    log_in(client, officer)

    for _guess in range(5):
        client.post("/akun/periksa/", {"password": "salah"})
    response = client.post("/akun/periksa/", {"password": "belajar-kim"})

    assert response.status_code == 200
    assert client.get(f"{SETUP}aplikasi/").status_code == 302


def test_a_card_does_not_go_round_the_second_step(client, member, officer):
    secret = give_factor(member.user)
    issued = issue_code(member=member, purpose=CodePurpose.CARD, by=officer, now=timezone.now())
    client.get(f"/masuk/kartu/{issued.text.replace('-', '')}/")

    response = client.post("/masuk/kartu/sandi/", {"password1": "sawah-hijau-7", "password2": "sawah-hijau-7"})

    assert (response.url, inside(client)) == ("/masuk/langkah-kedua/", False)
    second_step(client, code_for(secret))
    assert inside(client) is True


def test_a_code_used_by_a_learner_leaves_the_factor_alone(member, officer, now):
    give_factor(member.user)
    issued = issue_code(member=member, purpose=CodePurpose.RESET, by=officer, now=now)

    use_code(code=issued.row, password="sawah-hijau-7", now=now)

    assert has_second_factor(member.user) is True


# Keys, and the way out


def test_a_changed_key_opens_nothing_but_the_old_one_still_may(officer, settings):
    adapter = SecondFactorAdapter()
    locked = adapter.encrypt("GEHEIM")
    before, settings.SECRET_KEY = settings.SECRET_KEY, "a-new-key-for-this-test-only"

    guesses = {adapter.decrypt(locked) for _try in range(3)}
    settings.SECRET_KEY_FALLBACKS = [before]

    assert len(guesses - {"GEHEIM"}) == 3
    assert adapter.decrypt(locked) == "GEHEIM"


def test_with_a_lost_key_the_login_asks_and_refuses(client, officer, settings):
    secret = give_factor(officer)
    settings.SECRET_KEY = "a-new-key-for-this-test-only"
    log_in(client, officer)

    assert second_step(client, code_for(secret)).status_code == 200
    assert inside(client) is False


def test_an_administrator_resets_a_lost_factor(officer, now, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    give_factor(officer)
    RecoveryCodes.activate(officer)
    phone = Client()
    phone.force_login(officer)

    removed = reset_second_factor(user=officer, by=None, now=now)

    officer.refresh_from_db()
    assert (removed, officer.second_factor_due_at, needs_second_factor(officer)) == (2, None, True)
    assert phone.get("/akun/").status_code == 302
    assert [event.kind for event in officer.account_events.all()] == [AccountEventKind.SECOND_FACTOR_OFF]


def test_resetting_nothing_says_so(officer, now):
    assert reset_second_factor(user=officer, by=None, now=now) == 0
    assert officer.account_events.count() == 0


def test_the_command_names_the_account(officer, capsys):
    give_factor(officer)

    call_command("reset_second_factor", "petugas")

    assert capsys.readouterr().out.startswith("Removed 1 factors.")
    with pytest.raises(CommandError, match="There is no account 'siapa'"):
        call_command("reset_second_factor", "siapa")


def test_the_account_page_says_whether_it_is_on(client, officer):
    client.force_login(officer)
    assert "Langkah kedua belum menyala" in client.get("/akun/").content.decode()

    give_factor(officer)
    assert "Langkah kedua menyala" in client.get("/akun/").content.decode()


def test_members_are_not_pressed(member_client):
    assert "Langkah kedua belum menyala" not in member_client.get("/akun/").content.decode()


def test_a_member_may_use_one_too(client, organization):
    person = MemberFactory(user=UserFactory())
    secret = set_up(client, person.user)
    phone = Client()
    log_in(phone, person.user)

    assert second_step(phone, code_for(secret, 1)).url == "/belajar/"
