"""After issuing: the set for the printer, and telling each person."""

from csp.decorators import csp_update
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bimtek.permissions import readable_event
from bimtek.services.exports import note_export
from certificates.choices import HandoutOrder
from certificates.permissions import writable_certificate
from certificates.services.batches import has_files
from certificates.services.handovers import NothingToHandOver, announce, hand_over
from certificates.services.print_sets import AT_ONCE, NothingToPrint, ask_for_set, make_now, read_sets
from courses.choices import ReminderChannel
from courses.views.reminders import WHATSAPP
from lms.files import send_file
from members.permissions import office_required, office_write_required


@office_required
@require_http_methods(["GET", "HEAD", "POST"])
def print_all(request, pk):
    """`…/sertifikat/cetak/`: choose the order; a small set is there at once, a large one when the worker is through."""
    event = readable_event(request.user, pk)
    if request.method == "POST":
        order = request.POST.get("urutan", "")
        if order not in HandoutOrder:
            raise Http404
        try:
            print_set = ask_for_set(event=event, order=order, by=request.user, now=timezone.now())
        except NothingToPrint:
            messages.error(request, _("Belum ada PDF yang bisa dicetak. Tunggu sampai sertifikat selesai dibuat."))
            return redirect("office_certificate_print", pk)
        if print_set.certificate_count <= AT_ONCE:
            make_now(print_set=print_set, now=timezone.now())
        return redirect("office_certificate_print", pk)
    context = {
        "event": event,
        "has_files": has_files(event=event),
        "orders": HandoutOrder.choices,
        "lines": read_sets(event=event),
        "office_section": "events",
    }
    return render(request, "certificates/office/print.html", context)


@office_required
@require_safe
def download_set(request, pk, set_pk):
    """The merged PDF, piece by piece from disk."""
    event = readable_event(request.user, pk)
    print_set = get_object_or_404(event.print_sets.exclude(file=""), pk=set_pk)
    note_export(event=event, what="Sertifikat siap cetak", by=request.user, now=timezone.now())
    response = send_file(
        request=request, file=print_set.file.open("rb"), size=print_set.byte_count, content_type="application/pdf"
    )
    name = f"cetak-{event.slug}-{print_set.order}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@csp_update(WHATSAPP)
@office_write_required
@require_http_methods(["GET", "HEAD", "POST"])
def tell(request, pk):
    """`/cms/sertifikat/<pk>/kabari/`: the text to send; a button logs it, then leads to WhatsApp."""
    certificate = writable_certificate(request.user, pk)
    if request.method == "POST":
        return _hand_over(request, certificate)
    context = {
        "certificate": certificate,
        "text": announce(certificate=certificate),
        "handovers": certificate.handovers.select_related("handed_by")[:5],
        "office_section": "events",
    }
    return render(request, "certificates/office/tell.html", context)


def _hand_over(request, certificate):
    channel = request.POST.get("jalur", "")
    if channel not in ReminderChannel:
        raise Http404
    try:
        address = hand_over(certificate=certificate, channel=channel, by=request.user, now=timezone.now())
    except NothingToHandOver:
        messages.error(request, _("Sertifikat ini tidak berlaku lagi, atau PDF-nya belum selesai."))
        return redirect("office_certificate_tell", certificate.pk)
    if not address:
        messages.success(request, _("Tercatat: teksnya sudah Anda salin."))
    return redirect(address or "office_certificate_tell", *([] if address else [certificate.pk]))
