"""WeasyPrint behind locks; import `lms.pdf` instead. Measurements behind this: docs/adr/0011-pdf-lock-down.md."""

import logging
import mimetypes
import os
import tempfile
import threading
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from xml.sax.saxutils import escape

from django.conf import settings
from weasyprint import CSS, HTML
from weasyprint import Attachment as EmbeddedFile
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from lms.archival import finish
from lms.fonts import fixed_weight_fonts, font_files, needs_whole_fonts
from lms.marks import find_marks
from lms.pdf import Attachment, MarkedPdf, PdfError, logger

os.environ.setdefault("SOURCE_DATE_EPOCH", "1704067200")  # else a subset font carries the time of drawing
ONE_AT_A_TIME = threading.Lock()
"""Pango's font map and the log trap are shared by the threads of a process."""


class AssetFetcher(URLFetcher):
    """Serves named bytes, opens nothing: no file, no network, no redirect."""

    def __init__(self, assets: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=["asset"], allow_redirects=False, fail_on_errors=True)
        self.assets = assets

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        scheme, _, name = url.partition(":")
        if scheme != "asset" or name not in self.assets:
            raise ValueError(url)
        content_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, self.assets[name], {"Content-Type": content_type})


class Trap(logging.Handler):
    """Collects what WeasyPrint only mentions in passing, such as a picture left out."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.caught: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.caught.append(record.getMessage())


def draw(
    *,
    html: str,
    stylesheets: Sequence[str],
    assets: Mapping[str, bytes],
    attachments: Sequence[Attachment] | None = None,
) -> bytes:
    """See `lms.pdf`; a PDF for the archive unless `attachments` is None."""
    return _draw(html, stylesheets, AssetFetcher(assets), attachments)[1]


def draw_marked(
    *, html: str, stylesheets: Sequence[str], assets: Mapping[str, bytes], attachments: Sequence[Attachment]
) -> MarkedPdf:
    """See `lms.pdf`."""
    document, content = _draw(html, stylesheets, AssetFetcher(assets), attachments)
    return MarkedPdf(content, find_marks(document))


def _draw(
    html: str, stylesheets: Sequence[str], fetcher: AssetFetcher, attachments: Sequence[Attachment] | None
) -> tuple[Document, bytes]:
    trap = Trap()
    with ONE_AT_A_TIME:
        logger.addHandler(trap)
        try:
            fonts = font_configuration(is_whole=needs_whole_fonts(html))
            kind = {"pdf_tags": True} if attachments is None else _archival(attachments, fetcher)
            styles = [_parse(text, fonts) for text in stylesheets]
            document = HTML(string=html, url_fetcher=fetcher).render(stylesheets=styles, font_config=fonts, **kind)
            content = document.write_pdf(finisher=None if attachments is None else finish, **kind)
        except FatalURLFetchingError as error:  # a BaseException: `except Exception` would let it through
            raise PdfError(f"Refused: {error.__cause__}") from error
        finally:
            logger.removeHandler(trap)
    if trap.caught:
        raise PdfError("; ".join(trap.caught))
    return document, content


def _archival(attachments: Sequence[Attachment], fetcher: AssetFetcher) -> dict:
    files_inside = [
        EmbeddedFile(
            string=file.content,
            name=file.name,
            description=file.description,
            created=file.made_at,
            modified=file.made_at,
            relationship="Data",
            url_fetcher=fetcher,
        )
        for file in attachments
    ]
    return {"pdf_variant": "pdf/a-3a", "attachments": files_inside}


@lru_cache(maxsize=16)
def _parse(text: str, fonts: FontConfiguration) -> CSS:
    """A stylesheet read once per process; it fetches nothing itself, its pictures come from the page's assets."""
    return CSS(string=text, url_fetcher=AssetFetcher({}), font_config=fonts)


@cache
def font_configuration(*, is_whole: bool) -> FontConfiguration:
    """One of each kind for the process, knowing pinned fonts only: a letter they lack is an error, not another face.

    Fonts come through fontconfig and not @font-face, which leaves 2 MB in the temp folder of every killed worker.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".conf", encoding="utf-8") as config:
        config.write(_whole_fonts() if is_whole else _cut_fonts())
        config.flush()
        before = os.environ.get("FONTCONFIG_FILE")
        os.environ["FONTCONFIG_FILE"] = config.name
        try:
            return FontConfiguration()
        finally:
            del os.environ["FONTCONFIG_FILE"]
            if before is not None:
                os.environ["FONTCONFIG_FILE"] = before


def _whole_fonts() -> str:
    return _fontconfig_xml([path.parent for path in font_files()])


def _cut_fonts() -> str:
    """Cut upright fonts, and the italics of the wheels."""
    uprights = "".join(f"<glob>*/Noto{family}?wdth,wght?.ttf</glob>" for family in ("Sans", "Serif"))
    places = [fixed_weight_fonts(), *(path.parent for path in font_files())]
    return _fontconfig_xml(places, f"<selectfont><rejectfont>{uprights}</rejectfont></selectfont>")


def _fontconfig_xml(places: Sequence[Path], rules: str = "") -> str:
    folders = "".join(f"<dir>{escape(str(place))}</dir>" for place in places)
    cache_folder = escape(str(Path(settings.STATE_DIR) / "fontconfig"))
    return f'<?xml version="1.0"?><fontconfig>{folders}{rules}<cachedir>{cache_folder}</cachedir></fontconfig>'
