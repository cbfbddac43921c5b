from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from members.choices import KimOffice, RegionLevel
from members.forms.fields import RegionField
from members.models import Kim, Region


class KimForm(forms.ModelForm):
    region = RegionField(
        label=_("Kelurahan, desa, atau kecamatan"),
        help_text=_("Ketik namanya, misalnya Namosain. Untuk KIM tingkat kecamatan: Kecamatan Alak."),
        error_messages={"required": _("Tulis kelurahan, desa, atau kecamatan KIM ini.")},
    )

    class Meta:
        model = Kim
        fields = [
            "name", "region", "hamlet", "status", "decree_number", "decree_date", "decree_issuer", "founded_year",
        ]  # fmt: skip
        widgets = {"decree_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        help_texts = {"hamlet": _("Hanya bila KIM ini untuk satu RW atau dusun.")}
        error_messages = {
            "name": {"required": _("Tulis nama KIM, misalnya KIM Namosain.")},
            NON_FIELD_ERRORS: {"unique_together": _("KIM dengan nama ini sudah ada di wilayah itu.")},
        }

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        places = Region.objects.editable_by(user).filter(level__in=[RegionLevel.DISTRICT, RegionLevel.VILLAGE])
        current = self.instance.region if self.instance.pk else None
        self.fields["region"].offer(places, unchanged=current)
        self.initial["region"] = current
        self.fields["founded_year"].validators += [MinValueValidator(1990), MaxValueValidator(2100)]
        self.fields["founded_year"].widget.attrs.update({"min": 1990, "max": 2100})

    def clean(self):
        data = super().clean()
        if data.get("decree_date") and not data.get("decree_number"):
            self.add_error("decree_number", _("Tulis juga nomor SK, atau kosongkan tanggalnya."))
        return data


class JoinForm(forms.Form):
    """One person to enter in a group's register."""

    member = forms.ModelChoiceField(queryset=None)
    office = forms.ChoiceField(choices=KimOffice, initial=KimOffice.MEMBER)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = people
