"""Lessons in Markdown become the blocks an editor sees in the CMS. What is allowed: docs/course-packages.md."""

import re
from typing import Any

from django.utils.html import escape
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.container import container_plugin

from courses.services.markdown_blocks import Block
from courses.services.markdown_boxes import BOX_READERS
from courses.services.markdown_references import PAGES, PICTURES, NoReferences, References
from courses.services.packages import Problems

NOTICES = ["ingat", "contoh", "waspada"]
BOXES = [*NOTICES, "langkah", "bandingkan", "tugas", "teks", *BOX_READERS]
GOOD, BAD = "Baik", "Kurang baik"
CAPTION = "Tabel:"
LINK_LIMIT = 2000
NEWLINE = re.compile(r"\r\n?|\n")


def make_parser() -> MarkdownIt:
    """HTML is parsed in order to be refused with its line; nothing of it is ever rendered."""
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    for name in BOXES:
        parser.use(container_plugin, name=name)
    return parser


def read_blocks(
    *, text: str, file: str, first_line: int, problems: Problems, references: References | None = None
) -> list[Block]:
    """The blocks of a lesson as StreamField data; lines in `problems` count from `first_line`."""
    return LessonWriter(text, file, first_line, problems, references or NoReferences()).write()


class LessonWriter:
    """Walks the syntax tree once; every node it does not know becomes a problem."""

    def __init__(self, text: str, file: str, first_line: int, problems: Problems, references: References) -> None:
        self.lines = NEWLINE.split(text)
        self.file = file
        self.first_line = first_line
        self.problems = problems
        self.references = references
        self.caption = ""
        self.is_closed_text = False
        self.tree = SyntaxTreeNode(make_parser().parse(text))
        self.blocks: list[Block] = []

    def write(self) -> list[Block]:
        for node in self.tree.children:
            self.add_node(node)
        if not self.blocks and not self.problems:
            self.problems.add(self.file, self.first_line, _("Pelajaran ini kosong."))
        return self.blocks

    def add_node(self, node: SyntaxTreeNode) -> None:
        if self.is_caption(node):
            self.caption = self.plain(node).removeprefix(CAPTION).strip()
        elif (picture := self.only_picture(node)) is not None:
            self.add_picture(picture)
        elif node.type in ("paragraph", "bullet_list", "ordered_list"):
            self.add_text(self.rich(node))
        elif node.type.startswith("container_"):
            self.add_box(node, node.type.removeprefix("container_"))
        else:
            writer = {"heading": self.add_heading, "blockquote": self.add_quote, "table": self.add_table}
            writer.get(node.type, self.refuse)(node)

    def add(self, kind: str, value: Any) -> None:
        self.is_closed_text = False
        self.blocks.append({"type": kind, "value": value})

    def add_text(self, html: str) -> None:
        """Neighbouring paragraphs and lists make one text block, unless a box `teks` holds the one before."""
        if self.blocks and self.blocks[-1]["type"] == "text" and not self.is_closed_text:
            self.blocks[-1]["value"] += html
        elif html:
            self.add("text", html)

    def add_heading(self, node: SyntaxTreeNode) -> None:
        kind = {"h2": "heading", "h3": "subheading"}.get(node.tag)
        if kind is None:
            self.complain(node, _("Judul memakai ## atau ###; judul pelajaran sudah ada di atas."))
        else:
            self.add(kind, self.plain(node))

    def add_quote(self, node: SyntaxTreeNode) -> None:
        """The last line of a quote may name its source after a dash."""
        html = "".join(self.rich(child) for child in node.children if self.is_plain(child, lists=False))
        source = self.source_of(node)
        ending = f"— {escape(source)}</p>"
        if not source or not html.endswith(ending):
            self.add("quote", {"text": html, "source": ""})
            return
        text = html.removesuffix(ending).rstrip().removesuffix("<p>").rstrip()
        self.add("quote", {"text": text if not text or text.endswith("</p>") else f"{text}</p>", "source": source})

    def source_of(self, quote: SyntaxTreeNode) -> str:
        start, end = quote.map or (0, 0)
        last = "\n".join(self.lines[start:end]).rstrip().rpartition("\n")[2].lstrip("> ")
        if not last.startswith("— "):
            return ""
        words = LessonWriter(last, self.file, 1, Problems(), NoReferences()).tree.children
        return self.plain(words[0]).removeprefix("— ").strip() if words else ""

    def is_caption(self, node: SyntaxTreeNode) -> bool:
        """`Tabel: …` right before a table; with a backslash it is a paragraph like any other."""
        after = node.next_sibling
        return (
            node.type == "paragraph"
            and after is not None
            and after.type == "table"
            and (self.lines[(node.map or (0, 0))[0]].startswith(CAPTION))
        )

    def only_picture(self, node: SyntaxTreeNode) -> SyntaxTreeNode | None:
        """The picture a paragraph consists of; anywhere else pictures are refused."""
        inside = [child for inline in node.children for child in inline.children] if node.type == "paragraph" else []
        return inside[0] if len(inside) == 1 and inside[0].type == "image" else None

    def add_picture(self, node: SyntaxTreeNode) -> None:
        value = self.picture_value(node)
        if value is not None:
            self.add("picture", value)

    def picture_value(self, node: SyntaxTreeNode) -> dict[str, Any] | None:
        """`![what is on it](gambar/name.png "caption")`; `-` instead of words: only for decoration."""
        address, alt = str(node.attrs.get("src", "")), " ".join(node.content.split())
        image, reason = None, ""
        if not address.startswith(PICTURES):
            reason = _("Gambar ditulis ![teks pengganti](gambar/nama-berkas.png).")
        elif not alt:
            reason = _("Tulis teks pengganti di antara ![ dan ]; untuk hiasan saja, tulis tanda -.")
        else:
            try:
                image = self.references.find_picture(address)
            except LookupError as error:
                reason = str(error)
        if reason:
            self.complain(node, reason)
            return None
        words = "".join(child.content for child in node.walk() if child.type == "text") if alt != "-" else ""
        chosen = {"image": image, "alt_text": " ".join(words.split()), "decorative": alt == "-"}
        return {"image": chosen, "caption": " ".join(str(node.attrs.get("title", "")).split())}

    def add_table(self, node: SyntaxTreeNode) -> None:
        rows = [row.children for part in node.children for row in part.children]
        header = [self.plain(cell) for cell in rows[0]]
        body = [[f"<p>{self.inline(cell)}</p>" for cell in row] for row in rows[1:]]
        if not body:
            self.complain(node, _("Tabel ini belum punya baris."))
        self.add("table", {"caption": self.caption, "header": header, "rows": body})
        self.caption = ""

    def add_box(self, node: SyntaxTreeNode, name: str) -> None:
        if not self.is_closed(node):
            self.complain(node, _("Kotak ::: %(name)s belum ditutup dengan ::: sendirian.") % {"name": name})
        elif node.info.strip() != name:
            self.complain(node, _("Tulis ::: %(name)s saja pada baris ini.") % {"name": name})
        elif name in BOX_READERS:
            BOX_READERS[name](self, node)
        elif name == "langkah":
            self.add_steps(node)
        elif name == "bandingkan":
            self.add_compare(node)
        else:
            self.add_words(node, name)

    def add_words(self, node: SyntaxTreeNode, name: str) -> None:
        html = "".join(self.rich(child) for child in node.children if self.is_plain(child))
        if not node.children and name != "teks":
            self.complain(node, _("Kotak ini kosong."))
        kinds = {"tugas": ("task", html), "teks": ("text", html)}
        self.add(*kinds.get(name, ("notice", {"kind": name, "text": html})))
        self.is_closed_text = name == "teks"

    def is_closed(self, node: SyntaxTreeNode) -> bool:
        """The parser closes a forgotten box at the end of the file; an author should close it."""
        start, end = node.map or (0, 0)
        return any(line.strip() == ":::" for line in self.lines[max(end - 1, start + 1) : end + 1])

    def add_steps(self, node: SyntaxTreeNode) -> None:
        """A numbered list; a paragraph before it becomes text before the steps."""
        *introduction, steps = node.children or [node]
        if steps.type != "ordered_list":
            self.complain(node, _("Isi ::: langkah harus diakhiri satu daftar bernomor (1. 2. 3.)."))
            return
        for child in introduction:
            if self.is_plain(child, lists=False):
                self.add_text(self.rich(child))
        self.add("steps", [f"<p>{self.item(item, lists=False)}</p>" for item in steps.children])

    def add_compare(self, node: SyntaxTreeNode) -> None:
        """Two parts in any order; `### Baik: Lebih jelas` gives the good part its own title."""
        parts: dict[str, tuple[str, str]] = {}
        side = ""
        for child in node.children:
            if child.type == "heading":
                side, _colon, title = (part.strip() for part in self.plain(child).partition(":"))
                parts[side] = (title, "")
            elif self.is_plain(child):
                title, html = parts.get(side, ("", ""))
                parts[side] = (title, html + self.rich(child))
        if set(parts) != {GOOD, BAD} or not all(html for _title, html in parts.values()):
            self.complain(node, _("Isi ::: bandingkan: ### Baik dan ### Kurang baik, masing-masing dengan contoh."))
            return
        (good_title, good), (bad_title, bad) = parts[GOOD], parts[BAD]
        self.add("compare", {"good_title": good_title, "good": good, "bad_title": bad_title, "bad": bad})

    def is_plain(self, node: SyntaxTreeNode, *, lists: bool = True) -> bool:
        """Whether a box may hold this; a problem when not."""
        allowed = ("paragraph", "bullet_list", "ordered_list") if lists else ("paragraph",)
        if node.type in allowed:
            return True
        if node.type.startswith("container_"):
            self.complain(node, _("Kotak tidak boleh berada di dalam kotak."))
        else:
            self.refuse(node)
        return False

    def rich(self, node: SyntaxTreeNode) -> str:
        """A paragraph or a list as rich text."""
        if node.type == "paragraph":
            html = self.inline(node)
            if self.lines[(node.map or (0, 0))[0]].lstrip("> ").startswith(":::"):
                self.complain(node, _("Kotak tidak dikenal; pakai: %(names)s.") % {"names": ", ".join(BOXES)})
            return f"<p>{html}</p>"
        tag = "ul" if node.type == "bullet_list" else "ol"
        return f"<{tag}>{''.join(f'<li>{self.item(item)}</li>' for item in node.children)}</{tag}>"

    def item(self, node: SyntaxTreeNode, *, lists: bool = True) -> str:
        """One list item: its lines, then the lists inside it."""
        children = [child for child in node.children if self.is_plain(child, lists=lists)]
        lines = [self.inline(child) for child in children if child.type == "paragraph"]
        return "<br/>".join(lines) + "".join(self.rich(child) for child in children if child.type != "paragraph")

    def inline(self, node: SyntaxTreeNode) -> str:
        return "".join(self.span(child) for inline in node.children for child in inline.children)

    def span(self, node: SyntaxTreeNode) -> str:
        if node.type == "text":
            return escape(node.content)
        if node.type in ("softbreak", "hardbreak"):
            return " " if node.type == "softbreak" else "<br/>"
        inside = "".join(self.span(child) for child in node.children)
        if node.type in ("strong", "em"):
            tag = {"strong": "b", "em": "i"}[node.type]
            return f"<{tag}>{inside}</{tag}>"
        if node.type == "link":
            return self.link(node, inside)
        self.refuse(node)
        return ""

    def link(self, node: SyntaxTreeNode, inside: str) -> str:
        address = str(node.attrs.get("href", ""))
        if address.startswith(PAGES):
            return self.page_link(node, address, inside)
        if not address.startswith("https://") or len(address) > LINK_LIMIT:
            self.complain(node, _("Tautan harus diawali https://."))
        return f'<a href="{escape(address)}">{inside}</a>'

    def page_link(self, node: SyntaxTreeNode, address: str, inside: str) -> str:
        try:
            return f'<a linktype="page" id="{self.references.find_page(address)}">{inside}</a>'
        except LookupError as error:
            self.complain(node, str(error))
            return inside

    def plain(self, node: SyntaxTreeNode) -> str:
        """The words without marks; headings and table heads hold no more."""
        words = []
        for child in node.walk():
            if child.type in ("html_inline", "image", "code_inline"):
                self.refuse(child)
            words.append(" " if child.type == "softbreak" else child.content if child.type == "text" else "")
        return "".join(words).strip()

    def refuse(self, node: SyntaxTreeNode) -> None:
        if node.type == "image":
            self.complain(node, _("![gambar] tidak dipakai di tengah kalimat; tulis pada baris sendiri."))
            return
        names = {"html_block": "HTML", "html_inline": "HTML", "hr": "---"}
        name = names.get(node.type, node.type)
        self.complain(node, _("%(name)s tidak dipakai dalam pelajaran.") % {"name": name})

    def complain(self, node: SyntaxTreeNode, reason: str) -> None:
        """On the line of the nearest node that knows one; inline nodes do not."""
        known: SyntaxTreeNode | None = node
        while known is not None and not known.is_root and not known.map:
            known = known.parent
        start = known.map[0] if known is not None and not known.is_root and known.map else 0
        self.problems.add(self.file, self.first_line + start, reason)
