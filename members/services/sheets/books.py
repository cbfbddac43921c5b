"""Workbooks around an import: the template to fill in, and the rows to correct.

Indonesian whatever language the screen has, because they are read back by their words.
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from lms.spreadsheets import Column as BookColumn
from lms.spreadsheets import Sheet, build_workbook
from members.models import SheetImport
from members.services.sheets.resources import SheetResource
from members.services.sheets.rows import RowOutcome

TEXT = "@"
"""Cells formatted as text keep the 0 in front of a phone number."""
ROOM = 200
"""Empty rows of the template that are formatted as text."""


@override("id")
def build_template(resource: type[SheetResource]) -> bytes:
    """Headings with one example row, and a sheet that explains every column."""
    columns = [BookColumn(column.label, 22, TEXT) for column in resource.columns]
    example = [column.example for column in resource.columns]
    empty = [[""] * len(columns)] * ROOM
    explained = [
        [column.label, _("wajib") if column.is_required else _("boleh kosong"), column.hint, ", ".join(column.synonyms)]
        for column in resource.columns
    ]
    heads = [(_("Kolom"), 22), (_("Isi"), 14), (_("Penjelasan"), 60), (_("Judul lain yang dimengerti"), 80)]
    return build_workbook(
        sheets=[
            Sheet(name=pgettext("lembar", "Daftar"), titles=[], columns=columns, rows=[example, *empty]),
            Sheet(
                name=_("Penjelasan"),
                titles=[_("Kolom yang tidak Anda perlukan boleh dihapus. Baris contoh tidak ikut disimpan.")],
                columns=[BookColumn(heading, width, TEXT) for heading, width in heads],
                rows=explained,
            ),
        ]
    )


@override("id")
def build_error_book(*, sheet: SheetImport, headings: Sequence[str], rows: Sequence[RowOutcome]) -> bytes:
    """The original columns and what is wrong, to correct and upload again."""
    kept = [number for number, heading in enumerate(headings) if heading != _("Yang salah")]
    columns = [BookColumn(headings[number], 22, TEXT) for number in kept]
    wrong = BookColumn(_("Yang salah"), 80, TEXT)
    return build_workbook(
        sheets=[
            Sheet(
                name=_("Baris yang salah"),
                titles=[],
                columns=[*columns, wrong],
                rows=[[*(row.cells[number] for number in kept), describe_problems(row)] for row in rows],
            )
        ]
    )


def describe_problems(row: RowOutcome) -> str:
    """`No. HP: “12” bukan nomor HP. …`, one sentence after the other."""
    return " ".join(f"{problem.column}: {problem.text}" if problem.column else problem.text for problem in row.problems)
