"""Text for papers that must come out whatever people typed; certificates refuse such letters instead."""

from functools import cache

from fontpkg import path
from fontTools.ttLib import TTFont

REPLACEMENT = "?"


@cache
def _letters() -> frozenset[str]:
    """Letters of the body font; about 30 ms once per process."""
    return frozenset(map(chr, TTFont(path("Noto Sans"), lazy=True).getBestCmap())) | {"\n", "\t"}


def printable(text: str) -> str:
    """`text` with a question mark for every letter that Noto Sans lacks."""
    letters = _letters()
    return "".join(letter if letter in letters else REPLACEMENT for letter in text)
