from django import forms
from django.utils.translation import gettext_lazy as _

from members.choices import RegionLevel
from members.forms.fields import PhoneField, RegionField
from members.models import Member, Organization, Region, WalkOfLife


class SearchForm(forms.Form):
    """What the lists of people and groups are narrowed by; `district` holds a Kemendagri code."""

    q = forms.CharField(label=_("Nama atau nomor HP"), required=False, max_length=100)
    district = forms.ChoiceField(label=_("Kecamatan"), required=False)

    def __init__(self, *args, districts, **kwargs):
        super().__init__(*args, **kwargs)
        cities = {district.parent_id for district in districts}
        self.fields["district"].choices = [
            ("", _("Semua kecamatan")),
            *((region.code, self._name(region, len(cities) > 1)) for region in districts),
        ]
        self.fields["q"].widget.attrs["type"] = "search"

    @staticmethod
    def _name(region, with_city):
        return f"{region.name} ({region.parent.full_name})" if with_city else region.name


class PeopleSearchForm(SearchForm):
    """The list of people is narrowed by unsur, too."""

    walk = forms.ModelChoiceField(
        label=_("Unsur"), queryset=WalkOfLife.objects.all(), required=False, empty_label=_("Semua unsur")
    )


class MemberForm(forms.ModelForm):
    """A person as the office knows them; asks for no NIK, no birth date, no address.

    A number that is recorded stays unseen: an empty field keeps it, a new one replaces it, a tick removes it.
    """

    phone = PhoneField(label=_("Nomor HP"), help_text=_("Boleh kosong. Dipakai untuk undangan dan untuk masuk."))
    forgets_phone = forms.BooleanField(label=_("Hapus nomor yang tercatat"), required=False)
    region = RegionField(
        label=_("Kelurahan atau desa"),
        level=4,
        required=False,
        help_text=_("Ketik namanya, misalnya Namosain. Boleh kosong untuk orang dari luar wilayah."),
    )

    class Meta:
        model = Member
        fields = ["full_name", "gender", "phone", "region", "institution", "walks_of_life", "organization"]
        widgets = {"gender": forms.RadioSelect, "walks_of_life": forms.CheckboxSelectMultiple}
        labels = {"full_name": _("Nama lengkap"), "institution": _("Jabatan atau instansi")}
        help_texts = {
            "full_name": _("Seperti yang akan tercetak di sertifikat, tanpa gelar."),
            "institution": _("Untuk camat, aparat, atau undangan. Boleh kosong."),
        }
        error_messages = {"full_name": {"required": _("Tulis nama lengkapnya.")}}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        villages = Region.objects.editable_by(user).of_level(RegionLevel.VILLAGE)
        self.fields["region"].offer(villages, unchanged=self.instance.region)
        if self.instance.region_id:
            self.initial["region"] = self.instance.region
        self.fields["gender"].choices = [choice for choice in self.fields["gender"].choices if choice[0]]
        self.fields["full_name"].widget.attrs["autocomplete"] = "off"
        self._set_up_organization(user)
        self._set_up_phone()

    def _set_up_phone(self):
        self.initial.pop("phone", None)
        if self.instance.phone:
            hint = _("Tercatat %(number)s. Isi hanya untuk menggantinya.") % {"number": self.instance.masked_phone}
            self.fields["phone"].help_text = hint
        else:
            del self.fields["forgets_phone"]

    def _set_up_organization(self, user):
        """Asked only of those who work for several offices; never changed afterwards."""
        offices = Organization.objects.editable_by(user)
        self.only_office = None
        if self.instance.pk:
            del self.fields["organization"]
        elif offices.count() == 1:
            self.only_office = offices.get()
            del self.fields["organization"]
        else:
            self.fields["organization"].queryset = offices

    def values(self):
        """Keyword arguments for the services that write a member."""
        data = dict(self.cleaned_data)
        if not data.pop("forgets_phone", False):
            data["phone"] = data["phone"] or self.instance.phone
        if self.only_office:
            data["organization"] = self.only_office
        return data

    def _post_clean(self):
        """The service writes the row; the form leaves the instance as it is in the database."""
