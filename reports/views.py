"""Screens and downloads of the numbers."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header

from bimtek.models import TrainingEvent
from bimtek.services.exports import note_export
from lms.spreadsheets import CONTENT_TYPE
from members.permissions import office_required
from reports.forms import CompletionForm
from reports.services.completion import report_completion
from reports.services.completion_book import build_completion_book, name_completion_file
from reports.services.event_results import build_event_book, name_event_file


@office_required
def show_completion(request):
    form = _read_form(request)
    report = _report(request, form) if form.subjects and form.is_valid() else None
    context = {"office_section": "reports", "form": form, "report": report, "now": timezone.now()}
    return render(request, "reports/completion.html", context)


@office_required
def download_completion(request):
    form = _read_form(request)
    if not form.is_valid():
        raise Http404
    report = _report(request, form)
    return _send_workbook(build_completion_book(report=report), name_completion_file(report))


@office_required
def export_event(request, pk):
    events = TrainingEvent.objects.visible_to(request.user).select_related("organization")
    event = get_object_or_404(events, pk=pk)
    content = build_event_book(event=event, by=request.user)
    note_export(event=event, what="Hasil", by=request.user, now=timezone.now())
    return _send_workbook(content, name_event_file(event))


def _read_form(request):
    """The filled form; 404 when the address names something of another office."""
    form = CompletionForm(request.GET, user=request.user, now=timezone.now())
    if form.subjects and form.has_unknown_choice:
        raise Http404
    return form


def _report(request, form):
    return report_completion(user=request.user, subject=form.chosen_subject, day=form.chosen_day, area=form.chosen_area)


def _send_workbook(content, name):
    headers = {"Content-Disposition": content_disposition_header(True, name)}
    return HttpResponse(content, content_type=CONTENT_TYPE, headers=headers)
