"""One person and their certificate: what is missing, what is let pass and why, and the button for this one alone."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from certificates.models import CertificateOffer
from certificates.permissions import readable_source, writable_source
from certificates.services.batches import retry_drawings
from certificates.services.dossiers import open_dossier
from certificates.services.issuing import issue
from certificates.services.learners import course_lines, waiting_learners
from certificates.services.names import NoWish, carry_out_wish, confirm_name
from certificates.services.sources import certificates_of, issuing_organization
from certificates.services.waivers import CannotWaive, WaiverInUse, WaiverReasonMissing, waive, withdraw
from certificates.views.refusals import REFUSALS, explain
from members.models import Member
from members.permissions import can_write_office, office_required

ADDRESSES = {
    "registration": "office_certificate_participant",
    "speaker": "office_certificate_part",
    "enrollment": "office_certificate_learner",
}
PAGE_SIZE = 25


@office_required
@require_http_methods(["GET", "HEAD", "POST"])
def show_person(request, pk, kind):
    """Read it; POST with `lakukan` changes one thing."""
    source = (writable_source if request.method == "POST" else readable_source)(request.user, kind, pk)
    if request.method == "POST":
        act = ACTIONS.get(request.POST.get("lakukan", ""))
        if act is None:
            raise Http404
        act(request, source)
        return redirect(ADDRESSES[kind], pk)
    dossier = open_dossier(source=source, now=timezone.now())
    context = {
        "dossier": dossier,
        "source": source,
        "event": getattr(source, "event", None),
        "zone": issuing_organization(source).time_zone,
        "can_write": _can_write(request.user, kind, pk),
        "may_edit_member": Member.objects.editable_by(request.user).filter(pk=source.member_id).exists(),
        "office_section": "events",
    }
    return render(request, "certificates/office/person.html", context)


@office_required
@require_safe
def list_learners(request):
    """`/cms/sertifikat/kursus/`: courses that give certificates, and their learners without; one page at a time."""
    offers = list(CertificateOffer.objects.visible_to(request.user).for_courses().select_related("course"))
    wanted = request.GET.get("kursus", "")
    chosen = next((offer for offer in offers if str(offer.course_id) == wanted), None)
    lines = course_lines(user=request.user, offers=offers)
    rows = waiting_learners(offers=[chosen] if chosen else offers, text=request.GET.get("cari", ""))
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"offers": offers, "lines": lines, "chosen": chosen, "page": page, "text": request.GET.get("cari", "")}
    return render(request, "certificates/office/learners.html", {**context, "office_section": "events"})


def _can_write(user, kind, pk):
    if not can_write_office(user):
        return False
    try:
        return bool(writable_source(user, kind, pk))
    except Http404:
        return False


def _issue(request, source):
    if not request.POST.get("sure"):
        messages.error(request, _("Centang dulu bahwa contoh dan ejaan nama sudah Anda periksa."))
        return
    try:
        certificate = issue(source=source, by=request.user, now=timezone.now())
        messages.success(request, _("Sertifikat %s diterbitkan.") % certificate.number)
    except REFUSALS as error:
        messages.error(request, explain(error))


def _waive(request, source):
    key, reason = request.POST.get("syarat", ""), request.POST.get("alasan", "")
    try:
        waive(source=source, key=key, reason=reason, by=request.user, now=timezone.now())
        messages.success(request, _("Syarat ini dikecualikan. Peserta ikut membaca alasannya."))
    except WaiverReasonMissing:
        messages.error(request, _("Tulis alasan pengecualian; petugas lain dan peserta ikut membacanya."))
    except CannotWaive:
        messages.error(request, _("Syarat ini tidak bisa dikecualikan, atau sudah terpenuhi."))


def _withdraw(request, source):
    key = request.POST.get("syarat", "")
    waivers = getattr(source, "waivers", None)
    waiver = waivers.filter(requirement=key).first() if waivers else None
    if waiver is None:
        raise Http404
    try:
        withdraw(waiver=waiver)
        messages.success(request, _("Pengecualian dibatalkan; syaratnya berlaku lagi."))
    except WaiverInUse:
        messages.error(request, _("Sertifikat sudah terbit atas pengecualian ini, jadi catatannya tetap ada."))


def _confirm(request, source):
    confirm_name(member=source.member, by=request.user, now=timezone.now())
    messages.success(request, _("Ejaan nama dicatat sudah benar."))


def _correct(request, source):
    member = Member.objects.editable_by(request.user).filter(pk=source.member_id).first()
    if member is None:
        raise Http404
    try:
        changed = carry_out_wish(member=member, by=request.user, now=timezone.now())
        messages.success(request, _("Nama ditulis menjadi “%s”.") % changed.full_name)
    except NoWish:
        messages.info(request, _("Tidak ada lagi permintaan ejaan yang menunggu."))


def _try_again(request, source):
    count = retry_drawings(certificates=certificates_of(source), now=timezone.now())
    if count:
        messages.success(request, _("%d sertifikat dicoba lagi.") % count)
    else:
        messages.info(request, _("Tidak ada yang perlu dicoba lagi."))


ACTIONS = {
    "terbitkan": _issue,
    "kecualikan": _waive,
    "batalkan": _withdraw,
    "ejaan-benar": _confirm,
    "pakai-ejaan": _correct,
    "coba-lagi": _try_again,
}
