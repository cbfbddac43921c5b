"""Which letters the pinned fonts can print; asked before issuing, because afterwards the text is frozen."""

from functools import cache

from fontpkg import path
from fontTools.ttLib import TTFont

FAMILIES = ("Noto Sans", "Noto Serif")


@cache
def printable_letters() -> frozenset[str]:
    """Letters that every font of the certificate has; about 50 ms once per process."""
    letters = (frozenset(map(chr, TTFont(path(family), lazy=True).getBestCmap())) for family in FAMILIES)
    return frozenset.intersection(*letters)


def unprintable_letters(text: str) -> list[str]:
    """The letters of a cleaned `text` that would come out as an empty box, each once, in order."""
    return list(dict.fromkeys(letter for letter in text if letter not in printable_letters()))
