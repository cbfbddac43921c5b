"""A list of participants out of a spreadsheet, from the event's own screen."""

from django.shortcuts import redirect, render
from django.urls import reverse

from bimtek.permissions import writable_event
from members.forms.sheets import UploadForm
from members.permissions import office_write_required
from members.services.sheets import resource_class
from members.views.office_sheets import posted, take_upload

KIND = "registrations"


@office_write_required
def upload_registrations(request, pk):
    event = writable_event(request.user, pk)
    form = UploadForm(*posted(request), user=request.user, organization=event.organization)
    if request.method == "POST":
        sheet = take_upload(form, kind=KIND, about=str(pk), by=request.user)
        if sheet:
            return redirect("office_sheet", pk=sheet.pk)
    context = {"form": form, "resource": resource_class(KIND), "about": event.title, "office_section": "events"}
    context["about_url"] = reverse("office_registrations", args=[pk])
    return render(request, "members/office_sheet_new.html", context, status=400 if form.errors else 200)
