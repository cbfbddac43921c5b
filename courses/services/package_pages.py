"""Writes a page of a package: made, changed or left alone, always with a revision."""

import re
from typing import Any, TypeVar

from django.db import models
from wagtail.blocks import StreamValue
from wagtail.models import Page

Found = TypeVar("Found", bound=Page)
BLOCK_KEY = re.compile(r' data-block-key="[^"]*"')


def place_page(
    *, parent: Page, page_class: type[Found], slug: str, values: dict[str, Any], publish: bool
) -> tuple[Found, bool]:
    """The child of `parent` with this slug holding `values`, and whether anything changed.

    Without `publish` a change waits as a draft of the page. Raise LookupError when a page of another kind has the slug.
    """
    child = parent.get_children().filter(slug=slug).first()
    if child is None:
        return make_page(parent, page_class(slug=slug, **values), publish), True
    page = child.specific
    if type(page) is not page_class:
        raise LookupError(slug)
    return update_page(page, values, publish)


def make_page(parent: Page, page: Found, publish: bool) -> Found:
    page.live = False
    page.has_unpublished_changes = True
    parent.add_child(instance=page)
    revision = page.save_revision(clean=False)
    if publish:
        revision.publish()
        page.refresh_from_db()
    return page


def update_page(page: Found, values: dict[str, Any], publish: bool) -> tuple[Found, bool]:
    """Compare with the newest revision; with `publish` a draft or an unpublished page goes live."""
    latest = page.get_latest_revision_as_object()
    if all(comparable(page, name, getattr(latest, name)) == comparable(page, name, values[name]) for name in values):
        if not publish or (page.live and not page.has_unpublished_changes):
            return page, False
        revision = page.get_latest_revision() or latest.save_revision(clean=False)
    else:
        for name, value in values.items():
            setattr(latest, name, value)
        revision = latest.save_revision(clean=False)
    if publish:
        revision.publish()
    return type(page).objects.get(pk=page.pk), True


def comparable(page: Page, name: str, value: Any) -> Any:
    """A form in which two values are equal when an editor would call them equal: streams without block ids."""
    field = page._meta.get_field(name)
    if hasattr(field, "stream_block"):
        stream = value if isinstance(value, StreamValue) else field.stream_block.to_python(value)
        return strip_ids(list(stream.get_prep_value()))
    return value.pk if isinstance(value, models.Model) else value


def strip_ids(value: Any) -> Any:
    """Without what the editor's browser adds to text nobody changed."""
    if isinstance(value, dict):
        return {key: strip_ids(part) for key, part in value.items() if key != "id"}
    if isinstance(value, str):
        return BLOCK_KEY.sub("", value)
    return [strip_ids(part) for part in value] if isinstance(value, list) else value


def arrange_children(*, parent: Page, pages: list[Page]) -> bool:
    """Put `pages` in this order behind the other children of `parent`; whether anything moved."""
    wanted = [page.pk for page in pages]
    current = [pk for pk in parent.get_children().order_by("path").values_list("pk", flat=True) if pk in set(wanted)]
    if current == wanted:
        return False
    for page in pages:
        Page.objects.get(pk=page.pk).move(Page.objects.get(pk=parent.pk), pos="last-child")
    return True


def retire_children(*, parent: Page, kept: list[Page]) -> list[Page]:
    """Unpublish the live children that are not in `kept`; nothing is ever deleted."""
    gone = parent.get_children().live().exclude(pk__in=[page.pk for page in kept])
    retired = list(gone.specific())
    for page in retired:
        page.unpublish()
    return retired
