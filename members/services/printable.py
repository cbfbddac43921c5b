"""Letters for papers: what must come out whatever people typed is tidied, what must be right is refused beforehand."""

from functools import cache

from fontpkg import path
from fontTools.ttLib import TTFont

FAMILIES = ("Noto Sans", "Noto Serif")
REPLACEMENT = "?"


@cache
def _letters() -> frozenset[str]:
    """Letters that both fonts of the papers have; about 50 ms once per process."""
    letters = (frozenset(map(chr, TTFont(path(family), lazy=True).getBestCmap())) for family in FAMILIES)
    return frozenset.intersection(*letters) | {"\n", "\t"}


def printable(text: str) -> str:
    """`text` with a question mark for every letter that the fonts lack."""
    letters = _letters()
    return "".join(letter if letter in letters else REPLACEMENT for letter in text)


def strange_letters(text: str) -> str:
    """The letters of `text` that the fonts lack, each once, in order; a page with one of them is not drawn."""
    return "".join(dict.fromkeys(letter for letter in text if letter not in _letters()))
