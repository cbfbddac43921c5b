from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.utils.translation import gettext_lazy as _

from members.choices import KimOffice, KimStatus, LinkKind, RegionLevel
from members.forms.fields import DayField, PaperField, PhoneField, RegionField
from members.forms.people import SearchForm
from members.models import Kim, Region
from members.models.kims import DecreeFilter

WEB = URLValidator(["http", "https"])


class KimSearchForm(SearchForm):
    """What the register is narrowed by; nothing personal, so it may stand in an address."""

    status = forms.ChoiceField(label=_("Status"), required=False, choices=[("", _("Semua status")), *KimStatus.choices])
    decree = forms.ChoiceField(label=_("SK"), required=False, choices=[("", _("Semua")), *DecreeFilter.choices])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["q"].label = _("Nama KIM atau kelurahan")


class KimIdForm(forms.Form):
    """Which groups go into the workbook for KIM.id."""

    district = forms.ChoiceField(label=_("Kecamatan"), required=False)
    status = forms.ChoiceField(label=_("Status"), required=False, choices=[("", _("Semua status")), *KimStatus.choices])

    def __init__(self, *args, districts, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["district"].choices = SearchForm(districts=districts).fields["district"].choices


class WebField(forms.URLField):
    def __init__(self, **kwargs):
        super().__init__(
            assume_scheme="https",
            widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
            **kwargs,
        )
        self.validators = [WEB]
        self.error_messages["invalid"] = _("Tulis alamat lengkap, misalnya https://namosain.kim.id.")


class KimForm(forms.ModelForm):
    """Everything about a group; the number and the file it has stay unseen and are replaced or removed."""

    region = RegionField(
        label=_("Kelurahan, desa, atau kecamatan"),
        help_text=_("Ketik namanya, misalnya Namosain. Untuk KIM tingkat kecamatan: Kecamatan Alak."),
        error_messages={"required": _("Tulis kelurahan, desa, atau kecamatan KIM ini.")},
    )
    decree_date = DayField(label=_("Tanggal SK"))
    decree_valid_until = DayField(label=_("SK berlaku sampai"), help_text=_("Kosongkan bila tidak dibatasi."))
    kim_id_url = WebField(label=_("Alamat di KIM.id"), required=False, max_length=200)
    kim_id_registered_on = DayField(label=_("Terdaftar di KIM.id sejak"))
    contact_phone = PhoneField(label=_("Nomor WA KIM"))
    forgets_phone = forms.BooleanField(label=_("Hapus nomor yang tercatat"), required=False)
    decree_file = PaperField(
        label=_("Berkas SK"),
        help_text=_("PDF, JPG, atau PNG, paling besar 5 MB. Disimpan tertutup; setiap pembukaan dicatat."),
    )
    forgets_decree_file = forms.BooleanField(label=_("Hapus berkas yang tersimpan"), required=False)

    class Meta:
        model = Kim
        fields = [
            "name", "region", "hamlet", "status", "founded_year", "address", "decree_number", "decree_date",
            "decree_issuer", "decree_valid_until", "kim_id_url", "kim_id_registered_on",
        ]  # fmt: skip
        help_texts = {
            "hamlet": _("Hanya bila KIM ini untuk satu RW atau dusun."),
            "decree_number": _("Seperti tercetak, misalnya 188.45/119/2024. Kosongkan bila belum ber-SK."),
            "decree_issuer": _("Misalnya Lurah Namosain, Camat Alak, atau Wali Kota."),
        }
        error_messages = {
            "name": {"required": _("Tulis nama KIM, misalnya KIM Namosain.")},
            NON_FIELD_ERRORS: {"unique_together": _("KIM dengan nama ini sudah ada di wilayah itu.")},
        }

    LEVELS = [RegionLevel.DISTRICT, RegionLevel.VILLAGE]
    GROUPS = [
        (_("KIM"), ["name", "region", "hamlet", "status", "founded_year", "address"]),
        (_("Surat keputusan (SK)"), ["decree_number", "decree_date", "decree_issuer", "decree_valid_until",
                                     "decree_file", "forgets_decree_file"]),
        (_("Kontak dan KIM.id"), ["contact_phone", "forgets_phone", "kim_id_url", "kim_id_registered_on"]),
    ]  # fmt: skip

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        places = Region.objects.editable_by(user).filter(level__in=self.LEVELS)
        current = self.instance.region if self.instance.pk else None
        self.fields["region"].offer(places, unchanged=current)
        if current:
            self.initial["region"] = current
        self.fields["founded_year"].validators += [MinValueValidator(1990), MaxValueValidator(2100)]
        self.fields["founded_year"].widget.attrs.update({"min": 1990, "max": 2100})
        self.initial.pop("contact_phone", None)
        self._set_up_kept()

    def _set_up_kept(self):
        """Say what is kept without showing it, and offer to remove it."""
        if self.instance.contact_phone:
            hint = _("Tercatat %(number)s. Isi hanya untuk menggantinya.") % {"number": self.instance.masked_contact}
            self.fields["contact_phone"].help_text = hint
        else:
            del self.fields["forgets_phone"]
        if not self.instance.decree_file:
            del self.fields["forgets_decree_file"]

    def groups(self):
        """Legend and bound fields, for the template."""
        for legend, names in self.GROUPS:
            yield legend, [self[name] for name in names if name in self.fields]

    def files_and_links(self, link_rows):
        """Keyword arguments for the service that writes a group."""
        rows = [row.cleaned_data for row in link_rows if row.is_bound and row.cleaned_data.get("url")]
        return {
            "links": [(row["kind"], row["url"]) for row in rows] if link_rows.is_bound else None,
            "decree_file": self.cleaned_data["decree_file"],
            "forgets_decree_file": self.cleaned_data.get("forgets_decree_file", False),
        }

    def clean(self):
        data = super().clean()
        start, end = data.get("decree_date"), data.get("decree_valid_until")
        if (start or end) and not data.get("decree_number"):
            self.add_error("decree_number", _("Tulis juga nomor SK, atau kosongkan tanggalnya."))
        if start and end and end < start:
            self.add_error("decree_valid_until", _("SK tidak bisa habis sebelum tanggalnya."))
        return data

    def _post_clean(self):
        super()._post_clean()
        if self.cleaned_data.get("contact_phone") or self.cleaned_data.get("forgets_phone"):
            self.instance.contact_phone = self.cleaned_data["contact_phone"] or ""


class LinkForm(forms.Form):
    kind = forms.ChoiceField(label=_("Jenis"), choices=LinkKind, initial=LinkKind.FACEBOOK)
    url = WebField(label=_("Alamat"), required=False, max_length=300)


LinkFormSet = forms.formset_factory(LinkForm, extra=2, max_num=20, absolute_max=20)
"""An empty address is no row: emptying it takes a link away, and two empty rows always wait."""


def make_link_rows(data=None, kim=None):
    if data is not None and "media-TOTAL_FORMS" in data:
        return LinkFormSet(data, prefix="media")  # without initial values: a row sent as it was counts as a row
    initial = [{"kind": link.kind, "url": link.url} for link in kim.links.all()] if kim else []
    return LinkFormSet(initial=initial, prefix="media")


class MembershipForm(forms.Form):
    """One person's place in a group, from when to when."""

    office = forms.ChoiceField(label=_("Jabatan"), choices=KimOffice, initial=KimOffice.MEMBER)
    section = forms.CharField(
        label=_("Seksi"), required=False, max_length=100, help_text=_("Misalnya Diseminasi. Boleh kosong.")
    )
    starts_on = DayField(label=_("Mulai"), required=True)
    ends_on = DayField(label=_("Selesai"), help_text=_("Kosongkan bila masih."))


class NewOfficeForm(forms.Form):
    """Another office from a day on."""

    office = MembershipForm.base_fields["office"]
    section = MembershipForm.base_fields["section"]
    starts_on = DayField(label=_("Jabatan baru sejak"), required=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="new-%s", **kwargs)  # three forms share the page


class LeaveForm(forms.Form):
    ends_on = DayField(label=_("Hari terakhir"), help_text=_("Kosongkan untuk hari ini."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="leave-%s", **kwargs)


class JoinForm(forms.Form):
    """One person to enter in a group's register; without a day from today on."""

    member = forms.ModelChoiceField(queryset=None)
    office = forms.ChoiceField(label=_("Jabatan"), choices=KimOffice, initial=KimOffice.MEMBER)
    section = forms.CharField(label=_("Seksi"), required=False, max_length=100)
    starts_on = DayField(label=_("Mulai"))

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = people
