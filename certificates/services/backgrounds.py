"""The pages of a certificate drawn once, with gaps where the personal texts lie; kept per process by their content."""

import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

import pikepdf

from certificates.services.document import choose_paper, draw_qr, write_html
from certificates.services.lettering import FILES, UNITS, Lettering, cut_font, repertoire, width_of
from certificates.services.qr import qr_strokes
from certificates.services.skeletons import Skeleton, make_skeleton
from certificates.services.slots import CODE, STAND_INS, Unstampable, check_slots, value_of
from lms.pdf import Attachment, Mark, MarkedPdf, PdfError, render_marked_pdf

TEXT = re.compile(rb"1 0 0 -1 (\S+) (\S+) Tm(\n/(\w+) (\S+) Tf\n)(\[[^]]*\]) TJ\n")
"""One line of text in one font, as WeasyPrint writes it."""
MAPPING = re.compile(rb"^<([0-9a-f]{4})> <([0-9a-f]+)>$", re.MULTILINE)
LARGEST_CACHE = 48


@dataclass(frozen=True)
class Field:
    """One line: its lettering, the words around the personal text, and where the stand-in of `width` began."""

    key: str
    before: str
    after: str
    lettering: Lettering
    font: str
    x: float
    baseline: str
    width: float
    room: float
    anchor: float


@dataclass(frozen=True)
class Code:
    """The QR code."""


Piece = bytes | Field | Code


@dataclass(frozen=True)
class Background:
    """Pages by object number, cut at their gaps, and the other objects that differ from person to person."""

    skeleton: Skeleton
    pages: Mapping[int, tuple[Piece, ...]]
    metadata: tuple[int, str]
    info: tuple[int, Mapping[str, str]]
    file_number: int | None


@lru_cache(maxsize=LARGEST_CACHE)
def background_of(*, context: str, crest: bytes | None, attachment: Attachment | None) -> Background | None:
    """For the JSON of a template context with stand-ins; None when such certificates must be rendered whole."""
    try:
        drawn, page = _draw(json.loads(context), crest, attachment)
        return _take_apart(drawn, page)
    except (Unstampable, PdfError):
        return None


def _draw(page: dict, crest: bytes | None, attachment: Attachment | None) -> tuple[MarkedPdf, dict]:
    html = write_html({**page, "qr": draw_qr(page["address_to_verify"])})
    attachments = [attachment] if attachment else []
    drawn = render_marked_pdf(html=html, attachments=attachments, **choose_paper(page, crest))
    check_slots(html, drawn.marks)
    return drawn, page


def _take_apart(drawn: MarkedPdf, page: Mapping) -> Background:
    with pikepdf.open(BytesIO(drawn.content)) as pdf:
        pages = {}
        letters: dict[str, dict[int, str]] = {}
        for number in sorted({mark.page for mark in drawn.marks}):
            stream, fonts = pdf.pages[number].Contents, pdf.pages[number].Resources.Font
            marks = [mark for mark in drawn.marks if mark.page == number]
            pages[stream.objgen[0]] = _cut(stream.read_bytes(), marks, fonts, letters, page)
        metadata, info = pdf.Root.Metadata, pdf.trailer["/Info"]
        file = pdf.Root.AF[0].EF.F.objgen[0] if "/AF" in pdf.Root else None
        changing = {*pages, metadata.objgen[0], info.objgen[0], *([file] if file else [])}
        _check_nothing_personal(pdf, changing)
        return Background(
            skeleton=make_skeleton(pdf=pdf, changing=changing),
            pages=pages,
            metadata=(metadata.objgen[0], metadata.read_bytes().decode()),
            info=(info.objgen[0], {key: str(value) for key, value in info.items()}),
            file_number=file,
        )


def _check_nothing_personal(pdf: pikepdf.Pdf, changing: set[int]) -> None:
    """A bookmark or the words for a picture may quote what is printed."""
    for item in pdf.objects:
        if item.objgen[0] not in changing and not isinstance(item, pikepdf.Stream):
            text = item.unparse(resolved=True)
            if any(stand_in.encode() in text for stand_in in STAND_INS.values()):
                raise Unstampable("a personal text is kept outside of the pages")


def _cut(
    content: bytes, marks: list[Mark], fonts: pikepdf.Object, letters: dict[str, dict[int, str]], page: Mapping
) -> tuple[Piece, ...]:
    """The page in pieces; what is cut out is exactly what stamping the stand-ins would put in."""
    gaps: list[tuple[int, int, Piece]] = []
    for mark in marks:
        if value_of(mark.slot) == "address_to_verify":
            gaps.append(_find_code(content, page["address_to_verify"]))
        else:
            gaps.append(_find_text(content, mark, fonts, letters, page))
    pieces: list[Piece] = []
    end = 0
    for first, last, piece in sorted(gaps, key=lambda gap: gap[0]):
        pieces += [content[end:first], piece]
        end = last
    return (*pieces, content[end:])


def _find_code(content: bytes, address: str) -> tuple[int, int, Piece]:
    strokes = qr_strokes(address=address, code=CODE)
    if content.count(strokes) != 1:
        raise Unstampable("the QR code is drawn another way")
    start = content.index(strokes)
    return start, start + len(strokes), Code()


def _find_text(
    content: bytes, mark: Mark, fonts: pikepdf.Object, letters: dict[str, dict[int, str]], page: Mapping
) -> tuple[int, int, Piece]:
    place = (write_number(mark.x).encode(), write_number(mark.y).encode())
    found = [match for match in TEXT.finditer(content) if match.group(1, 2) == place]
    if len(found) != 1:
        raise Unstampable(f"slot {mark.slot} is not found on the page")
    name, size, operand = (group.decode() for group in found[0].group(4, 5, 6))
    key = value_of(mark.slot)
    before, is_there, after = mark.text.partition(page[key])
    face = str(fonts[f"/{name}"].BaseFont).partition("+")[2]
    if not is_there or face not in FILES:
        raise Unstampable(f"slot {mark.slot} holds another text, or is in a font that cannot be stamped")
    if name not in letters:
        letters[name] = _widen(fonts[f"/{name}"], face)
    lettering = Lettering(face, round(float(size) * UNITS), int(mark.spacing * UNITS), letters[name])
    line = lettering.set_line(mark.text)
    if line is None or line.operand != operand:
        raise Unstampable(f"slot {mark.slot} is set another way")
    font, baseline = found[0].group(3).decode(), found[0].group(2).decode()
    spacing = mark.spacing
    field = Field(key, before, after, lettering, font, mark.x, baseline, line.width, mark.room - spacing, mark.anchor)
    return found[0].start(1), found[0].end(6), field


def _widen(font: pikepdf.Object, face: str) -> dict[int, str]:
    """Put the whole repertoire into an embedded font; what each of its glyphs stands for."""
    known = {
        int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be")
        for glyph, text in MAPPING.findall(font.ToUnicode.read_bytes())
    }
    letters = known | repertoire(face)
    inner = font.DescendantFonts[0]
    program = cut_font(face, set(letters))
    inner.FontDescriptor.FontFile2.write(zlib.compress(program, 9), filter=pikepdf.Name.FlateDecode)
    inner.FontDescriptor.FontFile2.Length1 = len(program)
    inner.W = pikepdf.Array(
        [part for glyph in sorted(letters) for part in (glyph, pikepdf.Array([width_of(face, glyph)]))]
    )
    font.ToUnicode.write(zlib.compress(_write_mapping(letters), 9), filter=pikepdf.Name.FlateDecode)
    return letters


def _write_mapping(letters: Mapping[int, str]) -> bytes:
    rows = [f"<{glyph:04x}> <{text.encode('utf-16-be').hex()}>" for glyph, text in sorted(letters.items())]
    parts = [rows[start : start + 100] for start in range(0, len(rows), 100)]
    blocks = "".join(f"{len(part)} beginbfchar\n{chr(10).join(part)}\nendbfchar\n" for part in parts)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo\n<< /Registry (Adobe)\n/Ordering (UCS)\n/Supplement 0\n>> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n{blocks}"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode()


def write_number(number: float) -> str:
    """As WeasyPrint writes it: six decimals at most, none for a whole number."""
    return str(int(number)) if float(number).is_integer() else f"{number:f}".rstrip("0")
