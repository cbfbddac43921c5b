"""What to report on: read from the address, so that a report can be sent as a link."""

from datetime import date
from itertools import groupby

from django import forms
from django.utils.translation import gettext_lazy as _

from reports.services.areas import Area, area_of, list_area_choices
from reports.services.days import ReportDay, office_today
from reports.services.subjects import list_courses, list_events


class CompletionForm(forms.Form):
    """GET form; what the address leaves out takes the first subject, the whole scope and today."""

    subject = forms.ChoiceField(label=_("Kursus atau kegiatan"))
    area = forms.ChoiceField(label=_("Wilayah"), required=False)
    day = forms.DateField(
        label=_("Keadaan tanggal"),
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Tulis tanggal seperti 2024-07-11.")},
    )

    def __init__(self, query, *, user, now):
        self.today = office_today(user=user, now=now)
        courses, events = list_courses(), list_events(user=user)
        self.subjects = {subject.key: subject for subject in [*courses, *events]}
        defaults = {"subject": next(iter(self.subjects), ""), "area": "", "day": self.today.on.isoformat()}
        super().__init__(defaults | {name: value for name, value in query.items() if value})
        self.fields["subject"].choices = [(_("Kursus"), _options(courses)), (_("Kegiatan"), _options(events))]
        self.fields["area"].choices = _group_areas(list_area_choices(area_of(user)))
        self.fields["day"].widget.attrs["max"] = self.today.on.isoformat()

    @property
    def has_unknown_choice(self):
        """The address names a subject or a region the user does not look after."""
        return any(self.has_error(name, "invalid_choice") for name in ("subject", "area"))

    @property
    def chosen_subject(self):
        return self.subjects[self.cleaned_data["subject"]]

    @property
    def chosen_area(self):
        """None for everything the user looks after."""
        code = self.cleaned_data["area"]
        return Area((code,)) if code else None

    @property
    def chosen_day(self):
        return ReportDay(on=self.cleaned_data["day"], zone_name=self.today.zone_name)

    def clean_day(self):
        day: date = self.cleaned_data["day"]
        if day > self.today.on:
            raise forms.ValidationError(_("Tanggal ini belum tiba. Pilih hari ini atau hari sebelumnya."))
        return day


def _options(subjects):
    return [(subject.key, subject.title) for subject in subjects]


def _group_areas(choices):
    """`Semua wilayah`, the cities when there are several, then the districts under their city."""
    groups = [(city, [(row.code, row.name) for row in rows]) for city, rows in groupby(choices, lambda row: row.city)]
    cities = next((rows for city, rows in groups if not city), [])
    return [("", _("Semua wilayah")), *cities, *[group for group in groups if group[0]]]
