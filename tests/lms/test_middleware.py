from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse

from lms.middleware import (
    AccountKeyMiddleware,
    ChosenLanguageMiddleware,
    DataSaverMiddleware,
    HugeNumberMiddleware,
    is_wagtail_admin,
)


def request(path, name="", matched=True):
    return SimpleNamespace(path_info=path, resolver_match=SimpleNamespace(url_name=name) if matched else None)


@pytest.mark.parametrize(
    ("path", "name", "expected"),
    [
        ("/cms/", "wagtailadmin_home", True),
        ("/cms/pekerjaan/", "lms_jobs", True),
        ("/cms/kegiatan/", "office_events", False),
        ("/kursus/", "course_catalog", False),
        ("/cms/login/", None, True),
    ],
)
def test_only_wagtail_pages_under_cms_get_the_loose_policy(path, name, expected):
    assert is_wagtail_admin(request(path, name)) is expected


def test_an_address_nobody_answers_gets_the_strict_policy():
    assert is_wagtail_admin(request("/cms/x/", matched=False)) is False


def test_a_number_too_large_for_the_database_is_an_address_nobody_answers():
    with pytest.raises(Http404):
        HugeNumberMiddleware(None).process_exception(None, OverflowError("Python int too large for SQLite INTEGER"))


def test_other_mistakes_with_numbers_stay_mistakes():
    for error in (OverflowError("math range error"), ValueError("SQLite INTEGER")):
        assert HugeNumberMiddleware(None).process_exception(None, error) is None


def answer(middleware, response=None, **fields):
    return middleware(lambda request: response or HttpResponse("x"))(SimpleNamespace(**fields))


def test_a_page_that_did_not_ask_who_reads_says_nobodys_key():
    assert "Account-Key" not in answer(AccountKeyMiddleware)


def test_a_visitor_has_no_key():
    assert "Account-Key" not in answer(AccountKeyMiddleware, _cached_user=AnonymousUser())


@pytest.mark.parametrize(
    ("cookie", "header", "saves"),
    [("", "", False), ("", "ON", True), ("1", "", True), ("0", "on", False), ("ya", "on", True), ("ya", "", False)],
)
def test_what_was_chosen_is_stronger_than_what_the_browser_asks(cookie, header, saves):
    request = SimpleNamespace(COOKIES={"hemat": cookie}, headers={"Save-Data": header})

    DataSaverMiddleware(lambda request: HttpResponse("x"))(request)

    assert request.saves_data is saves


def test_a_file_is_the_same_whatever_is_saved():
    file = HttpResponse("x", content_type="image/avif")

    assert "Vary" not in answer(DataSaverMiddleware, file, COOKIES={}, headers={})


def test_an_answer_that_names_its_language_keeps_it():
    given = HttpResponse("x", headers={"Content-Language": "en"})

    assert answer(ChosenLanguageMiddleware, given, COOKIES={})["Content-Language"] == "en"
    assert answer(ChosenLanguageMiddleware, COOKIES={"django_language": "xx"})["Content-Language"] == "id"
