"""Finding members and typing walk-ins."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bimtek.forms.fields import AreaField, PlaceField
from members.choices import Gender
from members.models import Member

SHOWN = 100
"""Search results on one page; more ask for a narrower search."""

NAMESAKE = _("Nama ini sudah tercatat. Cari lalu daftarkan orangnya, atau centang bahwa ini orang lain.")


class MemberSearchForm(forms.Form):
    """Sent by POST: names and phone numbers do not belong into addresses and logs."""

    text = forms.CharField(label=_("Nama, nomor HP, atau kelurahan"), max_length=100, required=False)
    area = AreaField(label=_("Kecamatan"), required=False)
    only_chairs = forms.BooleanField(label=_("Hanya ketua KIM"), required=False)

    def __init__(self, *args, organization, **options):
        super().__init__(*args, **options)
        self.fields["area"].show_areas_of(organization)

    def clean(self):
        values = super().clean()
        if not any(values.get(name) for name in self.fields):
            raise forms.ValidationError(_("Ketik nama, pilih kecamatan, atau centang “Hanya ketua KIM”."))
        return values


class WalkInForm(forms.Form):
    """Somebody at the door; a second person of the same name and place must be meant."""

    full_name = forms.CharField(
        label=_("Nama lengkap"), max_length=200, help_text=_("Seperti akan tercetak di sertifikat.")
    )
    gender = forms.ChoiceField(label=_("L/P"), choices=[("", _("Pilih …")), *Gender.choices], required=False)
    region = PlaceField(label=_("Kelurahan/desa"), required=False)
    institution = forms.CharField(
        label=_("Jabatan atau instansi"), max_length=150, required=False, help_text=_("Misalnya: Sekretaris Camat Alak")
    )
    is_somebody_else = forms.BooleanField(label=_("Ini orang lain dengan nama yang sama"), required=False)

    def __init__(self, *args, organization, **options):
        super().__init__(*args, **options)
        self.organization = organization
        self.fields["region"].show_places_of(organization)
        self.namesake = None

    def clean(self):
        values = super().clean()
        if values.get("full_name") and not values.get("is_somebody_else"):
            self.namesake = self._find_namesake(values)
        if self.namesake:
            self.add_error("full_name", NAMESAKE)
        return values

    def _find_namesake(self, values):
        name = " ".join(values["full_name"].split())
        same = Member.objects.current().filter(organization=self.organization, full_name__iexact=name)
        place = values.get("region")
        return (same.filter(Q(region=place) | Q(region=None)) if place else same).first()

    @property
    def details(self):
        """Arguments of `register_walk_in`."""
        return {name: self.cleaned_data[name] for name in ("full_name", "gender", "region", "institution")}
