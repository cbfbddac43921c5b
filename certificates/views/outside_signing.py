"""Certificates signed by an official outside the site, of an event or a course: take them out, bring them back."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from bimtek.models import TrainingEvent
from certificates.forms.outside_signing import EsignForm, SignedFilesForm
from certificates.models.certificates import CertificateQuerySet
from certificates.permissions import writable_batch
from certificates.services.esign import EsignClient, SigningFailed, is_configured
from certificates.services.outside_signing import import_signed, sign_waiting
from certificates.services.signed_uploads import UPLOAD_LIMIT, UploadUnreadable, check_uploads, read_uploads
from certificates.services.signing_portions import list_codes, next_portion, signing_state, stream_unsigned
from courses.models import CoursePage
from members.choices import DisclosureKind
from members.permissions import office_write_required
from members.services.disclosures import record_disclosure

ADDRESSES = {"event": "office_tte", "course": "office_course_tte"}


@dataclass(frozen=True)
class Batch:
    """What is signed together: all of an event, or those of a course that the user's own offices issued."""

    kind: str
    activity: TrainingEvent | CoursePage
    certificates: CertificateQuerySet

    @property
    def event(self):
        return self.activity if self.kind == "event" else None

    @property
    def addresses(self):
        """By step, for the template."""
        steps = {"zip": "_zip", "codes": "_codes", "bring_back": "_import", "service": "_service"}
        return {step: reverse(ADDRESSES[self.kind] + end, args=[self.activity.pk]) for step, end in steps.items()}


@office_write_required
@require_safe
def show_signing(request, pk, kind):
    """`…/sertifikat/tte/`: three steps, and how many certificates still wait."""
    return _show(request, _open(request.user, kind, pk))


@office_write_required
@require_safe
def download_unsigned(request, pk, kind):
    """The next PDFs that wait for a signature, as one ZIP."""
    batch = _open(request.user, kind, pk)
    portion = _take_out(request.user, batch, "ZIP untuk TTE")
    response = StreamingHttpResponse(stream_unsigned(portion=portion), content_type="application/zip")
    return _attach(response, f"untuk-tte-{slugify(batch.activity.slug)}.zip")


@office_write_required
@require_safe
def download_codes(request, pk, kind):
    """What the ZIP holds, as CSV."""
    batch = _open(request.user, kind, pk)
    portion = _take_out(request.user, batch, "Daftar kode untuk TTE")
    response = HttpResponse(list_codes(portion=portion), content_type="text/csv; charset=utf-8")
    return _attach(response, f"kode-{slugify(batch.activity.slug)}.csv")


@office_write_required
@require_POST
def bring_back(request, pk, kind):
    """Signed files, judged one by one; the answer lists what became of each."""
    batch = _open(request.user, kind, pk)
    if int(request.META.get("CONTENT_LENGTH") or 0) > UPLOAD_LIMIT:
        return _show(request, batch, problem=_("Kiriman ini lebih besar dari 100 MB. Bagi menjadi beberapa ZIP."))
    form = SignedFilesForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, batch, form=form)
    uploads = form.cleaned_data["berkas"]
    try:
        check_uploads(uploads=uploads)
        files = read_uploads(uploads=uploads)
        results = import_signed(certificates=batch.certificates, files=files, now=timezone.now())
    except UploadUnreadable:
        return _show(request, batch, problem=_("ZIP ini tidak bisa dibuka, bersandi, atau berisi lebih dari 600 PDF."))
    return _show(request, batch, results=results)


@sensitive_post_parameters("nik", "passphrase")
@office_write_required
@require_POST
def sign_by_service(request, pk, kind):
    """Have the next files signed by the Esign service, with what the official types."""
    batch = _open(request.user, kind, pk)
    if not is_configured():
        raise Http404
    form = EsignForm(request.POST)
    if not form.is_valid():
        return _show(request, batch, esign_form=form)
    signer = EsignClient(**form.cleaned_data)
    try:
        signer.check_official()
    except SigningFailed as failure:
        return _show(request, batch, problem=str(failure))
    results = sign_waiting(certificates=batch.certificates, signer=signer, now=timezone.now())
    return _show(request, batch, results=results)


def _open(user, kind, pk):
    return Batch(kind, *writable_batch(user, kind, pk))


def _take_out(user, batch, what):
    """The next portion, noted before it leaves."""
    portion = next_portion(certificates=batch.certificates)
    record_disclosure(
        user=user,
        kind=DisclosureKind.EXPORT,
        subject=f"{what}: {batch.activity.title}",
        people_count=portion.count,
        now=timezone.now(),
    )
    return portion


def _show(request, batch, *, form=None, esign_form=None, results=None, problem=""):
    context = {
        "batch": batch,
        "event": batch.event,
        "state": signing_state(certificates=batch.certificates),
        "form": form or SignedFilesForm(),
        "esign_form": (esign_form or EsignForm()) if is_configured() else None,
        "results": results,
        "refused": [result for result in results or [] if not (result.is_accepted or result.is_repeated)],
        "accepted": [result for result in results or [] if result.is_accepted or result.is_repeated],
        "problem": problem,
        "office_section": "events",
    }
    is_wrong = bool(problem or form or esign_form)
    return render(request, "certificates/office/tte.html", context, status=400 if is_wrong else 200)


def _attach(response, name):
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
