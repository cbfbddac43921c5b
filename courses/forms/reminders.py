"""Whom to invite to go on."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.choices import ReminderChannel
from courses.services.reminders import courses_in, kims_in


class StoppedForm(forms.Form):
    hari = forms.IntegerField(label=_("Berhenti sejak (hari)"), min_value=1, max_value=365, initial=14)
    kursus = forms.ModelChoiceField(None, label=_("Kursus"), required=False, empty_label=_("Semua kursus"))
    kim = forms.ModelChoiceField(None, label=_("KIM"), required=False, empty_label=_("Semua KIM"))

    def __init__(self, data, *, circle):
        chosen = data.copy()
        chosen.setdefault("hari", str(self.base_fields["hari"].initial))
        super().__init__(chosen)
        self.fields["kursus"].queryset = courses_in(circle)
        self.fields["kim"].queryset = kims_in(circle, today=timezone.localdate())


class ChannelForm(forms.Form):
    jalur = forms.ChoiceField(choices=ReminderChannel)
