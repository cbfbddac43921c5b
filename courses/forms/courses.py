from django import forms
from django.utils.translation import gettext_lazy as _

from members.models import Organization, User


class CourseForm(forms.Form):
    """A new course of an office the user is admin of."""

    title = forms.CharField(label=_("Judul kursus"), max_length=200)
    summary = forms.CharField(
        label=_("Ringkasan"), max_length=250, help_text=_("Satu atau dua kalimat; tampil di kartu kursus.")
    )
    organization = forms.ModelChoiceField(
        label=_("Penyelenggara"), queryset=Organization.objects.none(), empty_label=None
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = Organization.objects.administered_by(user)


class TrainersForm(forms.Form):
    """Who writes a course."""

    trainers = forms.ModelMultipleChoiceField(
        label=_("Pelatih"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Hanya akun dengan peran Pelatih untuk penyelenggara kursus ini yang muncul di sini."),
    )

    def __init__(self, *args, people, current, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["trainers"].queryset = User.objects.filter(pk__in=[user.pk for user in people])
        self.fields["trainers"].initial = [user.pk for user in current]
