"""What a phone keeps of this site: the choice to save data."""

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from lms.middleware import DataSaverMiddleware

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
