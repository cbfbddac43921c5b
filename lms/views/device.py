"""What a phone keeps of this site: the choice to save data, the service worker, the page without a line."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST

from lms.middleware import DataSaverMiddleware
from lms.services.devices import web_manifest, worker_script

YEAR_SECONDS = 365 * 24 * 60 * 60


@require_POST
def choose_data_saver(request):
    """ "Hemat data" on (`hemat=1`) or off, remembered on this device for a year; back to where the reader was."""
    target = request.POST.get("next") or request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(target if is_ours else reverse("help"))
    choice = "1" if request.POST.get("hemat") == "1" else "0"
    response.set_cookie(
        DataSaverMiddleware.COOKIE, choice, YEAR_SECONDS, samesite="Lax", secure=request.is_secure(), httponly=True
    )
    return response


@cache_control(no_cache=True)
def show_worker(request):
    """`/sw.js`: from the root, so that it may look after every page; asked anew at each visit."""
    script = worker_script(fallback=reverse("offline"))
    return HttpResponse(script, content_type="text/javascript; charset=utf-8", headers={"Service-Worker-Allowed": "/"})


@cache_control(public=True, max_age=86400)
def show_manifest(request):
    """`/manifest.webmanifest`: how the site stands on a home screen."""
    return JsonResponse(web_manifest(), content_type="application/manifest+json")


def show_offline(request):
    """`/luring/`: shown when a page cannot be fetched. Stored for whoever holds the phone, so it greets nobody."""
    return render(request, "offline.html", {"user": AnonymousUser(), "is_fallback": True})
