"""The officer's way to certificates: offer, check, sample, issue."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from bimtek.permissions import can_change, readable_event, writable_event
from certificates.forms import OfferForm
from certificates.models import CertificateOffer
from certificates.services.issuing import issue_event, issue_parts
from certificates.services.numbers import PatternError, next_numbers
from certificates.services.offers import save_event_offer
from certificates.services.preflight import review_event
from certificates.services.samples import LONG_NAME, SHORT_NAME, draw_event_sample
from certificates.services.wording import signing_lines, signing_text
from certificates.views.downloads import pdf_response
from certificates.views.refusals import REFUSALS, explain
from members.permissions import office_required, office_write_required


@office_required
@require_safe
def show_preflight(request, pk):
    """`/cms/kegiatan/<pk>/sertifikat/`: every participant against every requirement."""
    event = readable_event(request.user, pk)
    offer = _offer_of(event)
    if offer is None and can_change(request.user, event):
        return redirect("office_certificate_offer", pk)
    review = review_event(event=event, only=request.GET.get("saring", ""), now=timezone.now())
    context = {
        "event": event,
        "offer": offer,
        "review": review,
        "numbers": _numbers(offer, review.ready_count) if offer else None,
        "signing": _signing(offer) if offer else [],
        "today": timezone.now(),
        "can_write": can_change(request.user, event),
        "office_section": "events",
    }
    return render(request, "certificates/office/preflight.html", context)


@office_write_required
def edit_offer(request, pk):
    """Choose design, signatory and number series."""
    event = writable_event(request.user, pk)
    offer = _offer_of(event)
    initial = {name: getattr(offer, name) for name in OfferForm.base_fields} if offer else None
    form = OfferForm(request.POST or None, initial=initial, organization=event.organization)
    if request.method == "POST" and form.is_valid():
        save_event_offer(event=event, **form.cleaned_data)
        messages.success(request, _("Pilihan tersimpan. Lihat contohnya sebelum menerbitkan."))
        return redirect("office_certificates", pk)
    context = {"event": event, "form": form, "offer": offer, "office_section": "events"}
    return render(request, "certificates/office/offer.html", context)


@office_required
@require_safe
def show_sample(request, pk):
    """The PDF marked CONTOH; no number is used. `?nama=pendek` shows a one-word name."""
    event = readable_event(request.user, pk)
    offer = _offer_of(event)
    if offer is None:
        return redirect("office_certificates", pk)
    name = SHORT_NAME if request.GET.get("nama") == "pendek" else LONG_NAME
    try:
        content = draw_event_sample(event=event, offer=offer, name=name, now=timezone.now())
        return pdf_response(content, "contoh.pdf", is_inline=True)
    except REFUSALS as error:
        messages.error(request, explain(error))
        return redirect("office_certificates", pk)


@office_write_required
@require_POST
def issue_certificates(request, pk):
    """Issue for everybody who qualifies now."""
    event = writable_event(request.user, pk)
    return _press(request, event, issue_event)


@office_write_required
@require_POST
def issue_roles(request, pk):
    """Issue for everybody with a part in the event: speakers, host, committee."""
    event = writable_event(request.user, pk)
    return _press(request, event, issue_parts)


def _press(request, event, issue_all):
    if not request.POST.get("sure"):
        messages.error(request, _("Centang dulu bahwa contoh dan ejaan nama sudah Anda periksa."))
        return redirect("office_certificates", event.pk)
    try:
        issued = issue_all(event=event, by=request.user, now=timezone.now())
    except REFUSALS as error:
        messages.error(request, explain(error))
        return redirect("office_certificates", event.pk)
    if issued:
        text = ngettext("%d sertifikat diterbitkan.", "%d sertifikat diterbitkan.", len(issued)) % len(issued)
        messages.success(request, text)
    else:
        messages.info(request, _("Tidak ada yang baru: semua yang memenuhi syarat sudah bersertifikat."))
    return redirect("office_certificate_batch", event.pk)


def _offer_of(event):
    return (
        CertificateOffer.objects.select_related(
            "design", "signatory", "second_signatory", "series__organization__crest"
        )
        .filter(event=event)
        .first()
    )


def _signing(offer):
    """Name and authority of the one or two who will sign."""
    return [(row.name, signing_text(signing_lines(row))) for row in offer.signatories]


def _numbers(offer, count):
    """First and last number of the coming batch, or why there are none."""
    try:
        return next_numbers(offer=offer, count=count, now=timezone.now())
    except PatternError as error:
        return {"problem": str(error)}
