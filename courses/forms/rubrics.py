"""An assignment written without JavaScript: its settings, its text, and a few lines of a rubric."""

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.forms import LessonTextForm, PageTextForm
from courses.models import AssignmentPage, RubricCriterion
from courses.services.package_assignments import MOST_CRITERIA, make_criteria

SPARE_LINES = 3


class AssignmentTextForm(LessonTextForm):
    """The instructions as Markdown; at least one way to hand in."""

    page_class = AssignmentPage
    names = ["title", "takes_text", "takes_files", "pass_mark", "is_required"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].label = _("Petunjuk")

    def clean(self):
        data = super().clean()
        if not (data.get("takes_text") or data.get("takes_files")):
            self.add_error("takes_text", _("Pilih jawaban teks, berkas, atau keduanya."))
        return data

    @classmethod
    def initial_of(cls, page):
        return PageTextForm.initial_of.__func__(cls, page)


class CriterionForm(forms.ModelForm):
    """One line; without a title it is not kept."""

    class Meta:
        model = RubricCriterion
        fields = ["title", "points", "description"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["title"].required = self.fields["points"].required = False

    def clean(self):
        data = super().clean()
        if data.get("description") and not data.get("title"):
            self.add_error("title", _("Tulis kriterianya, atau kosongkan penjelasannya."))
        if data.get("title") and "points" in data and data["points"] is None:
            self.add_error("points", _("Isi nilai tertingginya."))
        return data

    def _post_clean(self):
        """A line without a title is no criterion, so nothing about it is checked."""
        if self.cleaned_data.get("title"):
            super()._post_clean()


class BaseRubric(forms.BaseFormSet):
    """The lines that say something, in their order; at least one. Each line may be emptied."""

    def initial_form_count(self):
        return 0

    def clean(self):
        if not any(self.errors) and not self.rows:
            raise forms.ValidationError(_("Tulis paling sedikit satu kriteria."))

    @property
    def rows(self):
        return [form.cleaned_data for form in self.forms if form.cleaned_data.get("title")]

    @property
    def criteria(self):
        return make_criteria(self.rows)


Rubric = forms.formset_factory(
    CriterionForm, formset=BaseRubric, extra=SPARE_LINES, max_num=MOST_CRITERIA, absolute_max=MOST_CRITERIA
)


def rubric_form(data, criteria=()):
    """Bound to `data`, or showing the given criteria and a few empty lines."""
    initial = [{"title": row.title, "points": row.points, "description": row.description} for row in criteria]
    if data is not None:
        return Rubric(data, prefix="rubrik")
    rubric = Rubric(initial=initial, prefix="rubrik")
    rubric.extra = min(len(initial) + SPARE_LINES, MOST_CRITERIA)
    rubric.initial = [*initial, *[{}] * (rubric.extra - len(initial))]
    return rubric
