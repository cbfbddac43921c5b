from django import forms
from django.utils.text import get_valid_filename
from django.utils.translation import gettext_lazy as _

from members.models import Organization
from members.services.sheets.headings import IGNORED

SAMPLES = 3
ROW_FIELD = "row-"


class UploadForm(forms.Form):
    """One file, and the office it is for when somebody works for several."""

    file = forms.FileField(
        label=_("Berkas"),
        help_text=_("XLSX atau CSV, paling besar 5 MB dan 10.000 baris."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
        allow_empty_file=True,
        error_messages={"required": _("Pilih berkasnya dulu."), "invalid": _("Pilih berkasnya dulu.")},
    )
    organization = forms.ModelChoiceField(queryset=None, label=_("Untuk kantor"), empty_label=None)

    def __init__(self, *args, user, organization=None, **kwargs):
        super().__init__(*args, **kwargs)
        offices = Organization.objects.editable_by(user).select_related("region")
        self.only_office = organization or (offices.get() if offices.count() == 1 else None)
        if self.only_office:
            del self.fields["organization"]
        else:
            self.fields["organization"].queryset = offices

    def values(self):
        """Keyword arguments for `start_import`."""
        file = self.cleaned_data["file"]
        return {
            "organization": self.only_office or self.cleaned_data["organization"],
            "file": file,
            "byte_count": file.size,
            "file_name": get_valid_filename(file.name.replace("\0", ""))[-150:],
        }


class ColumnsForm(forms.Form):
    """What every column of a sheet means; shows the first few cells of each."""

    def __init__(self, *args, table, guess, columns, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(IGNORED, _("– abaikan kolom ini –")), *((column.name, column.label) for column in columns)]
        for number, heading in enumerate(table.headings):
            self.fields[f"column-{number}"] = forms.ChoiceField(
                label=heading,
                choices=choices,
                required=False,
                initial=guess.mapping.get(number, IGNORED),
                help_text=self._samples(table, number),
            )
        self.unsure = {f"column-{number}" for number in guess.unsure}

    @staticmethod
    def _samples(table, number):
        cells = [" ".join(cells[number].split())[:40] for _line, cells in table.lines[:40] if cells[number]]
        shown = " · ".join(dict.fromkeys(cells[: SAMPLES * 2]))
        return _("Isinya: %s") % shown[:160] if shown else _("Kolom ini kosong.")

    def unsure_fields(self):
        return [self[name] for name in self.fields if name in self.unsure]

    def known_fields(self):
        return [self[name] for name in self.fields if name not in self.unsure]

    def names(self):
        """One name per column, in the order of the sheet."""
        return list(self.cleaned_data.values())


def read_decisions(data):
    """Row number → decision, out of the posted radios; what is no number is passed over."""
    rows = {name.removeprefix(ROW_FIELD): value for name, value in data.items() if name.startswith(ROW_FIELD)}
    return {int(line): value for line, value in rows.items() if line.isdecimal() and len(line) < 8}
