"""WeasyPrint behind locks; import `lms.pdf` instead. Measurements behind this: docs/adr/0011-pdf-lock-down.md."""

import logging
import mimetypes
import os
import tempfile
import threading
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from xml.sax.saxutils import escape

from django.conf import settings
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from lms.pdf import PdfError, logger

FONT_PACKAGES = ("fontpkg_noto_sans", "fontpkg_noto_serif")
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


def draw(*, html: str, stylesheets: Sequence[str], assets: Mapping[str, bytes]) -> bytes:
    """See `lms.pdf.render_pdf`."""
    fetcher = AssetFetcher(assets)
    trap = Trap()
    with ONE_AT_A_TIME:
        logger.addHandler(trap)
        try:
            fonts = font_configuration()
            styles = [CSS(string=text, url_fetcher=fetcher, font_config=fonts) for text in stylesheets]
            page = HTML(string=html, url_fetcher=fetcher)
            content = page.write_pdf(stylesheets=styles, font_config=fonts, pdf_tags=True)
        except FatalURLFetchingError as error:  # a BaseException: `except Exception` would let it through
            raise PdfError(f"Refused: {error.__cause__}") from error
        finally:
            logger.removeHandler(trap)
    if trap.caught:
        raise PdfError("; ".join(trap.caught))
    return content


@cache
def font_configuration() -> FontConfiguration:
    """One for the process, knowing the pinned fonts only: a letter they lack is an error, not another face.

    Fonts come through fontconfig and not @font-face, which leaves 2 MB in the temp folder of every killed worker.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".conf", encoding="utf-8") as config:
        config.write(_fontconfig_xml())
        config.flush()
        before = os.environ.get("FONTCONFIG_FILE")
        os.environ["FONTCONFIG_FILE"] = config.name
        try:
            return FontConfiguration()
        finally:
            del os.environ["FONTCONFIG_FILE"]
            if before is not None:
                os.environ["FONTCONFIG_FILE"] = before


def _fontconfig_xml() -> str:
    folders = "".join(f"<dir>{escape(str(files(package) / 'files'))}</dir>" for package in FONT_PACKAGES)
    cache_folder = escape(str(Path(settings.STATE_DIR) / "fontconfig"))
    return f'<?xml version="1.0"?><fontconfig>{folders}<cachedir>{cache_folder}</cachedir></fontconfig>'
