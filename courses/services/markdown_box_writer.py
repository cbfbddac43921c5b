"""The inverse of `markdown_boxes`: boxes that are more than words, as text."""

import re
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from courses.services.markdown_blocks import items_of, picture_of, plain
from courses.services.markdown_marks import Pen, write_address
from courses.services.markdown_references import References
from courses.services.markdown_text import NotWritable, read_rich_text

Value = Any
BRACKET = re.compile(r"(?<!\\)([\[\]])")


def box(name: str, text: str) -> str:
    return f"::: {name}\n{text}\n:::" if text else f"::: {name}\n:::"


def quoted(text: str) -> str:
    """A caption or note behind an address; nothing for an empty one."""
    title = text.replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;")
    return f' "{title}"' if title else ""


def write_picture(pen: Pen, references: References, value: Value) -> str:
    picture = picture_of(value)
    if not picture["image"]:
        raise NotWritable(_("gambarnya belum dipilih"))
    alt = "-" if picture["is_decorative"] else closed(pen.words(picture["alt_text"]))
    return f"![{alt}]({references.address_of_picture(picture['image'])}{quoted(picture['caption'])})"


def closed(words: str) -> str:
    """Words between square brackets."""
    return BRACKET.sub(r"\\\1", words)


def rich(pen: Pen, html: Any) -> str:
    return pen.paragraphs(read_rich_text(str(html or "")))


def link(pen: Pen, title: Any, address: str, note: str) -> str:
    return f"[{closed(pen.words(plain(title)))}]({address}{quoted(note)})"


def write_gallery(pen: Pen, references: References, value: Value) -> str:
    return box("galeri", "\n\n".join(write_picture(pen, references, item) for item in items_of(value)))


def write_media(name: str) -> Callable[[Pen, References, Value], str]:
    def write(pen: Pen, references: References, value: Value) -> str:
        address = plain(value.get("address"))
        if not value.get("file") and not address:
            raise NotWritable(_("berkasnya belum dipilih"))
        place = references.address_of_file(value["file"]) if value.get("file") else write_address(address)
        first = link(pen, value.get("title"), place, plain(value.get("duration")))
        return box(name, f"{first}\n\n{rich(pen, value.get('transcript'))}".strip())

    return write


def write_document(pen: Pen, references: References, value: Value) -> str:
    if not value.get("file"):
        raise NotWritable(_("berkasnya belum dipilih"))
    note = f"{value['pages']} halaman" if value.get("pages") else ""
    return box("dokumen", link(pen, value.get("title"), references.address_of_file(value["file"]), note))


def write_question(pen: Pen, references: References, value: Value) -> str:
    lines = [pen.words(plain(value.get("question")), is_first=True), ""]
    for choice in items_of(value.get("choices")):
        lines.append(f"- [{'x' if choice.get('is_right') else ' '}] {pen.words(plain(choice.get('text')))}")
        lines.append(f"  {pen.words(plain(choice.get('feedback')), is_first=True)}")
    return box("tanya", "\n".join(lines))


def write_checklist(pen: Pen, references: References, value: Value) -> str:
    title = plain(value.get("title"))
    lines = [f"- {pen.words(plain(line), is_first=True)}" for line in items_of(value.get("lines"))]
    return box("centang", "\n".join([*([pen.words(title, is_first=True), ""] if title else []), *lines]))


def write_term(pen: Pen, references: References, value: Value) -> str:
    return box("istilah", f"### {heading_words(pen, value.get('term'))}\n{rich(pen, value.get('meaning'))}")


def heading_words(pen: Pen, value: Any) -> str:
    """A closing # would be taken for a sign of the heading."""
    words = pen.words(plain(value))
    return f"{words[:-1]}\\#" if words.endswith("#") and not words.endswith("\\#") else words


def write_references(pen: Pen, references: References, value: Value) -> str:
    chosen = items_of(value)
    if not chosen or not all(chosen):
        raise NotWritable(_("rujukannya belum dipilih"))
    return box("rujukan", "\n".join(f"- {references.slug_of_reference(one)}" for one in chosen))


def write_hand_in(pen: Pen, references: References, value: Value) -> str:
    if not value.get("page"):
        raise NotWritable(_("halaman tugasnya belum dipilih"))
    address = references.address_of_assignment(value["page"])
    return box("kumpulkan", f"{rich(pen, value.get('text'))}\n\n[Buka tugas]({address})")


BOX_WRITERS: dict[str, Callable[[Pen, References, Value], str]] = {
    "picture": write_picture,
    "gallery": write_gallery,
    "video": write_media("video"),
    "audio": write_media("audio"),
    "document": write_document,
    "question": write_question,
    "checklist": write_checklist,
    "term": write_term,
    "references": write_references,
    "hand_in": write_hand_in,
}
