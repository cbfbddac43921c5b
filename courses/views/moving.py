"""Plain doors to copying a course and to putting a part into another module."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks

from courses.forms.moving import CopyForm, PlaceForm
from courses.models import ActivityPage, CoursePage
from courses.permissions import can_assign_trainers
from courses.services.moving import AddressTaken, copy_course, modules_for, move_activity
from courses.views.writing import course_of, own_page, render_screen, writing_screen


@writing_screen
def copy(request, pk):
    """ "Salin kursus": an own copy as drafts, with its own questions and without learners."""
    course = own_page(request, pk, CoursePage)
    if not can_assign_trainers(request.user):
        raise Http404
    title = _("%(title)s (salinan)") % {"title": course.draft_title}
    initial = {"title": title[:200], "organization": course.organization_id}
    form = CopyForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        copied = copy_with_questions(request, course, form.cleaned_data)
        messages.success(request, _("Kursus disalin sebagai draf. Periksa isinya, lalu pilih pelatihnya."))
        return redirect("writing_course", copied.pk)
    return render_screen(request, "copy", _("Salin kursus"), page=course, form=form)


@transaction.atomic
def copy_with_questions(request, course, values):
    """The same hooks as after copying in the full editor."""
    copied = copy_course(course=course, by=request.user, **values)
    for after_copy in hooks.get_hooks("after_copy_page"):
        after_copy(request, course, copied)
    return copied


@writing_screen
def change_module(request, pk):
    """ "Pindah modul"; what learners did stays with the part."""
    activity = own_page(request, pk, ActivityPage)
    form = PlaceForm(request.POST or None, modules=modules_for(activity=activity))
    if request.method == "POST" and form.is_valid() and move(request, activity, form):
        return redirect(f"{reverse('writing_course', args=[course_of(activity).pk])}#h{activity.pk}")
    return render_screen(request, "place", _("Pindah modul"), page=activity, form=form)


def move(request, activity, form):
    module = form.cleaned_data["module"]
    try:
        move_activity(activity=activity, module=module, by=request.user)
    except AddressTaken as taken:
        text = _("Modul itu punya bagian dengan alamat yang sama: “%(title)s”. Ganti alamat salah satunya di CMS.")
        form.add_error("module", text % {"title": taken.args[0]})
        return False
    names = {"title": activity.title, "module": module.title}
    messages.success(request, _("“%(title)s” sekarang di modul “%(module)s”. Riwayat peserta tetap.") % names)
    return True
