"""The office's duties: requests with their clock, who looked at what, and what served its time."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from members.choices import RequestKind
from members.forms.privacy import AnswerForm, RunRetentionForm
from members.models import DataRequest, Disclosure, scope_of
from members.models.scope import ADMINS
from members.permissions import admin_required, office_write_required
from members.services.data_requests import AlreadyClosed, AnswerMissing, NeedsErasure, answer_request
from members.services.people import zone_of
from members.services.retention import apply_retention, preview_retention
from members.views.office_members import page_or_404
from members.views.privacy import posted

HINTS = {
    RequestKind.ACCESS: gettext_lazy(
        "Serahkan salinannya: unduh PDF di halaman datanya, atau tunjukkan Data saya di akunnya."
    ),
    RequestKind.RECTIFY: gettext_lazy("Betulkan di halaman orangnya, lalu tulis di sini apa yang diubah."),
    RequestKind.WITHDRAW: gettext_lazy("Bila dikabulkan, semua persetujuannya dicabut saat itu juga."),
    RequestKind.ERASE: gettext_lazy(
        "Dikabulkan dengan menghapus datanya; lihat dulu apa yang hilang dan apa yang tetap."
    ),
}


@office_write_required
@require_safe
def list_requests(request):
    """`/cms/permintaan-data/`: the next due first, so that overdue ones lead; `?selesai=1` shows the answered ones."""
    is_closed = request.GET.get("selesai") == "1"
    rows = DataRequest.objects.editable_by(request.user).filter(closed_at__isnull=not is_closed)
    rows = rows.select_related("member__region__parent", "member__organization", "closed_by")
    rows = rows.order_by("-closed_at", "-pk") if is_closed else rows
    context = {
        "page": page_or_404(rows, request.GET.get("page", 1)),
        "is_closed": is_closed,
        "now": timezone.now(),
        "office_section": "requests",
    }
    return render(request, "members/office_requests.html", context)


@office_write_required
def show_request(request, pk):
    """One request with its clock, and the answer."""
    rows = DataRequest.objects.editable_by(request.user).select_related("member__organization", "closed_by")
    data_request = get_object_or_404(rows, pk=pk)
    form = AnswerForm(posted(request))
    if request.method == "POST" and form.is_valid() and answer(request, data_request, form):
        return redirect("office_requests")
    context = {
        "data_request": data_request,
        "form": form,
        "hint": HINTS[data_request.kind],
        "is_erasure": data_request.kind == RequestKind.ERASE,
        "now": timezone.now(),
        "office_section": "requests",
    }
    return render(request, "members/office_request.html", context, status=400 if form.errors else 200)


def answer(request, data_request, form):
    """Whether the request is closed now, by this answer or another one."""
    data = form.cleaned_data
    try:
        answer_request(
            request=data_request,
            is_granted=data["outcome"] == "yes",
            answer=data["answer"],
            by=request.user,
            now=timezone.now(),
        )
        messages.success(request, _("Jawaban terkirim; orangnya membacanya di Data saya."))
    except AlreadyClosed:
        messages.info(request, _("Permintaan ini sudah dijawab."))
    except AnswerMissing:
        form.add_error("answer", _("Tulis jawabannya; orangnya berhak tahu."))
    except NeedsErasure:
        form.add_error("outcome", _("Untuk mengabulkan, hapus datanya lewat tombol Hapus data orang ini."))
    return not form.errors


@admin_required
@require_safe
def list_disclosures(request):
    """`/cms/pembukaan-data/`: who looked at private data of the own scope, newest first."""
    rows = Disclosure.objects.administered_by(request.user).select_related("user", "member__organization")
    page = page_or_404(rows, request.GET.get("page", 1))
    context = {"page": page, "zone": zone_of(request.user), "office_section": "requests"}
    return render(request, "members/office_disclosures.html", context)


@admin_required
def run_retention(request):
    """`/cms/masa-simpan/`: what a run would erase in the own scope, and the run."""
    scope, now = scope_of(request.user, ADMINS), timezone.now()
    form = RunRetentionForm(posted(request))
    if request.method == "POST" and form.is_valid():
        done = apply_retention(scope=scope, by=request.user, now=now)
        messages.success(request, _("Selesai: %(count)d catatan dihapus.") % {"count": sum(done.values())})
        return redirect("office_retention")
    dues = preview_retention(scope=scope, now=now)
    context = {
        "dues": dues,
        "form": form,
        "can_run": any(due.rule.is_active and due.count for due in dues),
        "zone": zone_of(request.user),
        "office_section": "requests",
    }
    return render(request, "members/office_retention.html", context, status=400 if form.errors else 200)
