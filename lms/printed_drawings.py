"""Drawings (SVG) that go on paper: small, plain shapes, drawn by WeasyPrint as shapes."""

from collections import Counter
from functools import cache
from xml.etree import ElementTree

from django.utils.translation import gettext as _

from lms.drawings import SVG, XLINK, refuse_drawing

LARGEST = 100 * 1024
"""Bytes; shapes shrink to about 45 % in a PDF, so a certificate stays below 120 KB."""
MOST_SHAPES = 1500
"""Drawn ones: what is used ten times counts ten times. WeasyPrint draws about 10 in a millisecond."""
SHAPES = {
    "svg", "g", "defs", "title", "desc", "metadata", "symbol", "use", "path", "rect", "circle", "ellipse", "line",
    "polyline", "polygon", "linearGradient", "radialGradient", "stop", "clipPath", "style"
}  # fmt: skip
LETTERS = {"text", "tspan", "textPath"}


class UsedInCircles(Exception):
    """A drawing that contains itself."""


def refuse_for_print(content: bytes) -> str:
    """Why this SVG cannot be printed, in words that say what to do; empty when it can."""
    if len(content) > LARGEST:
        return _("Gambar SVG ini lebih besar dari 100 KB. Sederhanakan, atau pakai PNG.")
    reason = refuse_drawing(content)
    if reason:
        return reason
    root = ElementTree.fromstring(content)  # noqa: S314 -- document types and entities were refused above
    kinds = {str(part.tag).removeprefix(f"{{{SVG}}}") for part in root.iter() if str(part.tag).startswith(f"{{{SVG}}}")}
    if kinds & LETTERS:
        return _("Gambar SVG ini memuat huruf. Ubah hurufnya menjadi garis (“path”), lalu simpan ulang.")
    if kinds - SHAPES:
        return _("Gambar SVG ini memuat <%(part)s>, yang tidak bisa dicetak. Simpan ulang sebagai SVG polos.") % {
            "part": min(kinds - SHAPES)
        }
    if not (root.get("viewBox") or (root.get("width") and root.get("height"))):
        return _("Gambar SVG ini tidak menyebut ukurannya. Simpan ulang dengan lebar dan tinggi.")
    return _refuse_shapes(root)


def _refuse_shapes(root: ElementTree.Element) -> str:
    try:
        count = count_shapes(root)
    except UsedInCircles:
        return _("Gambar SVG ini memuat dirinya sendiri. Simpan ulang sebagai SVG polos.")
    if count > MOST_SHAPES:
        return _("Gambar SVG ini terlalu rumit (%(count)s bentuk). Sederhanakan sampai %(most)s bentuk.") % {
            "count": count,
            "most": MOST_SHAPES,
        }
    return ""


def count_shapes(root: ElementTree.Element) -> int:
    """Shapes as drawn; raises UsedInCircles."""
    by_id = {part.get("id"): part for part in root.iter() if part.get("id")}
    open_now: Counter[str] = Counter()

    @cache
    def count_used(name: str) -> int:
        if open_now[name]:
            raise UsedInCircles(name)
        open_now[name] += 1
        found = count(by_id[name]) if name in by_id else 0
        open_now[name] -= 1
        return found

    def count(part: ElementTree.Element) -> int:
        target = (part.get("href") or part.get(f"{{{XLINK}}}href") or "").strip().removeprefix("#")
        own = count_used(target) if target and part.tag == f"{{{SVG}}}use" else 0
        return 1 + own + sum(count(child) for child in part)

    return count(root)
