"""Tables with one row per participant; ordinary forms would need a query or an object for each."""

from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext_lazy as _

from bimtek.choices import AttendanceStatus, TestKind
from bimtek.services.scores import HIGHEST, LOWEST

NOT_A_SCORE = _("Tulis angka 0 sampai 100, misalnya 85 atau 72,5.")


def read_attendance(data, registrations):
    """`{registration pk: status}` out of posted `h<pk>` fields; people without a mark are left out."""
    marks = {row.pk: data.get(f"h{row.pk}") for row in registrations}
    return {pk: mark for pk, mark in marks.items() if mark in AttendanceStatus.values}


@dataclass
class ScoreCell:
    name: str
    text: str
    error: str = ""


@dataclass
class ScoreRow:
    registration: object
    pre: ScoreCell
    post: ScoreCell


@dataclass
class ScoreSheet:
    """What was typed (or is stored) for everybody; `values` only when nothing is wrong."""

    rows: list[ScoreRow] = field(default_factory=list)
    values: dict = field(default_factory=lambda: {kind: {} for kind in TestKind})
    error_count: int = 0

    @classmethod
    def of_results(cls, results):
        return cls(
            [
                ScoreRow(
                    row.registration,
                    ScoreCell(f"pre-{row.registration.pk}", write_score(row.pre_score)),
                    ScoreCell(f"post-{row.registration.pk}", write_score(row.post_score)),
                )
                for row in results
            ]
        )

    def read(self, data):
        """Replace the stored texts by the posted ones; a row that was not posted stays as it is."""
        for row in self.rows:
            for kind, cell in ((TestKind.PRE, row.pre), (TestKind.POST, row.post)):
                if cell.name in data:
                    self._read_cell(cell, data[cell.name], kind, row.registration.pk)
        return self

    def _read_cell(self, cell, text, kind, registration_pk):
        cell.text = text.strip()
        try:
            self.values[kind][registration_pk] = parse_score(cell.text)
        except ValueError:
            cell.error = NOT_A_SCORE
            self.error_count += 1


def parse_score(text):
    """`72,5` or `72.5` as Decimal with two places, None for a blank; ValueError for anything else."""
    if not text:
        return None
    try:
        score = Decimal(text.replace(",", "."))
        if not LOWEST <= score <= HIGHEST:
            raise ValueError(text)
    except InvalidOperation:
        raise ValueError(text) from None
    return score.quantize(Decimal("0.01"))


def write_score(score):
    """`72,5`, `85`, or nothing."""
    return "" if score is None else f"{score.normalize():f}".replace(".", ",")
