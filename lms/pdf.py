"""The one door to PDF making: HTML in, bytes out, nothing fetched from anywhere. See docs/adr/0011-pdf-lock-down.md."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

logger = logging.getLogger("weasyprint")
logger.propagate = False  # its messages quote the text being drawn, which may be a name
logging.getLogger("fontTools").setLevel(logging.WARNING)


class PdfError(Exception):
    """The page could not be drawn as asked: something was refused, missing, broken or has no glyph."""


@dataclass(frozen=True)
class Attachment:
    """A file inside an archival PDF; `made_at` is part of the bytes, so it must not be the moment of drawing."""

    name: str
    content: bytes
    description: str
    made_at: datetime


@dataclass(frozen=True)
class Mark:
    """A text or a picture of an element with `data-slot`; all measures in CSS pixels from the top left of the page.

    `y` is the baseline of a text and the top of a picture. `room` is how wide a text may be before it wraps, `anchor`
    the share of its growth that goes to its left, `spacing` what is added between two letters, and `is_alone` says
    that nothing else stands on its line.
    """

    slot: str
    page: int
    text: str
    x: float
    y: float
    width: float
    room: float = 0.0
    anchor: float = 0.0
    spacing: float = 0.0
    is_alone: bool = True


@dataclass(frozen=True)
class MarkedPdf:
    content: bytes
    marks: list[Mark]


def render_pdf(*, html: str, stylesheets: Sequence[str] = (), assets: Mapping[str, bytes] | None = None) -> bytes:
    """Tagged PDF of `html` (a rendered, autoescaped template) under `stylesheets` (CSS texts).

    Images are named `asset:crest.jpg` and looked up in `assets` (`{"crest.jpg": b"…"}`); the ending tells the type.
    Every other address, `data:` included, is refused. Fonts: "Noto Sans" and "Noto Serif", nothing of the host.
    The page needs `<html lang>`. Same input, same bytes. Raises PdfError for anything WeasyPrint would only have
    warned about.
    """
    from lms.weasy import draw  # noqa: PLC0415 -- slow import, and only who draws needs Pango

    return draw(html=html, stylesheets=stylesheets, assets=assets or {})


def render_archival_pdf(
    *,
    html: str,
    stylesheets: Sequence[str] = (),
    assets: Mapping[str, bytes] | None = None,
    attachments: Sequence[Attachment] = (),
) -> bytes:
    """As `render_pdf`, in one file that says of itself PDF/A-3a and PDF/UA-1; the page must deserve it.

    That takes a title, `alt` for every picture, `<title>` in every inline SVG, headings in order, `scope` on header
    cells, and `img { image-rendering: pixelated }`.
    """
    from lms.weasy import draw  # noqa: PLC0415 -- slow import, and only who draws needs Pango

    return draw(html=html, stylesheets=stylesheets, assets=assets or {}, attachments=attachments)


def render_marked_pdf(
    *,
    html: str,
    stylesheets: Sequence[str] = (),
    assets: Mapping[str, bytes] | None = None,
    attachments: Sequence[Attachment] = (),
) -> MarkedPdf:
    """As `render_archival_pdf`, with the places of the elements that carry `data-slot`."""
    from lms.weasy import draw_marked  # noqa: PLC0415 -- slow import, and only who draws needs Pango

    return draw_marked(html=html, stylesheets=stylesheets, assets=assets or {}, attachments=attachments)
