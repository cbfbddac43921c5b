"""Certificates signed by an official outside the site: take them out, bring them back."""

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from bimtek.permissions import writable_event
from bimtek.services.exports import note_export
from certificates.forms.outside_signing import EsignForm, SignedFilesForm
from certificates.services.esign import EsignClient, SigningFailed, is_configured
from certificates.services.outside_signing import (
    import_signed,
    list_codes,
    sign_waiting,
    signing_state,
    stream_unsigned,
)
from certificates.services.signed_uploads import UPLOAD_LIMIT, UploadUnreadable, check_uploads, read_uploads
from members.permissions import office_write_required


@office_write_required
@require_safe
def show_signing(request, pk):
    """`…/sertifikat/tte/`: three steps, and how many certificates still wait."""
    return _show(request, writable_event(request.user, pk))


@office_write_required
@require_safe
def download_unsigned(request, pk):
    """The PDFs that wait for a signature, as one ZIP."""
    event = writable_event(request.user, pk)
    note_export(event=event, what="ZIP untuk TTE", by=request.user, now=timezone.now())
    response = StreamingHttpResponse(stream_unsigned(event=event), content_type="application/zip")
    return _attach(response, f"untuk-tte-{slugify(event.slug)}.zip")


@office_write_required
@require_safe
def download_codes(request, pk):
    """What the ZIP holds, as CSV."""
    event = writable_event(request.user, pk)
    note_export(event=event, what="Daftar kode untuk TTE", by=request.user, now=timezone.now())
    response = HttpResponse(list_codes(event=event), content_type="text/csv; charset=utf-8")
    return _attach(response, f"kode-{slugify(event.slug)}.csv")


@office_write_required
@require_POST
def bring_back(request, pk):
    """Signed files, judged one by one; the answer lists what became of each."""
    event = writable_event(request.user, pk)
    if int(request.META.get("CONTENT_LENGTH") or 0) > UPLOAD_LIMIT:
        return _show(request, event, problem=_("Kiriman ini lebih besar dari 100 MB. Bagi menjadi beberapa ZIP."))
    form = SignedFilesForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, event, form=form)
    uploads = form.cleaned_data["berkas"]
    try:
        check_uploads(uploads=uploads)
        results = import_signed(event=event, files=read_uploads(uploads=uploads), now=timezone.now())
    except UploadUnreadable:
        return _show(request, event, problem=_("ZIP ini tidak bisa dibuka, bersandi, atau berisi lebih dari 600 PDF."))
    return _show(request, event, results=results)


@sensitive_post_parameters("nik", "passphrase")
@office_write_required
@require_POST
def sign_by_service(request, pk):
    """Have the next files signed by the Esign service, with what the official types."""
    event = writable_event(request.user, pk)
    if not is_configured():
        raise Http404
    form = EsignForm(request.POST)
    if not form.is_valid():
        return _show(request, event, esign_form=form)
    signer = EsignClient(**form.cleaned_data)
    try:
        signer.check_official()
    except SigningFailed as failure:
        return _show(request, event, problem=str(failure))
    return _show(request, event, results=sign_waiting(event=event, signer=signer, now=timezone.now()))


def _show(request, event, *, form=None, esign_form=None, results=None, problem=""):
    context = {
        "event": event,
        "state": signing_state(event=event),
        "form": form or SignedFilesForm(),
        "esign_form": (esign_form or EsignForm()) if is_configured() else None,
        "results": results,
        "accepted_count": sum(result.is_accepted for result in results or []),
        "problem": problem,
        "office_section": "events",
    }
    is_wrong = bool(problem or form or esign_form)
    return render(request, "certificates/office/tte.html", context, status=400 if is_wrong else 200)


def _attach(response, name):
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
