from django import forms
from django.utils.translation import gettext_lazy as _


class PeopleSearch(forms.Form):
    """Whom to invite; sent by POST, so that no name stands in an address."""

    q = forms.CharField(
        label=_("Nama, nomor HP, KIM, atau kelurahan"),
        max_length=100,
        min_length=3,
        error_messages={"required": _("Ketik paling sedikit 3 huruf.")},
    )
