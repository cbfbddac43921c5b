"""`/cms/anggota/ganda/` and around it: find people recorded twice, make them one, and take that back."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from members.forms.merges import MergeForm
from members.models import Member, MemberMerge, NotSamePerson
from members.permissions import can_write_office, office_required, office_write_required
from members.services.duplicates import dismiss_pair, find_dismissed, list_duplicates, reopen_pair
from members.services.merge_history import describe_merge
from members.services.merge_undo import UndoImpossible, UndoOutOfOrder, UndoTooLate, undo_merge
from members.services.merges import MergeBlocked, merge_members, preview_merge
from members.views.office_members import page_or_404

SHOWN = 50
"""Dismissed pairs under the list of merges, the latest first."""


@office_required
def list_pairs(request):
    """Every pair of the own scope that may be one person."""
    page = page_or_404(list_duplicates(user=request.user), request.GET.get("page", 1))
    context = {"page": page, "can_write": can_write_office(request.user), "office_section": "members"}
    return render(request, "members/office_duplicates.html", context)


@office_required
def compare(request, kept_pk, merged_pk):
    """Two entries side by side and what merging them would do; a POST from somebody who may write does it."""
    kept, merged = load_pair(request, kept_pk, merged_pk)
    if request.method == "POST":
        return merge(request, kept, merged)
    for member in (kept, merged):
        if member.merged_into_id:
            return redirect("office_member", pk=member.pk)
    return render_pair(request, kept, merged, MergeForm(kept=kept, merged=merged))


def load_pair(request, kept_pk, merged_pk):
    people = Member.objects.visible_to(request.user).with_place().select_related("user", "organization")
    if kept_pk == merged_pk:
        raise Http404
    return get_object_or_404(people, pk=kept_pk), get_object_or_404(people, pk=merged_pk)


@office_write_required
def merge(request, kept, merged):
    """Pressed twice, the second time finds the work done."""
    form = MergeForm(request.POST, kept=kept, merged=merged)
    if not form.is_valid() and not merged.merged_into_id:
        return render_pair(request, kept, merged, form, status=400)
    try:
        done = merge_members(kept=kept, merged=merged, by=request.user, now=timezone.now(), fields=form.taken())
    except MergeBlocked:
        return render_pair(request, kept, merged, form, status=409)
    messages.success(
        request,
        _("Dua entri sudah jadi satu. Bisa dibatalkan sampai %(day)s.") % {"day": date_format(done.undo_until)},
    )
    if kept.user and merged.user:
        text = _("Akun %(old)s tidak bisa dipakai lagi. Beri tahu orangnya: masuk dengan nama pengguna %(new)s.")
        messages.warning(request, text % {"old": merged.user.username, "new": kept.user.username})
    return redirect("office_member", pk=kept.pk)


def render_pair(request, kept, merged, form, status=200):
    today = timezone.localdate()
    preview = preview_merge(kept=kept, merged=merged, by=request.user, now=timezone.now())
    context = {
        "kept": kept,
        "merged": merged,
        "form": form,
        "preview": preview,
        "groups": [list(member.memberships.active_on(today).with_kims()) for member in (kept, merged)],
        "dismissed": find_dismissed(one=kept, other=merged).select_related("decided_by").first(),
        "can_write": can_write_office(request.user),
        "office_section": "members",
    }
    return render(request, "members/office_merge.html", context, status=status)


@office_write_required
@require_POST
def dismiss(request, kept_pk, merged_pk):
    people = Member.objects.editable_by(request.user)
    if kept_pk == merged_pk:
        raise Http404
    one, other = get_object_or_404(people, pk=kept_pk), get_object_or_404(people, pk=merged_pk)
    if "reopen" in request.POST:
        reopen_pair(one=one, other=other)
        messages.success(request, _("Pasangan ini ditandai lagi."))
        return redirect("office_merge", kept_pk, merged_pk)
    dismiss_pair(one=one, other=other, by=request.user, now=timezone.now())
    messages.success(request, _("Tercatat: dua orang berbeda. Pasangan ini tidak ditandai lagi."))
    return redirect("office_duplicates")


@office_required
def list_merges(request):
    merges = MemberMerge.objects.visible_to(request.user).with_people()
    context = {
        "page": page_or_404(merges, request.GET.get("page", 1)),
        "dismissed": NotSamePerson.objects.visible_to(request.user).select_related("first", "second")[:SHOWN],
        "office_section": "members",
    }
    return render(request, "members/office_merges.html", context)


@office_required
def show_merge(request, pk):
    """What moved, what stayed behind, and what both entries said before."""
    done = get_object_or_404(MemberMerge.objects.visible_to(request.user).with_people(), pk=pk)
    context = {
        "merge": done,
        "history": describe_merge(merge=done, now=timezone.now()),
        "can_write": MemberMerge.objects.editable_by(request.user).filter(pk=pk).exists(),
        "office_section": "members",
    }
    return render(request, "members/office_merge_history.html", context)


@office_write_required
@require_POST
def undo(request, pk):
    done = get_object_or_404(MemberMerge.objects.editable_by(request.user), pk=pk)
    try:
        undo_merge(merge=done, by=request.user, now=timezone.now())
        messages.success(request, _("Penggabungan dibatalkan. Kedua entri berdiri sendiri lagi."))
    except UndoTooLate:
        messages.error(request, _("Waktu untuk membatalkan sudah lewat."))
    except UndoOutOfOrder as error:
        messages.error(request, _("Batalkan dulu penggabungan yang lebih baru. Ini halamannya."))
        return redirect("office_merge_history", pk=error.later.pk)
    except UndoImpossible:
        messages.error(request, _("Data salah satu entri sudah dihapus, jadi tidak bisa dipisahkan lagi."))
    return redirect("office_merge_history", pk=pk)
