"""Who may join a course and in which order it is taken: the plain form, and the same checks in Wagtail's editor."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from courses.forms.writing import PageTextForm
from courses.models import CoursePage
from courses.services.prerequisites import find_circle, possible_prerequisites
from members.forms.fields import DayField, RegionField
from members.models import Region

REGION_HELP = _("Nama atau kode wilayah; kosong: wilayah penyelenggara. Hanya dipakai untuk kursus bagi satu wilayah.")


class RuleChecks:
    """Shared by both forms: days in order, and no course that needs itself."""

    def check_days(self, values):
        opens, closes = values.get("opens_on"), values.get("closes_on")
        if opens and closes and closes < opens:
            self.add_error("closes_on", _("Hari penutupan harus sama atau sesudah hari pembukaan."))

    def check_circle(self, course_pk, values):
        circle = find_circle(course_pk=course_pk, chosen=values.get("prerequisites") or [])
        if circle is not None:
            text = _("“%(title)s” sendiri memerlukan kursus ini, jadi tidak bisa menjadi prasyaratnya.")
            self.add_error("prerequisites", text % {"title": circle.title})


class CourseRulesForm(RuleChecks, PageTextForm):
    page_class = CoursePage
    names = ["enrollment_policy", "enrollment_region", "opens_on", "closes_on", "is_sequential", "prerequisites"]
    enrollment_region = RegionField(label=_("Wilayah peserta"), required=False, help_text=REGION_HELP)
    opens_on = DayField(label=_("Dibuka tanggal"), help_text=_("Kosong: sejak terbit."))
    closes_on = DayField(label=_("Ditutup tanggal"), help_text=_("Hari terakhir untuk ikut; kosong: tanpa batas."))
    prerequisites = forms.ModelMultipleChoiceField(
        label=_("Kursus prasyarat"),
        queryset=CoursePage.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Harus selesai dulu sebelum boleh ikut kursus ini."),
    )

    def __init__(self, *args, course, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.course = course
        self.fields["prerequisites"].queryset = possible_prerequisites(course=course, user=user)
        self.fields["enrollment_region"].offer(Region.objects.all(), unchanged=course.enrollment_region)

    def clean(self):
        values = super().clean()
        self.check_days(values)
        self.check_circle(self.course.pk, values)
        return values

    @classmethod
    def initial_of(cls, page):
        return super().initial_of(page) | {"prerequisites": [course.pk for course in page.prerequisites.all()]}


class CoursePageForm(RuleChecks, WagtailAdminPageForm):
    """A box for the region instead of a list of 91,000, and only courses the author may see."""

    enrollment_region = RegionField(label=_("Wilayah peserta"), required=False, help_text=REGION_HELP)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "enrollment_region" in self.fields:
            self.fields["enrollment_region"].offer(Region.objects.all(), unchanged=self.instance.enrollment_region)
            self.initial["enrollment_region"] = self.instance.enrollment_region
        if "prerequisites" in self.fields:
            self.fields["prerequisites"].queryset = possible_prerequisites(course=self.instance, user=self.for_user)

    def clean(self):
        values = super().clean()
        self.check_days(values)
        self.check_circle(self.instance.pk, values)
        return values
