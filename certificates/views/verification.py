"""Public verification: by the random code, never by the number."""

from allauth.account.adapter import get_adapter
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certificates.forms import CodeForm, FileForm
from certificates.models import Certificate
from certificates.services.codes import group_code, read_code
from certificates.services.limits import count_miss, may_look_up


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
    address, now = get_adapter().get_client_ip(request), timezone.now()
    if not may_look_up(address=address, now=now):
        return answer(request, "too_many", {}, status=429)
    wanted = read_code(code)
    certificate = Certificate.objects.select_related("series__organization").filter(code=wanted).first()
    if certificate is None:
        count_miss(address=address, now=now)
        return answer(request, "unknown", {"form": CodeForm()}, status=404)
    context = {
        "form": CodeForm(),
        "certificate": certificate,
        "printed": certificate.printed,
        "code": group_code(certificate.code),
        "zone": certificate.series.organization.time_zone,
    }
    return answer(request, "valid" if certificate.is_valid else "revoked", context, status=200)


def answer(request, name, context, *, status):
    """Nobody keeps a copy, no search engine lists it; a limited visitor learns when to come back."""
    response = render(request, f"certificates/verify/{name}.html", context, status=status)
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow"
    if status == 429:
        response["Retry-After"] = "60"
    return response
