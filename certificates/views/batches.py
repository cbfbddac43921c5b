"""After issuing: progress, retry, ZIP, revocation."""

from django.contrib import messages
from django.http import JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bimtek.permissions import can_change, readable_event, writable_event
from bimtek.services.exports import note_export
from certificates.forms import RevokeForm
from certificates.permissions import writable_certificate
from certificates.services.archives import stream_zip
from certificates.services.batches import batch_of_event, retry_failed
from certificates.services.revoking import AlreadyRevoked, ReasonMissing, revoke
from members.permissions import office_required, office_write_required


@office_required
@require_safe
def show_batch(request, pk):
    """`…/sertifikat/kemajuan/`: what is drawn, waiting or failed; may be closed at any time."""
    event = readable_event(request.user, pk)
    context = {
        "event": event,
        "batch": batch_of_event(event=event),
        "zone": event.organization.time_zone,
        "can_write": can_change(request.user, event),
        "office_section": "events",
    }
    return render(request, "certificates/office/batch.html", context)


@office_required
@require_safe
def report_batch(request, pk):
    """The counts as JSON, for the page that refreshes itself."""
    batch = batch_of_event(event=readable_event(request.user, pk))
    line = _("%(done)d dari %(total)d selesai") % {"done": batch.drawn_count, "total": batch.total}
    return JsonResponse(
        {
            "line": line,
            "percent": batch.percent,
            "drawn": batch.drawn_count,
            "failed": batch.failed_count,
            "is_finished": batch.is_finished,
        }
    )


@office_write_required
@require_POST
def retry_batch(request, pk):
    """New attempts for every drawing that stopped."""
    event = writable_event(request.user, pk)
    count = retry_failed(event=event, now=timezone.now())
    if count:
        messages.success(request, _("%d sertifikat dicoba lagi.") % count)
    else:
        messages.info(request, _("Tidak ada yang perlu dicoba lagi."))
    return redirect("office_certificate_batch", pk)


@office_required
@require_safe
def download_zip(request, pk):
    """All valid PDFs, sent while they are packed."""
    event = readable_event(request.user, pk)
    note_export(event=event, what="ZIP sertifikat", by=request.user, now=timezone.now())
    response = StreamingHttpResponse(stream_zip(event=event), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="sertifikat-{slugify(event.slug)}.zip"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@office_write_required
def revoke_certificate(request, pk):
    """Ask for the public reason, then revoke."""
    certificate = writable_certificate(request.user, pk)
    form = RevokeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            revoke(certificate=certificate, by=request.user, reason=form.cleaned_data["reason"], now=timezone.now())
            messages.success(request, _("Sertifikat %s dicabut.") % certificate.number)
            return redirect(_way_back(certificate))
        except ReasonMissing:
            form.add_error("reason", _("Tulis alasannya."))
        except AlreadyRevoked:
            messages.info(request, _("Sertifikat ini sudah dicabut sebelumnya."))
            return redirect(_way_back(certificate))
    context = {"certificate": certificate, "form": form, "back": _way_back(certificate), "office_section": "events"}
    return render(request, "certificates/office/revoke.html", context)


def _way_back(certificate):
    place = certificate.registration or certificate.speaker
    if place:
        return redirect("office_certificate_batch", place.event_id).url
    return redirect("certificate:index").url
