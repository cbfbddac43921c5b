"""Hotlines, laws and services that lessons name: where they stand, and what a change of one means to readers."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import Page, ReferenceIndex, Revision
from wagtail.query import PageQuerySet

from courses.models import Reference
from courses.permissions import pages_in_reach
from courses.services.markdown_blocks import items_of
from lms.services.kept import forget_kept
from members.models import User

BLOCK = "references"


def pages_naming(references: Iterable[Reference]) -> dict[int, set[int]]:
    """Keys of the pages that name each reference, as published or in their newest draft; two queries."""
    found: dict[int, set[int]] = defaultdict(set)
    pks = {reference.pk for reference in references}
    rows = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(Reference),
        to_object_id__in=[str(pk) for pk in pks],
        base_content_type=ContentType.objects.get_for_model(Page),
    )
    for to_pk, page_pk in rows.values_list("to_object_id", "object_id"):
        found[int(to_pk)].add(int(page_pk))
    for page_pk, pk in named_in_drafts():
        if pk in pks:
            found[pk].add(page_pk)
    return found


def named_in_drafts() -> Iterator[tuple[int, int]]:
    """What texts name that were saved since their page was published; Wagtail's index knows the page's row only."""
    drafts = Revision.page_revisions.filter(
        pk__in=Page.objects.filter(has_unpublished_changes=True).values("latest_revision")
    )
    for page_pk, content in drafts.values_list("object_id", "content"):
        for pk in named_in(json.loads(content.get("body") or "[]")):
            yield int(page_pk), pk


def named_in(blocks: Iterable[dict[str, Any]]) -> Iterator[int]:
    for block in blocks:
        if block["type"] == BLOCK:
            yield from (pk for pk in items_of(block["value"]) if pk)


def lessons_naming(*, references: Iterable[Reference], user: User) -> dict[int, tuple[list[Page], int]]:
    """For each reference the pages this user may know of, and how many others there are."""
    naming = pages_naming(references)
    pks = {pk for pages in naming.values() for pk in pages}
    known: PageQuerySet = pages_in_reach(user, Page.objects.filter(pk__in=pks)).order_by("path")
    pages = list(known)
    return {
        pk: ([page for page in pages if page.pk in inside], len(inside - {page.pk for page in pages}))
        for pk, inside in naming.items()
    }


@transaction.atomic
def announce(*, reference: Reference, now: datetime) -> int:
    """Published lessons that name the reference say something new from now on; how many.

    Their moment of publishing moves, and with it everything that hangs on it: copies on phones, booklets, the search,
    what authors see about older readers.
    """
    pages = pages_naming([reference])[reference.pk]
    forget_kept()  # an update tells nobody
    return Page.objects.live().filter(pk__in=pages).update(last_published_at=now)
