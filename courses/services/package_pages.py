"""Writes a page of a package: made, changed or left alone, always with a revision."""

import re
from typing import Any, TypeVar

from django.db import models
from wagtail.blocks import StreamValue
from wagtail.models import Page

from courses.services.block_ids import keep_ids
from courses.services.markdown_text import NotWritable, canonical
from members.models import User

Found = TypeVar("Found", bound=Page)
RICH_TEXT = ("<p", "<ul>", "<ol>", "<ul ", "<ol ")
BLOCK_KEY = re.compile(r' data-block-key="[^"]*"')


def place_page(
    *, parent: Page, page_class: type[Found], slug: str, values: dict[str, Any], publish: bool, by: User | None = None
) -> tuple[Found, bool]:
    """The child of `parent` with this slug holding `values`, and whether anything changed.

    Without `publish` a change waits as a draft of the page. Raise LookupError when a page of another kind has the slug,
    PageLocked when `by` may not change it now.
    """
    child = parent.get_children().filter(slug=slug).first()
    if child is None:
        return make_page(parent, page_class(slug=slug, owner=by, **values), publish, by), True
    page = child.specific
    if type(page) is not page_class:
        raise LookupError(slug)
    return update_page(page, values, publish, by)


class PageLocked(Exception):
    """Somebody reviews the page, or locked it."""


def make_page(parent: Page, page: Found, publish: bool, by: User | None) -> Found:
    page.live = False
    page.has_unpublished_changes = True
    parent.add_child(instance=page)
    revision = page.save_revision(user=by, clean=False, log_action=by is not None)
    if publish:
        revision.publish()
        page.refresh_from_db()
    return page


def update_page(page: Found, values: dict[str, Any], publish: bool, by: User | None) -> tuple[Found, bool]:
    """Compare with the newest revision; with `publish` a draft or an unpublished page goes live."""
    latest = page.get_latest_revision_as_object()
    if not changed_values(latest, values):
        if not publish or (page.live and not page.has_unpublished_changes):
            return page, False
        revision = page.get_latest_revision() or latest.save_revision(clean=False)
    else:
        refuse_locked(page, by)
        for name, value in changed_values(latest, values).items():
            setattr(latest, name, value)
        revision = latest.save_revision(user=by, clean=False, log_action=by is not None)
    if publish:
        revision.publish()
    return type(page).objects.get(pk=page.pk), True


def changed_values(page: Page, values: dict[str, Any]) -> dict[str, Any]:
    """Those of `values` that the page does not hold already, so that lines of a rubric keep their keys."""
    return {
        name: settled(getattr(page, name), value)
        for name, value in values.items()
        if comparable(page, name, getattr(page, name)) != comparable(page, name, value)
    }


def settled(old: Any, new: Any) -> Any:
    """What to write in place of `old`; a stream keeps the ids of the blocks that stayed."""
    return keep_ids(old=old, new=new) if isinstance(old, StreamValue) and isinstance(new, StreamValue) else new


def refuse_locked(page: Page, by: User | None) -> None:
    lock = page.get_lock() if by else None
    if lock is not None and lock.for_user(by):
        raise PageLocked(page.title)


def comparable(page: Page, name: str, value: Any) -> Any:
    """A form in which two values are equal when an editor would call them equal: streams without block ids."""
    field = page._meta.get_field(name)
    if hasattr(field, "stream_block"):
        stream = value if isinstance(value, StreamValue) else field.stream_block.to_python(value)
        return strip_ids(list(stream.get_prep_value()))
    if field.one_to_many:
        return [describe_line(row) for row in (value if isinstance(value, list) else value.all())]
    if field.many_to_many:
        return sorted(row.pk for row in (value.all() if hasattr(value, "all") else value))
    return value.pk if isinstance(value, models.Model) else value


def describe_line(row: models.Model) -> dict[str, Any]:
    """What a line of a page says, without its key, its page and its place."""
    fields = [field for field in row._meta.local_fields if not (field.primary_key or field.is_relation)]
    return {field.name: getattr(row, field.name) for field in fields if field.name != "sort_order"}


def strip_ids(value: Any) -> Any:
    """Without what the editor's browser adds to text nobody changed."""
    if isinstance(value, dict):
        return {key: strip_ids(part) for key, part in value.items() if key != "id"}
    if isinstance(value, list):
        return [strip_ids(part) for part in value]
    if not isinstance(value, str):
        return "" if value is None else value
    try:
        return canonical(value) if value.startswith(RICH_TEXT) else value
    except NotWritable:
        return BLOCK_KEY.sub("", value)


def arrange_children(*, parent: Page, pages: list[Page]) -> bool:
    """Put `pages` in this order behind the other children of `parent`; whether anything moved."""
    if is_arranged(parent=parent, pages=pages):
        return False
    for page in pages:
        Page.objects.get(pk=page.pk).move(Page.objects.get(pk=parent.pk), pos="last-child")
    return True


def is_arranged(*, parent: Page, pages: list[Page]) -> bool:
    wanted = [page.pk for page in pages]
    children = parent.get_children().order_by("path").values_list("pk", flat=True)
    return [pk for pk in children if pk in set(wanted)] == wanted


def retire_children(*, parent: Page, kept: list[Page]) -> list[Page]:
    """Unpublish the live children that are not in `kept`; nothing is ever deleted."""
    gone = parent.get_children().live().exclude(pk__in=[page.pk for page in kept])
    retired = list(gone.specific())
    for page in retired:
        page.unpublish()
    return retired
