"""Which rows change, and how, when two entries become one; worked out once, for preview and merge alike."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import ForeignKey, Model

from members.models import Member
from members.services.merge_keys import collide, share_series, with_conditions
from members.services.merge_rules import Rule, finishers, references_to, rule_for

Key = tuple[str, int | UUID]


@dataclass
class RowChange:
    """One row and, per column, the values before and after."""

    row: Any
    values: dict[str, list[Any]] = field(default_factory=dict)


@dataclass
class KindCount:
    """Rows of one kind: how many move, meet a row about the same thing, or stay with the merged entry."""

    name: Any
    moved: int = 0
    combined: int = 0
    stayed: int = 0


class MergePlan:
    """Changes kept in memory; rows are loaded once, so that two rules about one row see each other's values."""

    def __init__(self, *, kept: Member, merged: Member, now: datetime, is_locking: bool) -> None:
        self.now, self.is_locking = now, is_locking
        self.rows: dict[Key, Any] = {}
        self.changes: dict[Key, RowChange] = {}
        self.counts: dict[str, KindCount] = {}
        self.kept, self.merged = self.load([kept])[0], self.load([merged])[0]

    def load(self, rows: Iterable[Any]) -> list[Any]:
        return [self.rows.setdefault((row._meta.label, row.pk), row) for row in rows]

    def set(self, row: Any, **values: Any) -> None:
        """Give columns (`member_id`, not `member`) new values; the first value seen is the one to go back to."""
        [row] = self.load([row])
        changed = {name: value for name, value in values.items() if getattr(row, name) != value}
        if not changed:
            return
        change = self.changes.setdefault((row._meta.label, row.pk), RowChange(row))
        for name, value in changed.items():
            change.values.setdefault(name, [getattr(row, name), None])[1] = value
            setattr(row, name, value)

    def exchange(self, one: Any, other: Any, *names: str) -> None:
        """Let two rows change places: what one said the other says now, so nothing is overwritten."""
        values = {name: getattr(one, name) for name in names}
        self.set(one, **{name: getattr(other, name) for name in names})
        self.set(other, **values)

    def count(self, model: type[Model]) -> KindCount:
        return self.counts.setdefault(model._meta.label, KindCount(model._meta.verbose_name))

    def rows_at(self, foreign_key: ForeignKey, pk: int) -> list[Any]:
        """The rows that point at `pk` once the plan is carried out, by primary key."""
        placed = [row for row in self.rows.values() if isinstance(row, foreign_key.model)]
        rows = {row.pk: row for row in [*self.fetch(foreign_key, pk), *placed]}
        return [rows[key] for key in sorted(rows) if getattr(rows[key], foreign_key.attname) == pk]

    def fetch(self, foreign_key: ForeignKey, pk: int) -> list[Any]:
        rows = with_conditions(foreign_key.model._base_manager.filter(**{foreign_key.attname: pk})).order_by("pk")
        return self.load(rows.select_for_update(of=("self",)) if self.is_locking else rows)

    def absorb(self, model: type[Model], kept_pk: int, merged_pk: int) -> None:
        """Place everything that points at the merged row of `model`."""
        for foreign_key in references_to(model):
            rule = rule_for(foreign_key)
            if not rule.stays:
                self._place_rows(foreign_key, rule, kept_pk, merged_pk)

    def _place_rows(self, foreign_key: ForeignKey, rule: Rule, kept_pk: int, merged_pk: int) -> None:
        rows = self.fetch(foreign_key, merged_pk)
        present = self.fetch(foreign_key, kept_pk) if rows else []
        for row in rows:
            twin = next((other for other in present if collide(row, other, foreign_key, rule.numbering)), None)
            if twin is None:
                self._move(row, foreign_key, rule, kept_pk, present)
            else:
                self._combine(twin, row, foreign_key, rule)

    def _move(self, row: Any, foreign_key: ForeignKey, rule: Rule, kept_pk: int, present: list[Any]) -> None:
        if rule.numbering and any(collide(row, other, foreign_key) for other in present):
            siblings = [other for other in present if share_series(row, other, foreign_key, rule.numbering)]
            self.set(row, **{rule.numbering: max(getattr(other, rule.numbering) for other in siblings) + 1})
        self.set(row, **{foreign_key.attname: kept_pk})
        self.count(foreign_key.model).moved += 1
        present.append(row)

    def _combine(self, twin: Any, row: Any, foreign_key: ForeignKey, rule: Rule) -> None:
        kind = self.count(foreign_key.model)
        if rule.absorbs:
            self.absorb(foreign_key.model, twin.pk, row.pk)
        if rule.settle:
            rule.settle(self, twin, row)
            kind.combined += 1
        else:
            kind.stayed += 1


def make_plan(*, kept: Member, merged: Member, take: Iterable[str], now: datetime, is_locking: bool) -> MergePlan:
    """The whole merge, decided and not yet written; `take` names the fields whose value comes from the merged entry."""
    plan = MergePlan(kept=kept, merged=merged, now=now, is_locking=is_locking)
    plan.absorb(Member, kept.pk, merged.pk)
    for finish in finishers():
        finish(plan)
    fill_fields(plan, set(take))
    return plan


FIELDS = ("full_name", "gender", "phone", "region_id", "institution", "is_minor")
"""Columns two entries may differ in; `walks_of_life` adds up, the office that recorded the entry stays."""


def fill_fields(plan: MergePlan, take: set[str]) -> None:
    """Empty fields of the kept entry are filled; others change only when asked for."""
    for name in FIELDS:
        mine, theirs = getattr(plan.kept, name), getattr(plan.merged, name)
        if theirs not in ("", None) and (mine in ("", None) or name.removesuffix("_id") in take):
            plan.set(plan.kept, **{name: theirs})
