"""Which two rows cannot point at the same owner: read from the unique constraints, so that a new one counts at once."""

from collections.abc import Iterable
from typing import Any

from django.db.models import BooleanField, Case, ForeignKey, Model, Q, QuerySet, UniqueConstraint, When


def unique_keys(model: type[Model]) -> list[tuple[int, tuple[str, ...], Q | None]]:
    """Number, columns and condition of everything unique in a table, the primary key aside."""
    keys: list[tuple[tuple[str, ...], Q | None]] = [
        (tuple(item.fields), item.condition) for item in model._meta.constraints if isinstance(item, UniqueConstraint)
    ]
    keys += [(tuple(names), None) for names in model._meta.unique_together]
    keys += [((item.name,), None) for item in model._meta.local_fields if item.unique and not item.primary_key]
    return [(index, names, condition) for index, (names, condition) in enumerate(keys)]


def with_conditions(rows: QuerySet) -> QuerySet:
    """Each row with `counts_0`, `counts_1` …: whether it falls under the condition of that unique key."""
    marks = {
        f"counts_{index}": Case(When(condition, then=True), default=False, output_field=BooleanField())
        for index, _names, condition in unique_keys(rows.model)
        if condition is not None
    }
    return rows.annotate(**marks)


def collide(row: Any, other: Any, foreign_key: ForeignKey, numbering: str = "") -> bool:
    """Whether both rows cannot point at the same owner; keys with the `numbering` field are left aside."""
    for index, names, _condition in unique_keys(foreign_key.model):
        if foreign_key.name not in names or (numbering and numbering in names):
            continue
        if not (getattr(row, f"counts_{index}", True) and getattr(other, f"counts_{index}", True)):
            continue
        if same(row, other, [name for name in names if name != foreign_key.name]):
            return True
    return False


def share_series(row: Any, other: Any, foreign_key: ForeignKey, numbering: str) -> bool:
    keys = [set(names) for _index, names, _condition in unique_keys(foreign_key.model) if numbering in names]
    names = set().union(*keys)
    return same(row, other, names - {foreign_key.name, numbering})


def same(row: Any, other: Any, names: Iterable[str]) -> bool:
    columns = [row._meta.get_field(name).attname for name in names]
    return all(getattr(row, name) is not None and getattr(row, name) == getattr(other, name) for name in columns)
