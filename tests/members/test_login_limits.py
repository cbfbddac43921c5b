"""Guessing stops after five tries per account; a hall of people behind one address gets in."""

import threading

import pytest
from django.core.cache import cache
from django.test import Client

from lms.settings import base
from members.services.logins import TOO_MANY_ATTEMPTS
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def limits(settings, tmp_path):
    """The limits and the cache of production, and a clean slate."""
    settings.ACCOUNT_RATE_LIMITS = base.ACCOUNT_RATE_LIMITS
    settings.CACHES = {"default": {"BACKEND": "lms.cache.SharedFileCache", "LOCATION": str(tmp_path)}}
    cache.clear()


def attempt(login, password="salah", address="10.0.0.1", client=None):
    return (client or Client()).post("/masuk/", {"login": login, "password": password}, REMOTE_ADDR=address)


def is_refused(response):
    return str(TOO_MANY_ATTEMPTS) in response.content.decode()


@pytest.fixture
def maria():
    return UserFactory(username="maria.nahak", phone="+6281234567890", email="maria@contoh.id")


def test_sixth_guess_is_refused_even_when_it_is_right(maria):
    assert [is_refused(attempt("maria.nahak")) for _try in range(5)] == [False] * 5

    response = attempt("maria.nahak", "belajar-kim")

    assert is_refused(response)
    assert response.status_code == 200


def test_changing_address_or_spelling_gives_no_further_guesses(maria):
    spellings = [
        "maria.nahak",
        "MARIA.NAHAK",
        "081234567890",
        "+62 812-3456-7890",
        "maria@contoh.id",
        "62812 3456 7890",
    ]

    answers = [is_refused(attempt(name, address=f"10.0.0.{index}")) for index, name in enumerate(spellings)]

    assert answers == [False] * 5 + [True]


def test_guessing_at_an_account_that_does_not_exist_ends_the_same_way():
    assert [is_refused(attempt("tidak.ada")) for _try in range(6)] == [False] * 5 + [True]


def test_right_passwords_use_up_nothing(maria):
    for _login in range(10):
        assert attempt("maria.nahak", "belajar-kim").status_code == 302


def test_right_password_does_not_wipe_the_guesses_of_an_attacker(maria):
    for _guess in range(4):
        attempt("maria.nahak")
    assert attempt("maria.nahak", "belajar-kim").status_code == 302

    assert [is_refused(attempt("maria.nahak")) for _try in range(2)] == [False, True]


def test_others_get_in_while_one_account_is_under_attack(maria):
    for _guess in range(8):
        attempt("maria.nahak")
    UserFactory(username="yohanes")

    assert attempt("yohanes", "belajar-kim").status_code == 302


def test_forty_learners_behind_one_address_get_in_with_ten_typos():
    for number in range(40):
        UserFactory(username=f"peserta{number}")

    typos = [attempt(f"peserta{number}").status_code for number in range(10)]
    entries = [attempt(f"peserta{number}", "belajar-kim").status_code for number in range(40)]

    assert typos == [200] * 10
    assert entries == [302] * 40


def test_one_address_cannot_try_a_hundred_accounts():
    answers = [is_refused(attempt(f"orang{number}")) for number in range(101)]

    assert answers == [False] * 100 + [True]


def test_flood_of_requests_is_answered_in_words(settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/5m/ip"}

    responses = [attempt("siapa") for _try in range(3)]

    assert [response.status_code for response in responses] == [200, 200, 429]
    assert "Tunggu lima menit" in responses[2].content.decode()


def test_reading_the_login_page_is_never_limited(settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/5m/ip"}

    assert [Client().get("/masuk/").status_code for _try in range(5)] == [200] * 5


def test_proxy_address_counts_only_behind_a_proxy(settings, maria):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/5m/ip"}
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0

    statuses = [
        Client().post("/masuk/", {"login": "x", "password": "y"}, headers={"x-forwarded-for": f"1.1.1.{number}"})
        for number in range(2)
    ]

    assert [response.status_code for response in statuses] == [200, 429]


def win(results, key):
    results.append(cache.add(key, "x", 60))


def test_only_one_of_many_threads_wins_a_lock():
    """allauth counts under `cache.add`; Django's own file cache lets several win here."""
    wins = []
    for number in range(20):
        results = []
        threads = [threading.Thread(target=win, args=(results, f"lock{number}")) for _thread in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        wins.append(results.count(True))

    assert wins == [1] * 20


def test_lock_is_free_again_after_its_time():
    assert cache.add("lock", 1, timeout=-1) is True
    assert cache.add("lock", 2, timeout=60) is True
    assert cache.add("lock", 3, timeout=60) is False
    assert cache.get("lock") == 2
