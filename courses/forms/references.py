"""Forms of the back office about what all offices share: hotlines, laws and services, and words of the search."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from courses.services.search_words import LETTERS

SHOWN = {"kind", "title", "value", "address"}
"""What somebody looked at when the reference was checked."""


class ReferenceForm(WagtailAdminModelForm):
    """A check has a day that was, and somebody who did it; it holds only for what was checked then."""

    def clean(self):
        values = super().clean()
        day, office = values.get("checked_on"), values.get("checked_by", "")
        if day and day > timezone.localdate():
            self.add_error("checked_on", _("Hari ini belum lewat. Isi hari pemeriksaannya yang sebenarnya."))
        if day and not office:
            self.add_error("checked_by", _("Siapa yang memeriksa? Tulis kantor atau jabatannya."))
        if office and not day:
            self.add_error("checked_on", _("Kapan diperiksa? Isi tanggalnya, atau kosongkan juga pemeriksanya."))
        if day and self.instance.pk and SHOWN & set(self.changed_data) and "checked_on" not in self.changed_data:
            self.add_error("checked_on", _("Isinya berubah. Isi hari pemeriksaan yang baru, atau kosongkan."))
        return values


class SameWordsForm(WagtailAdminModelForm):
    """In lower case, each word once, as the search compares them."""

    def clean_words(self):
        words = list(dict.fromkeys(LETTERS.findall(self.cleaned_data["words"].casefold())))
        if len(words) < 2:  # one word finds itself anyway
            raise forms.ValidationError(_("Tulis dua kata atau lebih, dipisah spasi."))
        return " ".join(words)
