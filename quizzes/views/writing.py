"""Writing a quiz without JavaScript: settings and questions in one form, single questions on the bank's screens."""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import ModulePage
from courses.services.drafts import newest
from courses.views.writing import own_page, render_screen, save_form, writing_screen
from quizzes.forms.writing import QuizTextForm
from quizzes.models import QuizPage
from quizzes.services.writing import add_quiz, save_quiz

TEMPLATE = "quizzes/writing/quiz.html"


@writing_screen
def add_quiz_page(request, pk):
    module = own_page(request, pk, ModulePage)
    initial = {field.name: field.default for field in QuizPage._meta.fields if field.name in QuizTextForm.names[2:]}
    form = QuizTextForm(request.POST or None, initial={**initial, "is_required": True})
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        quiz = add_quiz(module=module, values=form.values, questions=form.questions, by=request.user, now=now)
        messages.success(request, _("Kuis tersimpan sebagai draf."))
        return redirect("writing_quiz", quiz.pk)
    return render_screen(request, TEMPLATE, _("Tambah kuis"), parent=module, form=form)


@writing_screen
def edit_quiz(request, pk):
    quiz = own_page(request, pk, QuizPage)
    text = newest(quiz)
    form = QuizTextForm(request.POST or None, initial=QuizTextForm.initial_of(text))
    if request.method == "POST" and form.is_valid():
        save = partial(save_quiz, questions=form.questions, now=timezone.now())
        if save_form(request, quiz, form, save):
            return redirect("writing_quiz", quiz.pk)
    count = text.bank.questions.active().count() if text.bank else 0
    return render_screen(request, TEMPLATE, text.title, page=quiz, form=form, bank=text.bank, question_count=count)
