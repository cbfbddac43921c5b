"""The boxes that are more than words: galleries, files, questions, lists to tick, terms, tasks to hand in."""

import re
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from django.utils.translation import gettext as _
from markdown_it.tree import SyntaxTreeNode

from courses.blocks.media import DURATION, VIDEO_SITES, site_of
from courses.blocks.references import REFERENCES_AT_MOST
from courses.services.markdown_references import FILES, References
from lms.file_kinds import AUDIO, DOCUMENTS, VIDEO

CHOICE = re.compile(r"\[([ xX])\] +(.*)", re.DOTALL)
PAGE_COUNT = re.compile(r"([1-9]\d{0,2}) halaman")
PICTURES_AT_LEAST, PICTURES_AT_MOST, CHOICES_AT_LEAST, CHOICES_AT_MOST = 2, 8, 2, 5
LIMITS = {"title": 120, "term": 80, "choice": 250, "feedback": 500, "question": 500, "line": 250}


class Writer(Protocol):
    """What a box asks of `markdown.LessonWriter`."""

    references: References

    def add(self, kind: str, value: Any) -> None: ...

    def complain(self, node: SyntaxTreeNode, reason: str) -> None: ...

    def plain(self, node: SyntaxTreeNode) -> str: ...

    def rich(self, node: SyntaxTreeNode) -> str: ...

    def is_plain(self, node: SyntaxTreeNode, *, lists: bool = True) -> bool: ...

    def picture_value(self, node: SyntaxTreeNode) -> dict[str, Any] | None: ...


def spans_of(node: SyntaxTreeNode) -> list[SyntaxTreeNode]:
    return [child for inline in node.children for child in inline.children] if node.type == "paragraph" else []


def words_of(writer: Writer, spans: Sequence[SyntaxTreeNode]) -> str:
    return " ".join("".join(writer.plain(span) if span.children else told(writer, span) for span in spans).split())


def told(writer: Writer, span: SyntaxTreeNode) -> str:
    if span.type in ("softbreak", "hardbreak"):
        return " "
    if span.type != "text":
        writer.complain(span, _("Di sini hanya kata-kata, tanpa gambar dan tautan."))
    return span.content if span.type == "text" else ""


def rest_of(writer: Writer, nodes: Sequence[SyntaxTreeNode]) -> str:
    return "".join(writer.rich(child) for child in nodes if writer.is_plain(child))


def is_short(writer: Writer, node: SyntaxTreeNode, text: str, limit: str) -> bool:
    """Whether the words fit; a problem when not."""
    if len(text) <= LIMITS[limit]:
        return True
    writer.complain(node, _("Lebih dari %(limit)s huruf; pendekkan.") % {"limit": LIMITS[limit]})
    return False


def add_gallery(writer: Writer, node: SyntaxTreeNode) -> None:
    """Pictures, one on each line."""
    items = []
    for child in node.children:
        spans = [span for span in spans_of(child) if span.type != "softbreak"]
        if not spans or any(span.type != "image" for span in spans):
            writer.complain(child, _("Isi ::: galeri hanya gambar, satu per baris."))
            return
        items += [writer.picture_value(span) for span in spans]
    if not PICTURES_AT_LEAST <= len(items) <= PICTURES_AT_MOST:
        writer.complain(node, _("Galeri memuat dua sampai delapan gambar."))
    elif all(items):
        writer.add("gallery", items)


def leading_link(node: SyntaxTreeNode) -> SyntaxTreeNode | None:
    """The link that is the whole first paragraph of a box."""
    spans = spans_of(node.children[0]) if node.children else []
    return spans[0] if len(spans) == 1 and spans[0].type == "link" else None


def read_file(writer: Writer, link: SyntaxTreeNode, suffixes: Sequence[str]) -> Any:
    """What to store for the file; None and a problem when there is none."""
    address = str(link.attrs.get("href", ""))
    try:
        if not address.startswith(FILES):
            raise LookupError(_("Berkas ditulis [Judul](berkas/nama-berkas.pdf)."))
        return writer.references.find_file(address, suffixes)
    except LookupError as error:
        writer.complain(link, str(error))
        return None


def add_media(writer: Writer, node: SyntaxTreeNode, kind: str, suffixes: Sequence[str]) -> None:
    """`[Title](berkas/… "2:15")` first, then the transcript."""
    link = leading_link(node)
    if link is None:
        writer.complain(node, _('Baris pertama: [Judul](berkas/nama-berkas "2:15"), lalu transkripnya.'))
        return
    title, duration = words_of(writer, link.children), str(link.attrs.get("title", ""))
    if not re.fullmatch(DURATION, duration):
        writer.complain(link, _('Tulis lamanya dalam menit dan detik: [Judul](berkas/nama-berkas "2:15").'))
    transcript = rest_of(writer, node.children[1:])
    if not transcript:
        writer.complain(
            node, _("Tulis transkripnya di bawah baris pertama: itulah isi bagi yang tidak bisa memutarnya.")
        )
    value: dict[str, Any] = {"title": title, "duration": duration, "transcript": transcript}
    address = str(link.attrs.get("href", ""))
    if kind == "video" and not address.startswith(FILES):
        if not site_of(address):
            names = ", ".join(dict.fromkeys(VIDEO_SITES.values()))
            writer.complain(link, _("Video: berkas/… atau alamat https dari %(names)s.") % {"names": names})
        value |= {"file": None, "address": address}
    else:
        value |= {"file": read_file(writer, link, suffixes)} | ({"address": ""} if kind == "video" else {})
    if is_short(writer, link, title, "title"):
        writer.add(kind, value)


def add_video(writer: Writer, node: SyntaxTreeNode) -> None:
    add_media(writer, node, "video", VIDEO)


def add_audio(writer: Writer, node: SyntaxTreeNode) -> None:
    add_media(writer, node, "audio", AUDIO)


def add_document(writer: Writer, node: SyntaxTreeNode) -> None:
    """`[Title](berkas/… "2 halaman")`; the number of pages may be left out."""
    link = leading_link(node)
    note = str(link.attrs.get("title", "")) if link else ""
    pages = PAGE_COUNT.fullmatch(note)
    if link is None or len(node.children) > 1 or (note and not pages):
        writer.complain(node, _('Isi ::: dokumen satu baris: [Judul](berkas/nama.pdf "2 halaman").'))
        return
    title = words_of(writer, link.children)
    if is_short(writer, link, title, "title"):
        file = read_file(writer, link, DOCUMENTS)
        writer.add("document", {"title": title, "file": file, "pages": int(pages[1]) if pages else None})


def add_question(writer: Writer, node: SyntaxTreeNode) -> None:
    """A paragraph that asks, then `- [ ] answer` with the feedback on the line below; `[x]` is the right one."""
    question, *lists = node.children or [node]
    if question.type != "paragraph" or [child.type for child in lists] != ["bullet_list"]:
        writer.complain(node, _("Isi ::: tanya: satu pertanyaan, lalu daftar jawaban - [ ] dan satu - [x]."))
        return
    choices = [read_choice(writer, item) for item in lists[0].children]
    right_count = sum(bool(choice and choice["is_right"]) for choice in choices)
    if not CHOICES_AT_LEAST <= len(choices) <= CHOICES_AT_MOST or (all(choices) and right_count != 1):
        writer.complain(node, _("Pertanyaan punya dua sampai lima jawaban dan tepat satu yang benar: - [x]."))
        return
    text = words_of(writer, spans_of(question))
    if all(choices) and is_short(writer, question, text, "question"):
        writer.add("question", {"question": text, "choices": choices})


def read_choice(writer: Writer, item: SyntaxTreeNode) -> dict[str, Any] | None:
    spans = spans_of(item.children[0]) if len(item.children) == 1 else []
    cut = next((place for place, span in enumerate(spans) if span.type == "softbreak"), len(spans))
    found = CHOICE.fullmatch(words_of(writer, spans[:cut]))
    feedback = words_of(writer, spans[cut + 1 :])
    if found is None or not feedback:
        writer.complain(item, _("Jawaban: - [ ] kata-katanya, dan umpan baliknya pada baris di bawahnya."))
        return None
    if not is_short(writer, item, found[2], "choice") or not is_short(writer, item, feedback, "feedback"):
        return None
    return {"text": found[2], "is_right": found[1] != " ", "feedback": feedback}


def add_checklist(writer: Writer, node: SyntaxTreeNode) -> None:
    """A list; a paragraph before it is its title."""
    *title, lines = node.children or [node]
    if lines.type != "bullet_list" or [child.type for child in title] not in ([], ["paragraph"]):
        writer.complain(node, _("Isi ::: centang: satu daftar dengan tanda -, boleh dengan judul di atasnya."))
        return
    items = [read_line(writer, item) for item in lines.children]
    words = words_of(writer, spans_of(title[0])) if title else ""
    if all(items) and is_short(writer, node, words, "title"):
        writer.add("checklist", {"title": words, "lines": items})


def read_line(writer: Writer, item: SyntaxTreeNode) -> str:
    """The words of one line; empty and a problem when it is more than a line, or nothing."""
    text = words_of(writer, spans_of(item.children[0])) if len(item.children) == 1 else ""
    if not text:
        writer.complain(item, _("Setiap butir satu baris kata-kata."))
    return text if is_short(writer, item, text, "line") else ""


def add_term(writer: Writer, node: SyntaxTreeNode) -> None:
    """`### Term`, then what it means."""
    term, *meaning = node.children or [node]
    html = "".join(writer.rich(child) for child in meaning if writer.is_plain(child, lists=False))
    if term.type != "heading" or term.tag != "h3" or not html:
        writer.complain(node, _("Isi ::: istilah: ### Kata, lalu artinya."))
        return
    words = words_of(writer, [span for inline in term.children for span in inline.children])
    if is_short(writer, term, words, "term"):
        writer.add("term", {"term": words, "meaning": html})


def add_references(writer: Writer, node: SyntaxTreeNode) -> None:
    """A list of keys, one on each line."""
    if [child.type for child in node.children] != ["bullet_list"]:
        writer.complain(node, _("Isi ::: rujukan: satu daftar kunci, misalnya - polisi-110."))
        return
    found = [read_reference(writer, item) for item in node.children[0].children]
    if len(found) > REFERENCES_AT_MOST:
        writer.complain(node, _("Paling banyak %(limit)s rujukan.") % {"limit": REFERENCES_AT_MOST})
    elif all(found):
        writer.add("references", found)


def read_reference(writer: Writer, item: SyntaxTreeNode) -> Any:
    """What to store for the key; None and a problem when it names nothing."""
    slug = read_line(writer, item)
    try:
        return writer.references.find_reference(slug) if slug else None
    except LookupError as error:
        writer.complain(item, str(error))
        return None


def add_hand_in(writer: Writer, node: SyntaxTreeNode) -> None:
    """What to do, then a line that is only a link to the page that takes it."""
    *text, last = node.children or [node]
    spans = spans_of(last)
    if len(spans) != 1 or spans[0].type != "link" or not text:
        writer.complain(node, _("Isi ::: kumpulkan: petunjuk, lalu baris [Buka tugas](tugas/modul/tugas)."))
        return
    try:
        page = writer.references.find_assignment(str(spans[0].attrs.get("href", "")))
    except LookupError as error:
        writer.complain(last, str(error))
        return
    writer.add("hand_in", {"text": rest_of(writer, text), "page": page})


BOX_READERS: dict[str, Callable[[Any, SyntaxTreeNode], None]] = {
    "galeri": add_gallery,
    "video": add_video,
    "audio": add_audio,
    "dokumen": add_document,
    "tanya": add_question,
    "centang": add_checklist,
    "istilah": add_term,
    "rujukan": add_references,
    "kumpulkan": add_hand_in,
}
