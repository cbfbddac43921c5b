"""What a draft changes in a published page, line by line, for people without JavaScript."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.db.models import Field
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.fields import StreamField
from wagtail.models import Comment, Page

from courses.services.drafts import newest
from courses.services.markdown_text import NotWritable
from courses.services.plain_lessons import text_of
from members.models import User

AROUND = 1
"""Unchanged lines shown before and after a change."""


@dataclass
class ChangedLine:
    """`sign` is "+" for new, "-" for gone, "" for a line that stays, "…" where lines are left out."""

    sign: str
    text: str = ""


@dataclass
class ChangedField:
    label: str
    lines: list[ChangedLine]


def changes_of(*, page: Page, user: User) -> list[ChangedField]:
    """Fields of the newest draft that differ from what members read now, the title first."""
    live, draft = page.specific, newest(page)
    pairs = ((field, words_in(live, field, user), words_in(draft, field, user)) for field in fields_of(live))
    return [ChangedField(label_of(field), list(compare(old, new))) for field, old, new in pairs if old != new]


def fields_of(page: Page) -> list[Field]:
    """The title, and the plain fields the page's own kinds add to Wagtail's."""
    fields = [field for field in page._meta.get_fields() if field.concrete and not field.is_relation]
    own = [field for field in fields if field.editable and not issubclass(Page, field.model)]
    return [page._meta.get_field("title"), *own]


def label_of(field: Field) -> str:
    return capfirst(str(field.verbose_name))


def words_in(page: Page, field: Field, user: User) -> list[str]:
    value = getattr(page, field.name)
    if isinstance(field, StreamField):
        return body_lines(page, field, value, user)
    if isinstance(value, bool):
        return [_("ya") if value else _("tidak")]
    choice = getattr(page, f"get_{field.name}_display", None)
    return str(choice() if choice else value if value is not None else "").splitlines()


def body_lines(page: Any, field: StreamField, value: Any, user: User) -> list[str]:
    """As Markdown; the bare text when a block only fits the full editor."""
    try:
        return [line for line in text_of(lesson=page, user=user).splitlines() if line.strip()]
    except NotWritable:
        texts = field.stream_block.get_searchable_content(value)
        return [line for text in texts for line in str(text).splitlines() if line.strip()]


def compare(old: list[str], new: list[str]) -> Iterator[ChangedLine]:
    for group in SequenceMatcher(a=old, b=new, autojunk=False).get_grouped_opcodes(AROUND):
        if group[0][1] or group[0][3]:
            yield ChangedLine("…")
        for name, first, last, start, end in group:
            if name == "equal":
                yield from (ChangedLine("", line) for line in old[first:last])
            else:
                yield from (ChangedLine("-", line) for line in old[first:last])
                yield from (ChangedLine("+", line) for line in new[start:end])


def open_comments(page: Page) -> list[Comment]:
    """Comments of the editor that nobody has settled, with their answers, oldest first."""
    comments = Comment.objects.filter(page_id=page.pk, resolved_at__isnull=True)
    return list(comments.select_related("user").prefetch_related("replies__user").order_by("created_at"))
