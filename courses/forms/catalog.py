from django import forms
from django.utils.translation import gettext_lazy as _


class CatalogSearch(forms.Form):
    """The catalogue's address: what to look for and which courses."""

    KINDS = [("", _("Semua")), ("wajib", _("Wajib")), ("pilihan", _("Pilihan"))]

    q = forms.CharField(
        label=_("Cari kursus atau pelajaran"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("misalnya: hoaks")}),
        error_messages={"max_length": _("Paling panjang 100 huruf. Coba satu atau dua kata saja.")},
    )
    jenis = forms.ChoiceField(choices=KINDS, required=False, widget=forms.HiddenInput)
    kursus = forms.SlugField(required=False, max_length=255, widget=forms.HiddenInput)
