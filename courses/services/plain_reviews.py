"""What becomes of a draft: asked for review, taken back, approved or returned; all of it Wagtail's own workflow."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail.models import Page, TaskState, WorkflowState

from courses.services.drafts import DraftConflict, NotAllowed, newest, revision_of
from members.models import User

APPROVE, RETURN = "approve", "reject"


@dataclass
class PageStanding:
    """Where a page stands and what the user may do about it now; `tone` is the look of `word`."""

    word: str
    tone: str
    comment: str = ""
    can_submit: bool = False
    can_withdraw: bool = False
    can_decide: bool = False


def standing_of(*, page: Page, user: User) -> PageStanding:
    state = page.current_workflow_state
    word, tone = describe(page, state)
    is_waiting = state is not None and state.status == WorkflowState.STATUS_IN_PROGRESS
    task_state = state.current_task_state if state else None
    return PageStanding(
        word=word,
        tone=tone,
        comment=task_state.comment if task_state and not is_waiting else "",
        can_submit=may_submit(page, user),
        can_withdraw=is_waiting and state.user_can_cancel(user),
        can_decide=is_waiting and APPROVE in actions_for(page, user),
    )


def describe(page: Page, state: WorkflowState | None) -> tuple[str, str]:
    if state is not None and state.status == WorkflowState.STATUS_IN_PROGRESS:
        return _("Sedang ditinjau"), "info"
    if state is not None:
        return _("Dikembalikan untuk diperbaiki"), "warn"
    if page.live:
        return (_("Terbit, ada perubahan yang belum diajukan"), "warn") if page.has_unpublished_changes else (
            pgettext("kursus", "Terbit"), "good"
        )  # fmt: skip
    return (_("Tidak terbit lagi"), "note") if page.first_published_at else (_("Draf, belum terbit"), "note")


def may_submit(page: Page, user: User) -> bool:
    tester = page.permissions_for_user(user)
    has_news = not page.live or page.has_unpublished_changes
    return (
        has_news
        and page.latest_revision_id is not None
        and tester.can_edit()
        and bool(tester.can_submit_for_moderation())
    )


def actions_for(page: Page, user: User) -> set[str]:
    task = page.current_workflow_task
    return {name for name, _label, _needs_form in task.get_actions(page, user)} if task else set()


@transaction.atomic
def submit_page(*, page: Page, by: User) -> None:
    """ "Ajukan untuk ditinjau", also again after it came back. Raise NotAllowed."""
    page = Page.objects.select_for_update().get(pk=page.pk).specific
    if not may_submit(page, by):
        raise NotAllowed(page.pk)
    state = page.current_workflow_state
    if state is not None:
        state.resume(user=by)
    else:
        page.get_workflow().start(page, by)


@transaction.atomic
def withdraw_page(*, page: Page, by: User) -> None:
    """ "Tarik kembali": the draft stays and may be changed again. Raise NotAllowed."""
    page = Page.objects.select_for_update().get(pk=page.pk).specific
    state = page.current_workflow_state
    if state is None or state.status != WorkflowState.STATUS_IN_PROGRESS or not state.user_can_cancel(by):
        raise NotAllowed(page.pk)
    state.cancel(user=by)


@transaction.atomic
def decide_page(*, page: Page, action: str, comment: str, seen: int, by: User) -> None:
    """APPROVE makes the draft public, RETURN gives it back with a comment.

    Raise NotAllowed, or DraftConflict when the text is no longer the one that was looked at.
    """
    page = Page.objects.select_for_update().get(pk=page.pk).specific
    task_state = page.current_workflow_task_state
    if task_state is None or action not in actions_for(page, by):
        raise NotAllowed(page.pk)
    if revision_of(page) != seen:
        raise DraftConflict(newest(page))
    task_state.task.specific.on_action(task_state, user=by, action_name=action, comment=comment)


def pages_to_review(*, user: User) -> list[Page]:
    """What waits for this person's decision, the longest waiting first."""
    states = TaskState.objects.reviewable_by(user=user).order_by("started_at")
    states = states.select_related("revision").prefetch_related("revision__content_object")
    return [state.revision.content_object for state in states if isinstance(state.revision.content_object, Page)]
