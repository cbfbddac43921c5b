"""Two entries side by side, and which value the kept one has afterwards."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

KEPT, MERGED = "kept", "merged"

LABELS = {
    "full_name": _("Nama"),
    "gender": _("Jenis kelamin"),
    "phone": _("Nomor HP"),
    "region": _("Kelurahan/desa"),
    "institution": _("Jabatan atau instansi"),
    "is_minor": _("Umur"),
}


@dataclass
class CompareRow:
    """One line of the comparison, empty where nothing is recorded; `field` when both say something and it differs."""

    label: str
    kept: str
    merged: str
    field: forms.BoundField | None = None


class MergeForm(forms.Form):
    """A choice for each value in which the two entries differ; what only one of them knows needs no choice."""

    def __init__(self, *args, kept, merged, **kwargs):
        super().__init__(*args, **kwargs)
        self.kept, self.merged = kept, merged
        for name, label in LABELS.items():
            mine, theirs = shown(kept, name), shown(merged, name)
            if mine and theirs and getattr(kept, name) != getattr(merged, name):
                self.fields[name] = forms.ChoiceField(
                    label=label,
                    choices=[(KEPT, mine), (MERGED, theirs)],
                    initial=KEPT,
                    widget=forms.RadioSelect,
                    error_messages={"required": _("Pilih salah satu."), "invalid_choice": _("Pilih salah satu.")},
                )

    def rows(self):
        return [
            CompareRow(
                label,
                shown(self.kept, name),
                shown(self.merged, name),
                self[name] if name in self.fields else None,
            )
            for name, label in LABELS.items()
            if shown(self.kept, name) or shown(self.merged, name)
        ]

    def taken(self):
        """Names of the fields whose value comes from the merged entry."""
        return [name for name, choice in self.cleaned_data.items() if choice == MERGED]


def shown(member, name):
    """The value as a person reads it; a phone number only in part."""
    if name == "phone":
        return member.masked_phone
    if name == "gender":
        return member.get_gender_display()
    if name == "region":
        return member.region.full_name if member.region else ""
    if name == "is_minor":
        return {None: "", True: _("belum 18 tahun"), False: _("18 tahun atau lebih")}[member.is_minor]
    return getattr(member, name)
