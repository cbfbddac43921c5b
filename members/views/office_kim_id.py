"""`/cms/kim/kim-id/`: the workbook that is retyped into KIM.id, and where it comes back."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from lms.file_names import clean_file_name
from lms.spreadsheets import CONTENT_TYPE
from members.forms.kims import KimIdForm
from members.models import Kim
from members.permissions import office_write_required
from members.services.kim_id.book import export_kim_id
from members.services.regions import districts_of


@office_write_required
@require_safe
def show_kim_id(request):
    kims = Kim.objects.editable_by(request.user)
    context = {"form": KimIdForm(districts=districts_of(kims)), "count": kims.count(), "office_section": "members"}
    return render(request, "members/office_kim_id.html", context)


@office_write_required
@require_POST
def download_kim_id(request):
    """By POST, because the workbook holds numbers of people and the download is noted."""
    kims = Kim.objects.editable_by(request.user)
    form = KimIdForm(request.POST, districts=districts_of(kims))
    if not form.is_valid():
        raise Http404
    chosen = kims.located_in(form.cleaned_data["district"]).with_status(form.cleaned_data["status"])
    now = timezone.now()
    content = export_kim_id(kims=chosen, by=request.user, now=now)
    name = clean_file_name(f"KIM.id {timezone.localdate(now).isoformat()}") + ".xlsx"
    headers = {"Content-Disposition": content_disposition_header(True, name)}
    return HttpResponse(content, content_type=CONTENT_TYPE, headers=headers)
