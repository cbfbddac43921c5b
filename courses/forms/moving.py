from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import ModulePage
from members.models import Organization


class PlaceForm(forms.Form):
    """Another module of the same course."""

    module = forms.ModelChoiceField(
        label=_("Pindahkan ke modul"),
        queryset=ModulePage.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih modulnya dulu."), "invalid_choice": _("Modul ini tidak ada lagi.")},
    )

    def __init__(self, *args, modules, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["module"].queryset = modules


class CopyForm(forms.Form):
    """The name and the office of a copied course."""

    title = forms.CharField(
        label=_("Judul salinan"), max_length=200, error_messages={"required": _("Tulis judulnya dulu.")}
    )
    organization = forms.ModelChoiceField(
        label=_("Penyelenggara"), queryset=Organization.objects.none(), empty_label=None
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = Organization.objects.administered_by(user)
