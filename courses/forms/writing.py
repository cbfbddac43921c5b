"""A course's text in plain forms."""

from django import forms
from django.forms.models import fields_for_model
from django.utils.translation import gettext_lazy as _

from courses.models import CoursePage, LessonPage, ModulePage
from courses.services.package_files import FILE_LIMIT
from courses.services.package_lessons import LESSON_MINUTES_LIMIT
from courses.services.packages import Problems
from courses.services.plain_lessons import body_from


class PageTextForm(forms.Form):
    """Fields of a page, as its model has them, plus the draft the writer saw; `values` is what to save."""

    page_class = None
    names = []
    messages = {"required": _("Isi bagian ini dulu."), "invalid": _("Tulis bilangan bulat.")}
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields = {**fields_for_model(self.page_class, self.names), **self.fields}
        for name in self.names:
            field, column = self.fields[name], self.page_class._meta.get_field(name)
            field.error_messages |= self.messages
            field.validators = [*field.validators, *column.validators]

    @property
    def seen(self):
        return self.cleaned_data["revision"] or 0

    @property
    def values(self):
        return {name: self.cleaned_data[name] for name in self.names}

    @classmethod
    def initial_of(cls, page):
        """What the form shows of a page with its newest text."""
        return {name: getattr(page, name) for name in cls.names} | {"revision": page.latest_revision_id}


class CourseTextForm(PageTextForm):
    page_class = CoursePage
    names = ["title", "summary", "outcomes", "review_note"]


class ModuleTextForm(PageTextForm):
    page_class = ModulePage
    names = ["title", "lesson_minutes"]


class LessonTextForm(PageTextForm):
    """A lesson written as Markdown; every problem of the text with its line."""

    page_class = LessonPage
    names = ["title", "summary", "minutes", "is_required"]
    body = forms.CharField(
        label=_("Isi"),
        max_length=FILE_LIMIT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 22}),
        error_messages={"required": _("Tulis isinya dulu: satu paragraf sudah cukup untuk disimpan.")},
    )

    def __init__(self, *args, user, lesson=None, course=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.lesson, self.course = user, lesson, course

    def clean_minutes(self):
        minutes = self.cleaned_data["minutes"]
        if not 1 <= minutes <= LESSON_MINUTES_LIMIT:
            raise forms.ValidationError(_("Tulis 1 sampai %(limit)s menit.") % {"limit": LESSON_MINUTES_LIMIT})
        return minutes

    def clean_body(self):
        text = self.cleaned_data["body"].replace("\r\n", "\n").replace("\r", "\n")
        problems = Problems()
        self.stream = body_from(text=text, user=self.user, lesson=self.lesson, course=self.course, problems=problems)
        for problem in list(problems)[:50]:
            self.add_error("body", _("Baris %(line)d: %(reason)s") % {"line": problem.line, "reason": problem.reason})
        return text

    @property
    def values(self):
        return {**super().values, "body": self.stream}


class ReturnForm(forms.Form):
    """ "Kembalikan dengan catatan"."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    comment = forms.CharField(
        label=_("Catatan untuk penulis"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Tulis apa yang perlu diperbaiki.")},
    )
