"""The PDF for its owner and the issuing office."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certificates.permissions import downloadable_certificate
from certificates.services.archives import file_name
from members.choices import DisclosureKind
from members.permissions import can_open_office, private
from members.services.disclosures import record_disclosure


@private
@login_required
@require_safe
def download(request, pk):
    """`/sertifikat/<pk>/unduh/`: the stored bytes, unchanged."""
    certificate = downloadable_certificate(request.user, pk)
    if certificate.byte_count is None:
        messages.info(request, _("Sertifikat ini sedang disiapkan. Coba lagi sebentar."))
        if can_open_office(request.user) and certificate.registration_id:
            return redirect("office_certificate_batch", certificate.registration.event_id)
        return redirect("learning")
    if certificate.member.user_id != request.user.pk:
        note = {"kind": DisclosureKind.FILE, "member": certificate.member, "subject": certificate.number}
        record_disclosure(user=request.user, **note, now=timezone.now())
    return pdf_response(bytes(certificate.file.content), file_name(certificate))


def pdf_response(content, name, *, is_inline=False):
    """A file the browser must not guess about."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'{"inline" if is_inline else "attachment"}; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
