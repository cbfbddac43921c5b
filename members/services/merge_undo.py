"""Parting two entries again."""

from datetime import datetime

from django.db import transaction
from wagtail.log_actions import log

from members.models import Member, MemberMerge, User
from members.services.merge_rows import take_back


class UndoRefused(Exception):
    """This merge is not taken back."""


class UndoTooLate(UndoRefused):
    """The time for it is over."""


class UndoOutOfOrder(UndoRefused):
    """A later merge of one of the two entries stands; it is taken back first. `later` is that merge."""

    def __init__(self, later: MemberMerge) -> None:
        super().__init__(later.pk)
        self.later = later


class UndoImpossible(UndoRefused):
    """One of the two was erased since, or is not the officer's to change."""


@transaction.atomic
def undo_merge(*, merge: MemberMerge, by: User, now: datetime) -> MemberMerge:
    """Give every moved row and every value back that nobody changed since; what came later stays with the kept entry.

    `before["left"]` counts rows that could not go back in full. A second press changes nothing. Raise UndoRefused.
    """
    people = Member.objects.select_for_update(no_key=True).filter(pk__in=[merge.kept_id, merge.merged_id])
    members = {row.pk: row for row in people.order_by("pk")}
    merge = MemberMerge.objects.select_for_update().get(pk=merge.pk)
    if merge.is_undone:
        return merge
    kept, merged = members[merge.kept_id], members[merge.merged_id]
    _check(merge, kept, merged, by, now)
    left_count = take_back(merge.moved, by=by, now=now)
    kept.walks_of_life.remove(*merge.before.get("walks_added", []))
    merge.before["left"] = left_count
    merge.undone_by, merge.undone_at = by, now
    merge.save(update_fields=["before", "undone_by", "undone_at"])
    log(instance=merge, action="members.unmerge", user=by, title=str(merge))
    return merge


def _check(merge: MemberMerge, kept: Member, merged: Member, by: User, now: datetime) -> None:
    if not MemberMerge.objects.editable_by(by).filter(pk=merge.pk).exists() or kept.erased_at or merged.erased_at:
        raise UndoImpossible(merge.pk)
    if now >= merge.undo_until:
        raise UndoTooLate(merge.pk)
    later = MemberMerge.objects.standing().touching(kept, merged).filter(pk__gt=merge.pk).order_by("-pk").first()
    if later is not None:
        raise UndoOutOfOrder(later)
