"""The letters of GIFT: which need a backslash, how a text is read and written."""

import re
from html import unescape

from django.utils.html import strip_tags

ESCAPED = "\\~=#{}:"
_FIRST_PLACEHOLDER = 0xFDD0  # Unicode noncharacters: never part of a text, refused in the input
_LETTERS = {letter: chr(_FIRST_PLACEHOLDER + index) for index, letter in enumerate(f"{ESCAPED}n")}
_ESCAPE = re.compile(r"\\([\\~=#{}:n])")
_RESTORE = {ord(mark): "\n" if letter == "n" else letter for letter, mark in _LETTERS.items()}
_WRITE = {ord(letter): f"\\{letter}" for letter in ESCAPED} | {ord("\n"): "\\n"}
_FORMAT = re.compile(r"\[(html|markdown|plain|moodle)\]\s*")
FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufdd0-\ufdef\ud800-\udfff\ufffe\uffff]")


def hide_escapes(source: str) -> str:
    """Backslash pairs become single placeholders, so that plain searches find only the marks of the format."""
    return _ESCAPE.sub(lambda match: _LETTERS[match[1]], source)


def read_text(hidden: str) -> str:
    """The text an author meant: lines joined, `[html]` taken off with its tags, escapes resolved."""
    joined = re.sub(r"[ \t]*\n[ \t]*", " ", hidden).strip()
    prefix = _FORMAT.match(joined)
    text = joined[prefix.end() :].translate(_RESTORE) if prefix else joined.translate(_RESTORE)
    if prefix and prefix[1] == "html":
        return unescape(strip_tags(text)).strip()
    return text


def write_text(text: str) -> str:
    """The text with every mark of the format escaped; what would read as a comment or a prefix gets `[plain]`."""
    needs_prefix = _FORMAT.match(text) or text.startswith(("//", "$CATEGORY:"))
    return ("[plain]" if needs_prefix else "") + text.translate(_WRITE)
