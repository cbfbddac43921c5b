"""Administrators' screens under /cms/: who writes which course."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.auth import require_admin_access

from courses.forms import CourseForm, TrainersForm
from courses.permissions import can_assign_trainers
from courses.services.offices import courses_kept_by, open_course
from courses.services.trainers import possible_trainers, set_trainers, trainers_by_course, trainers_of


@require_safe
@require_admin_access
def list_courses(request):
    """`/cms/pelatih/`: every course of the own offices with its trainers."""
    refuse_others(request.user)
    rows = trainers_by_course(courses_kept_by(request.user))
    return render(request, "courses/admin/trainers.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@require_admin_access
def add_course(request):
    """`/cms/kursus/baru/`: an empty course of an own office; its pages are written in Wagtail."""
    refuse_others(request.user)
    form = CourseForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        course = open_course(**form.cleaned_data, by=request.user)
        messages.success(request, _("Kursus dibuat sebagai draf. Tambahkan modul, lalu pilih pelatihnya."))
        return redirect("wagtailadmin_explore", course.pk)
    return render(request, "courses/admin/course_new.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@require_admin_access
def edit_trainers(request, pk):
    """`/cms/pelatih/<course>/`: tick the people who write this course."""
    refuse_others(request.user)
    course = get_object_or_404(courses_kept_by(request.user).select_related("organization"), pk=pk)
    form = TrainersForm(request.POST or None, people=possible_trainers(course), current=trainers_of(course))
    if request.method == "POST" and form.is_valid():
        set_trainers(course=course, users=list(form.cleaned_data["trainers"]))
        messages.success(request, _("Pelatih kursus disimpan."))
        return redirect("course_trainers")
    return render(request, "courses/admin/trainers_edit.html", {"course": course, "form": form})


def refuse_others(user):
    if not can_assign_trainers(user):
        raise Http404
