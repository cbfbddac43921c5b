"""Drawings (SVG) are programs as well as pictures: only what can do no more than be looked at is let in."""

import re
from typing import Any
from xml.parsers import expat

from django.utils.translation import gettext as _

SVG, XLINK, XML = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink", "http://www.w3.org/XML/1998/namespace"
ELEMENTS = {
    "svg", "g", "defs", "title", "desc", "metadata", "symbol", "use", "path", "rect", "circle", "ellipse", "line",
    "polyline", "polygon", "text", "tspan", "textPath", "linearGradient", "radialGradient", "stop", "pattern",
    "clipPath", "mask", "marker", "style", "filter", "feBlend", "feColorMatrix", "feComposite", "feFlood",
    "feGaussianBlur", "feMerge", "feMergeNode", "feOffset", "feDropShadow", "switch"
}  # fmt: skip
EDITORS = ("http://www.inkscape.org/", "http://sodipodi.", "http://creativecommons.org/", "http://web.resource.org/cc/",
           "http://purl.org/dc/", "http://www.w3.org/1999/02/22-rdf-syntax-ns#")  # fmt: skip
"""Notes of drawing programs, which no browser acts on."""
AWAY = re.compile(r"url\(\s*['\"]?\s*(?!['\"#\s])|@import|\\|javascript:|expression\(|-moz-binding", re.IGNORECASE)
"""Style that fetches something, or hides that it does."""
DEEPEST = 60


class Unsafe(Exception):
    """What of the drawing may not be let in."""


def refuse_drawing(content: bytes) -> str:
    """Why this SVG may not be kept, in words; empty when it may."""
    try:
        DrawingReader().read(content)
    except Unsafe as error:
        return _("Gambar SVG ini memuat %(part)s, jadi tidak disimpan. Simpan ulang sebagai SVG polos.") % {
            "part": error
        }
    except (expat.ExpatError, ValueError, LookupError):
        return _("Berkas ini bukan gambar SVG atau rusak. Simpan ulang, lalu coba lagi.")
    return ""


class DrawingReader:
    """Walks the tree once; document types, and with them entities, are refused at their first letter."""

    def __init__(self) -> None:
        self.depth = 0
        self.style: list[str] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartDoctypeDeclHandler = self.refuse_doctype
        self.parser.ProcessingInstructionHandler = self.refuse_instruction
        self.parser.StartElementHandler = self.open
        self.parser.EndElementHandler = self.close
        self.parser.CharacterDataHandler = self.style.append

    def read(self, content: bytes) -> None:
        self.parser.Parse(content, True)
        if AWAY.search("".join(self.style)):
            raise Unsafe("url()")

    def refuse_doctype(self, *_parts: Any) -> None:
        raise Unsafe("DOCTYPE")

    def refuse_instruction(self, target: str, _data: str) -> None:
        raise Unsafe(f"<?{target[:40]}?>")

    def open(self, name: str, attributes: dict[str, str]) -> None:
        space, _blank, local = name.rpartition(" ")
        self.depth += 1
        if self.depth > DEEPEST or (self.depth == 1 and (space, local) != (SVG, "svg")):
            raise ValueError(local)
        if space.startswith(EDITORS):
            return
        if space != SVG or local not in ELEMENTS:
            raise Unsafe(f"<{local[:40]}>")
        for attribute, value in attributes.items():
            check_attribute(attribute, value)

    def close(self, _name: str) -> None:
        self.depth -= 1


def check_attribute(name: str, value: str) -> None:
    """Raise Unsafe for what runs or fetches."""
    space, _blank, local = name.rpartition(" ")
    if local.lower().startswith("on"):
        raise Unsafe(local[:40])
    if local.lower() == "href" and not value.strip().startswith("#"):
        raise Unsafe(local)
    if space in ("", SVG, XLINK, XML) and local.lower() != "href" and AWAY.search(value):
        raise Unsafe(local[:40])
