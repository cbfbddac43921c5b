"""The base of everything that can be imported, on the Resource layer of django-import-export (docs/adr/0022).

Used from there: declared fields and widgets, the workflow of `import_row` (find or make the instance, clean every
field and gather the faults, compare, validate) and `Diff`. Not used: `import_data`, which writes while it reads.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.urls import reverse
from django.utils.functional import Promise
from import_export.fields import Field
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import Diff, Resource
from import_export.results import RowResult

from members.choices import SheetRowKind
from members.models import Scope, SheetImport
from members.services.sheets.headings import Column
from members.services.sheets.rows import Candidate, Change, Problem, RowOutcome, mark_of

NEW_RECORD = "new"
SKIP_ROW = "skip"
SAME_PREFIX = "same:"
"""Decisions about a doubtful row: `new`, `skip`, or `same:<pk>` of one of its candidates."""


class SheetUnusable(Exception):
    """The whole sheet cannot be taken (the event is cancelled, the role is gone); the text says why."""


class RowDoubtful(Exception):
    """The row may be about somebody the office knows; somebody decides. `found` are (pk, title, note)."""

    def __init__(self, found: Sequence[tuple[int, str, str]]) -> None:
        super().__init__()
        self.found = found


class RowRefused(Exception):
    """The row cannot be taken although every cell is right; `column` is the name of the one to look at."""

    def __init__(self, text: str, column: str = "") -> None:
        super().__init__(text)
        self.text, self.column = text, column


class Changes(Diff):
    """What differs, field by field: read by people as rendered, compared and fingerprinted as it is."""

    def as_html(self) -> list[tuple[str, object, object, str, str]]:
        names = [field.column_name for field in self.resource.get_import_fields()]
        sides = zip(names, self.left, self.right, strict=True)
        return [(name, old, new, shown, shows) for name, (old, shown), (new, shows) in sides if old != new]

    def __init__(self, resource: "SheetResource", instance: Model, new: bool) -> None:
        self.resource, self.new = resource, new
        self.left = self._read_field_values(resource, instance)
        self.right: list[tuple[object, str]] = []

    def compare_with(self, resource: Resource, instance: Model) -> None:
        self.right = self._read_field_values(resource, instance)

    @classmethod
    def _read_field_values(cls, resource: Resource, instance: Model) -> list[tuple[object, str]]:
        pairs = [(field.get_value(instance), field.export(instance)) for field in resource.get_import_fields()]
        return [(str(value) if value not in (None, "", ()) else "", shown) for value, shown in pairs]


class Finder(BaseInstanceLoader):
    """Asks the resource, which has read everything it needs beforehand."""

    def get_instance(self, row: Mapping[str, str]) -> Any:
        return self.resource.find(row)


class SheetResource(Resource):
    """One kind of sheet. A subclass names its columns, reads what exists once, finds, and writes in bulk."""

    kind = ""
    title: str | Promise = ""
    lead: str | Promise = ""
    columns: tuple[Column, ...] = ()
    is_offered = True
    do_not_call_in_templates = True

    class Meta:
        use_bulk = True
        skip_unchanged = True
        store_instance = True
        import_id_fields = ()

    def __init__(self, *, sheet: SheetImport, used: frozenset[str], now: datetime) -> None:
        """`used`: names of the columns the sheet has. Raises SheetUnusable."""
        super().__init__()
        self.sheet, self.used, self.now = sheet, used, now
        office = sheet.organization
        self.scope = Scope(organization_ids=frozenset({office.pk}), region_codes=frozenset({office.region_id}))
        self.decision, self.line = "", 0
        self.pending: tuple[Any, bool, bool] | None = None
        self.finder = Finder(self)
        self.load()

    def load(self) -> None:
        """Read what rows are matched against, and give the fields their widgets."""
        raise NotImplementedError

    def find(self, row: Mapping[str, str]) -> Any:
        """A copy of the record the row is about; None for a new one. Raises RowDoubtful and RowRefused."""
        raise NotImplementedError

    def describe(self, instance: Any) -> tuple[str, str]:
        """What the preview calls the record, and one line about it."""
        raise NotImplementedError

    def remember(self, instance: Any, is_new: bool, is_changed: bool) -> None:
        """The row stands: keep what it changes for `save_all`, and let later rows of the file find the record."""
        raise NotImplementedError

    def save_all(self) -> None:
        """Write everything remembered, in the transaction of the caller."""
        raise NotImplementedError

    def kind_of(self, result: RowResult, instance: Any, changed: set[str]) -> str:
        kinds = {RowResult.IMPORT_TYPE_NEW: SheetRowKind.NEW, RowResult.IMPORT_TYPE_SKIP: SheetRowKind.UNCHANGED}
        return kinds.get(result.import_type, SheetRowKind.CHANGED)

    @classmethod
    def finished_url(cls, sheet: SheetImport) -> str:
        """Where the written records are seen."""
        raise NotImplementedError

    @classmethod
    def upload_url(cls, sheet: SheetImport) -> str:
        """Where another file of this kind is uploaded."""
        return reverse("office_sheet_new", args=[cls.kind])

    @classmethod
    def about_label(cls, about: str) -> str:
        """What the sheet belongs to, in words; empty for kinds that stand alone."""
        return ""

    @classmethod
    def get_diff_class(cls) -> type[Diff]:
        return Changes

    def save_instance(self, instance: Model, is_create: bool, row: Mapping[str, str], **kwargs: object) -> None:
        """Nothing is written row by row; `accept` keeps what `check` found good, `save_all` writes it."""

    def check(self, *, line: int, cells: list[str], row: Mapping[str, str], decision: str = "") -> RowOutcome:
        """What this row would do now. Call `accept` afterwards when it will be written."""
        outcome = RowOutcome(line=line, kind=SheetRowKind.SKIPPED, cells=cells)
        if decision == SKIP_ROW:
            return outcome
        self.decision, self.line, self.pending = decision, line, None
        result = self.import_row(dict(row), self.finder, row_number=line)
        outcome.title, outcome.note = row.get(self.columns[0].name, "")[:200], ""
        if result.validation_error:
            outcome.problems = self._problems(result.validation_error)
            outcome.kind = SheetRowKind.ERROR
        elif result.errors:
            self._explain(outcome, result.errors[0].error, row)
        else:
            self._describe(outcome, result)
        return outcome

    def accept(self) -> None:
        """The row just checked stands; nothing happens for one that was refused."""
        if self.pending:
            self.remember(*self.pending)

    def label_of(self, name: str) -> str:
        return next((str(column.label) for column in self.columns if column.name == name), "")

    def _problems(self, error: ValidationError) -> list[Problem]:
        names = {field.attribute: field.column_name for field in self.fields.values()}
        return [
            Problem(self.label_of(names.get(attribute, attribute)), text)
            for attribute, texts in error.message_dict.items()
            for text in texts
        ]

    def _explain(self, outcome: RowOutcome, error: Exception, row: Mapping[str, str]) -> None:
        """A refusal or a doubt; anything else is a fault of ours and stops the job."""
        if isinstance(error, RowRefused):
            outcome.refused(error.text, self.label_of(error.column))
        elif isinstance(error, RowDoubtful):
            self._weigh(outcome, error.found, row)
        else:
            raise error

    def _weigh(self, outcome: RowOutcome, found: Sequence[tuple[int, str, str]], row: Mapping[str, str]) -> None:
        """What each decision would do; a row that is wrong whichever way is simply wrong."""
        line, cells = outcome.line, outcome.cells
        alone = self.check(line=line, cells=cells, row=row, decision=NEW_RECORD)
        if alone.kind == SheetRowKind.ERROR:
            outcome.kind, outcome.problems = alone.kind, alone.problems
            return
        outcome.kind, outcome.title, outcome.note = SheetRowKind.DOUBT, alone.title, alone.note
        outcome.mark, outcome.changes = alone.mark, alone.changes
        for pk, title, note in found:
            would = self.check(line=line, cells=cells, row=row, decision=f"{SAME_PREFIX}{pk}") if pk else alone
            outcome.candidates.append(Candidate(pk, title, note, would.mark, would.changes if pk else []))
        self.pending = None

    def _describe(self, outcome: RowOutcome, result: RowResult) -> None:
        diff = result.diff or []
        outcome.kind = self.kind_of(result, result.instance, {name for name, *_rest in diff})
        self.pending = (result.instance, result.is_new(), outcome.kind != SheetRowKind.UNCHANGED)
        outcome.title, outcome.note = self.describe(result.instance)
        outcome.changes = [Change(self.label_of(name), str(shown), str(shows)) for name, _o, _n, shown, shows in diff]
        outcome.mark = mark_of(outcome.kind, result.instance.pk, [(name, old, new) for name, old, new, _s, _t in diff])


def plain_field(attribute: str, column_name: str = "") -> Field:
    """A field whose empty cell leaves the record as it is; its widget comes in `load`."""
    return Field(attribute=attribute, column_name=column_name or attribute, saves_null_values=False)
