"""Rich text of the editor as runs of words with marks: the form in which it is compared and written as Markdown."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag
from django.utils.html import escape
from django.utils.translation import gettext as _
from markdown_it.common.normalize_url import normalizeLink

MARKS = {"b": "b", "strong": "b", "i": "i", "em": "i"}
LISTS = ("ul", "ol")
SPACE = re.compile(r"[ \t\r\n]+")
BREAK = "\n"


class NotWritable(Exception):
    """Something a text cannot hold; `reason` says what, for the author."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Run:
    """Words under the same marks: `link` is an address, `#12` a page of this site; a line break is BREAK."""

    text: str
    marks: frozenset[str] = frozenset()
    link: str = ""

    @property
    def layers(self) -> list[str]:
        """From the outside in."""
        return [*([f"a{self.link}"] if self.link else []), *sorted(self.marks)]


@dataclass(frozen=True)
class Paragraph:
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class TextList:
    """`items` are runs with the lists below them."""

    kind: str
    items: tuple[tuple[tuple[Run, ...], tuple["TextList", ...]], ...]


def read_rich_text(html: str) -> list[Paragraph | TextList]:
    """What rich text says, without empty paragraphs and without what no reader can see. Raise NotWritable."""
    parts: list[Paragraph | TextList] = []
    loose: list[PageElement] = []
    for node in [*BeautifulSoup(html, "html.parser").children, None]:
        is_block = isinstance(node, Tag) and node.name in ("p", *LISTS)
        if node is None or is_block:
            parts.append(Paragraph(tidy(read_runs(loose))))
            loose = []
        if isinstance(node, Tag) and is_block:
            parts.append(Paragraph(tidy(read_runs(node.children))) if node.name == "p" else read_list(node))
        elif node is not None:
            loose.append(node)
    return [part for part in parts if not (isinstance(part, Paragraph) and not part.runs)]


def read_list(node: Tag) -> TextList:
    items = []
    for item in node.find_all("li", recursive=False):
        children = list(item.children)
        lists = [child for child in children if isinstance(child, Tag) and child.name in LISTS]
        runs = read_runs(child for child in children if not (isinstance(child, Tag) and child.name in LISTS))
        items.append((tidy(runs), tuple(read_list(child) for child in lists)))
    return TextList(node.name, tuple(items))


def read_runs(nodes: Iterable[PageElement], marks: frozenset[str] = frozenset(), link: str = "") -> Iterator[Run]:
    for node in nodes:
        if isinstance(node, NavigableString):
            yield Run(SPACE.sub(" ", str(node)), marks, link)
        elif isinstance(node, Tag) and node.name == "br":
            yield Run(BREAK)
        elif isinstance(node, Tag) and node.name in MARKS:
            yield from read_runs(node.children, marks | {MARKS[node.name]}, link)
        elif isinstance(node, Tag) and node.name == "a":
            yield from read_runs(node.children, marks, address_of(node))
        elif isinstance(node, Tag):
            raise NotWritable(_("bagian <%(tag)s> hanya bisa diubah di editor lengkap") % {"tag": node.name})


def address_of(link: Tag) -> str:
    kind = str(link.get("linktype", ""))
    if kind == "page":
        return f"#{link.get('id')}"
    if kind:
        raise NotWritable(_("tautan ke dokumen atau gambar hanya bisa diubah di editor lengkap"))
    return normalizeLink(str(link.get("href", "")))


def tidy(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Spaces outside of marks, none at the ends or doubled, equal neighbours joined."""
    joined: list[Run] = []
    for run in chain.from_iterable(map(without_outer_space, runs)):
        last = joined[-1].text if joined else BREAK
        text = run.text.lstrip(" ") if last.endswith((BREAK, " ")) else run.text
        if run.text == BREAK:
            strip_end(joined)
        if joined and text != BREAK and last != BREAK and joined[-1].layers == run.layers:
            joined[-1] = replace(run, text=joined[-1].text + text)
        elif text:
            joined.append(replace(run, text=text))
    return tuple(without_outer_breaks(joined))


def without_outer_space(run: Run) -> Iterator[Run]:
    if run.text == BREAK or not run.layers:
        yield run
        return
    core = run.text.strip(" ")
    before, _core, after = run.text.partition(core) if core else (run.text, "", "")
    yield from (piece for piece in (Run(before), replace(run, text=core), Run(after)) if piece.text)


def strip_end(runs: list[Run]) -> None:
    while runs and runs[-1].text != BREAK:
        kept = runs[-1].text.rstrip(" ")
        if kept:
            runs[-1] = replace(runs[-1], text=kept)
            return
        runs.pop()


def without_outer_breaks(runs: list[Run]) -> list[Run]:
    strip_end(runs)
    while runs and runs[-1].text == BREAK:
        runs.pop()
        strip_end(runs)
    while runs and runs[0].text == BREAK:
        runs.pop(0)
    return runs


def canonical(html: str) -> str:
    """Rich text in one spelling: two texts an editor would call equal give the same."""
    return "".join(html_of(part) for part in read_rich_text(html))


def html_of(part: Paragraph | TextList) -> str:
    if isinstance(part, Paragraph):
        return f"<p>{html_of_runs(part.runs)}</p>"
    items = (f"<li>{html_of_runs(runs)}{''.join(map(html_of, lists))}</li>" for runs, lists in part.items)
    return f"<{part.kind}>{''.join(items)}</{part.kind}>"


def html_of_runs(runs: Iterable[Run]) -> str:
    return "".join(
        "<br/>" if run.text == BREAK else f"{''.join(f'<{layer}>' for layer in run.layers)}{escape(run.text)}</>"
        for run in runs
    )
