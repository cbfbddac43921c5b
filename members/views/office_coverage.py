"""`/cms/kim/cakupan/`: which villages have a group and which have none."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from lms.spreadsheets import CONTENT_TYPE
from members.permissions import can_write_office, office_required
from members.services.coverage import AreaUnknown, report_coverage
from members.services.coverage_book import build_coverage_book, name_coverage_file


def area_asked_for(request):
    return request.GET.get("area", "").replace("\0", "")[:13]


@office_required
@require_safe
def show_coverage(request):
    try:
        report = report_coverage(user=request.user, area_code=area_asked_for(request))
    except AreaUnknown as error:
        raise Http404 from error
    context = {"report": report, "can_write": can_write_office(request.user), "office_section": "members"}
    return render(request, "members/office_coverage.html", context)


@office_required
@require_safe
def download_coverage(request):
    today, code = timezone.localdate(), area_asked_for(request)
    try:
        area = report_coverage(user=request.user, area_code=code).area
        content = build_coverage_book(user=request.user, area_code=code, today=today)
    except AreaUnknown as error:
        raise Http404 from error
    headers = {"Content-Disposition": content_disposition_header(True, name_coverage_file(area=area, today=today))}
    return HttpResponse(content, content_type=CONTENT_TYPE, headers=headers)
