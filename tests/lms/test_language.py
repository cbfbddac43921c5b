import pytest

pytestmark = pytest.mark.django_db


def test_a_visitor_reads_indonesian_whatever_the_phone_prefers(client):
    page = client.get("/masuk/", HTTP_ACCEPT_LANGUAGE="en-US,en;q=0.9")

    assert page.headers["Content-Language"] == "id"
    assert page.content.decode().count('<html lang="id">') == 1


def test_english_is_kept_once_chosen(client):
    client.post("/bahasa/setlang/", {"language": "en", "next": "/masuk/"})

    page = client.get("/masuk/")

    assert page.content.decode().count('<html lang="en">') == 1


def test_an_unknown_language_means_indonesian(client):
    client.cookies["django_language"] = "xx"

    assert client.get("/masuk/").headers["Content-Language"] == "id"


def test_the_language_of_one_request_does_not_leak_into_the_next(client):
    client.cookies["django_language"] = "en"
    client.get("/masuk/")
    client.cookies.clear()

    assert client.get("/masuk/").headers["Content-Language"] == "id"
