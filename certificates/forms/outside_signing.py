"""What an officer sends to have certificates signed outside the site."""

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _


class SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """At least one file; `cleaned_data` holds a list."""

    widget = SeveralFiles

    def clean(self, data, initial=None):
        return [super(FilesField, self).clean(file) for file in data or [None]]


class SignedFilesForm(forms.Form):
    """PDFs or a ZIP of them, signed by an official; what they hold is judged file by file afterwards."""

    berkas = FilesField(
        label=_("Berkas bertanda tangan"),
        help_text=_("Satu ZIP, atau sampai 100 PDF sekaligus. Nama berkas boleh berubah, isinya tidak."),
        error_messages={"required": _("Pilih dahulu berkas yang sudah ditandatangani.")},
        widget=SeveralFiles(attrs={"accept": "application/pdf,.pdf,application/zip,.zip"}),
    )


class EsignForm(forms.Form):
    """An official's own words for the signing service; kept nowhere, and never shown again."""

    nik = forms.CharField(
        label=_("NIK pejabat"),
        validators=[RegexValidator(r"^\d{16}$", _("NIK terdiri atas 16 angka."))],
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    passphrase = forms.CharField(
        label=_("Frasa sandi (passphrase)"),
        help_text=_("Diketik sendiri oleh pejabatnya. Tidak kami simpan."),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "off"}),
    )
