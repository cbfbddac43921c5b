"""Blocks of a lesson written as Markdown: the inverse of `markdown.read_blocks`, checked by reading back."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from courses.services.markdown import read_blocks
from courses.services.markdown_blocks import Block, items_of, plain, tidy_block, tidy_blocks
from courses.services.markdown_box_writer import BOX_WRITERS, box, heading_words
from courses.services.markdown_marks import Pen
from courses.services.markdown_references import References
from courses.services.markdown_text import NotWritable, read_rich_text
from courses.services.packages import Problems


def write_blocks(*, blocks: Sequence[Block], references: References) -> str:
    """The text of a lesson; `read_blocks` gives the same blocks back.

    Raise NotWritable, naming the part, when a part says something the text form cannot hold: nothing is ever lost.
    """
    pieces: list[str] = []
    for number, block in enumerate(blocks, start=1):
        is_after_text = number > 1 and blocks[number - 2]["type"] == "text"
        try:
            pieces.append(write_checked(block, references, is_after_text=is_after_text))
        except NotWritable as error:
            reason = _("Bagian ke-%(number)s: %(reason)s.") % {"number": number, "reason": error.reason.rstrip(".")}
            raise NotWritable(reason) from error
    text = "\n\n".join(pieces)
    if blocks and tidy_blocks(read_back(text, references)) != tidy_blocks(blocks):
        raise NotWritable(_("Susunan bagian pelajaran ini hanya bisa diubah di editor lengkap."))
    return text + "\n" if text else ""


def write_checked(block: Block, references: References, *, is_after_text: bool) -> str:
    """With few backslashes when that reads back, else with all of them."""
    wanted = tidy_block(block)
    reason = ""
    for is_careful in (False, True):
        text = BlockWriter(Pen(is_careful=is_careful), references).write(block, is_after_text=is_after_text)
        try:
            found = read_back(text, references)
        except NotWritable as error:
            reason = error.reason
            continue
        if [tidy_block(one) for one in found] == [wanted]:
            return text
    raise NotWritable(reason or _("isinya tidak bisa ditulis sebagai teks tanpa ada yang hilang"))


def read_back(text: str, references: References) -> list[Block]:
    problems = Problems()
    blocks = read_blocks(text=text, file="", first_line=1, problems=problems, references=references)
    for problem in problems:
        raise NotWritable(problem.reason)
    return blocks


class BlockWriter:
    """One block at a time."""

    def __init__(self, pen: Pen, references: References) -> None:
        self.pen = pen
        self.references = references

    def write(self, block: Block, *, is_after_text: bool) -> str:
        kind, value = block["type"], block["value"]
        if kind == "text":
            text = self.rich(value)
            return text if text and not is_after_text else box("teks", text)
        if kind in BOX_WRITERS:
            return BOX_WRITERS[kind](self.pen, self.references, value)
        return self.writers[kind](self, value)

    def rich(self, html: str) -> str:
        return self.pen.paragraphs(read_rich_text(html))

    def heading(self, sign: str, value: str) -> str:
        return f"{sign} {heading_words(self.pen, value)}"

    def notice(self, value: dict[str, Any]) -> str:
        return box(value["kind"], self.rich(value["text"]))

    def quote(self, value: dict[str, Any]) -> str:
        lines = self.rich(value["text"]).split("\n")
        lines = [f"&mdash; {line[2:]}" if line.startswith("— ") else line for line in lines]
        source = plain(value.get("source"))
        lines += ["", f"— {self.pen.words(source)}"] if source else []
        return "\n".join(f"> {line}".rstrip() for line in lines)

    def compare(self, value: dict[str, Any]) -> str:
        parts = []
        for title, own, text in (("Baik", "good_title", "good"), ("Kurang baik", "bad_title", "bad")):
            words = self.pen.words(plain(value.get(own)))
            parts.append(f"### {title}{': ' if words else ''}{words}\n{self.rich(value[text])}")
        return box("bandingkan", "\n\n".join(parts))

    def table(self, value: dict[str, Any]) -> str:
        header = [self.cell(self.pen.words(plain(cell))) for cell in items_of(value.get("header"))]
        rows = [[self.rich_cell(str(cell or "")) for cell in items_of(row)] for row in items_of(value.get("rows"))]
        lines = [f"| {' | '.join(row)} |" for row in [header, *rows]]
        lines.insert(1, f"|{'---|' * max(len(header), 1)}")
        caption = plain(value.get("caption"))
        return "\n".join([*([f"Tabel: {self.pen.words(caption)}", ""] if caption else []), *lines])

    def rich_cell(self, html: str) -> str:
        parts = read_rich_text(html)
        if len(parts) > 1 or "\n" in (text := self.pen.paragraphs(parts)):
            raise NotWritable(_("ada sel tabel dengan lebih dari satu baris"))
        return self.cell(text)

    def cell(self, text: str) -> str:
        return text if self.pen.is_careful else text.replace("|", "\\|").replace("\\\\|", "\\|")

    def steps(self, value: Any) -> str:
        lines = []
        for number, step in enumerate(items_of(value), start=1):
            text = self.rich(str(step or ""))
            lines.append(f"{number}. " + text.replace("\n", "\n" + " " * len(f"{number}. ")))
        return box("langkah", "\n".join(lines))

    writers: dict[str, Callable[["BlockWriter", Any], str]] = {
        "heading": lambda self, value: self.heading("##", value),
        "subheading": lambda self, value: self.heading("###", value),
        "task": lambda self, value: box("tugas", self.rich(value)),
        "notice": notice,
        "quote": quote,
        "compare": compare,
        "table": table,
        "steps": steps,
    }
