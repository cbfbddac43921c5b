"""Former addresses of courses, modules and lessons: bookmarks, printed QR codes and links in groups go on working."""

from functools import wraps

from django.http import Http404
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from wagtail.models import Site

from courses.permissions import closed_paths
from courses.services.moved_pages import find_moved


def follow_moved(view):
    """Where nothing lies any more, on to where it lies now; for the moment only, because it may come back."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except Http404:
            site = Site.find_for_request(request)
            page = find_moved(path=request.path, site=site, closed=closed_paths(request))
            if page is None:
                raise
        response = redirect(page.get_url(request))
        patch_cache_control(response, private=True, no_cache=True)
        return response

    return guarded
