"""The event form of an office."""

from datetime import timedelta

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bimtek.forms.fields import LocalMoment, PlaceField
from bimtek.models import TrainingEvent
from courses.models import ActivityPage, CoursePage

LONGEST = timedelta(days=366)
"""Every day of an event is a choice in its agenda and a page of its attendance sheet."""


class TestChoice(forms.ModelChoiceField):
    """Graded activities, named with their course."""

    __test__ = False

    def __init__(self, **options):
        super().__init__(ActivityPage.objects.none(), **options)
        self.course_titles = {}

    def label_from_instance(self, activity):
        titles = [title for path, title in self.course_titles.items() if activity.path.startswith(path)]
        return " › ".join([*titles, activity.title])


class EventForm(forms.ModelForm):
    """`details` of `create_event` and `update_event`; moments are typed in the zone of `organization`."""

    starts_at = LocalMoment(label=_("Mulai"))
    ends_at = LocalMoment(label=_("Selesai"))
    registration_closes_at = LocalMoment(
        label=_("Pendaftaran ditutup"),
        required=False,
        help_text=_("Kosongkan bila anggota boleh mendaftar sampai acara mulai."),
    )
    region = PlaceField(label=_("Kelurahan tempat acara"), required=False)
    pre_test = TestChoice(label=_("Tes awal daring"), required=False, empty_label=_("Tidak ada, atau di kertas"))
    post_test = TestChoice(label=_("Tes akhir daring"), required=False, empty_label=_("Tidak ada, atau di kertas"))

    class Meta:
        model = TrainingEvent
        fields = (
            "title", "kind", "mode", "description", "things_to_bring", "venue", "region", "starts_at", "ends_at",
            "registration_closes_at", "capacity", "sub_activity", "course", "pre_test", "post_test", "has_post_test",
            "min_attendance", "pass_mark",
        )  # fmt: skip
        widgets = {
            "description": forms.Textarea(attrs={"rows": 4}),
            "things_to_bring": forms.Textarea(attrs={"rows": 3}),
        }
        labels = {
            "title": _("Nama kegiatan"),
            "kind": _("Jenis"),
            "mode": _("Metode"),
            "description": _("Keterangan"),
            "things_to_bring": _("Yang perlu dibawa"),
            "venue": _("Tempat"),
            "capacity": _("Jumlah tempat"),
            "sub_activity": _("Sub-kegiatan anggaran"),
            "course": _("Kursus daring"),
            "has_post_test": _("Ada tes akhir"),
            "min_attendance": _("Hadir paling sedikit (%)"),
            "pass_mark": _("Nilai lulus tes akhir"),
        }
        help_texts = {
            "venue": _("Misalnya: Aula Rumah Jabatan Wali Kota, Jalan Contoh Nomor 1"),
            "sub_activity": _("Bila perlu untuk laporan."),
        }
        error_messages = {
            "capacity": {"min_value": _("Paling sedikit satu tempat.")},
        }

    def __init__(self, *args, organization, **options):
        super().__init__(*args, **options)
        for name in ("starts_at", "ends_at", "registration_closes_at"):
            self.fields[name].zone = organization.time_zone
            self.fields[name].help_text = self.fields[name].help_text or organization.get_time_zone_display()
        self.fields["region"].show_places_of(organization)
        self._offer_courses()
        self._offer_tests()

    def _offer_tests(self):
        """Of courses everybody may open, so that no draft of another office is named; and those the event has."""
        for name in ("pre_test", "post_test"):
            chosen = Q(pk=getattr(self.instance, f"{name}_id"))
            tests = ActivityPage.objects.filter(Q(pk__in=ActivityPage.objects.reachable().values("pk")) | chosen)
            self.fields[name].queryset = tests.filter(lessonpage__isnull=True).order_by("path")

    def _offer_courses(self):
        courses = CoursePage.objects.live().order_by("title")
        self.fields["course"].queryset = courses
        titles = {course.path: course.title for course in courses}
        self.fields["pre_test"].course_titles = self.fields["post_test"].course_titles = titles

    def clean(self):
        values = super().clean()
        starts_at, ends_at = values.get("starts_at"), values.get("ends_at")
        closes_at = values.get("registration_closes_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("Waktu selesai harus sesudah waktu mulai. Periksa tanggal dan jamnya."))
        elif starts_at and ends_at and ends_at - starts_at > LONGEST:
            self.add_error("ends_at", _("Kegiatan paling lama satu tahun. Periksa tahunnya."))
        elif closes_at and ends_at and closes_at > ends_at:
            self.add_error("registration_closes_at", _("Tutup pendaftaran sebelum kegiatan selesai."))
        return values
