"""From frozen text to PDF bytes. Reads no table and no file of the office: only what it is given."""

from collections.abc import Sequence
from functools import cache
from math import ceil
from pathlib import Path

import segno
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from certificates.choices import ParticipantRole
from lms.pdf import Attachment, render_archival_pdf, render_pdf

STYLE = Path(__file__).resolve().parent.parent / "style"
NAME_SIZES = ((30, ""), (42, "long"), (56, "longer"), (112, "longer two-lines"))
"""Letters up to which a name fits in this class; beyond, `longest`."""
FRONT_SIZES = ((13, ""), (19, "tight"))
"""Lines of text the front has room for in this class; beyond, the smallest, where nothing can overlap."""


def draw_document(
    *, printed: dict, crest: bytes | None, is_sample: bool = False, attachments: Sequence[Attachment] = ()
) -> bytes:
    """Two or more A4 landscape pages, PDF/A-3a and PDF/UA-1; the same input gives the same bytes.

    A sample is for looking at and claims neither. Raises lms.pdf.PdfError.
    """
    with override("id"):
        html = render_to_string(
            "certificates/document.html", describe(printed, has_crest=bool(crest), is_sample=is_sample)
        )
    assets = {**drawings(), **({"crest.jpg": crest} if crest else {})}
    if is_sample:
        return render_pdf(html=html, stylesheets=[stylesheet()], assets=assets)
    return render_archival_pdf(html=html, stylesheets=[stylesheet()], assets=assets, attachments=attachments)


def describe(printed: dict, *, has_crest: bool, is_sample: bool) -> dict:
    """Template context: the frozen text and the sizes that make it fit."""
    return {
        **printed,
        "is_participant": printed.get("role_key", ParticipantRole.PARTICIPANT) == ParticipantRole.PARTICIPANT,
        "qr": draw_qr(printed["address_to_verify"]),
        "has_crest": has_crest,
        "is_sample": is_sample,
        "name_size": size_of_name(printed["name"]),
        "front_size": size_of_front(printed),
        "has_speakers": any(row["speakers"] for row in printed["activity"]["materials"]),
        "table_size": size_of_table(printed["activity"]["materials"]),
        "where_to_verify": printed["address_to_verify"].partition("://")[2].rpartition(printed["code"])[0].rstrip("/"),
    }


def size_of_name(name: str) -> str:
    return next((size for most, size in NAME_SIZES if len(name) <= most), "longest")


def size_of_table(materials: list[dict]) -> str:
    """`dense` when the rows, long ones counted by their lines, would not fit on one page at the usual size."""
    lines = sum(max(ceil(len(row["title"]) / 58), ceil(len(row["speakers"]) / 38), 1) for row in materials)
    return "dense" if lines > 10 else ""


def size_of_front(printed: dict) -> str:
    lines = count_front_lines(printed)
    return next((size for most, size in FRONT_SIZES if lines <= most), "tight tightest")


def count_front_lines(printed: dict) -> int:
    """About how many lines the long texts of the front take; six when everything is short."""
    activity, signatory = printed["activity"], printed["signatory"]
    office = sum(ceil(len(printed[key]) / 60) for key in ("government", "office"))
    text = ceil(len(activity["title"]) / 62) + ceil(len(activity["held"]) / 100) + ceil(len(printed["origin"]) / 110)
    return office + text + ceil(len(printed["name"]) / 56) + sum(ceil(len(line) / 40) for line in signatory["lines"])


def draw_qr(address: str) -> SafeString:
    """Inline SVG with a title, which is its text for people who do not see it; a fixed mask draws 12 times faster."""
    code = segno.make_qr(address, error="m", mask=2, boost_error=False)
    drawing = code.svg_inline(
        title="Kode QR ke halaman verifikasi", border=2, svgclass=None, lineclass=None, light="#fff"
    )
    return mark_safe(drawing.replace("<svg ", '<svg data-slot="qr" ', 1))  # made of squares and our own address


@cache
def stylesheet() -> str:
    return (STYLE / "certificate.css").read_text(encoding="utf-8")


@cache
def drawings() -> dict[str, bytes]:
    """The woven frame, in parts that repeat: one drawing of all of it takes WeasyPrint 250 ms a page."""
    return {path.name: path.read_bytes() for path in STYLE.glob("*.svg")}
