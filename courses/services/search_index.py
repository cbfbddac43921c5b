"""Keeping the words of published pages ready for searching."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.query import PageQuerySet

from courses.models import ActivityPage, CoursePage, ModulePage, SearchEntry

KINDS = (CoursePage, ModulePage, ActivityPage)
AT_ONCE = 200
"""Pages read into memory together."""


@transaction.atomic
def index_page(*, page: Page, now: datetime) -> SearchEntry | None:
    """Remember the words of a page as it is published now; None for pages that are not part of a course."""
    page = page.specific
    if not isinstance(page, KINDS):
        return None
    words = {"title": page.title, "summary": summary_of(page), "body": body_of(page)}
    values = {name: text.replace("\0", "") for name, text in words.items()}
    entry, _is_new = SearchEntry.objects.update_or_create(page_id=page.pk, defaults={**values, "indexed_at": now})
    return entry


def summary_of(page: Any) -> str:
    return getattr(page, "summary", "")


def body_of(page: Any) -> str:
    """The text of a lesson's blocks, the outcomes of a course; tests and their answers are never part of it."""
    if isinstance(page, CoursePage):
        return page.outcomes
    fields = [field for field in page._meta.get_fields() if isinstance(field, StreamField)]
    return "\n".join(
        text for field in fields for text in field.stream_block.get_searchable_content(getattr(page, field.name))
    )


def stale_pages() -> PageQuerySet:
    """Live pages of courses that were published, or renamed, without the index hearing of it."""
    kinds = Q(coursepage__isnull=False) | Q(modulepage__isnull=False) | Q(activitypage__isnull=False)
    stale = Q(search_entry__isnull=True) | Q(last_published_at__gt=F("search_entry__indexed_at"))
    stale |= ~Q(title=F("search_entry__title"))
    return Page.objects.live().filter(kinds).filter(stale).order_by("pk")


def refresh_index(*, now: datetime) -> int:
    """Index stale pages; how many. One statement when there is none."""
    pages = stale_pages()[:AT_ONCE]
    return sum(index_page(page=page, now=now) is not None for page in pages.specific())


def rebuild_index(*, now: datetime) -> int:
    """Everything anew; how many pages."""
    SearchEntry.objects.all().delete()
    count = 0
    while indexed := refresh_index(now=now):
        count += indexed
    return count
