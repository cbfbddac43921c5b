"""Forms of the Wagtail back office for offices and roles."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from members.choices import RegionLevel, Role
from members.models import Organization, Region, RoleAssignment
from members.models.scope import scope_of
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


class RoleForm(WagtailAdminModelForm):
    """A role for somebody, inside what the giver administers."""

    account = forms.CharField(
        label=_("Nama pengguna, nomor HP, atau surel"),
        max_length=254,
        help_text=_("Akun yang sudah ada. Buat akunnya dahulu di Anggota bila belum punya."),
    )
    region = WideRegionField(
        label=_("Wilayah"), required=False, help_text=_("Pilih organisasi atau wilayah, salah satu saja.")
    )

    class Meta:
        model = RoleAssignment
        fields = ["role", "organization", "region"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        scope = scope_of(self.for_user, frozenset({Role.ADMIN}))
        self.fields["organization"].queryset = Organization.objects.in_scope(scope)
        self.fields["region"].queryset = self.fields["region"].queryset.in_scope(scope)

    def clean_account(self):
        user = find_login(self.cleaned_data["account"])
        if user is None:
            raise forms.ValidationError(_("Tidak ada akun dengan nama, nomor, atau surel ini. Periksa ejaannya."))
        return user

    def clean(self):
        data = super().clean()
        if bool(data.get("organization")) == bool(data.get("region")) and not self.errors:
            raise forms.ValidationError(_("Pilih organisasi atau wilayah, salah satu saja."))
        return data

    def _post_clean(self):
        """The service writes the row."""
