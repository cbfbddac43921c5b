"""The one door to PDF making: HTML in, bytes out, nothing fetched from anywhere. See docs/adr/0011-pdf-lock-down.md."""

import logging
from collections.abc import Mapping, Sequence

logger = logging.getLogger("weasyprint")
logger.propagate = False  # its messages quote the text being drawn, which may be a name
logging.getLogger("fontTools").setLevel(logging.WARNING)


class PdfError(Exception):
    """The page could not be drawn as asked: something was refused, missing, broken or has no glyph."""


def render_pdf(*, html: str, stylesheets: Sequence[str] = (), assets: Mapping[str, bytes] | None = None) -> bytes:
    """Tagged PDF of `html` (a rendered, autoescaped template) under `stylesheets` (CSS texts).

    Images are named `asset:crest.jpg` and looked up in `assets` (`{"crest.jpg": b"…"}`); the ending tells the type.
    Every other address, `data:` included, is refused. Fonts: "Noto Sans" and "Noto Serif", nothing of the host.
    The page needs `<html lang>`. Same input, same bytes. Raises PdfError for anything WeasyPrint would only have
    warned about.
    """
    from lms.weasy import draw  # noqa: PLC0415 -- slow import, and only who draws needs Pango

    return draw(html=html, stylesheets=stylesheets, assets=assets or {})
