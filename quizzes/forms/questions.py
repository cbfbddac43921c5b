"""The trainer's question form: a fixed number of choice rows, usable without JavaScript."""

from django import forms
from django.utils.translation import gettext_lazy as _

from quizzes.choices import QuestionKind
from quizzes.services.drafts import (
    MAX_CHOICE_TEXT,
    MAX_CHOICES,
    MAX_TEXT,
    MAX_TITLE,
    ChoiceDraft,
    QuestionDraft,
    find_problems,
)
from quizzes.services.gift import MAX_CHARACTERS, TRUTH_TEXTS, parse_gift

ROWS = 6


class QuestionForm(forms.Form):
    text = forms.CharField(
        label=_("Pertanyaan"), max_length=MAX_TEXT, widget=forms.Textarea(attrs={"rows": 3}), required=True
    )
    title = forms.CharField(
        label=_("Judul singkat"), max_length=MAX_TITLE, required=False, help_text=_("Dipakai di halaman hasil.")
    )
    topic = forms.ChoiceField(label=_("Modul"), required=False, help_text=_("Hasil kuis dikelompokkan menurut modul."))
    explanation = forms.CharField(
        label=_("Penjelasan"),
        max_length=MAX_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Ditampilkan setelah kuis dikirim."),
    )
    needs_legal_review = forms.BooleanField(label=_("Perlu tinjauan hukum"), required=False)
    checked_on = forms.DateField(
        label=_("Diperiksa pada"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args, modules=(), **kwargs):
        super().__init__(*args, **kwargs)
        known = [(module.slug, module.title) for module in modules]
        topic = self.initial.get("topic")
        if topic and topic not in dict(known):
            known.append((topic, topic))
        self.fields["topic"].choices = [("", _("Tanpa modul")), *known]


class ChoiceForm(forms.Form):
    text = forms.CharField(label=_("Teks pilihan"), max_length=MAX_CHOICE_TEXT, required=False)
    is_right = forms.BooleanField(label=_("Jawaban benar"), required=False)
    feedback = forms.CharField(label=_("Umpan balik"), max_length=MAX_CHOICE_TEXT, required=False)


class BaseChoiceFormSet(forms.BaseFormSet):
    """Empty rows are left out. `current` is the stored draft: its own weights stay while the right ones stay."""

    def __init__(self, *args, current: QuestionDraft | None = None, **kwargs):
        self.current = current
        if current:
            kwargs["initial"] = [
                {"text": row.text, "is_right": row.weight > 0, "feedback": row.feedback} for row in current.choices
            ]
        super().__init__(*args, **kwargs)

    def read_choices(self) -> tuple[str, tuple[ChoiceDraft, ...]]:
        """Kind and choices."""
        rows = [form.cleaned_data for form in self if form.cleaned_data.get("text")]
        pattern = [row["is_right"] for row in rows]
        stored = self.current.choices if self.current else ()
        is_kept = bool(stored) and pattern == [choice.weight > 0 for choice in stored]
        weights = [choice.weight for choice in stored] if is_kept else _weigh(pattern)
        choices = tuple(
            ChoiceDraft(row["text"], weight, row["feedback"]) for row, weight in zip(rows, weights, strict=True)
        )
        if is_kept and self.current.kind != QuestionKind.TRUE_FALSE:
            return self.current.kind, choices
        return _kind_of(choices), choices


ChoiceFormSet = forms.formset_factory(
    ChoiceForm, formset=BaseChoiceFormSet, extra=ROWS, max_num=MAX_CHOICES, absolute_max=MAX_CHOICES
)


def make_choice_rows(*, data=None, current: QuestionDraft | None = None) -> BaseChoiceFormSet:
    """At least six rows, and always one empty one while there is room."""
    formset = ChoiceFormSet(data, prefix="pilihan", current=current)
    formset.extra = max(ROWS - len(current.choices), 1) if current else ROWS
    return formset


def read_draft(*, form: QuestionForm, choices: BaseChoiceFormSet) -> QuestionDraft | None:
    """The draft when both are valid; its problems become errors of the form."""
    if not (form.is_valid() and choices.is_valid()):
        return None
    kind, rows = choices.read_choices()
    draft = QuestionDraft(choices=rows, kind=kind, **form.cleaned_data)
    for reason in find_problems(draft):
        form.add_error(None, reason)
    return draft if form.is_valid() else None


def _weigh(pattern: list[bool]) -> list[float]:
    """One right answer: 100 and 0. Several: equal shares, and a wrong tick takes one share away again."""
    if pattern.count(True) <= 1:
        return [100 if is_right else 0 for is_right in pattern]
    share = round(100 / pattern.count(True), 5)
    return [share if is_right else -share for is_right in pattern]


def _kind_of(choices: tuple[ChoiceDraft, ...]) -> str:
    if sum(choice.weight > 0 for choice in choices) > 1:
        return QuestionKind.MULTIPLE
    return QuestionKind.TRUE_FALSE if tuple(row.text for row in choices) == TRUTH_TEXTS else QuestionKind.SINGLE


class GiftForm(forms.Form):
    """Questions pasted as GIFT; every problem with its line."""

    source = forms.CharField(
        label=_("Teks GIFT"),
        max_length=MAX_CHARACTERS,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false"}),
    )

    def clean_source(self):
        reading = parse_gift(self.cleaned_data["source"])
        for problem in reading.problems[:50]:
            self.add_error(None, _("Baris %(line)d: %(reason)s") % {"line": problem.line, "reason": problem.reason})
        if not reading.problems and not reading.drafts:
            raise forms.ValidationError(_("Belum ada soal di teks ini."))
        self.drafts = reading.drafts
        return self.cleaned_data["source"]
