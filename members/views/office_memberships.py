"""`/cms/keanggotaan/`: one person's place in one group, corrected, changed or ended."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from members.forms.kims import LeaveForm, MembershipForm, NewOfficeForm
from members.models import KimMembership
from members.permissions import office_write_required
from members.services.kims import AlreadyMember, EndsBeforeStart, change_office, correct_membership, leave_kim


def editable_or_404(request, pk):
    return get_object_or_404(KimMembership.objects.editable_by(request.user).with_people().with_kims(), pk=pk)


@office_write_required
def edit_membership(request, pk):
    """What was entered wrongly is put right here; changes over time have their own two forms."""
    membership = editable_or_404(request, pk)
    form = MembershipForm(request.POST or None, initial=vars(membership))
    if form.is_bound and form.is_valid():
        try:
            correct_membership(membership=membership, **form.cleaned_data)
            messages.success(request, _("Perubahan tersimpan."))
            return redirect("office_kim", pk=membership.kim_id)
        except EndsBeforeStart:
            form.add_error("ends_on", _("Hari terakhir tidak bisa sebelum hari pertama."))
        except AlreadyMember as clash:
            form.add_error("starts_on", describe_clash(clash.membership))
    return answer_page(request, membership, form=form)


@office_write_required
@require_POST
def change(request, pk):
    """Another office from a day on; the old one stays in the register."""
    membership = editable_or_404(request, pk)
    form = NewOfficeForm(request.POST)
    if form.is_valid():
        try:
            change_office(membership=membership, **form.cleaned_data)
            messages.success(request, _("Jabatan baru tercatat. Jabatan lama tetap ada di riwayat."))
            return redirect("office_kim", pk=membership.kim_id)
        except EndsBeforeStart:
            form.add_error("starts_on", _("Pilih hari sesudah hari pertama jabatan yang sekarang."))
        except AlreadyMember:
            form.add_error("starts_on", _("Keanggotaan ini sudah selesai. Tambahkan orangnya lagi di halaman KIM."))
    return answer_page(request, membership, change_form=form)


@office_write_required
@require_POST
def leave(request, pk):
    membership = editable_or_404(request, pk)
    form = LeaveForm(request.POST)
    if form.is_valid():
        try:
            membership = leave_kim(membership=membership, ends_on=form.cleaned_data["ends_on"], now=timezone.now())
            day = date_format(membership.ends_on, "j F Y")
            messages.success(
                request, _("Keanggotaan berakhir pada %(day)s. Riwayatnya tetap tersimpan.") % {"day": day}
            )
            return redirect("office_kim", pk=membership.kim_id)
        except EndsBeforeStart:
            form.add_error("ends_on", _("Hari terakhir tidak bisa sebelum hari pertama."))
    return answer_page(request, membership, leave_form=form)


def answer_page(request, membership, **forms):
    now_held = {"office": membership.office, "section": membership.section, "starts_on": timezone.localdate()}
    context = {
        "membership": membership,
        "form": MembershipForm(initial=vars(membership)),
        "change_form": NewOfficeForm(initial=now_held),
        "leave_form": LeaveForm(),
        "office_section": "members",
        **forms,
    }
    return render(request, "members/office_kim_membership.html", context)


def describe_clash(membership):
    start = date_format(membership.starts_on, "j F Y")
    if not membership.ends_on:
        return _("Orang ini sudah tercatat di KIM ini sejak %(start)s. Pilih masa yang lain.") % {"start": start}
    return _("Orang ini sudah tercatat di KIM ini dari %(start)s sampai %(end)s. Pilih masa yang lain.") % {
        "start": start,
        "end": date_format(membership.ends_on, "j F Y"),
    }
