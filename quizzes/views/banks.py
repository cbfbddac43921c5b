"""The trainer's doors to a bank of questions; a bank one may not edit looks absent."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.auth import require_admin_access

from courses.models import ModulePage
from members.permissions import keep_private
from quizzes.forms.questions import GiftForm, QuestionForm, make_choice_rows, read_draft
from quizzes.models import Question, QuestionBank
from quizzes.permissions import can_edit_bank
from quizzes.services.bank import add_question, add_questions, save_question, set_in_use
from quizzes.services.drafts import draft_of
from quizzes.services.gift import write_gift


@require_admin_access
@require_safe
def show_bank(request, pk):
    bank = _own_bank(request, pk)
    questions = bank.questions.with_current_version().order_by("-is_active", "pk")
    return _render(request, "quizzes/cms/bank.html", bank, bank.title, questions=questions)


@require_admin_access
def add_to_bank(request, pk):
    bank = _own_bank(request, pk)
    return _edit(request, bank, _("Tambah soal"), None)


@require_admin_access
def edit_question(request, pk):
    question = _own_question(request, pk)
    return _edit(request, question.bank, _("Ubah soal"), question)


def _edit(request, bank, title, question):
    current = draft_of(question.current_version) if question else None
    data = request.POST if request.method == "POST" else None
    initial = vars(current) if current else {}
    form = QuestionForm(data, initial=initial, modules=ModulePage.objects.child_of(bank.course))
    choices = make_choice_rows(data=data, current=current)
    if data is not None and (draft := read_draft(form=form, choices=choices)):
        _save(bank, question, draft)
        messages.success(request, _("Soal tersimpan. Kuis yang dimulai sesudah ini memakainya."))
        return redirect("bank_add" if "lagi" in data else "bank", bank.pk)
    context = {"form": form, "choices": choices, "question": question}
    return _render(request, "quizzes/cms/question_form.html", bank, title, **context)


def _save(bank, question, draft):
    if question is None:
        return add_question(bank=bank, draft=draft, now=timezone.now())
    return save_question(bank=bank, external_id=question.external_id, draft=draft, now=timezone.now())


@require_admin_access
def paste_gift(request, pk):
    """ "Tempel soal GIFT": all questions or none."""
    bank = _own_bank(request, pk)
    form = GiftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        tally = add_questions(bank=bank, drafts=form.drafts, now=timezone.now())
        count = len(form.drafts)
        text = ngettext(
            "%(count)d soal dibaca: %(new)d baru, %(changed)d berubah.",
            "%(count)d soal dibaca: %(new)d baru, %(changed)d berubah.",
            count,
        )
        messages.success(request, text % {"count": count, "new": tally.new, "changed": tally.changed})
        return redirect("bank", bank.pk)
    return _render(request, "quizzes/cms/gift_form.html", bank, _("Tempel soal GIFT"), form=form)


@require_admin_access
@require_safe
def download_gift(request, pk):
    """The questions in use, to keep or to share."""
    bank = _own_bank(request, pk)
    questions = bank.questions.active().with_current_version()
    text = write_gift(draft_of(question.current_version) for question in questions)
    name = slugify(bank.title) or "bank-soal"
    headers = {"Content-Disposition": f'attachment; filename="{name}.gift"', "Cache-Control": "private, no-store"}
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=headers)


@require_admin_access
@require_POST
def switch_question(request, pk):
    """ "Jangan pakai" and "Pakai lagi"."""
    question = set_in_use(question=_own_question(request, pk), is_active="pakai" in request.POST)
    text = _("Soal dipakai lagi.") if question.is_active else _("Soal tidak dipakai lagi untuk kuis baru.")
    messages.success(request, text)
    return redirect("bank", question.bank_id)


def _own_bank(request, pk):
    bank = get_object_or_404(QuestionBank.objects.select_related("course"), pk=pk)
    if not can_edit_bank(request.user, bank):
        raise Http404
    return bank


def _own_question(request, pk):
    question = get_object_or_404(Question.objects.with_current_version().select_related("bank__course"), pk=pk)
    if not can_edit_bank(request.user, question.bank):
        raise Http404
    return question


def _render(request, template, bank, title, **context):
    return keep_private(render(request, template, {**context, "bank": bank, "page_title": title}))
