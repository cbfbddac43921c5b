"""Agenda lines and speakers."""

from datetime import date, datetime

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from bimtek.choices import SpeakerRole
from bimtek.models import Speaker
from bimtek.services.agenda import event_days

TIME_FORMATS = ["%H:%M", "%H:%M:%S", "%H.%M"]


class ClockField(forms.TimeField):
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})

    def __init__(self, **options):
        super().__init__(input_formats=TIME_FORMATS, **options)
        self.error_messages["invalid"] = _("Isi jam seperti 09.00.")


class SlotForm(forms.Form):
    """One line: a day of the event, two times in the office's zone, a title, who speaks."""

    title = forms.CharField(label=_("Acara atau materi"), max_length=200)
    day = forms.TypedChoiceField(label=_("Hari"), coerce=date.fromisoformat)
    starts = ClockField(label=_("Mulai"))
    ends = ClockField(label=_("Selesai"))
    is_learning = forms.BooleanField(label=_("Materi, dihitung JP"), required=False, initial=True)
    speakers = forms.ModelMultipleChoiceField(
        Speaker.objects.none(), label=_("Narasumber"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, event, slot=None, **options):
        self.event = event
        options.setdefault("initial", _initial(slot, event) if slot else None)
        super().__init__(*args, **options)
        days = event_days(event=event)
        self.fields["day"].choices = [(day.isoformat(), date_format(day, "l, j F Y")) for day in days]
        self.fields["speakers"].queryset = event.speakers.on_stage().select_related("member")

    def clean(self):
        values = super().clean()
        day, starts, ends = values.get("day"), values.get("starts"), values.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", _("Jam selesai harus sesudah jam mulai."))
        elif day and starts and ends:
            values["starts_at"] = datetime.combine(day, starts, tzinfo=self.event.zone)
            values["ends_at"] = datetime.combine(day, ends, tzinfo=self.event.zone)
        return values

    @property
    def details(self):
        """Arguments of `save_slot`."""
        names = ("title", "starts_at", "ends_at", "is_learning", "speakers")
        return {name: self.cleaned_data[name] for name in names}


def _initial(slot, event):
    starts_at, ends_at = slot.starts_at.astimezone(event.zone), slot.ends_at.astimezone(event.zone)
    return {
        "title": slot.title,
        "day": starts_at.date().isoformat(),
        "starts": starts_at.time(),
        "ends": ends_at.time(),
        "is_learning": slot.is_learning,
        "speakers": slot.speakers.all(),
    }


class SpeakerForm(forms.Form):
    """Somebody who is not in the list of members yet."""

    full_name = forms.CharField(label=_("Nama lengkap"), max_length=200)
    presented_as = forms.CharField(
        label=_("Jabatan yang disebut"),
        max_length=200,
        required=False,
        help_text=_("Misalnya: Pranata Humas, Dinas Kominfo"),
    )
    role = forms.ChoiceField(label=_("Peran"), choices=SpeakerRole, initial=SpeakerRole.SPEAKER)
