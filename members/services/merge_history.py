"""A past merge in words: what moved, what stayed behind, and what both entries said before."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps

from members.models import Member, MemberMerge, Region
from members.models.phones import mask_phone
from members.services.merge_plan import KindCount
from members.services.merge_rules import references_to, rule_for

SECONDS_A_DAY = 86_400


@dataclass(frozen=True)
class MergeHistory:
    """`names` are those of the kept and the merged entry at the time; `stayed` are rows that wait with the merged."""

    kept: dict[str, str]
    merged: dict[str, str]
    kinds: list[KindCount]
    stayed: list[tuple[str, str]]
    days_left: int
    left_count: int

    @property
    def entries(self) -> tuple[dict[str, str], dict[str, str]]:
        return self.kept, self.merged


def describe_merge(*, merge: MemberMerge, now: datetime) -> MergeHistory:
    """Six queries and one per kind of row that stayed behind."""
    counts = merge.before.get("counts", {})
    kinds = [KindCount(apps.get_model(label)._meta.verbose_name, *row) for label, row in sorted(counts.items())]
    return MergeHistory(
        kept=_in_words(merge.before.get("kept", {})),
        merged=_in_words(merge.before.get("merged", {})),
        kinds=kinds,
        stayed=[] if merge.is_undone else rows_left_behind(merged=merge.merged, labels=set(counts)),
        days_left=0 if merge.is_undone else days_left(merge=merge, now=now),
        left_count=merge.before.get("left", 0),
    )


def days_left(*, merge: MemberMerge, now: datetime) -> int:
    """Days in which the merge can still be taken back, the last one counted in full."""
    return max(0, -int(-(merge.undo_until - now).total_seconds() // SECONDS_A_DAY))


def rows_left_behind(*, merged: Member, labels: set[str]) -> list[tuple[str, str]]:
    """Kind and description of the rows that still hang on the merged entry."""
    fields = [field for field in references_to(Member) if field.model._meta.label in labels]
    return [
        (str(field.model._meta.verbose_name), _describe_row(row))
        for field in fields
        if not rule_for(field).stays
        for row in field.model._base_manager.filter(**{field.attname: merged.pk}).order_by("pk")
    ]


def _describe_row(row: Any) -> str:
    """What the row is about, not whose it is."""
    for name in ("event", "course", "kim", "quiz"):
        if hasattr(row, f"{name}_id"):
            return str(getattr(row, name))
    return str(row)


def _in_words(values: dict[str, Any]) -> dict[str, str]:
    """Name, place, masked phone and institution as they were."""
    region = Region.objects.select_related("parent").filter(pk=values.get("region_id")).first()
    return {
        "full_name": values.get("full_name", ""),
        "region": region.full_name if region else "",
        "phone": mask_phone(values.get("phone", "")),
        "institution": values.get("institution", ""),
    }
