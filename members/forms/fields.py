from django import forms
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from members.services.regions import RegionUnclear, find_region

LISTED_REGIONS = 300
"""A list in the page helps up to here (25 KB); larger scopes type the name."""


class PhoneField(PhoneNumberField):
    """Any Indonesian spelling of a number."""

    default_error_messages = {"invalid": _("Tulis nomor HP seperti 0812-3456-7890, atau kosongkan.")}

    def __init__(self, **kwargs):
        widget = forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"})
        super().__init__(region="ID", required=False, widget=widget, **kwargs)

    def prepare_value(self, value):
        return value.as_national if hasattr(value, "as_national") else value


class RegionField(forms.CharField):
    """A region by its name: the browser suggests from a list, the server understands what was typed without one."""

    def __init__(self, **kwargs):
        super().__init__(max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"}), **kwargs)
        self.regions, self.unchanged = None, None

    def offer(self, regions, unchanged=None):
        """Accept one of `regions`, or `unchanged`, the region the row has now even when it lies elsewhere."""
        self.regions, self.unchanged = regions, unchanged
        listed = list(regions.active().select_related("parent")[: LISTED_REGIONS + 1])
        self.options = listed if len(listed) <= LISTED_REGIONS else []
        self.widget.attrs["list"] = "region-options"

    def prepare_value(self, value):
        return getattr(value, "full_name", value)

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        if self.unchanged and text in (self.unchanged.full_name, self.unchanged.code):
            return self.unchanged
        try:
            return find_region(text=text, among=self.regions)
        except RegionUnclear as unclear:
            raise forms.ValidationError(describe(unclear.options, text)) from unclear


def describe(options, text):
    names = "; ".join(region.full_name for region in options)
    if not options:
        return _("Tidak ada “%(text)s” di wilayah kerja Anda. Periksa ejaannya.") % {"text": text}
    if all(text.lower() in region.name.lower() for region in options) and len(options) > 1:
        return _("Ada beberapa “%(text)s”. Tulis lengkap, misalnya salah satu ini: %(names)s.") % {
            "text": text,
            "names": names,
        }
    return _("Tidak ada “%(text)s”. Mungkin maksud Anda: %(names)s.") % {"text": text, "names": names}
