"""Two entries of one person become one, and can be parted again for a while. docs/merging.md has the table of rules."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from members.models import Member, MemberMerge, User
from members.services.merge_plan import FIELDS, KindCount, MergePlan, make_plan
from members.services.merge_rows import dump_changes, write_changes
from members.services.merge_rules import blocks


class MergeBlocked(Exception):
    """These two entries cannot be merged now; `reasons` say why and what to do."""

    def __init__(self, reasons: list[Any]) -> None:
        super().__init__("; ".join(str(reason) for reason in reasons))
        self.reasons = reasons


@dataclass(frozen=True)
class MergePreview:
    """What a merge would do, counted by kind, and why it is refused if it is."""

    kinds: list[KindCount]
    reasons: list[str | Promise]
    has_two_logins: bool
    moves_login: bool

    @property
    def can_merge(self) -> bool:
        return not self.reasons

    @property
    def stayed_count(self) -> int:
        return sum(kind.stayed for kind in self.kinds)


def preview_merge(*, kept: Member, merged: Member, by: User, now: datetime) -> MergePreview:
    """The very plan that `merge_members` would carry out, written nowhere."""
    kept, merged = _pair(kept, merged)
    reasons = find_reasons(kept=kept, merged=merged, by=by, now=now)
    has_two_logins = bool(kept.user_id and merged.user_id)
    moves_login = bool(merged.user_id) and not has_two_logins
    plan = make_plan(kept=kept, merged=merged, take=(), now=now, is_locking=False)
    return MergePreview(sorted_kinds(plan), reasons, has_two_logins, moves_login)


def sorted_kinds(plan: MergePlan) -> list[KindCount]:
    return sorted(plan.counts.values(), key=lambda kind: str(kind.name))


@transaction.atomic
def merge_members(*, kept: Member, merged: Member, by: User, now: datetime, fields: Iterable[str] = ()) -> MemberMerge:
    """Give everything of `merged` to `kept`; `fields` names values that the kept entry takes over although it has one.

    The merged entry keeps its name and its values and is no longer listed. Pressing twice answers the same merge.
    Raise MergeBlocked.
    """
    kept, merged = _lock_pair(kept, merged)
    if merged.merged_into_id == kept.pk:
        return MemberMerge.objects.standing().get(merged=merged)
    reasons = find_reasons(kept=kept, merged=merged, by=by, now=now)
    if reasons:
        raise MergeBlocked(reasons)
    before = {"kept": describe(kept), "merged": describe(merged)}
    plan = make_plan(kept=kept, merged=merged, take=fields, now=now, is_locking=True)
    plan.set(merged, merged_into_id=kept.pk)
    added = set(merged.walks_of_life.values_list("pk", flat=True)) - {walk.pk for walk in kept.walks_of_life.all()}
    kept.walks_of_life.add(*added)
    changes = dump_changes(plan.changes.values())
    write_changes(changes, by=by, now=now)
    merge = MemberMerge.objects.create(
        kept=kept,
        merged=merged,
        moved=changes,
        before={**before, "walks_added": sorted(added), "counts": describe_counts(plan)},
        merged_by=by,
        merged_at=now,
        undo_until=now + timedelta(days=settings.MERGE_UNDO_DAYS),
    )
    log(instance=merge, action="members.merge", user=by, title=str(merge))
    return merge


def find_reasons(*, kept: Member, merged: Member, by: User, now: datetime) -> list[str | Promise]:
    """Everything that stands against merging these two now; empty when nothing does."""
    if kept.pk == merged.pk:
        return [_("Ini entri yang sama. Pilih dua entri.")]
    if Member.objects.editable_by(by).filter(pk__in=[kept.pk, merged.pk]).count() != 2:
        return [_("Salah satu orang ini bukan di wilayah kerja Anda. Minta kantor yang mencatatnya menggabungkan.")]
    if any(member.merged_into_id for member in (kept, merged)):
        return [_("Salah satu entri sudah digabung. Buka entri yang tetap, lalu bandingkan lagi.")]
    if any(member.erased_at for member in (kept, merged)):
        return [_("Data salah satu orang ini sudah dihapus, jadi tidak bisa digabung.")]
    found = [find_block(kept, merged, now) for find_block in blocks()]
    return [reason for reason in found if reason]


def describe(member: Member) -> dict[str, Any]:
    """The fields as they are, so that no name is lost whatever happens to the entry later."""
    values = {name: getattr(member, name) for name in FIELDS}
    return {**values, "phone": str(member.phone or ""), "user_id": member.user_id}


def describe_counts(plan: MergePlan) -> dict[str, list[int]]:
    return {label: [kind.moved, kind.combined, kind.stayed] for label, kind in plan.counts.items()}


def standing_entry(*, member: Member) -> Member:
    """The entry that stands for this person, held until the transaction ends, so that nobody merges it meanwhile.

    Whoever gives a person something new (a seat, a course, a group) asks first: the entry may just have been merged.
    """
    locked = Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    while locked.merged_into_id:
        locked = Member.objects.select_for_update(no_key=True).get(pk=locked.merged_into_id)
    return locked


def entries_of(*, member: Member) -> list[Member]:
    """The person's entry and all those merged into it, directly or by way of another, with logins; for erasure."""
    found, fresh = [member], [member]
    while fresh:
        fresh = list(Member.objects.filter(merged_into__in=fresh).select_related("user"))
        found += fresh
    return found


def _pair(kept: Member, merged: Member) -> tuple[Member, Member]:
    rows = Member.objects.select_related("user").in_bulk([kept.pk, merged.pk])
    return rows[kept.pk], rows[merged.pk]


def _lock_pair(kept: Member, merged: Member) -> tuple[Member, Member]:
    """Both rows, always locked in the same order; rows that only point at them are not held up."""
    rows = Member.objects.select_for_update(no_key=True).filter(pk__in=[kept.pk, merged.pk]).order_by("pk")
    found = {row.pk: row for row in rows}
    return found[kept.pk], found[merged.pk]
