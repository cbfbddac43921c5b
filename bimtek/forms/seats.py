"""Numbers on chairs: for the whole hall, and for one person."""

from django import forms
from django.utils.translation import gettext_lazy as _

from bimtek.choices import SeatOrder
from bimtek.models import Registration

HIGHEST = 9999


class NumberingForm(forms.Form):
    order = forms.ChoiceField(label=_("Urutan nomor"), choices=SeatOrder)
    replaces = forms.BooleanField(label=_("Ganti semua nomor kursi yang sudah ada"), required=False)


class SeatForm(forms.Form):
    """`swap_with` comes from the button that is offered when somebody sits there."""

    seat = forms.IntegerField(
        label=_("Nomor kursi"),
        help_text=_("Kosongkan bila tanpa nomor."),
        min_value=1,
        max_value=HIGHEST,
        required=False,
    )
    swap_with = forms.ModelChoiceField(Registration.objects.none(), required=False)

    def __init__(self, *args, event, **options):
        super().__init__(*args, **options)
        self.fields["swap_with"].queryset = event.registrations.seated()
