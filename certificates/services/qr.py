"""The QR code of the verification page as the very operators WeasyPrint makes of `document.draw_qr`.

Encoding, error correction and mask of a QR code are linear: two addresses that differ in one letter differ in the same
modules whatever the other letters are. So a code is put together from codes made before, letter by letter.
"""

import re
from functools import lru_cache

import segno

BORDER = 2
LETTER = "0"
"""Stands at every place of the code that the others are told apart from."""
RUN = re.compile("1+")


def qr_strokes(*, address: str, code: str) -> bytes:
    """The dark modules, line by line, as a page holds them; `code` is a part of the address.

    Another part must hold a small letter, as every web address does: capitals alone are encoded in pairs.
    """
    before, _code, after = address.partition(code)
    plain = LETTER * len(code)
    side, modules = _modules(before + plain + after)
    for place, letter in enumerate(code):
        modules ^= _change(before, plain, after, place, letter)
    rows = f"{modules:0{side * side}b}"
    return "".join(
        f"{run.start() + BORDER} {row + BORDER}.5 m\n{run.end() + BORDER} {row + BORDER}.5 l\n"
        for row in range(side)
        for run in RUN.finditer(rows[row * side : (row + 1) * side])
    ).encode()


@lru_cache(maxsize=2048)
def _change(before: str, plain: str, after: str, place: int, letter: str) -> int:
    """The modules that turn when `letter` is at `place`."""
    changed = f"{plain[:place]}{letter}{plain[place + 1 :]}"
    return _modules(before + plain + after)[1] ^ _modules(before + changed + after)[1]


@lru_cache(maxsize=4)
def _modules(address: str) -> tuple[int, int]:
    """Modules a side, and all of them as the bits of one number, row by row."""
    matrix = segno.make_qr(address, error="m", mask=2, boost_error=False).matrix
    return len(matrix), int("".join(str(module) for row in matrix for module in row), 2)
