"""`buku.pdf` and `cetak.pdf`: what this reader may read, for paper. Drawn by a job; until then a page waits."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from wagtail.models import Page

from courses.models import ActivityPage, Booklet, CoursePage
from courses.permissions import closed_paths
from courses.services.booklets import (
    MOST_ACTIVITIES,
    ask_booklet,
    digest_of,
    find_booklet,
    has_failed,
    readable_activities,
)
from courses.views.pages import find_page, serve_page
from members.services.login_limits import TooOften, take_turn

ASK_AGAIN_SECONDS = 5


@require_http_methods(["GET", "HEAD", "POST"])
def print_course(request, course):
    """`/kursus/<course>/buku.pdf`"""
    return serve_page(find_page(CoursePage.objects, "kursus", course), request, print_page)


@require_http_methods(["GET", "HEAD", "POST"])
def print_activity(request, course, module, activity):
    """`/kursus/<course>/<module>/<activity>/cetak.pdf`"""
    return serve_page(find_page(ActivityPage.objects, "kursus", course, module, activity), request, print_page)


def print_page(page, request, args, kwargs):
    """Only a POST lets anything be drawn, so no robot does."""
    inside = open_inside(request, page)
    if not inside:
        return tell(request, page, "nothing", status=404)
    if len(inside) > MOST_ACTIVITIES:
        return tell(request, page, "too_long", status=422, limit=MOST_ACTIVITIES, count=len(inside))
    digest = digest_of(page=page, activity_ids=inside)
    if request.method == "POST":
        return ask(request, page, digest, inside)
    booklet = find_booklet(digest=digest)
    return hand_out(request, page, booklet) if booklet else tell(request, page, "offer", status=200)


def open_inside(request, page):
    """Activities this reader may open: all of the course, or the one asked for."""
    course = CoursePage.objects.ancestor_of(page, inclusive=True).get()
    inside = readable_activities(course=course, user=request.user, closed=closed_paths(request))
    return [pk for pk in inside if pk == page.pk] if isinstance(page, ActivityPage) else inside


def ask(request, page, digest, inside):
    if find_booklet(digest=digest) is None:
        try:
            take_turn(request, "booklet")
        except TooOften:
            return tell(request, page, "too_often", status=429)
        ask_booklet(page=page, digest=digest, activity_ids=inside, now=timezone.now())
    return redirect(request.path)


def hand_out(request, page: Page, booklet: Booklet):
    if not booklet.is_drawn:
        if has_failed(booklet):
            return tell(request, page, "failed", status=503)
        response = tell(request, page, "waiting", status=202)
        response["Refresh"] = str(ASK_AGAIN_SECONDS)
        return response
    response = HttpResponse(bytes(booklet.content), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{page.slug}.pdf"'
    return response


def tell(request, page, state, *, status, **numbers):
    context = {"page": page, "state": state, "section": "courses", **numbers}
    return render(request, "courses/booklet_state.html", context, status=status)
