"""Attacks 9, 11, 12, 17, 21 and 22: what a request may claim about itself, and who may keep the answer."""

from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from certificates.models import Certificate
from certificates.services.limits import MISSES_PER_MINUTE
from members.choices import CodePurpose
from members.services.codes import issue_code, use_code
from tests.attacks import matrix
from tests.attacks.asking import address_of
from tests.factories.certificates import participant
from tests.factories.members import UserFactory

EVIL = "jahat.example"
OTHER_HOST = {"HTTP_HOST": "lain.example", "HTTP_X_FORWARDED_HOST": EVIL, "HTTP_FORWARDED": f"host={EVIL}"}

TARGETS = [
    f"https://{EVIL}/",
    f"//{EVIL}/",
    f"///{EVIL}",
    f"/\\{EVIL}",
    f"\\\\{EVIL}",
    f"https:{EVIL}",
    f"https:///{EVIL}",
    f"http://testserver@{EVIL}/",
    f"\thttps://{EVIL}/",
    f"/%09/{EVIL}/..//{EVIL}",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
]

SHARED = {
    "robots",
    "health",
    "metrics",
    "_util/login/",
    "manifest",
    "service_worker",
    "verify_register",
    "verify_register_json",
}
"""Answers about nobody."""


def addresses(world, target="here"):
    office = getattr(world, target)
    return {row.name: address_of(row.name, row.parts, office) for row in matrix.ROWS}


# 17


COMPARES = "verify_file"
"""Writes nothing and knows nobody; looking for a token would read a whole upload before its size is known."""


@pytest.mark.parametrize("role", "-AOTSD")
def test_no_form_is_taken_without_its_token(role, enter, world):
    client = enter(role, enforce_csrf_checks=True)

    answers = {name: client.post(address).status_code for name, address in addresses(world).items()}

    assert {name: status for name, status in answers.items() if status != 403} == {COMPARES: 400}


# 22


@pytest.mark.parametrize("role", "ATOVSD")
def test_no_proxy_keeps_what_was_made_for_somebody(role, browsers, world, db):
    answers = {name: browsers[role].get(address) for name, address in addresses(world).items() if name not in SHARED}

    shared = {
        name: response.get("Cache-Control")
        for name, response in answers.items()
        if response.status_code == 200
        and not {"private", "no-store"} & set(response.get("Cache-Control", "").split(", "))
    }

    assert shared == {}


def test_no_proxy_keeps_the_front_page_of_somebody(browsers, db):
    assert "private" in browsers["A"].get("/")["Cache-Control"]


# 12


def is_own(location):
    """As a browser reads it: control characters fall away, a backslash is a slash."""
    parts = urlsplit(location.replace("\\", "/").replace("\t", ""))
    return parts.netloc in ("", "testserver") and parts.scheme in ("", "http") and not location.startswith("//")


@pytest.mark.parametrize("target", TARGETS)
def test_nobody_is_sent_to_another_host(target, world, enter):
    person = world.here.learner
    steps = {
        "login": enter("-").post("/masuk/", {"login": person.username, "password": "belajar-kim", "next": target}),
        "login by address": enter("-").post(
            reverse("account_login", query={"next": target}), {"login": person.username, "password": "belajar-kim"}
        ),
        "login, inside": enter("A").get("/masuk/", {"next": target}),
        "logout": enter("A").post("/keluar/", {"next": target}),
        "logout of a visitor": enter("-").get("/keluar/", {"next": target}),
        "logout of the back office": enter("O").post("/cms/logout/", {"next": target}),
        "language": enter("-").post(reverse("set_language"), {"language": "en", "next": target}),
        "language, referer": enter("-").post(reverse("set_language"), {"language": "en"}, HTTP_REFERER=target.strip()),
        "back office": enter("-").get("/cms/login/", {"next": target}),
        "back office, inside": enter("O").get("/cms/login/", {"next": target}),
        "Wagtail's login": enter("-").get("/_util/login/", {"next": target}),
        "join a course": enter("A").post(reverse("course_join", args=[world.there.course.pk]), {"next": target}),
        "join an event": enter("A").post(reverse("event_join", args=[world.there.event.slug]), {"next": target}),
        "first password": enter("A").get(reverse("account_set_password"), {"next": target}),
    }

    assert {name for name, answer in steps.items() if answer.status_code != 302} == set()
    assert {name: answer.url for name, answer in steps.items() if not is_own(answer.url)} == {}


# 11


def test_unknown_host_is_refused(client, db):
    assert client.get("/", HTTP_HOST=EVIL).status_code == 400


@pytest.mark.parametrize("role", "-AO")
def test_no_page_repeats_a_claimed_host(role, browsers, world, settings, db):
    settings.ALLOWED_HOSTS = ["testserver", "lain.example"]
    answers = {name: browsers[role].get(path, **OTHER_HOST) for name, path in addresses(world).items()}

    named = {
        name
        for name, response in answers.items()
        if not response.streaming and any(host in response.content for host in (b"lain.example", EVIL.encode()))
    }
    sent = {
        name: response["Location"] for name, response in answers.items() if "example" in response.get("Location", "")
    }

    assert named == set()
    assert sent == {}


def test_certificates_name_the_configured_address_only(enter, here, settings):
    settings.ALLOWED_HOSTS = ["testserver", "lain.example"]
    participant(here.event, full_name="Peserta Baru", region=here.member.region)
    path = reverse("office_certificate_issue", args=[here.event.pk])

    enter("O").post(path, {"sure": "on"}, **OTHER_HOST)

    made = Certificate.objects.get(member__full_name="Peserta Baru")
    assert made.printed["address_to_verify"] == f"{settings.BASE_URL}/verifikasi/{made.code}/"
    assert "example" not in str(made.printed)


# 9: the limit itself, equal queries and equal time are in tests/certificates/test_verification.py


def test_a_forged_address_does_not_renew_the_ration(client, db):
    statuses = [
        client.get("/verifikasi/AAAAAAAAAAAAAAAAAAAA/", HTTP_X_FORWARDED_FOR=f"10.0.0.{number}").status_code
        for number in range(MISSES_PER_MINUTE + 1)
    ]

    assert statuses == [404] * MISSES_PER_MINUTE + [429]


# 21: changing the own password and the key at login are in tests/members/test_login_pages.py


def test_a_planted_session_key_is_not_taken_over(world, db):
    victim = Client()
    victim.cookies["sessionid"] = "a" * 32

    victim.post("/masuk/", {"login": world.here.learner.username, "password": "belajar-kim"})

    assert victim.get("/akun/").status_code == 200
    assert victim.cookies["sessionid"].value != "a" * 32


def test_a_renewed_password_ends_every_session(enter, here):
    phones = [enter("A"), enter("A")]

    issued = issue_code(member=here.member, purpose=CodePurpose.RESET, by=here.assignment.user, now=timezone.now())
    use_code(code=issued.row, password="sawah-hijau-7", now=timezone.now())

    assert [phone.get("/akun/").status_code for phone in phones] == [302, 302]


def test_a_locked_account_is_out_at_once(client, db):
    user = UserFactory()
    client.force_login(user)
    user.is_active = False
    user.save()

    assert client.get("/akun/").status_code == 302
