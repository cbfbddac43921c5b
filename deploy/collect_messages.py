#!/usr/bin/env python3
"""Collect every text of templates, Python and scripts into locale/en, keeping what is translated.

The Indonesian text itself is the key, so only English needs a file. Without GNU gettext: Babel reads everything.
"""

import ast
import re
import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PROJECT = Path(__file__).resolve().parent.parent
APPS = ["lms", "members", "courses", "quizzes", "bimtek", "certificates", "reports", "demo"]
TARGET = PROJECT / "locale/en/LC_MESSAGES/django.po"
FIRST_COLLECTED = datetime(2026, 11, 22, tzinfo=UTC)
"""A fixed date in the header, so that collecting twice changes nothing."""
CALL = re.compile(r"(?<![\w.])(?:_|n?p?gettext)\((?=u?['\"])")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def sources():
    for app in APPS:
        yield from (path for path in sorted((PROJECT / app).rglob("*.py")) if "migrations" not in path.parts)
    yield from sorted((PROJECT / "templates").rglob("*.html"))
    yield from sorted((PROJECT / "templates").rglob("*.txt"))


def messages_of_code(path):
    yield from extract("python", BytesIO(path.read_bytes()), KEYWORDS, ["Translators:"])


def messages_of_template(path):
    """Django turns a template into calls of gettext between filler that is no Python: read the calls alone."""
    text = templatize(path.read_text(), origin=str(path))
    for match in CALL.finditer(text):
        call = read_call(text, match.start())
        if call:
            line = text.count("\n", 0, match.start()) + 1
            function, arguments = call
            contexts = 1 if function in {"pgettext", "npgettext"} else 0
            words = arguments[contexts : contexts + (2 if "n" in function[:2] else 1)]
            yield line, tuple(words) if len(words) > 1 else words[0], [], arguments[0] if contexts else None


def read_call(text, start):
    """Name and string arguments of the call that begins at `start`."""
    for end in (match.end() for match in re.finditer(r"\)", text[start:])):
        try:
            call = ast.parse(text[start : start + end], mode="eval").body
        except SyntaxError:
            continue
        return call.func.id, [part.value for part in call.args if isinstance(part, ast.Constant)]
    return None


def collect():
    """A catalog of all messages; `python-format` marks those with %(name)s, as Django expects."""
    catalog = Catalog(
        locale="en",
        header_comment="# English texts of Belajar KIM; the message ids are the Indonesian texts.",
        project="belajar-kim",
        version="0.1",
        msgid_bugs_address="none",
        creation_date=FIRST_COLLECTED,
        revision_date=FIRST_COLLECTED,
        last_translator="Belajar KIM",
        language_team="English",
        fuzzy=False,
    )
    for path in sources():
        reader = messages_of_code if path.suffix == ".py" else messages_of_template
        for line, message, comments, context in reader(path):
            if message:
                flags = ["python-format"] if re.search(r"%\(\w+\)|%[sd]", str(message)) else []
                place = [(str(path.relative_to(PROJECT)), line)]
                catalog.add(message, None, place, flags=flags, auto_comments=comments, context=context)
    return catalog


def merged():
    """What the code says now, with the translations that exist; texts that are gone are dropped."""
    fresh = collect()
    if TARGET.exists():
        with TARGET.open("rb") as file:
            known = read_po(file, locale="en")
        for message in fresh:
            old = known.get(message.id, message.context) if message.id else None
            if old and old.string and not old.fuzzy:
                message.string = old.string
    return fresh


def untranslated(catalog):
    return [message for message in catalog if message.id and not all(strings_of(message))]


def strings_of(message):
    return message.string if isinstance(message.string, tuple | list) and message.string else [message.string]


def main():
    catalog = merged()
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    with TARGET.open("wb") as file:
        write_po(file, catalog, width=110, omit_header=False, sort_output=True, no_location=True)
    print(f"{len(catalog)} texts, {len(untranslated(catalog))} without English: {TARGET.relative_to(PROJECT)}")


if __name__ == "__main__":
    sys.exit(main())
