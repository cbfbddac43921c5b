"""Pages written in plain forms: every save is a draft of Wagtail's, with its rights, its locks and its history."""

from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.actions.edit_page import EditPageAction
from wagtail.models import Page
from wagtail.permissions import page_permission_policy
from wagtail.query import PageQuerySet

from courses.models import CoursePage
from courses.services.package_pages import PageLocked, changed_values, refuse_locked
from members.models import User

MOVES = {"naik": -1, "turun": 1}


class DraftConflict(Exception):
    """Somebody saved the page since the writer opened it; `page` holds the newer text. Nothing was written."""

    def __init__(self, page: Page) -> None:
        super().__init__(page.pk)
        self.page = page


class NotAllowed(Exception):
    """Wagtail's rights do not let this person do that."""


def courses_written_by(user: User) -> PageQuerySet:
    """Courses whose text the user may change, in the order of the catalogue."""
    own = page_permission_policy.instances_user_has_permission_for(user, "change")
    return CoursePage.objects.filter(pk__in=own.values("pk")).order_by("path")


def newest(page: Page) -> Any:
    """The page with its newest text, draft or not."""
    return page.specific.get_latest_revision_as_object()


def revision_of(page: Page) -> int:
    """What a form remembers to notice that somebody else saved meanwhile; 0 for a page without a draft."""
    return page.latest_revision_id or 0


@transaction.atomic
def save_draft(*, page: Page, values: dict[str, Any], seen: int, by: User) -> tuple[Page, bool]:
    """A new draft with `values`, and whether anything changed; unnamed fields stay as they are.

    `seen` is the `revision_of` the page the writer saw. Raise DraftConflict, PageLocked, NotAllowed.
    """
    locked = Page.objects.select_for_update().get(pk=page.pk)
    if not locked.permissions_for_user(by).can_edit():
        raise NotAllowed(locked.pk)
    refuse_locked(locked, by)
    current = newest(locked)
    if revision_of(locked) != seen:
        raise DraftConflict(current)
    changed = changed_values(current, values)
    if not changed:
        return current, False
    for name, value in changed.items():
        setattr(current, name, value)
    return EditPageAction(current, user=by).execute(), True


@transaction.atomic
def add_draft(*, parent: Page, page: Page, by: User) -> Page:
    """`page` as the last child, not yet public, with an address from its title. Raise NotAllowed."""
    parent = Page.objects.select_for_update().get(pk=parent.pk)
    if not parent.permissions_for_user(by).can_add_subpage() or not type(page).can_create_at(parent):
        raise NotAllowed(parent.pk)
    page.slug = free_slug(parent, page.title)
    page.live, page.owner = False, by
    parent.add_child(instance=page)
    page.save_revision(user=by, clean=False, log_action=True)
    return page


def free_slug(parent: Page, title: str) -> str:
    """From the title; lower case letters, digits and hyphens, with a number when a sibling has it."""
    stem = "-".join(part for part in slugify(title).replace("_", "-").split("-") if part)[:70].strip("-") or "halaman"
    taken = set(parent.get_children().filter(slug__startswith=stem).values_list("slug", flat=True))
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in [stem, *numbered] if slug not in taken)


def may_shift(*, page: Page, parent: Page, user: User) -> bool:
    """Whoever may reorder the pages here; an own draft nobody sees yet may be moved by its writer."""
    if parent.permissions_for_user(user).can_reorder_children():
        return True
    return not page.live and page.permissions_for_user(user).can_move_to(parent)


@transaction.atomic
def shift_page(*, page: Page, step: int, by: User) -> bool:
    """Change places with the page before (-1) or after (1); False at the end of the line. Raise NotAllowed."""
    parent = page.get_parent()
    Page.objects.select_for_update().get(pk=parent.pk)
    if not may_shift(page=page, parent=parent, user=by):
        raise NotAllowed(page.pk)
    siblings = list(parent.get_children().order_by("path"))
    place = next(index for index, sibling in enumerate(siblings) if sibling.pk == page.pk) + step
    if not 0 <= place < len(siblings):
        return False
    siblings[place - step].move(siblings[place], pos="left" if step < 0 else "right", user=by)
    return True


def lock_reason(*, page: Page, user: User) -> str:
    """Why the page cannot be changed now, in words; empty when it can."""
    try:
        refuse_locked(page, user)
    except PageLocked:
        if page.workflow_in_progress:
            return _("Sedang ditinjau, jadi tidak bisa diubah. Tarik kembali dulu bila ingin mengubahnya.")
        return _("Halaman ini dikunci. Hubungi admin.")
    return ""
