from datetime import date

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from members.services.papers import PaperRefused, clean_paper
from members.services.region_rows import CODE
from members.services.regions import RegionUnclear, find_region

LISTED_REGIONS = 300
"""A list in the page helps up to here (25 KB); larger scopes type a part of the name and choose."""
SHOWN_CHOICES = 12


class PhoneField(PhoneNumberField):
    """Any Indonesian spelling of a number."""

    default_error_messages = {"invalid": _("Tulis nomor HP seperti 0812-3456-7890, atau kosongkan.")}

    def __init__(self, **kwargs):
        widget = forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"})
        super().__init__(region="ID", required=False, widget=widget, **kwargs)

    def prepare_value(self, value):
        return value.as_national if hasattr(value, "as_national") else value


class PaperField(forms.FileField):
    """A scan or photograph of a paper, cleaned to a file that may be kept, or None."""

    def __init__(self, **kwargs):
        widget = forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"})
        super().__init__(required=False, widget=widget, **kwargs)

    def clean(self, data, initial=None):
        """What is kept already counts as no upload."""
        upload = super().clean(data, None)
        try:
            return clean_paper(upload) if upload else None
        except PaperRefused as refused:
            raise forms.ValidationError(str(refused)) from refused


class DayField(forms.DateField):
    """A day with the phone's own picker, between two years that make sense for a register."""

    EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)

    def __init__(self, **kwargs):
        kwargs.setdefault("required", False)
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)
        self.error_messages |= {"invalid": _("Isi tanggal seperti 11/07/2024."), "required": _("Isi tanggalnya.")}

    def clean(self, value):
        day = super().clean(value)
        if day and not self.EARLIEST <= day <= self.LATEST:
            raise forms.ValidationError(_("Periksa tahunnya: antara 1990 dan 2100."))
        return day


class TypedRegion(str):
    """What stands in the box; `code` is the region chosen for exactly this text, if one was."""

    code = ""


class RegionInput(forms.TextInput):
    """A box to type in; when the name was unclear, the server answers with what it may mean, to choose one by tapping.

    Scripts add suggestions while typing (static/js/regions.js). A choice counts only for the text it was made for.
    """

    template_name = "members/region_input.html"
    suggestions, choices = (), ()

    def value_from_datadict(self, data, files, name):
        typed = TypedRegion(data.get(name) or "")
        if data.get(f"{name}-asked") == typed:
            code = data.get(f"{name}-code") or ""
            typed.code = code if CODE.fullmatch(code) else ""
        return typed

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"] |= {
            "suggestions": self.suggestions,
            "choices": self.choices,
            "code": getattr(value, "code", ""),
        }
        return context


class RegionField(forms.CharField):
    """A region by its name: the browser suggests, the server understands what was typed without it."""

    def __init__(self, *, level="", **kwargs):
        """`level` 4: the suggestions are villages only."""
        super().__init__(max_length=150, widget=RegionInput(attrs={"autocomplete": "off"}), **kwargs)
        self.level = level
        self.regions, self.unchanged = None, None

    def offer(self, regions, unchanged=None):
        """Accept one of `regions`, or `unchanged`, the region the row has now even when it lies elsewhere."""
        self.regions, self.unchanged = regions, unchanged
        listed = list(regions.active().select_related("parent")[: LISTED_REGIONS + 1])
        if len(listed) <= LISTED_REGIONS:
            self.widget.suggestions = listed
        else:
            self.widget.attrs |= {"data-regions": reverse_lazy("office_region_suggest"), "data-level": self.level}

    def prepare_value(self, value):
        return getattr(value, "full_name", value)

    def clean(self, value):
        code = getattr(value, "code", "")
        text = super().clean(value)
        if not text:
            return None
        if self.unchanged and text in (self.unchanged.full_name, self.unchanged.code):
            return self.unchanged
        chosen = self.regions.active().filter(code=code).first() if code else None
        return chosen or self._find(text)

    def _find(self, text):
        try:
            return find_region(text=text, among=self.regions)
        except RegionUnclear as unclear:
            self.widget.choices = unclear.options[:SHOWN_CHOICES]
            raise forms.ValidationError(describe(unclear.options, text)) from unclear


def describe(options, text):
    if not options:
        return _("Tidak ada “%(text)s” di wilayah kerja Anda. Periksa ejaannya.") % {"text": text}
    if len(options) > SHOWN_CHOICES:
        return _("Ada %(count)d “%(text)s”. Tulis juga kecamatannya, misalnya: %(name)s.") % {
            "count": len(options), "text": text, "name": options[0].path_name,
        }  # fmt: skip
    if len(options) > 1 and all(text.lower() in region.name.lower() for region in options):
        return _("Ada beberapa “%(text)s”. Pilih salah satu di bawah, lalu simpan lagi.") % {"text": text}
    return _("Tidak ada “%(text)s”. Mungkin maksud Anda salah satu di bawah; pilih, lalu simpan lagi.") % {"text": text}
