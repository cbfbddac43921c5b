"""`/cms/impor/`: spreadsheets on their way into the records; everybody sees the own uploads only."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.spreadsheets import CONTENT_TYPE
from members.choices import DisclosureKind, SheetRowKind, SheetState
from members.forms.sheets import ColumnsForm, UploadForm, read_decisions
from members.models import SheetImport
from members.permissions import can_write_office, office_required, office_write_required
from members.services.disclosures import record_disclosure
from members.services.sheets import UnknownKind, offered_kinds, resource_class
from members.services.sheets.books import build_error_book, build_template
from members.services.sheets.files import load_preview, load_table, read_progress
from members.services.sheets.guards import SheetRefused
from members.services.sheets.headings import MappingIncomplete
from members.services.sheets.imports import (
    SheetMoved,
    choose_columns,
    confirm_import,
    decide_rows,
    discard_import,
    guess_columns,
    is_stuck,
    percent_of,
    ready_count,
    retry_import,
    start_import,
)
from members.views.office_members import page_or_404
from members.views.sheet_pages import describe_sheet, show_done, show_preview, show_progress


@office_required
@require_safe
def list_sheets(request):
    """The own imports, newest first, and what can be imported."""
    sheets = SheetImport.objects.editable_by(request.user).select_related("organization")
    page = page_or_404(sheets, request.GET.get("page", 1))
    context = {
        "page": page,
        "sheets": [describe_sheet(sheet) for sheet in page],
        "kinds": offered_kinds() if can_write_office(request.user) else [],
        "office_section": "members",
    }
    return render(request, "members/office_sheets.html", context)


@office_write_required
def upload_sheet(request, kind):
    resource = offered_or_404(kind)
    form = UploadForm(*posted(request), user=request.user)
    sheet = take_upload(form, kind=kind, by=request.user) if request.method == "POST" else None
    if sheet:
        return redirect("office_sheet", pk=sheet.pk)
    context = {"form": form, "resource": resource, "office_section": "members"}
    return render(request, "members/office_sheet_new.html", context, status=400 if form.errors else 200)


def posted(request):
    """Data and files of a form that was sent, be it empty."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def take_upload(form, *, kind, by, about=""):
    """The new import; None when the form or the file is refused, with the reason at the field."""
    if not form.is_valid():
        return None
    try:
        return start_import(kind=kind, about=about, by=by, now=timezone.now(), **form.values())
    except SheetRefused as refused:
        form.add_error("file", refused.text)
        return None


def offered_or_404(kind):
    try:
        resource = resource_class(kind)
    except UnknownKind as error:
        raise Http404 from error
    if not resource.is_offered:
        raise Http404
    return resource


@office_write_required
@require_safe
def download_template(request, kind):
    """Holds headings and examples, no data; every writer may have the one of any kind."""
    try:
        resource = resource_class(kind)
    except UnknownKind as error:
        raise Http404 from error
    return send_book(build_template(resource), _("Templat %s.xlsx") % resource.title)


def send_book(content, name):
    headers = {"Content-Disposition": content_disposition_header(True, name)}
    return HttpResponse(content, content_type=CONTENT_TYPE, headers=headers)


def own_sheet(request, pk):
    sheets = SheetImport.objects.editable_by(request.user).select_related("organization__region")
    return get_object_or_404(sheets, pk=pk)


@office_write_required
@require_safe
def show_sheet(request, pk):
    """Whatever comes next for this import."""
    sheet = own_sheet(request, pk)
    if sheet.state == SheetState.UPLOADED:
        return redirect("office_sheet_columns", pk=pk)
    if sheet.is_busy or sheet.state == SheetState.FAILED:
        return show_progress(request, sheet)
    return show_preview(request, sheet) if sheet.state == SheetState.CHECKED else show_done(request, sheet)


@office_write_required
@require_safe
def report_sheet(request, pk):
    """The same figures for the script of the page."""
    sheet = own_sheet(request, pk)
    line = _("%(done)d dari %(total)d baris") % {"done": read_progress(sheet), "total": sheet.row_count}
    is_finished = not sheet.is_busy or is_stuck(sheet)
    return JsonResponse({"line": line, "percent": percent_of(sheet), "is_finished": is_finished})


@office_write_required
def match_columns(request, pk):
    sheet = own_sheet(request, pk)
    if sheet.state not in (SheetState.UPLOADED, SheetState.CHECKED) or not sheet.file:
        return redirect("office_sheet", pk=pk)
    table, columns = load_table(sheet), resource_class(sheet.kind).columns
    guess = guess_columns(sheet=sheet, table=table)
    form = ColumnsForm(*posted(request)[:1], table=table, guess=guess, columns=columns)
    if form.is_valid():
        try:
            choose_columns(sheet=sheet, columns=form.names(), now=timezone.now())
            return redirect("office_sheet", pk=pk)
        except MappingIncomplete as incomplete:
            form.add_error(None, incomplete.text)
        except SheetMoved:
            return redirect("office_sheet", pk=pk)
    context = {"form": form, "missing": guess.missing, **describe_sheet(sheet)}
    return render(request, "members/office_sheet_columns.html", context, status=400 if form.errors else 200)


@office_write_required
@require_POST
def decide(request, pk):
    """Keep the answers about doubtful rows and come back to the same page of the preview."""
    sheet = own_sheet(request, pk)
    try:
        sheet = decide_rows(sheet=sheet, decisions=read_decisions(request.POST))
        messages.success(request, _("Putusan dicatat. %d baris siap disimpan.") % ready_count(sheet))
    except SheetMoved:
        messages.warning(request, _("Impor ini sudah berjalan di tempat lain. Ini keadaannya sekarang."))
    return redirect("office_sheet", pk=pk)


@office_write_required
@require_POST
def confirm(request, pk):
    """Promise the writing; pressed twice it is still one."""
    confirm_import(sheet=own_sheet(request, pk), now=timezone.now())
    return redirect("office_sheet", pk=pk)


@office_write_required
@require_POST
def retry(request, pk):
    retry_import(sheet=own_sheet(request, pk), now=timezone.now())
    return redirect("office_sheet", pk=pk)


@office_write_required
@require_POST
def discard(request, pk):
    try:
        discard_import(sheet=own_sheet(request, pk))
    except SheetMoved:
        messages.warning(request, _("Impor ini sedang disimpan, jadi tidak bisa dibuang lagi."))
        return redirect("office_sheet", pk=pk)
    messages.success(request, _("Unggahan dan isinya sudah dibuang."))
    return redirect("office_sheets")


@office_write_required
@require_POST
@transaction.atomic
def download_errors(request, pk):
    """The rows that were not or will not be written, with the reason beside each; noted, hence no plain link."""
    sheet = own_sheet(request, pk)
    headings, rows = load_preview(sheet)
    wrong = [row for row in rows if row.kind == SheetRowKind.ERROR]
    if not wrong:
        raise Http404
    subject = _("Baris impor yang salah: %s") % resource_class(sheet.kind).title
    kind, now = DisclosureKind.EXPORT, timezone.now()
    record_disclosure(user=request.user, kind=kind, subject=subject, people_count=len(wrong), now=now)
    content = build_error_book(sheet=sheet, headings=headings, rows=wrong)
    return send_book(content, _("Perlu dibetulkan %s.xlsx") % timezone.localtime(now).strftime("%Y-%m-%d %H.%M"))
