"""`/akun/data/` and `/akun/persetujuan/`: what people see, correct, download, ask for and agree to themselves."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lms.pdf import PdfError
from members.choices import RequestKind
from members.forms.privacy import ConsentForm, MyDataForm, RequestForm
from members.models import Consent
from members.permissions import private
from members.services.consents import ConsentRefused, decide, list_choices, skip_consents
from members.services.data_requests import AlreadyOpen, open_request
from members.services.papers import content_type_of
from members.services.people import PhoneTaken, member_of, update_member
from members.services.scans import open_scan
from members.services.subject_data import Subject, as_json, collect, draw_copy


def posted(request):
    """What a form was sent with, nothing ticked included; None when it was not sent."""
    return request.POST if request.method == "POST" else None


def member_or_404(request):
    member = member_of(request.user)
    if member is None:
        raise Http404
    return member


def own_subject(request):
    return Subject(member=member_of(request.user), user=request.user)


@private
@login_required
@require_safe
def show_data(request):
    """`/akun/data/`: everything held, in plain words; staff without a person see their account."""
    subject = own_subject(request)
    requests = subject.member.data_requests.order_by("closed_at", "due_at") if subject.member else []
    context = {"subject": subject, "sections": collect(subject=subject), "data_requests": requests}
    return render(request, "members/data_own.html", context)


@private
@login_required
def edit_data(request):
    member = member_or_404(request)
    form = MyDataForm(posted(request), instance=member)
    if request.method == "POST" and form.is_valid():
        kept = {"full_name": member.full_name, "region": member.region, "institution": member.institution}
        try:
            update_member(member=member, **kept, **form.cleaned_data, now=timezone.now())
            messages.success(request, _("Data Anda sudah dibetulkan."))
            return redirect("my_data")
        except PhoneTaken:
            form.add_error("phone", _("Nomor ini tidak bisa dipakai. Periksa nomornya, atau tanyakan kepada petugas."))
    context = {"form": form, "member": member}
    return render(request, "members/data_edit.html", context, status=400 if form.errors else 200)


@private
@login_required
@require_safe
def download_json(request):
    subject = own_subject(request)
    response = JsonResponse(as_json(subject=subject, now=timezone.now()), json_dumps_params={"ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="data-saya.json"'
    return response


@private
@login_required
@require_safe
def download_pdf(request):
    try:
        content = draw_copy(subject=own_subject(request), now=timezone.now())
    except PdfError:
        messages.error(request, _("PDF tidak bisa dibuat. Unduh sebagai JSON, atau minta salinan kepada petugas."))
        return redirect("my_data")
    headers = {"Content-Disposition": 'attachment; filename="data-saya.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@private
@login_required
def ask(request):
    """A request to the office; `?untuk=erase` chooses its kind beforehand."""
    member = member_or_404(request)
    chosen = request.GET.get("untuk", "")
    initial = {"kind": chosen if chosen in RequestKind.values else RequestKind.RECTIFY}
    form = RequestForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            open_request(member=member, **form.cleaned_data, now=timezone.now())
            messages.success(request, _("Permintaan sudah sampai di kantor. Jawaban paling lambat 3 × 24 jam."))
        except AlreadyOpen:
            messages.info(request, _("Permintaan yang sama masih menunggu jawaban."))
        return redirect("my_data")
    return render(request, "members/data_request.html", {"form": form}, status=400 if form.errors else 200)


@private
@login_required
def choose_consents(request):
    """One tick per purpose. Shown once after the first login, and from the account whenever one likes."""
    member = member_or_404(request)
    is_first = member.consents_asked_at is None
    if "skip" in request.POST:
        skip_consents(member=member, now=timezone.now())
        return redirect("learning")
    choices = list_choices(member=member)
    form = ConsentForm(posted(request), choices=choices, is_minor=member.is_minor)
    if request.method == "POST" and form.is_valid():
        try:
            answer(request, member, form)
            return redirect("learning" if is_first else "my_consents")
        except ConsentRefused:
            messages.error(request, _("Data umur Anda baru saja berubah. Periksa sekali lagi, lalu simpan."))
            return redirect("my_consents")
    consents = [choice.consent for choice in choices if choice.consent and choice.consent.scan]
    context = {"form": form, "member": member, "is_first": is_first, "scans": consents}
    return render(request, "members/consents.html", context, status=400 if form.errors else 200)


def answer(request, member, form):
    decide(
        member=member,
        purposes=form.chosen,
        is_minor=form.is_minor,
        guardian_name=form.cleaned_data.get("guardian_name", ""),
        by=request.user,
        now=timezone.now(),
    )
    messages.success(request, _("Pilihan Anda berlaku mulai sekarang. Anda boleh mengubahnya kapan saja."))


@private
@login_required
@require_safe
def show_scan(request, pk):
    """The own signed sheet, as the office keeps it."""
    consents = Consent.objects.filter(member=member_or_404(request)).exclude(scan="").select_related("member")
    return scan_response(request, get_object_or_404(consents, pk=pk))


def scan_response(request, consent):
    """Always a download: what somebody uploaded is never shown as a page of this site."""
    try:
        file = open_scan(consent=consent, by=request.user, now=timezone.now())
    except FileNotFoundError as error:
        raise Http404 from error
    name = f"persetujuan-{consent.purpose}.{consent.scan.name.rpartition('.')[2]}"
    return FileResponse(file, as_attachment=True, filename=name, content_type=content_type_of(consent.scan.name))
