"""Letters for papers: what must come out whatever people typed is tidied, what must be right is refused beforehand."""

from lms.fonts import unprintable_letters

REPLACEMENT = "?"
BREAKS = "\n\t"


def printable(text: str) -> str:
    """`text` with a question mark for every letter that the fonts lack."""
    return text.translate({ord(letter): REPLACEMENT for letter in strange_letters(text)})


def strange_letters(text: str) -> str:
    """The letters of `text` that the fonts lack, each once, in order; a page with one of them is not drawn."""
    return "".join(letter for letter in unprintable_letters(text) if letter not in BREAKS)
