"""Runs of words written in Markdown, with as few backslashes as the text allows."""

import re
from collections.abc import Iterable
from itertools import pairwise

from courses.services.markdown_text import BREAK, Paragraph, Run, TextList

SIGNS = {"b": "**", "i": "*"}
EVERY_SIGN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>&~:=])")
INNER_SIGNS = [
    (re.compile(r"([\\*`])"), r"\\\1"),
    (re.compile(r"(?<![^\W_])_|_(?![^\W_])"), r"\\_"),
    (re.compile(r"<(?=[A-Za-z/!?])"), r"\\<"),
    (re.compile(r"&(?=#?\w+;)"), r"\\&"),
    (re.compile(r"\](?=[(\[:])"), r"\\]"),
]
FIRST_SIGNS = [
    (re.compile(r"^([-+=>#~|]|:::)"), r"\\\1"),
    (re.compile(r"^(\d{1,9})([.)])(?=\s|$)"), r"\1\\\2"),
    (re.compile(r"^Tabel:"), r"Tabel\\:"),
]


class Pen:
    """`is_careful`: every sign that could mean something gets its backslash, also where it means nothing."""

    def __init__(self, *, is_careful: bool = False) -> None:
        self.is_careful = is_careful

    def words(self, text: str, *, is_first: bool = False) -> str:
        """Words that must be read as they are; `is_first` at the start of a line."""
        if self.is_careful:
            return EVERY_SIGN.sub(r"\\\1", text)
        for pattern, replacement in [*INNER_SIGNS, *(FIRST_SIGNS if is_first else [])]:
            text = pattern.sub(replacement, text)
        return text

    def line(self, runs: Iterable[Run]) -> str:
        """Lines of one paragraph; a break is a backslash at the end of a line."""
        return MarkedLine(self).write(runs)

    def paragraphs(self, parts: Iterable[Paragraph | TextList]) -> str:
        """Paragraphs and lists with an empty line between them; neighbouring lists get different signs."""
        written, before, turn = [], "", 0
        for part in parts:
            kind = part.kind if isinstance(part, TextList) else "p"
            turn = turn + 1 if kind == before else 0
            written.append(self.list(part, turn) if isinstance(part, TextList) else self.line(part.runs))
            before = kind
        return "\n\n".join(written)

    def list(self, part: TextList, turn: int = 0) -> str:
        lines: list[str] = []
        for number, (runs, lists) in enumerate(part.items, start=1):
            sign = "-*"[turn % 2] if part.kind == "ul" else f"{number}{'.)'[turn % 2]}"
            below = [self.list(child, index) for index, child in enumerate(lists)]
            text = "\n".join([self.line(runs), *below])
            lines.append(f"{sign} " + text.replace("\n", "\n" + " " * (len(sign) + 1)))
        return "\n".join(lines)


class MarkedLine:
    """Opens and closes marks so that CommonMark reads back the same ones."""

    def __init__(self, pen: Pen) -> None:
        self.pen = pen
        self.open: list[str] = []
        self.pieces: list[str] = []
        self.closed_after = ""

    def write(self, runs: Iterable[Run]) -> str:
        runs = list(runs)
        for before, run in pairwise([Run(BREAK), *runs]):
            if run.text == BREAK:
                self.close_to([])
                self.pieces.append("\\\n")
            else:
                self.add(run, is_first=before.text == BREAK)
        self.close_to([])
        return "".join(self.pieces)

    def add(self, run: Run, *, is_first: bool) -> None:
        self.close_to(run.layers)
        for layer in run.layers[len(self.open) :]:
            self.hide_letter_before(run.text)
            self.pieces.append("[" if layer.startswith("a") else SIGNS[layer])
            self.open.append(layer)
        self.pieces.append(self.words_of(run, is_first=is_first and not run.layers))

    def words_of(self, run: Run, *, is_first: bool) -> str:
        text, head = run.text, ""
        if self.closed_after and text[0].isalnum():
            head, text = f"&#{ord(text[0])};", text[1:]
        self.closed_after = ""
        words = head + self.pen.words(text, is_first=is_first)
        return re.sub(r"(?<!\\)([\[\]])", r"\\\1", words) if run.link else words

    def close_to(self, layers: list[str]) -> None:
        """Close what the next words do not share, from the inside out."""
        while self.open and self.open != layers[: len(self.open)]:
            layer = self.open.pop()
            last = self.pieces[-1][-1] if self.pieces[-1] else ""
            self.closed_after = "" if last.isalnum() else last
            self.pieces.append(f"]({write_address(layer[1:])})" if layer.startswith("a") else SIGNS[layer])

    def hide_letter_before(self, text: str) -> None:
        """A mark between a letter and a sign would not be read as one; written as a number, the letter is a sign."""
        before = self.pieces[-1] if self.pieces else ""
        if text[0].isalnum() or not before or not before[-1].isalnum():
            return
        self.pieces[-1] = f"{before[:-1]}&#{ord(before[-1])};"


def write_address(address: str) -> str:
    if address.startswith("#"):
        return f"halaman/{address[1:]}"
    address = re.sub(r"&(?=#?\w+;)", "&amp;", address.replace("\\", "%5C"))
    return f"<{address.replace('<', '%3C').replace('>', '%3E')}>" if re.search(r"[\s()<>]", address) else address
