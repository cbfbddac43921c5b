"""The form about a hotline, law or service in the back office."""

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

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
