"""A quiz as one plain form."""

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.forms import PageTextForm
from quizzes.models import QuizPage
from quizzes.services.gift import MAX_CHARACTERS, parse_gift


class QuizTextForm(PageTextForm):
    """Settings of the quiz, and questions to add as GIFT; every problem of them with its line."""

    page_class = QuizPage
    names = [
        "title",
        "introduction",
        "question_count",
        "pass_mark",
        "time_limit_minutes",
        "attempt_limit",
        "is_required",
    ]
    source = forms.CharField(
        label=_("Tambah soal (GIFT)"),
        required=False,
        max_length=MAX_CHARACTERS,
        strip=False,
        help_text=_("Boleh kosong. Soal dengan kode [id:…] yang sudah ada diperbarui."),
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["introduction"].widget.attrs["rows"] = 3

    def clean_source(self):
        source = self.cleaned_data["source"]
        reading = parse_gift(source)
        for problem in reading.problems[:50]:
            line = {"line": problem.line, "reason": problem.reason}
            self.add_error("source", _("Baris %(line)d: %(reason)s") % line)
        self.questions = reading.drafts
        return source
