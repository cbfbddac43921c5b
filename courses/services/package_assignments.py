"""Reads `assignment:` activities: Markdown with front matter that holds the rubric."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from courses.models import AssignmentPage, CoursePage, RubricCriterion
from courses.services.markdown import Block, read_blocks
from courses.services.markdown_references import References
from courses.services.markdown_text import NotWritable
from courses.services.markdown_writer import write_blocks
from courses.services.package_attachments import AssignmentPlace, AttachedFile, settle_block
from courses.services.package_lessons import TextReader
from courses.services.package_yaml import EntryReader, read_mapping, write_yaml
from courses.services.packages import Entry, PackageWriter, Problems

MOST_CRITERIA = 10
MOST_POINTS = 100


@dataclass
class AssignmentDraft:
    """`values` are plain fields of the page; the body waits for its pictures to be stored."""

    slug: str
    title: str
    plain: dict[str, Any]
    criteria: list[dict[str, Any]]
    blocks: list[Block]
    pictures: list[AttachedFile]
    files: list[AttachedFile] = field(default_factory=list)
    places: set[AssignmentPlace] = field(default_factory=set)

    def values(self, course: CoursePage | None = None) -> dict[str, Any]:
        body = AssignmentPage._meta.get_field("body").stream_block
        return {
            **self.plain,
            "title": self.title,
            "body": body.to_python([settle_block(block, course=course) for block in self.blocks]),
            "criteria": make_criteria(self.criteria),
        }


def make_criteria(rows: list[dict[str, Any]]) -> list[RubricCriterion]:
    """Unsaved lines of a rubric in the given order; set them on a page."""
    return [RubricCriterion(sort_order=order, **row) for order, row in enumerate(rows)]


class AssignmentReader(TextReader):
    kind = "assignment"
    page_class = AssignmentPage
    writing_name = "writing_assignment"

    def read_draft(self, **source: Any) -> AssignmentDraft | None:
        is_required = source.pop("is_required")
        draft = read_assignment(**source)
        if draft is not None:
            draft.plain["is_required"] = is_required
        return draft

    def write(self, *, page: AssignmentPage, name: str, package: PackageWriter) -> dict[str, Any]:
        """The assignment's file under `name` and its line for course.yaml."""
        try:
            body = write_blocks(blocks=list(page.body.get_prep_value()), references=package)
        except NotWritable as error:
            package.problems.add(f"{name}.md", 0, error.reason)
            return {}
        package.add_text(f"{name}.md", f"---\n{write_yaml(head_of(page))}---\n\n{body}")
        return self.line_of(page, name)


def head_of(page: AssignmentPage) -> dict[str, Any]:
    rubric = [
        {"title": row.title, **({"description": row.description} if row.description else {}), "points": row.points}
        for row in page.criteria.all()
    ]
    return {
        "slug": page.slug,
        "title": page.title,
        "takes_text": page.takes_text,
        "takes_files": page.takes_files,
        "pass_mark": page.pass_mark,
        "rubric": rubric,
    }


def read_assignment(
    *, text: str, file: str, problems: Problems, references: References | None = None
) -> AssignmentDraft | None:
    """An assignment's file; None when its front matter is missing or unreadable."""
    lines = text.split("\n")
    end = next((number for number, line in enumerate(lines[1:], start=1) if line.rstrip() == "---"), None)
    if lines[0].rstrip() != "---" or end is None:
        problems.add(file, 1, _("Awal file harus memuat data di antara dua baris --- (slug, title, rubric)."))
        return None
    head = read_mapping(text="\n".join(lines[1:end]), file=file, problems=problems, first_line=2)
    if head is None:
        return None
    blocks = read_blocks(
        text="\n".join(lines[end + 1 :]), file=file, first_line=end + 2, problems=problems, references=references
    )
    fields = EntryReader(head, problems)
    slug, title = fields.slug(), fields.text("title", limit=255)
    draft = AssignmentDraft(slug, title, read_plain(fields), read_rubric(fields, problems), blocks, [])
    fields.refuse_unknown()
    return draft


def read_plain(fields: EntryReader) -> dict[str, Any]:
    plain = {
        "takes_text": fields.flag("takes_text", default=True),
        "takes_files": fields.flag("takes_files", default=True),
        "pass_mark": fields.number("pass_mark", low=0, high=100, default=70),
    }
    if not (plain["takes_text"] or plain["takes_files"]):
        fields.complain("takes_text", _("Tugas menerima teks, berkas, atau keduanya. Isi salah satunya dengan true."))
    return plain


def read_rubric(fields: EntryReader, problems: Problems) -> list[dict[str, Any]]:
    rows = []
    for entry in fields.items("rubric", Entry, limit=MOST_CRITERIA):
        line = EntryReader(entry, problems)
        rows.append(
            {
                "title": line.text("title", limit=120),
                "description": line.text("description", default=""),
                "points": line.number("points", low=1, high=MOST_POINTS),
            }
        )
        line.refuse_unknown()
    if not rows:
        fields.complain("rubric", _("Tulis paling sedikit satu kriteria di rubric."))
    return rows
