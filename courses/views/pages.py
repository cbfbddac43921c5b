"""Serves the pages below /kursus/ by one look-up of their address instead of one query per level."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.views import serve_chain
from wagtail.wagtail_hooks import check_view_restrictions

from courses.forms import CatalogSearch
from courses.models import ActivityPage, CatalogPage, CoursePage, LessonPage, ModulePage
from courses.services.catalog import without_closed_parents
from courses.services.outline import outline_of_reader
from courses.views.moved import follow_moved
from lms.services.kept import read_kept


@require_safe
def show_catalog(request):
    """`/kursus/`; a search that is too long answers 400 with the same page."""
    response = serve_page(find_page(CatalogPage.objects, "kursus"), request)
    if not CatalogSearch(request.GET).is_valid():
        response.status_code = 400
    return response


@require_safe
@follow_moved
def show_page(request, course, module="", activity=""):
    """`/kursus/<course>/<module>/<activity>/`; a module leads to its first activity."""
    if not module:  # only courses lie there, so one statement brings the course and its office
        courses = CoursePage.objects.select_related("organization__region")
        return serve_page(find_page(courses, "kursus", course), request)
    address = ("kursus", course, module, activity)
    # One short query for what is asked for most; whether course and module are open, its outline knows.
    lessons = LessonPage.objects.live().filter(url_path__in=paths_of(*address)).order_by()
    page = next(iter(lessons[:1]), None) if activity else None
    page = page or find_page(Page.objects, *address).specific
    if isinstance(page, ModulePage):
        first = ActivityPage.objects.live().child_of(page).order_by("path").first()
        return redirect(first.url if first else page.get_parent().url)
    if isinstance(page, ActivityPage):
        return serve_activity(page, request)
    return serve_page(page, request)


def serve_activity(page, request):
    """A lesson or quiz; what a course in sequence keeps closed says what to do first, without its content."""
    request.course_outline = outline_of_reader(page=page, user=request.user)
    place = request.course_outline.place_of(page) if request.course_outline else None
    if place is None:
        raise Http404
    if place.line.locked_by is None:
        return serve_page(page, request)
    response = render(request, "courses/activity_locked.html", {"page": page, "place": place, "section": "courses"})
    patch_cache_control(response, private=True, no_cache=True)
    return response


def find_page(pages, *slugs):
    """The page at this address; 404 when there is none."""
    page = pages_at(pages, *slugs).first()
    if page is None:
        raise Http404
    return page


def pages_at(pages, *slugs):
    """What is at this address under one of the sites and live, as are its module and its course."""
    return without_closed_parents(pages.live()).filter(url_path__in=paths_of(*slugs))


def paths_of(*slugs):
    address = "".join(f"{slug}/" for slug in slugs if slug)
    return [root.root_path + address for root in Site.get_site_root_paths()]


def are_pages_restricted():
    """Whether any page of the site is for some people only; most sites have none, and asking costs two statements."""
    return read_kept(name="restricted", make=PageViewRestriction.objects.exists)


def serve_page(page, request, serve=serve_chain):
    """What wagtail.views.serve does once it found the page: view restrictions and other hooks, then the page.

    `serve(page, request, args, kwargs)` may answer something else about the same page, behind the same checks.
    """
    for hook in reversed(hooks.get_hooks("on_serve_page")):
        if hook is not check_view_restrictions or are_pages_restricted():
            serve = hook(serve)
    for hook in hooks.get_hooks("before_serve_page"):
        answer = hook(page, request, [], {})
        if isinstance(answer, HttpResponse):
            return answer
    response = serve(page, request, [], {})
    patch_cache_control(response, private=True, no_cache=True)
    return response
