"""Administrators' screens under /cms/: who writes which course."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.auth import require_admin_access

from courses.forms import TrainersForm
from courses.models import CoursePage
from courses.permissions import can_assign_trainers
from courses.services.trainers import possible_trainers, set_trainers, trainers_by_course, trainers_of


@require_safe
@require_admin_access
def list_courses(request):
    """`/cms/pelatih/`: every course with its trainers."""
    refuse_others(request.user)
    rows = trainers_by_course(CoursePage.objects.order_by("path"))
    return render(request, "courses/admin/trainers.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@require_admin_access
def edit_trainers(request, pk):
    """`/cms/pelatih/<course>/`: tick the people who write this course."""
    refuse_others(request.user)
    course = get_object_or_404(CoursePage, pk=pk)
    form = TrainersForm(request.POST or None, people=possible_trainers(), current=trainers_of(course))
    if request.method == "POST" and form.is_valid():
        set_trainers(course=course, users=list(form.cleaned_data["trainers"]))
        messages.success(request, _("Pelatih kursus disimpan."))
        return redirect("course_trainers")
    return render(request, "courses/admin/trainers_edit.html", {"course": course, "form": form})


def refuse_others(user):
    if not can_assign_trainers(user):
        raise Http404
