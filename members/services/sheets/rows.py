"""What the check found for one row of a spreadsheet; lives as JSON in a private file until somebody decides."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from members.choices import SheetRowKind


@dataclass(frozen=True, slots=True)
class Change:
    """One field of the record: what people may read before and after (numbers masked)."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in which column, and what to do about it; an empty column means the whole row."""

    column: str
    text: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody the row may be about, with what the row would change about them; `pk` 0 is another row of the file."""

    pk: int
    title: str
    note: str
    mark: str
    changes: list[Change] = field(default_factory=list)


@dataclass(slots=True)
class RowOutcome:
    """`mark` is a fingerprint of everything the row would do; equal marks mean that nothing changed in between."""

    line: int
    kind: str
    cells: list[str]
    title: str = ""
    note: str = ""
    mark: str = ""
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)

    @property
    def is_doubtful(self) -> bool:
        return self.kind == SheetRowKind.DOUBT

    @property
    def kind_label(self) -> str:
        return str(SheetRowKind(self.kind).label)

    def refused(self, text: str, column: str = "") -> "RowOutcome":
        """The same row, not written, for this reason."""
        self.kind, self.problems = SheetRowKind.ERROR, [Problem(column, text)]
        return self


def mark_of(*parts: object) -> str:
    """A fingerprint that tells nothing about the values in it."""
    return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()[:20]


def count_kinds(rows: Iterable[RowOutcome]) -> dict[str, int]:
    """Rows per kind, with zeros, in the order of the choices."""
    counts = Counter(row.kind for row in rows)
    return {kind: counts[kind] for kind in SheetRowKind.values}


def dump_rows(headings: list[str], rows: Iterable[RowOutcome]) -> bytes:
    return json.dumps({"headings": headings, "rows": [asdict(row) for row in rows]}, ensure_ascii=False).encode()


def load_rows(content: bytes) -> tuple[list[str], list[RowOutcome]]:
    data = json.loads(content)
    return data["headings"], [_row(row) for row in data["rows"]]


def _row(data: dict) -> RowOutcome:
    data["changes"] = [Change(**change) for change in data["changes"]]
    data["problems"] = [Problem(**problem) for problem in data["problems"]]
    data["candidates"] = [
        Candidate(**(found | {"changes": [Change(**change) for change in found["changes"]]}))
        for found in data["candidates"]
    ]
    return RowOutcome(**data)
