"""The piece of a text around the words somebody looked for, with these words marked."""

import re
from collections.abc import Iterable

from courses.services.search_words import SHORTEST_ROOT

BEFORE, AFTER, WHOLE = 60, 140, 180
Piece = tuple[str, bool]
"""A part of a text, and whether it is one of the words; the text is plain, a template escapes it."""


def mark_words(text: str, forms: Iterable[str]) -> list[Piece]:
    """`text` cut at the words that begin like one of `forms`; short forms must be the whole word."""
    pattern = pattern_of(forms)
    if pattern is None:
        return [(text, False)]
    pieces = pattern.split(text)
    return [(piece, index % 2 == 1) for index, piece in enumerate(pieces) if piece]


def read_snippet(texts: Iterable[str], forms: Iterable[str]) -> list[Piece]:
    """About 200 letters around the first word found in one of `texts`; else the beginning of the first with words."""
    forms, texts = list(forms), [" ".join(text.split()) for text in texts]
    pattern = pattern_of(forms)
    for text in texts:
        found = pattern.search(text) if pattern else None
        if found:
            return mark_words(cut(text, found.start() - BEFORE, found.end() + AFTER), forms)
    first = next((text for text in texts if text), "")
    return [(cut(first, 0, WHOLE), False)] if first else []


def pattern_of(forms: Iterable[str]) -> re.Pattern[str] | None:
    ordered = sorted(set(forms), key=len, reverse=True)
    words = "|".join(re.escape(form) + (r"\w*" if len(form) >= SHORTEST_ROOT else "") for form in ordered)
    return re.compile(rf"\b({words})\b", re.IGNORECASE) if words else None


def cut(text: str, start: int, end: int) -> str:
    """`text[start:end]` widened or narrowed to whole words, with dots where something is left out."""
    start = text.rfind(" ", 0, start) + 1 if start > 0 else 0
    stop = text.rfind(" ", start, end) if end < len(text) else len(text)
    stop = end if stop <= start else stop
    return ("… " if start else "") + text[start:stop].strip() + (" …" if stop < len(text) else "")
