"""Public verification: by the random code, never by the number. Reads no session, so that it stays quick and small."""

from allauth.account.adapter import get_adapter
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certificates.forms import CodeForm, FileForm
from certificates.services.codes import read_code
from certificates.services.extracts import describe_for_machines, find_extract
from certificates.services.limits import count_miss, may_look_up

KINDS = ["text/html", "application/json"]


@require_safe
def show_form(request):
    """`/verifikasi/`: a typed code leads to its page."""
    form = CodeForm(request.GET or None)
    if request.GET and form.is_valid():
        code = read_code(form.cleaned_data["kode"])
        if code:
            return redirect("verify", code)
        form.add_error("kode", _("Kode terdiri atas 20 huruf dan angka. Periksa lagi yang tercetak di sertifikat."))
    return answer(request, "form", {"form": form, "file_form": FileForm()}, status=400 if form.errors else 200)


@require_safe
def show_certificate(request, code):
    """`/verifikasi/<code>/`: the same steps and the same queries whether the code exists or not."""
    if request.get_preferred_type(KINDS) == "application/json":
        return report_certificate(request, code)
    is_allowed, extract, _now = look_up(request, code)
    if not is_allowed:
        return answer(request, "too_many", {}, status=429)
    if extract is None:
        return answer(request, "unknown", {"form": CodeForm()}, status=404)
    return answer(request, "certificate", {"form": CodeForm(), "extract": extract}, status=200)


@require_safe
def report_certificate(request, code):
    """`/verifikasi/<code>.json`, or the page's address with `Accept: application/json`."""
    is_allowed, extract, now = look_up(request, code)
    if not is_allowed:
        return close(JsonResponse({"detail": "Too many requests"}, status=429))
    if extract is None:
        return close(JsonResponse({"status": "unknown", "detail": "Not found"}, status=404))
    return close(JsonResponse(describe_for_machines(extract=extract, now=now), json_dumps_params={"indent": 1}))


def look_up(request, code):
    """Whether the visitor may ask, what was found, and when."""
    address, now = get_adapter().get_client_ip(request), timezone.now()
    if not may_look_up(address=address, now=now):
        return False, None, now
    extract = find_extract(code=code, now=now)
    if extract is None:
        count_miss(address=address, now=now)
    return True, extract, now


def answer(request, name, context, *, status):
    return close(render(request, f"certificates/verify/{name}.html", context, status=status))


def close(response):
    """Nobody keeps a copy, no search engine lists it; a limited visitor learns when to come back."""
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow"
    patch_vary_headers(response, ["Accept"])
    if response["Content-Type"] == "application/json":
        response["Access-Control-Allow-Origin"] = "*"
    if response.status_code == 429:
        response["Retry-After"] = "60"
    return response
