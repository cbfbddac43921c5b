"""Ask one address as one person and write the answer as one letter."""

from http.cookies import SimpleCookie
from uuid import UUID

from django.db import connection, transaction
from django.urls import reverse

from tests.attacks.world import ABSENT

LETTERS = {200: "k", 400: "b", 401: "a", 403: "f", 404: "m", 405: "x", 409: "c", 422: "u", 503: "s"}
KEYS = {"upload": UUID(int=ABSENT)}
"""Of rows whose key is no number."""
REFUSED = set("alfmxd")
OWN_BUSINESS = ("django_session", "wagtailcore_uploadedfile", "members_disclosure")
"""Sessions, and the note that somebody took a list out, which a download by GET writes."""


class Undo(Exception):
    """Ends a savepoint."""


def address_of(name, parts, office):
    """`parts` are fields of the office (slugs and codes as such); everything is absent without an office."""
    if "/" in name:
        return "/" + name.format(**(slugs(office) if office else dict.fromkeys(SLUGS, "tidak-ada")))
    return reverse(name, args=[value_of(part, office) for part in parts])


SLUGS = ("course", "module", "lesson", "page")


def slugs(office):
    return {"course": office.course.slug, "module": "modul", "lesson": "pelajaran", "page": office.course.pk}


def value_of(part, office):
    field, _, attribute = part.partition(".")
    if office is None:
        return "tidak-ada" if attribute else KEYS.get(field, ABSENT)
    return getattr(getattr(office, field), attribute or "pk")


class Statements(list):
    """Every statement sent while it listens, without the values, whose writing out takes longer than the query.

    >>> with connection.execute_wrapper(sent := Statements()): ...
    """

    def __call__(self, execute, sql, params, many, context):
        self.append(sql)
        return execute(sql, params, many, context)


def ask(client, method, address, data=None):
    """The letter of the answer and the rows written for it; whatever was written is taken back."""
    answer, written, cookies = None, [], SimpleCookie(client.cookies)
    try:
        with transaction.atomic():
            with connection.execute_wrapper(sent := Statements()):
                response = getattr(client, method.lower())(address, data)
            answer, written = letter(response), writes(sent)
            raise Undo
    except Undo:
        client.cookies = cookies  # logging out is taken back, too
        return answer, written


def letter(response):
    """k fine, r sent on, l sent to the login, d refused by Wagtail, m missing, x wrong method, f forbidden, …"""
    if response.status_code in (301, 302):
        if response.url.startswith(("/masuk/", "/cms/login/")):
            return "l"
        return "d" if response.url == "/cms/" else "r"
    return LETTERS.get(response.status_code, "?")


def writes(statements):
    changing = [sql for sql in statements if sql.startswith(("INSERT", "UPDATE", "DELETE"))]
    return [sql[:80] for sql in changing if not any(table in sql for table in OWN_BUSINESS)]
