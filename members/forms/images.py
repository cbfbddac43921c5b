from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.images.forms import BaseImageForm

from lms.drawings import refuse_drawing

PLAIN_MESSAGES = {
    "invalid_image": _(
        "Berkas ini bukan gambar atau rusak, jadi tidak disimpan. "
        "Pilih berkas JPG, PNG, WEBP, atau SVG yang bisa dibuka."
    ),
    "invalid_image_extension": _(
        "Jenis berkas ini tidak bisa dipakai. Simpan gambar sebagai JPG, PNG, WEBP, atau SVG."
    ),
    "invalid_image_known_format": _(
        "Nama berkas berakhiran .%(extension)s, tetapi isinya %(image_format)s. Simpan ulang gambarnya, lalu coba lagi."
    ),
    "file_too_large": _("Gambar terlalu besar (%(file_size)s). Perkecil sampai di bawah %(max_filesize)s."),
    "file_too_many_pixels": _("Gambar terlalu besar (%(num_pixels)s piksel). Perkecil dahulu."),
}


class ImageForm(BaseImageForm):
    """Every upload of a picture in the back office; says in plain words what to do with a file that is none."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            self.fields["file"].error_messages.update(PLAIN_MESSAGES)

    def clean_file(self):
        file = self.cleaned_data["file"]
        if "file" in self.changed_data and file.name.lower().endswith(".svg"):
            reason = refuse_drawing(file.read())
            file.seek(0)
            if reason:
                raise forms.ValidationError(reason)
        return file
