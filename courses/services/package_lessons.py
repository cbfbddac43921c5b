"""Reads `lesson:` activities: Markdown with front matter."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from courses.models import CoursePage, LessonPage, ModulePage
from courses.services.markdown import Block, read_blocks
from courses.services.package_files import read_text
from courses.services.package_pages import place_page
from courses.services.package_yaml import EntryReader, read_mapping
from courses.services.packages import Entry, Problems


@dataclass
class LessonDraft:
    slug: str
    title: str
    summary: str
    minutes: int
    is_required: bool
    blocks: list[Block]

    @property
    def values(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "summary": self.summary,
            "minutes": self.minutes,
            "is_required": self.is_required,
            "body": LessonPage._meta.get_field("body").stream_block.to_python(self.blocks),
        }


class LessonReader:
    """`- lesson: 01-modul/01-pelajaran.md`, optionally with `is_required: false`."""

    def read(self, *, folder: Path, entry: Entry, problems: Problems) -> LessonDraft | None:
        fields = EntryReader(entry, problems)
        file = fields.text("lesson")
        is_required = fields.flag("is_required", default=True)
        fields.refuse_unknown()
        text = read_text(folder=folder, name=file, problems=problems, mentioned_at=(entry.file, entry.line))
        return None if text is None else read_lesson(text=text, file=file, is_required=is_required, problems=problems)

    def apply(
        self, *, draft: LessonDraft, module: ModulePage, course: CoursePage, publish: bool, now: datetime
    ) -> tuple[LessonPage, bool]:
        return place_page(parent=module, page_class=LessonPage, slug=draft.slug, values=draft.values, publish=publish)


def read_lesson(*, text: str, file: str, is_required: bool, problems: Problems) -> LessonDraft | None:
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
        title=fields.text("title"),
        summary=fields.text("summary", default=""),
        minutes=fields.number("minutes", low=1, high=120),
        is_required=is_required,
        blocks=read_blocks(text="\n".join(lines[end + 1 :]), file=file, first_line=end + 2, problems=problems),
    )
    fields.refuse_unknown()
    return draft
