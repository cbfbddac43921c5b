from django import forms
from django.utils.translation import gettext_lazy as _

from courses.services.package_zip import ZIP_LIMIT
from courses.services.plain_pictures import refuse_picture
from lms.file_kinds import FILES, refuse_file
from lms.text import format_size
from members.models import Organization


class PictureForm(forms.Form):
    """A picture for a text; what is on it must be told."""

    picture = forms.FileField(
        label=_("Gambar"),
        help_text=_("JPG, PNG, WEBP, atau SVG, paling besar 5 MB."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/svg+xml"}),
        error_messages={"required": _("Pilih berkas gambarnya dulu.")},
    )
    alt_text = forms.CharField(
        label=_("Teks pengganti"),
        max_length=250,
        help_text=_("Apa yang terlihat pada gambar, untuk pembaca yang tidak bisa melihatnya."),
        error_messages={"required": _("Tulis apa yang terlihat pada gambar.")},
    )

    def clean_picture(self):
        file = self.cleaned_data["picture"]
        name = file.name.lower()
        self.content = file.read()
        if reason := refuse_picture(name=name, content=self.content):
            raise forms.ValidationError(reason)
        self.name = name
        return file


class PackageForm(forms.Form):
    """A course package as ZIP; the office is asked of those who may bring new courses."""

    package = forms.FileField(
        label=_("Paket kursus (ZIP)"),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
        error_messages={"required": _("Pilih berkas ZIP-nya dulu."), "empty": _("Berkas ini kosong.")},
    )
    organization = forms.ModelChoiceField(
        label=_("Penyelenggara, bila kursusnya baru"), queryset=Organization.objects.none(), required=False
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        offices = Organization.objects.administered_by(user)
        self.fields["organization"].queryset = offices
        self.initial.setdefault("organization", offices.first())
        if not offices:
            del self.fields["organization"]

    def clean_package(self):
        file = self.cleaned_data["package"]
        if file.size > ZIP_LIMIT:
            raise forms.ValidationError(_("ZIP paling besar %(limit)s.") % {"limit": format_size(ZIP_LIMIT)})
        return file


class AttachmentForm(forms.Form):
    """A recording, video or document for a text."""

    file = forms.FileField(
        label=_("Berkas"),
        help_text=_("Dokumen PDF, DOCX, XLSX, PPTX, ODT, TXT; suara MP3, M4A, OGG; video MP4, WebM."),
        widget=forms.FileInput(attrs={"accept": ",".join(f".{kind}" for kind in FILES)}),
        error_messages={"required": _("Pilih berkasnya dulu."), "empty": _("Berkas ini kosong.")},
    )
    file_title = forms.CharField(
        label=_("Judul berkas"),
        max_length=120,
        help_text=_("Yang dibaca anggota sebelum membukanya, misalnya: Formulir izin foto."),
        error_messages={"required": _("Tulis judul berkasnya.")},
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if reason := refuse_file(name=file.name.lower(), file=file, size=file.size):
            raise forms.ValidationError(reason)
        self.content, self.name = file.read(), file.name.lower()
        return file
