"""Lines of text as WeasyPrint writes them into a page: the same glyphs, kerned and spaced to the same unit.

Pango counts in 1/1024 of a pixel, and HarfBuzz, told the size in that unit, answers with the same whole numbers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import NamedTuple

import uharfbuzz as hb

from lms.fonts import fixed_weight_fonts

FILES = {
    "Noto-Sans": "NotoSans-400.ttf",
    "Noto-Sans-Bold": "NotoSans-700.ttf",
    "Noto-Serif": "NotoSerif-400.ttf",
    "Noto-Serif-Bold": "NotoSerif-700.ttf",
}
UNITS = 1024
"""Of Pango in one CSS pixel."""
LETTERS = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)])) + "–—‘’“”…"
"""What a stamped line may hold: all of English and western Europe. Other letters mean a full rendering."""
JOINED = ("ff", "fi", "fl", "ffi", "ffl")
"""Letters the fonts draw as one glyph."""
UNUSED_TABLES = ("BASE", "DSIG", "EBDT", "EBLC", "EBSC", "GPOS", "GSUB", "JSTF", "LTSH", "PCLT", "SVG ")


class Glyph(NamedTuple):
    number: int
    advance: int
    offset: int
    text: str


class Line(NamedTuple):
    """Operand of `TJ`, and the width in CSS pixels."""

    operand: str
    width: float


@dataclass(frozen=True)
class Lettering:
    """A font at a size, given as Pango has it, with `spacing` units between two letters."""

    face: str
    size: int
    spacing: int
    letters: Mapping[int, str]
    """What each glyph in the file stands for; any other glyph or any other meaning cannot be stamped."""
    tokens: dict[tuple, str] = field(default_factory=dict, compare=False)

    def set_line(self, text: str) -> Line | None:
        """None when the text needs a glyph, a joint or a raised accent that the file does not have."""
        glyphs = shape(self.face, self.size, self.spacing, text)
        if not glyphs or any(self.letters.get(glyph.number) != glyph.text for glyph in glyphs):
            return None
        spaced = self._space(glyphs) if self.spacing else glyphs
        operand = "[<" + "".join(map(self._token, spaced)) + ">]"
        return Line(operand.replace("<>]", "]"), sum(glyph.advance for glyph in spaced) / UNITS)

    def _space(self, glyphs: list[Glyph]) -> list[Glyph]:
        """Half of the space before each letter but the first, half after each but the last, as Pango does it."""
        before, last = int(self.spacing / 2), len(glyphs) - 1
        if self.spacing % UNITS == 0:
            before = (before + UNITS // 2) // UNITS * UNITS  # whole pixels stay whole
        return [
            glyph._replace(
                offset=glyph.offset + (before if place else 0),
                advance=glyph.advance + (before if place else 0) + (self.spacing - before if place < last else 0),
            )
            for place, glyph in enumerate(glyphs)
        ]

    def _token(self, glyph: Glyph) -> str:
        """The glyph, and by how many thousandths of the size the next one is moved from where it would stand."""
        key = glyph[:3]
        if key not in self.tokens:
            size = self.size / UNITS
            offset = glyph.offset / size
            kerning = width_of(self.face, glyph.number) + offset - glyph.advance * 1000 / UNITS / size
            moved = (f">{-offset}<" if offset else "", f">{int(kerning)}<" if kerning else "")
            self.tokens[key] = f"{moved[0]}{glyph.number:04x}{moved[1]}"
        return self.tokens[key]


def shape(face: str, size: int, spacing: int, text: str) -> list[Glyph] | None:
    """None when something stands higher or lower than the line, which a stamped line cannot show."""
    if not text:
        return []
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.direction, buffer.script, buffer.language = "ltr", "Latn", "id"
    hb.shape(_font(face, size), buffer, {"liga": False, "clig": False, "dlig": False} if spacing else None)
    infos, positions = buffer.glyph_infos, buffer.glyph_positions
    if any(position.y_offset for position in positions):
        return None
    ends = [info.cluster for info in infos[1:]] + [len(text)]
    return [
        Glyph(info.codepoint, position.x_advance, position.x_offset, text[info.cluster : end])
        for info, position, end in zip(infos, positions, ends, strict=True)
    ]


@lru_cache(maxsize=4096)
def width_of(face: str, glyph: int) -> int:
    """Thousandths of the size, as the PDF tells its readers."""
    return round(_font(face, 0).get_glyph_h_advance(glyph) * 1000 / load_face(face).upem)


def repertoire(face: str) -> dict[int, str]:
    """Glyph → text of all that may be stamped in this face."""
    texts = [*LETTERS, *JOINED]
    shaped = ((text, shape(face, load_face(face).upem, 0, text)) for text in texts)
    return {glyphs[0].number: text for text, glyphs in shaped if glyphs and len(glyphs) == 1 and glyphs[0].number}


def cut_font(face: str, glyphs: set[int]) -> bytes:
    """The font with these glyphs and no others, under their old numbers."""
    wanted = hb.SubsetInput()
    wanted.glyph_set.update(glyphs)
    wanted.flags = hb.SubsetFlags.RETAIN_GIDS | hb.SubsetFlags.NO_HINTING
    wanted.drop_table_tag_set.update(int.from_bytes(tag.encode()) for tag in UNUSED_TABLES)
    return bytes(hb.subset(load_face(face), wanted).blob.data)


@cache
def load_face(face: str) -> hb.Face:
    return hb.Face(hb.Blob.from_file_path(str(fixed_weight_fonts() / FILES[face])))


@lru_cache(maxsize=64)
def _font(face: str, size: int) -> hb.Font:
    """At `size` Pango units; 0 means the font's own units."""
    font = hb.Font(load_face(face))
    if size:
        font.scale = (size, size)
    return font
