"""One person's private side under `/cms/anggota/<pk>/…`: number, consents, copy of the data, requests, erasure."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.pdf import PdfError
from members.choices import DisclosureKind, RequestKind
from members.forms.privacy import EraseForm, PaperConsentForm, RequestForm
from members.models import Consent, Member
from members.permissions import office_write_required
from members.services.consents import ConsentRefused, list_choices, record_paper, withdraw_consent
from members.services.data_requests import AlreadyOpen, open_request
from members.services.disclosures import record_disclosure
from members.services.erasure import ErasesStaff, confirms, erase_member, preview_erasure
from members.services.subject_data import draw_copy, subject_of
from members.views.privacy import posted, scan_response


def own_person(request, pk):
    """A person of the own scope who may be changed; 404 for all others, the erased and the merged."""
    return get_object_or_404(Member.objects.editable_by(request.user).current().with_place(), pk=pk)


@office_write_required
@require_safe
def show_privacy(request, pk):
    """Consents, requests and the way to erase; the number stays masked."""
    return render(request, "members/office_member_data.html", privacy_context(own_person(request, pk)))


def privacy_context(member, form=None, request_form=None):
    choices = list_choices(member=member)
    return {
        "member": member,
        "choices": choices,
        "form": form or PaperConsentForm(choices=choices, is_minor=member.is_minor),
        "request_form": request_form or RequestForm(initial={"kind": RequestKind.RECTIFY}),
        "data_requests": member.data_requests.select_related("closed_by").order_by("closed_at", "due_at"),
        "office_section": "members",
    }


@office_write_required
@require_POST
def show_phone(request, pk):
    """The whole number, once, in this answer; the look is noted for the person to see."""
    member = own_person(request, pk)
    record_disclosure(user=request.user, kind=DisclosureKind.PHONE, member=member, now=timezone.now())
    return render(request, "members/office_member_phone.html", {"member": member, "office_section": "members"})


@office_write_required
@require_POST
def add_paper(request, pk):
    member = own_person(request, pk)
    choices = list_choices(member=member)
    form = PaperConsentForm(request.POST, request.FILES, choices=choices, is_minor=member.is_minor)
    if form.is_valid():
        try:
            record_sheet(request, member, form)
            return redirect("office_member_data", pk=pk)
        except ConsentRefused:
            form.add_error("guardian_name", _("Belum 18 tahun: tulis nama orang tua atau wali yang setuju."))
    return render(request, "members/office_member_data.html", privacy_context(member, form), status=400)


def record_sheet(request, member, form):
    data = form.cleaned_data
    record_paper(
        member=member,
        purposes=form.chosen,
        is_minor=form.is_minor,
        guardian_name=data.get("guardian_name", ""),
        scan=data["scan"],
        by=request.user,
        now=timezone.now(),
    )
    messages.success(request, _("Persetujuan tercatat."))


@office_write_required
@require_POST
def withdraw(request, pk):
    consent = get_object_or_404(Consent.objects.editable_by(request.user).select_related("member"), pk=pk)
    withdraw_consent(member=consent.member, purpose=consent.purpose, by=request.user, now=timezone.now())
    messages.success(request, _("Persetujuan dicabut dan tidak berlaku lagi."))
    return redirect("office_member_data", pk=consent.member_id)


@office_write_required
@require_POST
def show_scan(request, pk):
    """By POST, because every look is noted."""
    consents = Consent.objects.editable_by(request.user).exclude(scan="").select_related("member")
    return scan_response(request, get_object_or_404(consents, pk=pk))


@office_write_required
@require_POST
def print_copy(request, pk):
    """The data of somebody without an account, to hand over on paper; noted for the person to see."""
    member = own_person(request, pk)
    try:
        content = draw_copy(subject=subject_of(member=member), now=timezone.now())
    except PdfError:
        messages.error(request, _("PDF tidak bisa dibuat. Laporkan kepada pengelola situs."))
        return redirect("office_member_data", pk=pk)
    record_disclosure(user=request.user, kind=DisclosureKind.SUBJECT_COPY, member=member, now=timezone.now())
    headers = {"Content-Disposition": f'attachment; filename="data-{member.pk}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@office_write_required
@require_POST
def add_request(request, pk):
    """Typed for somebody who asked on paper or by word; the clock starts now."""
    member = own_person(request, pk)
    form = RequestForm(request.POST)
    if not form.is_valid():
        context = privacy_context(member, request_form=form)
        return render(request, "members/office_member_data.html", context, status=400)
    try:
        made = open_request(member=member, **form.cleaned_data, now=timezone.now())
        messages.success(request, _("Permintaan tercatat. Batas waktu jawaban mulai berjalan."))
        return redirect("office_request", pk=made.pk)
    except AlreadyOpen:
        messages.info(request, _("Permintaan yang sama masih menunggu jawaban."))
        return redirect("office_member_data", pk=pk)


@office_write_required
def erase(request, pk):
    """What goes and what stays, then the typed name."""
    member = own_person(request, pk)
    form = EraseForm(posted(request))
    try:
        if request.method == "POST" and form.is_valid() and is_meant(form, member):
            erase_member(member=member, by=request.user, now=timezone.now())
            messages.success(request, _("Data sudah dihapus. Sertifikat yang terbit tetap bisa diperiksa."))
            return redirect("office_requests")
        effects = preview_erasure(member=member, now=timezone.now())
    except ErasesStaff:
        messages.error(request, _("Akun orang ini punya peran di kantor. Cabut dulu perannya di Staf, lalu ulangi."))
        return redirect("office_member_data", pk=pk)
    context = {"member": member, "form": form, "effects": effects, "office_section": "members"}
    return render(request, "members/office_member_erase.html", context, status=400 if form.errors else 200)


def is_meant(form, member):
    if confirms(member=member, typed=form.cleaned_data["name"]):
        return True
    form.add_error("name", _("Namanya tidak sama. Ketik persis seperti di atas."))
    return False
