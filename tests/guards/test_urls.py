"""Every address has an audience, and keeps everybody else out."""

import re

import pytest
from django.urls import URLResolver, get_resolver

from tests.factories.members import UserFactory
from tests.guards import audiences

SAMPLES = {"int": "987654", "slug": "tidak-ada", "str": "tidak-ada", "path": "tidak-ada.png", "uuid": f"{0:032x}"}


def walk(patterns, route="", space=""):
    for pattern in patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, here, ":".join(filter(None, [space, pattern.namespace])))
        else:
            yield here, space, pattern.name or ""


ADDRESSES = sorted(set(walk(get_resolver().url_patterns)))


def audience(route, space, name):
    """The class of an address, or None when nobody decided."""
    if space:
        first = space.split(":")[0]
        return audiences.SPACES.get(first, audiences.CMS if first.startswith("wagtail") else None)
    if name in audiences.NAMES:
        return audiences.NAMES[name]
    if name.startswith("wagtail") and route.startswith("cms/"):
        return audiences.PUBLIC if name in audiences.WAGTAIL_OPEN else audiences.CMS
    return audiences.ROUTES.get(route)


def fill(route):
    """An address with absent objects; None for a regular expression."""
    if re.search(r"[\^$(\\]", route):
        return None
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda match: SAMPLES.get(match[1] or "str", "tidak-ada"), route)


def paths_for(*wanted):
    rows = [(fill(row[0]), row) for row in ADDRESSES if audience(*row) in wanted]
    return sorted({path for path, _row in rows if path})


def test_every_address_is_classified():
    assert [row for row in ADDRESSES if audience(*row) is None] == []


def test_no_row_outlives_its_address():
    names = {name for _route, _space, name in ADDRESSES}
    routes = {route for route, _space, _name in ADDRESSES}

    assert sorted(set(audiences.NAMES) - names) == []
    assert sorted(set(audiences.ROUTES) - routes) == []


@pytest.mark.django_db
@pytest.mark.parametrize("path", paths_for(audiences.MEMBER, audiences.OFFICE, audiences.CMS))
def test_a_visitor_is_sent_away(client, path):
    answers = {client.get(path).status_code, client.post(path).status_code}

    assert answers <= {302, 401, 404, 405}, answers


@pytest.mark.django_db
@pytest.mark.parametrize("path", paths_for(audiences.MEMBER, audiences.OFFICE))
def test_a_visitor_is_sent_to_the_one_login(client, path):
    response = client.get(path)

    assert response.status_code != 302 or response.url.startswith("/masuk/")


@pytest.mark.django_db
@pytest.mark.parametrize("path", paths_for(audiences.OFFICE))
def test_a_member_does_not_see_the_office(client, path):
    client.force_login(UserFactory())

    assert {client.get(path).status_code, client.post(path).status_code} <= {404, 405}


@pytest.mark.django_db
@pytest.mark.parametrize("path", paths_for(audiences.CMS))
def test_a_member_does_not_see_the_cms(client, path):
    client.force_login(UserFactory())

    assert {client.get(path).status_code, client.post(path).status_code} <= {302, 403, 404, 405}


@pytest.mark.django_db
@pytest.mark.parametrize("path", paths_for(audiences.PUBLIC))
def test_a_public_address_answers_without_an_error(client, path):
    assert client.get(path).status_code in {200, 302, 404, 405}
