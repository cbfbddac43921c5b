"""From frozen text to PDF bytes. Reads no table and no file of the office: only what it is given."""

from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

import segno
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from certificates.choices import DesignAccent, DesignLayout, ParticipantRole
from certificates.services import fitting
from lms.pdf import Attachment, render_archival_pdf, render_pdf
from lms.text_widths import count_lines

STYLE = Path(__file__).resolve().parent.parent / "style"
FIRST_LOOK = {"layout": DesignLayout.FRAME, "accent": DesignAccent.NAVY, "has_materials": True}
"""Of certificates frozen before designs had a look."""
COLORS = {
    DesignAccent.NAVY: ("#1a2455", "#e8a91f", "#b5482f", "#f6e8cb", "#6b719b"),
    DesignAccent.TEAL: ("#0b4a48", "#e3a72f", "#c25a2e", "#f3ead2", "#5d8a87"),
    DesignAccent.MAROON: ("#681a2a", "#e0a63a", "#c4583f", "#f8e9d6", "#a26a75"),
    DesignAccent.OCHRE: ("#5a3a0c", "#d9920f", "#8f2f1c", "#f9ebc9", "#9a8257"),
}
"""Ink, gold, thread, cream and a shade of the ink. The files of the style are written in navy and dyed."""


def draw_document(
    *, printed: dict, crest: bytes | None, is_sample: bool = False, attachments: Sequence[Attachment] = ()
) -> bytes:
    """A4 landscape, one page or more, PDF/A-3a and PDF/UA-1; the same input gives the same bytes.

    A sample is for looking at and claims neither. Raises lms.pdf.PdfError.
    """
    html = write_html(describe(printed, crest_name=name_crest(crest), is_sample=is_sample))
    paper = choose_paper(look_of(printed), crest)
    if is_sample:
        return render_pdf(html=html, **paper)
    return render_archival_pdf(html=html, attachments=attachments, **paper)


def write_html(context: dict) -> str:
    with override("id"):
        return render_to_string("certificates/document.html", context)


def choose_paper(look: dict, crest: bytes | None) -> dict:
    """What `lms.pdf` needs besides the page: stylesheets and pictures."""
    crests = {name_crest(crest): crest} if crest else {}
    return {
        "stylesheets": [stylesheet(look["layout"], look["accent"])],
        "assets": {**drawings(look["layout"], look["accent"]), **crests},
    }


def look_of(printed: dict) -> dict:
    """`layout`, `accent`, `has_materials` and `has_photo_frame` of any certificate, however old."""
    return {"has_photo_frame": False, **FIRST_LOOK, **printed.get("look", {})}


def name_crest(crest: bytes | None) -> str:
    """The name tells WeasyPrint the kind: what `crests.freeze_crest` kept is a JPEG or an SVG."""
    if not crest:
        return ""
    return "crest.jpg" if crest.startswith(b"\xff\xd8") else "crest.svg"


def describe(printed: dict, *, crest_name: str, is_sample: bool) -> dict:
    """Template context: the frozen text and the sizes that make it fit."""
    look = look_of(printed)
    return {
        **printed,
        **look,
        "is_participant": printed.get("role_key", ParticipantRole.PARTICIPANT) == ParticipantRole.PARTICIPANT,
        "qr": draw_qr(printed["address_to_verify"]),
        "crest_name": crest_name,
        "is_sample": is_sample,
        "place": f"{printed['issued_in']}, {printed['issued_on']}",
        "sizes": choose_sizes(printed),
        "is_wide_title": fitting.is_wide_title(printed["title"], width=geometry_of(printed).width),
        "has_speakers": any(row["speakers"] for row in printed["activity"]["materials"]),
        "where_to_verify": printed["address_to_verify"].partition("://")[2].rpartition(printed["code"])[0].rstrip("/"),
    }


def geometry_of(printed: dict) -> fitting.Geometry:
    return fitting.GEOMETRIES[DesignLayout(look_of(printed)["layout"])]


def choose_sizes(printed: dict) -> dict[str, str]:
    """Class of each text that may be long."""
    geometry, activity = geometry_of(printed), printed["activity"]
    width = geometry.width
    return {
        "head": fitting.size_of_head(
            **{key: printed[key] for key in ("government", "office", "address")}, width=geometry.head_width
        ),
        "number": fitting.fit(
            f"Nomor: {printed['number']}", width=width, face=fitting.SANS, steps=fitting.NUMBER_STEPS
        ),
        "name": fitting.size_of_name(printed["name"]),
        "origin": fitting.fit(printed["origin"], width=width, face=fitting.SANS, steps=fitting.ORIGIN_STEPS),
        "text": size_of_text(printed),
        "sign": size_of_signatures(printed),
        "sub": fitting.fit(
            f"{activity['title']} · {activity['dates']}", width=width, face=fitting.SANS, steps=fitting.SUB_STEPS
        ),
        "number_2": fitting.fit(printed["number"], width=width * 0.6, face=fitting.BOLD, steps=fitting.AGAIN_STEPS),
        "name_2": fitting.fit(printed["name"], width=width * 0.6, face=fitting.SANS, steps=fitting.AGAIN_STEPS),
        "table": size_of_table(activity["materials"], width=width),
    }


def size_of_text(printed: dict) -> str:
    activity = printed["activity"]
    hours = f", selama {activity['jp']} ({printed['jp_words']}) jam pelajaran." if activity["jp"] else "."
    return fitting.size_of_text(
        before=f"sebagai {printed['role']} yang {printed['wording']} pada {activity['phrase']}",
        title=activity["title"],
        after=activity["held"] + hours,
        geometry=geometry_of(printed),
    )


def size_of_signatures(printed: dict) -> str:
    geometry = geometry_of(printed)
    signatories = list(filter(None, [printed["signatory"], printed.get("second_signatory")]))
    width = fitting.sign_width(
        count=len(signatories), has_photo_frame=look_of(printed)["has_photo_frame"], geometry=geometry
    )
    return fitting.size_of_signatures(signatories=signatories, width=width, height=geometry.foot_height)


def size_of_table(materials: list[dict], *, width: float) -> str:
    """`dense` when the rows, long ones counted by their lines, would not fit on one page at the usual size."""
    who = 78 if any(row["speakers"] for row in materials) else 0
    columns = {"title": width - 13 - 18 - who - 4, "speakers": 74}
    lines = sum(
        max(count_lines(row[key], face=fitting.SANS, points=10.5, width=room) for key, room in columns.items())
        for row in materials
    )
    return "dense" if lines > 11 else ""


@lru_cache(maxsize=16)
def draw_qr(address: str) -> SafeString:
    """Inline SVG with a title, which is its text for people who do not see it; a fixed mask draws 12 times faster."""
    code = segno.make_qr(address, error="m", mask=2, boost_error=False)
    drawing = code.svg_inline(
        title="Kode QR ke halaman verifikasi", border=2, svgclass=None, lineclass=None, light="#fff"
    )
    return mark_safe(drawing.replace("<svg ", '<svg data-slot="qr" ', 1))  # made of squares and our own address


@cache
def stylesheet(layout: str = DesignLayout.FRAME, accent: str = DesignAccent.NAVY) -> str:
    parts = [STYLE / "base.css", STYLE / layout / "layout.css", STYLE / layout / "slots.css"]
    return "\n".join(dye(path.read_text(encoding="utf-8"), accent) for path in parts)


@cache
def drawings(layout: str = DesignLayout.FRAME, accent: str = DesignAccent.NAVY) -> dict[str, bytes]:
    """The ornaments, in parts that repeat: one drawing of all of the frame takes WeasyPrint 250 ms a page."""
    return {
        path.name: dye(path.read_text(encoding="utf-8"), accent).encode() for path in (STYLE / layout).glob("*.svg")
    }


def dye(text: str, accent: str) -> str:
    """The same drawing in the colors of `accent`; at once, so that no color is dyed twice."""
    for count, color in enumerate(COLORS[DesignAccent.NAVY]):
        text = text.replace(color, f"#ink{count}#")
    for count, color in enumerate(COLORS[DesignAccent(accent)]):
        text = text.replace(f"#ink{count}#", color)
    return text
