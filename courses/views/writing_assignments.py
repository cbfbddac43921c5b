"""An assignment as text: instructions in Markdown, the rubric as lines of an ordinary form."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from courses.forms.rubrics import AssignmentTextForm, rubric_form
from courses.models import AssignmentPage, ModulePage
from courses.services.drafts import add_draft, newest, save_draft
from courses.services.markdown_text import NotWritable
from courses.services.plain_lessons import text_of
from courses.views.writing import own_page, render_screen, save_form, writing_screen
from courses.views.writing_lessons import other_text

SCREEN = "courses/writing/assignment.html"
FRESH = {"takes_text": True, "takes_files": True, "pass_mark": 70, "is_required": True}


@writing_screen
def add_assignment(request, pk):
    module = own_page(request, pk, ModulePage)
    form = AssignmentTextForm(request.POST or None, initial=FRESH, user=request.user)
    rubric = rubric_form(request.POST or None)
    if request.method == "POST" and are_valid(form, rubric):
        page = AssignmentPage(**form.values)
        page.criteria = rubric.criteria
        add_draft(parent=module, page=page, by=request.user)
        messages.success(request, _("Tugas tersimpan sebagai draf. Lihat pratinjaunya, lalu ajukan."))
        return redirect("writing_assignment", page.pk)
    return render_screen(request, SCREEN, _("Tambah tugas"), parent=module, form=form, rubric=rubric)


@writing_screen
def edit_assignment(request, pk):
    page = own_page(request, pk, AssignmentPage)
    text = newest(page)
    try:
        initial = AssignmentTextForm.initial_of(text) | {"body": text_of(lesson=text, user=request.user)}
    except NotWritable as error:
        return render_screen(request, "full_editor_only", text.title, page=page, reason=error.reason)
    form = AssignmentTextForm(request.POST or None, initial=initial, user=request.user, lesson=text)
    rubric = rubric_form(request.POST or None, text.criteria.all())
    if request.method == "POST" and are_valid(form, rubric) and save_form(request, page, form, save_with(rubric)):
        return redirect("writing_assignment", page.pk)
    other = other_text(request, form)
    return render_screen(request, SCREEN, text.title, page=page, form=form, rubric=rubric, other=other)


def are_valid(form, rubric):
    """Both are looked at, so that every mistake is named at once."""
    return all([form.is_valid(), rubric.is_valid()])


def save_with(rubric):
    """What `save_form` calls: the settings together with the lines of the rubric."""

    def save(*, page, values, seen, by):
        return save_draft(page=page, values={**values, "criteria": rubric.criteria}, seen=seen, by=by)

    return save
