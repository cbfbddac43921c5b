"""Writes a page of a package: made, changed or left alone, always with a revision."""

from typing import Any, TypeVar

from django.db import models
from wagtail.blocks import StreamValue
from wagtail.models import Page

Found = TypeVar("Found", bound=Page)


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
    """Compare with the newest revision; a page somebody unpublished by hand comes back only with `publish`."""
    latest = page.get_latest_revision_as_object()
    is_same = all(comparable(page, latest, name) == comparable_value(page, name, values[name]) for name in values)
    if is_same and (page.live and not page.has_unpublished_changes or not publish):
        return page, False
    for name, value in values.items():
        setattr(latest, name, value)
    revision = latest.save_revision(clean=False)
    if publish:
        revision.publish()
        page = type(page).objects.get(pk=page.pk)
    return page, True


def comparable(page: Page, source: Page, name: str) -> Any:
    return comparable_value(page, name, getattr(source, name))


def comparable_value(page: Page, name: str, value: Any) -> Any:
    """A value two of which are equal when an editor would call them equal: streams without their block ids."""
    if isinstance(value, StreamValue):
        return [(block.block_type, strip_ids(block.get_prep_value()["value"])) for block in value]
    if isinstance(value, models.Model):
        return value.pk
    field = page._meta.get_field(name)
    if isinstance(value, list) and hasattr(field, "stream_block"):
        return comparable_value(page, name, field.stream_block.to_python(value))
    return value


def strip_ids(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: strip_ids(part) for key, part in value.items() if key != "id"}
    return [strip_ids(part) for part in value] if isinstance(value, list) else value
