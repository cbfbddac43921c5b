"""What happens to each kind of row when two entries of one person become one; higher apps add theirs when they start.

Without a rule a row moves, and one that a unique constraint keeps out stays where it is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Field, ForeignKey, Model
from django.utils.functional import Promise

if TYPE_CHECKING:
    from members.models import Member, User
    from members.services.merge_plan import MergePlan

Settle = Callable[["MergePlan", Any, Any], None]
"""Called with the plan, the row of the kept and the row of the merged entry, both about the same thing."""

FindBlock = Callable[["Member", "Member", datetime], "str | Promise | None"]
"""Called with the kept and the merged entry and the time; says why they cannot be merged now, or None."""


@dataclass(frozen=True)
class Rule:
    """How the rows of one foreign key behave.

    `stays`: they never move. `numbering`: a field counted per owner; moved rows get the next number. `absorbs`: of two
    rows about the same thing, what hangs on the merged entry's row goes to the kept entry's. `settle` then looks at
    the two rows themselves. `record` writes the ledger line of a row whose values changed, forwards and backwards.
    `yields`: columns emptied when a row cannot go back otherwise, because its place was taken since.
    """

    stays: bool = False
    numbering: str = ""
    absorbs: bool = False
    settle: Settle | None = None
    record: Callable[[Any, "User", datetime], None] | None = None
    yields: tuple[str, ...] = ()


MOVES = Rule()
_rules: dict[str, Rule] = {}
_blocks: list[FindBlock] = []
_finishers: list[Callable[["MergePlan"], None]] = []


def register_rule(label: str, rule: Rule) -> None:
    """`label` is `app.Model.field`, the foreign key the rule is about."""
    _rules[label] = rule


def register_block(find_block: FindBlock) -> None:
    if find_block not in _blocks:
        _blocks.append(find_block)


def register_finisher(finish: Callable[["MergePlan"], None]) -> None:
    """`finish` looks at the whole plan once every row is placed."""
    if finish not in _finishers:
        _finishers.append(finish)


def rule_for(field: Field) -> Rule:
    return _rules.get(label_of(field), MOVES)


def rules() -> dict[str, Rule]:
    return dict(_rules)


def blocks() -> list[FindBlock]:
    return list(_blocks)


def finishers() -> list[Callable[["MergePlan"], None]]:
    return list(_finishers)


def label_of(field: Field) -> str:
    return f"{field.model._meta.label}.{field.name}"


def references_to(model: type[Model]) -> list[ForeignKey]:
    """Every foreign key in the database that leads to `model`, tables behind many-to-many fields included."""
    found = [
        field
        for other in apps.get_models(include_auto_created=True)
        for field in other._meta.local_fields
        if isinstance(field, ForeignKey) and field.related_model is model and not field.remote_field.parent_link
    ]
    return sorted(found, key=label_of)
