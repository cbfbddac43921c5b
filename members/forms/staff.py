"""Forms about offices, accounts of staff and their roles."""

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from lms.printed_drawings import refuse_for_print
from members.choices import RegionLevel, Role
from members.forms.fields import PhoneField
from members.models import Organization, Region
from members.models.scope import ADMINS, scope_of
from members.services.logins import find_login

OFFICE_LEVELS = [RegionLevel.PROVINCE, RegionLevel.CITY]


class WideRegionField(forms.ModelChoiceField):
    """Provinces and cities by their full name."""

    def __init__(self, **kwargs):
        super().__init__(queryset=Region.objects.active().filter(level__in=OFFICE_LEVELS), **kwargs)

    def label_from_instance(self, region):
        return f"{region.full_name} ({region.code})"


class OrganizationForm(WagtailAdminModelForm):
    region = WideRegionField(label=_("Wilayah kerja"))

    def clean_crest(self):
        """A drawing (SVG) must be one that can be printed on certificates and lists."""
        crest = self.cleaned_data["crest"]
        if crest and crest.is_svg():
            with crest.file.open("rb") as file:
                reason = refuse_for_print(file.read())
            if reason:
                raise forms.ValidationError(reason)
        return crest


class PlaceField(forms.ChoiceField):
    """An office or a region the giver was made admin of; cleaned to `{"organization": …}` or `{"region": …}`."""

    def offer(self, user):
        """The offices and wide regions `user` may give roles for."""
        scope = scope_of(user, ADMINS)
        offices = Organization.objects.owned_in(scope)
        regions = Region.objects.active().given_in(scope).filter(level__in=OFFICE_LEVELS)
        self.rows = {f"kantor-{office.pk}": {"organization": office} for office in offices}
        groups = [(_("Kantor"), [(f"kantor-{office.pk}", office.name) for office in offices])]
        if regions:
            self.rows |= {f"wilayah-{region.pk}": {"region": region} for region in regions}
            names = [(f"wilayah-{region.pk}", f"{region.full_name} ({region.pk})") for region in regions]
            groups.append((_("Seluruh wilayah"), names))
        self.choices = groups

    def clean(self, value):
        return self.rows[super().clean(value)]


class RoleForm(forms.Form):
    """What somebody may do and where, with the reason that stands in the log."""

    role = forms.ChoiceField(label=_("Peran"), choices=Role.choices)
    place = PlaceField(
        label=_("Untuk"),
        help_text=_("Peran untuk wilayah berlaku di semua kantor di dalamnya, juga kantor yang dibuka kemudian."),
    )
    reason = forms.CharField(
        label=_("Alasan"),
        max_length=200,
        help_text=_("Misalnya: mutasi, SK nomor …. Tercatat di riwayat peran."),
        error_messages={"required": _("Tulis alasannya; nanti orang lain perlu tahu.")},
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].offer(user)

    def values(self):
        """Keyword arguments of the services that give roles."""
        data = {key: value for key, value in self.cleaned_data.items() if key != "place"}
        return {"organization": None, "region": None} | data | self.cleaned_data["place"]


class GrantForm(RoleForm):
    """A role for an account that exists."""

    account = forms.CharField(
        label=_("Nama pengguna, nomor HP, atau surel"),
        max_length=254,
        help_text=_("Tulis lengkap. Nama orang saja tidak cukup."),
    )
    field_order = ["account", "role", "place", "reason"]

    def clean_account(self):
        user = find_login(self.cleaned_data["account"])
        if user is None:
            raise forms.ValidationError(_("Tidak ada akun dengan nama, nomor, atau surel ini. Periksa ejaannya."))
        return user

    def values(self):
        data = super().values()
        return {"user": data.pop("account")} | data


class StaffForm(RoleForm):
    """An account for a colleague, with its first role."""

    full_name = forms.CharField(label=_("Nama lengkap"), max_length=150)
    username = forms.CharField(
        label=_("Nama pengguna"),
        max_length=40,
        validators=[UnicodeUsernameValidator()],
        help_text=_("Untuk masuk, misalnya maria.nahak. Huruf kecil, tanpa spasi."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
    )
    phone = PhoneField(label=_("Nomor HP"), help_text=_("Boleh kosong. Bisa juga dipakai untuk masuk."))
    field_order = ["full_name", "username", "phone", "role", "place", "reason"]


class ReasonForm(forms.Form):
    """Why a role is taken away or an account locked; whoever leaves an office without admin says so."""

    reason = forms.CharField(
        label=_("Alasan"),
        max_length=200,
        error_messages={"required": _("Tulis alasannya; nanti orang lain perlu tahu.")},
    )
    sure = forms.BooleanField(
        label=_("Saya mengerti: sesudah ini tidak ada admin lagi di sini."),
        error_messages={"required": _("Centang bila memang begitu, atau beri peran Admin kepada orang lain dahulu.")},
    )

    def __init__(self, *args, leaves_no_admin, **kwargs):
        super().__init__(*args, **kwargs)
        if not leaves_no_admin:
            del self.fields["sure"]
