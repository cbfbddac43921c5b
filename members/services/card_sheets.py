"""Login cards on paper: A4, ten a page, with marks to cut along. Reads no table: only what it is given."""

from functools import cache
from pathlib import Path

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from lms.pdf import render_pdf
from members.services.cards import Card

STYLE = Path(__file__).resolve().parent.parent / "style"
PER_PAGE = 10
NAME_SIZES = ((24, ""), (46, "long"), (80, "longer"))
"""Letters up to which a name fits on its two lines in this class; beyond, `longest`."""


def draw_sheet(cards: list[Card]) -> bytes:
    """Raises lms.pdf.PdfError, for instance for a name in letters that the fonts lack."""
    with override("id"):
        html = render_to_string("members/card_sheet.html", describe(cards))
    return render_pdf(html=html, stylesheets=[stylesheet()])


def describe(cards: list[Card]) -> dict:
    rows = [
        {
            "card": card,
            "qr": draw_qr(card.address),
            "size": size_of_name(card.name),
            "home_size": size_of_home(card.home),
        }
        for card in cards
    ]
    return {
        "pages": [rows[start : start + PER_PAGE] for start in range(0, len(rows), PER_PAGE)],
        "site_name": settings.WAGTAIL_SITE_NAME,
        "where": f"{settings.BASE_URL.partition('://')[2]}{reverse('card_login')}",
    }


def size_of_name(name: str) -> str:
    return next((size for most, size in NAME_SIZES if len(name) <= most), "longest")


def size_of_home(home: str) -> str:
    return "small" if len(home) > 60 else ""


def draw_qr(address: str) -> SafeString:
    """Inline SVG with a title, which is its text for people who do not see it; a fixed mask draws 12 times faster."""
    code = segno.make_qr(address, error="m", mask=2, boost_error=False)
    drawing = code.svg_inline(title="Kode QR ke halaman masuk", border=2, svgclass=None, lineclass=None, light="#fff")
    return mark_safe(drawing)  # made of squares and our own address


@cache
def stylesheet() -> str:
    return (STYLE / "cards.css").read_text(encoding="utf-8")
