"""Administrators' screens under /cms/: who writes which course; and the guarded page chooser."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views import chooser
from wagtail.models import Page

from courses.forms import TrainersForm
from courses.models import CoursePage
from courses.permissions import can_assign_trainers, pages_in_reach
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


@require_admin_access
def choose_page(request, parent_page_id):
    """Wagtail's chooser below a page, which Wagtail opens for any page id."""
    get_object_or_404(pages_in_reach(request.user, Page.objects.all()), pk=parent_page_id)
    return chooser.BrowseView.as_view()(request, parent_page_id=parent_page_id)


@require_admin_access
def choose_many(request):
    """Wagtail's answer for several chosen pages, which names any page id."""
    pks = [pk for pk in request.GET.getlist("id") if pk.isdigit()]
    if pages_in_reach(request.user, Page.objects.filter(pk__in=pks)).count() != len(set(pks)):
        raise Http404
    return chooser.ChosenMultipleView.as_view()(request)
