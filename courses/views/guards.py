"""Wagtail screens that name pages to anybody in the back office, each behind the check Wagtail leaves out.

They stand before Wagtail's own addresses; tests/courses/test_trainers.py tries them with foreign drafts.
"""

from django.http import Http404
from django.shortcuts import get_object_or_404
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views import chooser
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView
from wagtail.models import Page

from courses.permissions import pages_in_reach


@require_admin_access
def choose_page(request, parent_page_id):
    """The chooser below a page, which Wagtail opens for any page id."""
    get_object_or_404(pages_in_reach(request.user, Page.objects.all()), pk=parent_page_id)
    return chooser.BrowseView.as_view()(request, parent_page_id=parent_page_id)


@require_admin_access
def choose_many(request):
    """The answer for several chosen pages, which names any page id."""
    pks = {int(pk) for pk in request.GET.getlist("id") if pk.isdecimal()}
    if pages_in_reach(request.user, Page.objects.filter(pk__in=pks)).count() != len(pks):
        raise Http404
    return chooser.ChosenMultipleView.as_view()(request)


@require_admin_access
def report_page_types(request, results_only=False):
    """The report that names the last edited page of every type, whosever it is."""
    if not request.user.is_superuser:
        raise Http404
    return PageTypesUsageReportView.as_view(results_only=results_only)(request)
