"""Wagtail screens that name pages to anybody in the back office, each behind the check Wagtail leaves out.

They stand before Wagtail's own addresses; tests/courses/test_trainers.py tries them with foreign drafts.
"""

from django.apps import apps
from django.http import Http404
from django.shortcuts import get_object_or_404
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views import chooser
from wagtail.admin.views.bulk_action.dispatcher import index as run_bulk_action
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.admin.views.pages.move import MoveConfirmView
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView
from wagtail.models import Page

from courses.permissions import own_pages, pages_in_reach, rows_in_reach

MAX_DIGITS = 10
"""Longer numbers are no keys of a row."""


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


@require_admin_access
def confirm_move(request, page_to_move_id, destination_id):
    """The question before a move, which names both pages before it asks who may."""
    for pk in (page_to_move_id, destination_id):
        get_object_or_404(own_pages(request.user), pk=pk)
    return MoveConfirmView.as_view()(request, page_to_move_id, destination_id)


@require_admin_access
def act_in_bulk(request, app_label, model_name, action):
    """Actions on many rows, which name every row asked for, also those they leave alone."""
    action_class = bulk_action_registry.get_bulk_action_class(app_label, model_name, action)
    if action_class is None:
        raise Http404
    model, asked = apps.get_model(app_label, model_name), request.GET.getlist("id")
    if "all" in asked:
        listed = action_class(request, model).get_all_objects_in_listing_query(request.GET.get("childOf"))
        asked = [str(pk) for pk in listed]
    pks = [pk for pk in asked if pk.isdecimal() and len(pk) < MAX_DIGITS]
    found = [str(pk) for pk in rows_in_reach(request.user, model).filter(pk__in=pks).values_list("pk", flat=True)]
    if not found:
        raise Http404
    request.GET = request.GET.copy()
    request.GET.setlist("id", found)
    return run_bulk_action(request, app_label, model_name, action)
