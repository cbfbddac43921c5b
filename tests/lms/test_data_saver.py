""" "Hemat data": what the browser asks, what the reader chooses, and that caches do not mix the two."""

import pytest

pytestmark = pytest.mark.django_db
PAGE = "/bantuan/"


def is_saving(client, **headers):
    return client.get(PAGE, headers=headers).wsgi_request.saves_data


def test_pictures_load_until_somebody_asks_for_less(client):
    assert is_saving(client) is False
    assert "Hemat data: mati (nyalakan)" in client.get(PAGE).content.decode()


def test_the_browser_asks_for_less(client):
    assert is_saving(client, save_data="on") is True
    assert is_saving(client, save_data="off") is False
    assert "Hemat data: nyala (matikan)" in client.get(PAGE, headers={"save-data": "on"}).content.decode()


@pytest.mark.parametrize(("choice", "expected"), [("1", True), ("0", False), ("lain", False)])
def test_the_choice_is_remembered_and_stronger_than_the_browser(client, choice, expected):
    answer = client.post("/hemat-data/", {"hemat": choice, "next": "/kursus/?q=desain"})

    assert (answer.status_code, answer["Location"]) == (302, "/kursus/?q=desain")
    assert answer.cookies["hemat"]["max-age"] == 365 * 24 * 60 * 60
    assert is_saving(client, save_data="on") is expected


@pytest.mark.parametrize("target", ["https://jahat.example/", "//jahat.example/", "javascript:alert(1)", ""])
def test_it_never_leads_to_another_site(client, target):
    assert client.post("/hemat-data/", {"hemat": "1", "next": target})["Location"] == "/bantuan/"


def test_without_next_it_leads_back(client):
    answer = client.post("/hemat-data/", {"hemat": "1"}, headers={"referer": "http://testserver/kegiatan/"})

    assert answer["Location"] == "http://testserver/kegiatan/"


def test_a_link_switches_nothing(client):
    assert client.get("/hemat-data/").status_code == 405


def test_no_shared_cache_mixes_the_two(client):
    headers = client.get(PAGE).headers

    assert {"Cookie", "Save-Data"} <= set(headers["Vary"].split(", "))
    assert "private" in headers["Cache-Control"]


def test_files_are_the_same_for_everybody(client):
    assert "Save-Data" not in client.get("/robots.txt").headers.get("Vary", "")
