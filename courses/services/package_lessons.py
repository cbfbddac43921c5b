"""Reads `lesson:` activities: Markdown with front matter."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from courses.models import ActivityPage, CoursePage, LessonPage, ModulePage
from courses.services.markdown import Block, read_blocks
from courses.services.markdown_references import References
from courses.services.markdown_text import NotWritable
from courses.services.markdown_writer import write_blocks
from courses.services.package_attachments import AssignmentPlace, AttachedFile, settle_block
from courses.services.package_files import read_text
from courses.services.package_pages import place_page
from courses.services.package_pictures import PackagePictures
from courses.services.package_yaml import EntryReader, read_mapping, write_yaml
from courses.services.packages import Entry, PackageWriter, Problems
from members.models import User

LESSON_MINUTES_LIMIT = 120


@dataclass
class LessonDraft:
    slug: str
    title: str
    summary: str
    minutes: int
    is_required: bool
    blocks: list[Block]
    pictures: list[AttachedFile] = field(default_factory=list)
    files: list[AttachedFile] = field(default_factory=list)
    places: set[AssignmentPlace] = field(default_factory=set)

    def values(self, course: CoursePage | None = None) -> dict[str, Any]:
        """The page's fields; pictures and files must be stored by now, assignments are found below `course`."""
        return {
            "title": self.title,
            "summary": self.summary,
            "minutes": self.minutes,
            "is_required": self.is_required,
            "body": LessonPage._meta.get_field("body").stream_block.to_python(
                [settle_block(block, course=course) for block in self.blocks]
            ),
        }


class TextReader:
    """`- <kind>: 01-modul/01-nama.md`, optionally with `is_required: false`: a page that is one Markdown file."""

    kind: str
    page_class: type[ActivityPage]
    writing_name: str

    def read_draft(self, **source: Any) -> Any:
        """The draft of `text`; None when its front matter is missing or unreadable."""
        raise NotImplementedError

    def read(self, *, folder: Path, entry: Entry, problems: Problems) -> Any:
        fields = EntryReader(entry, problems)
        file = fields.text(self.kind)
        is_required = fields.flag("is_required", default=True)
        fields.refuse_unknown()
        text = read_text(folder=folder, name=file, problems=problems, mentioned_at=(entry.file, entry.line))
        if text is None:
            return None
        shelf = PackagePictures(folder)
        draft = self.read_draft(text=text, file=file, is_required=is_required, problems=problems, references=shelf)
        if draft is not None:
            shelf.lend_to(draft)
        return draft

    def apply(
        self,
        *,
        draft: Any,
        module: ModulePage,
        course: CoursePage,
        publish: bool,
        now: datetime,
        by: User | None = None,
    ) -> tuple[Any, bool]:
        values = draft.values(course)
        return place_page(
            parent=module, page_class=self.page_class, slug=draft.slug, values=values, publish=publish, by=by
        )

    def line_of(self, page: ActivityPage, name: str) -> dict[str, Any]:
        """What course.yaml says of the page."""
        return {self.kind: f"{name}.md", **({} if page.is_required else {"is_required": False})}


class LessonReader(TextReader):
    kind = "lesson"
    page_class = LessonPage
    writing_name = "writing_lesson"

    def read_draft(self, **source: Any) -> LessonDraft | None:
        return read_lesson(**source)

    def write(self, *, page: LessonPage, name: str, package: PackageWriter) -> dict[str, Any]:
        """The lesson's file under `name` and its line for course.yaml."""
        try:
            text = write_lesson(page, package)
        except NotWritable as error:
            package.problems.add(f"{name}.md", 0, error.reason)
            return {}
        package.add_text(f"{name}.md", text)
        return self.line_of(page, name)


def write_lesson(page: LessonPage, package: PackageWriter) -> str:
    head = {"slug": page.slug, "title": page.title, "minutes": page.minutes}
    head |= {"summary": page.summary} if page.summary else {}
    body = write_blocks(blocks=list(page.body.get_prep_value()), references=package)
    return f"---\n{write_yaml(head)}---\n\n{body}"


def read_lesson(
    *, text: str, file: str, is_required: bool, problems: Problems, references: References | None = None
) -> LessonDraft | None:
    """A lesson file; None when its front matter is missing or unreadable, else the draft even if it has problems."""
    lines = text.split("\n")
    end = next((number for number, line in enumerate(lines[1:], start=1) if line.rstrip() == "---"), None)
    if lines[0].rstrip() != "---" or end is None:
        problems.add(file, 1, _("Awal file harus memuat data di antara dua baris --- (slug, title, minutes)."))
        return None
    head = read_mapping(text="\n".join(lines[1:end]), file=file, problems=problems, first_line=2)
    if head is None:
        return None
    fields = EntryReader(head, problems)
    draft = LessonDraft(
        slug=fields.slug(),
        title=fields.text("title", limit=255),
        summary=fields.text("summary", default=""),
        minutes=fields.number("minutes", low=1, high=LESSON_MINUTES_LIMIT),
        is_required=is_required,
        blocks=read_blocks(
            text="\n".join(lines[end + 1 :]),
            file=file,
            first_line=end + 2,
            problems=problems,
            references=references,
        ),
    )
    fields.refuse_unknown()
    return draft
