"""The spelling before it is printed: the officer's list, the sheet to sign in the hall, and the learner's own page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bimtek.permissions import can_change, readable_event, writable_event
from bimtek.services.exports import note_export
from certificates.services.batches import count_certificates
from certificates.services.name_sheets import draw_name_sheet
from certificates.services.names import (
    SpellingMissing,
    confirm_name,
    confirm_names,
    people_of_event,
    spelling_of,
    spellings_of,
    wish_for_name,
)
from certificates.views.downloads import pdf_response
from lms.pdf import PdfError
from members.permissions import office_required, private
from members.services.people import member_of


@office_required
@require_http_methods(["GET", "HEAD", "POST"])
def check_names(request, pk):
    """Everybody's name as it will be printed; POST confirms those ticked, as on the signed sheet."""
    event = (writable_event if request.method == "POST" else readable_event)(request.user, pk)
    people = people_of_event(event=event)
    if request.method == "POST":
        ticked = set(request.POST.getlist("orang"))
        chosen = [member for member in people if str(member.pk) in ticked]
        count = confirm_names(members=chosen, by=request.user, now=timezone.now())
        messages.success(request, _("%d nama dicatat sudah benar.") % count)
        return redirect("office_certificate_names", pk)
    spellings = list(spellings_of(members=people).values())
    context = {
        "event": event,
        "spellings": spellings,
        "issued_count": count_certificates(event=event),
        "open_count": sum(not row.is_confirmed for row in spellings),
        "can_write": can_change(request.user, event),
        "office_section": "events",
    }
    return render(request, "certificates/office/names.html", context)


@office_required
@require_safe
def print_names(request, pk):
    """PDF to sign in the hall: "nama saya sudah benar", with room for corrections."""
    event = readable_event(request.user, pk)
    try:
        content = draw_name_sheet(event=event)
    except PdfError:
        messages.error(request, _("Lembar tidak bisa dibuat: ada nama berhuruf yang tidak bisa dicetak."))
        return redirect("office_certificate_names", pk)
    note_export(event=event, what="Lembar ejaan nama", by=request.user, now=timezone.now())
    return pdf_response(content, f"ejaan-nama-{event.slug}.pdf", is_inline=True)


@private
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_name(request):
    """`/sertifikat/nama/`: "this is how my name will be printed": right, or please otherwise."""
    member = member_of(request.user)
    if member is None:
        raise Http404
    if request.method == "POST" and _answer(request, member):
        return redirect("certificate_name")
    return render(request, "certificates/my_name.html", {"spelling": spelling_of(member=member)})


def _answer(request, member):
    now = timezone.now()
    if "benar" in request.POST:
        confirm_name(member=member, by=request.user, now=now)
        messages.success(request, _("Terima kasih. Nama Anda akan dicetak seperti ini."))
        return True
    try:
        wish_for_name(member=member, wish=request.POST.get("ejaan", ""), by=request.user, now=now)
    except SpellingMissing:
        messages.error(request, _("Tulis ejaan yang benar, yang berbeda dari yang sekarang."))
        return False
    messages.success(request, _("Permintaan Anda tersimpan. Petugas memeriksanya sebelum sertifikat terbit."))
    return True
