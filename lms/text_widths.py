"""How wide a text comes out in the fonts of the PDFs, so that it can be made to fit before it is drawn."""

from functools import cache, lru_cache
from math import ceil

from fontTools.ttLib import TTFont

from lms.fonts import fixed_weight_fonts

MM_PER_POINT = 25.4 / 72
SPARE = 1.02
"""Letters that stand closer in the drawing than on their own never add up to this."""


@cache
def letter_widths(face: str) -> dict[int, float]:
    """Width of each letter of a cut font (`NotoSans-400`), as a share of the size."""
    with TTFont(fixed_weight_fonts() / f"{face}.ttf", lazy=True) as font:
        units, widths = font["head"].unitsPerEm, font["hmtx"]
        return {code: widths[glyph][0] / units for code, glyph in font.getBestCmap().items()}


@lru_cache(maxsize=2048)
def text_width(text: str, *, face: str, points: float) -> float:
    """Millimetres on one line; a letter beyond the cut fonts counts as wide as it is high."""
    widths = letter_widths(face)
    return sum(widths.get(ord(letter), 1.0) for letter in text) * points * MM_PER_POINT * SPARE


@lru_cache(maxsize=2048)
def count_lines(text: str, *, face: str, points: float, width: float) -> int:
    """Lines the text takes when it wraps at `width` millimetres; a word longer than that is broken."""
    blank, lines, used = text_width(" ", face=face, points=points), 1, 0.0
    for word in text.split():
        room = text_width(word, face=face, points=points)
        if used and used + blank + room <= width:
            used += blank + room
            continue
        broken = ceil(room / width) - 1
        lines += (1 if used else 0) + broken
        used = room - broken * width
    return lines
