"""Changed rows as they are kept in `MemberMerge.moved`, carried out and taken back."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import Field, ForeignKey, Model
from phonenumber_field.phonenumber import PhoneNumber

from members.models import User
from members.services.merge_plan import RowChange
from members.services.merge_rules import Rule, rules

Stored = dict[str, Any]
"""`{"model": "bimtek.Registration", "pk": 7, "values": {"member_id": [3, 5]}}`: before and after."""


def dump_changes(changes: Iterable[RowChange]) -> list[Stored]:
    """In the order they must be written; a row whose value came back to the start is left out."""
    stored = []
    for change in changes:
        values = {name: [_dump(value) for value in pair] for name, pair in change.values.items() if pair[0] != pair[1]}
        if values:
            stored.append({"model": change.row._meta.label, "pk": _dump(change.row.pk), "values": values})
    return stored


def write_changes(changes: list[Stored], *, by: User, now: datetime) -> None:
    """Rows that leave a unique place come before those that enter it: the plan listed them so."""
    for change in changes:
        after = {name: pair[1] for name, pair in change["values"].items()}
        _write(change, after, by, now)


def take_back(changes: list[Stored], *, by: User, now: datetime) -> int:
    """Give every value back that nobody touched since; how many rows could not be given back in full."""
    return sum(not _take_back_row(change, by, now) for change in reversed(changes))


def _take_back_row(change: Stored, by: User, now: datetime) -> bool:
    model = apps.get_model(change["model"])
    row = model._base_manager.select_for_update().filter(pk=change["pk"]).first()
    if row is None:
        return False
    untouched = {
        name: before for name, (before, after) in change["values"].items() if _dump(getattr(row, name)) == after
    }
    if _can_write(change, untouched, by, now):
        return len(untouched) == len(change["values"])
    yielding = [name for rule in _rules_of(model) for name in rule.yields]
    if yielding:
        _can_write(change, untouched | dict.fromkeys(yielding), by, now)
    return False


def _can_write(change: Stored, values: dict[str, Any], by: User, now: datetime) -> bool:
    """Write, unless a place was taken since, for instance a number that now leads to another account."""
    try:
        with transaction.atomic():
            _write(change, values, by, now)
    except IntegrityError:
        return False
    return True


def _write(change: Stored, values: dict[str, Any], by: User, now: datetime) -> None:
    if not values:
        return
    model = apps.get_model(change["model"])
    rows = model._base_manager.filter(pk=change["pk"])
    rows.update(**{name: _load(_field(model, name), value) for name, value in values.items()})
    for rule in _rules_of(model):
        if rule.record and values.keys() - {
            field.attname for field in model._meta.local_fields if isinstance(field, ForeignKey)
        }:
            rule.record(rows.get(), by, now)


def _rules_of(model: type[Model]) -> list[Rule]:
    return [rule for label, rule in rules().items() if apps.get_model(label.rpartition(".")[0]) is model]


def _field(model: type[Model], attname: str) -> Field:
    return next(field for field in model._meta.local_fields if field.attname == attname)


def _dump(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, PhoneNumber | Decimal | UUID):
        return str(value)
    return value


def _load(field: Field, value: Any) -> Any:
    if isinstance(field, ForeignKey):
        return value
    return field.to_python(value) if value is not None else None
