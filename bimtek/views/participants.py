"""The officer's list of participants."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from bimtek.forms.participants import SHOWN, MemberSearchForm, WalkInForm
from bimtek.permissions import can_change, readable_event, writable_event
from bimtek.services.candidates import find_candidates
from bimtek.services.registrations import (
    AlreadyAttended,
    EventFull,
    RegistrationClosed,
    cancel,
    register,
    register_walk_in,
)
from members.models import Member
from members.permissions import office_required, office_write_required

FULL = gettext_lazy(
    "Kegiatan penuh: tidak ada yang didaftarkan. Kurangi pilihan, atau tambah jumlah tempat di Ringkasan."
)
CANCELLED = gettext_lazy("Kegiatan ini dibatalkan, jadi tidak ada yang didaftarkan.")


@office_required
@require_safe
def show_registrations(request, pk):
    """Seated people as they sit; under them who gave the seat back."""
    event = readable_event(request.user, pk)
    rows = list(event.registrations.in_hall_order().with_member())
    seated = [row for row in rows if row.is_seated]
    context = {
        "event": event,
        "seated": seated,
        "gone": [row for row in rows if not row.is_seated],
        "seats_left": max(0, event.capacity - len(seated)),
        "can_write": can_change(request.user, event),
        "office_section": "events",
    }
    return render(request, "bimtek/office/registrations.html", context)


@office_write_required
def search_members(request, pk):
    """Find members; by POST, because names and numbers do not belong into addresses."""
    event = writable_event(request.user, pk)
    form = MemberSearchForm(request.POST or None, organization=event.organization)
    found, more = None, False
    if form.is_valid():
        today = timezone.localdate(timezone=event.zone)
        people = find_candidates(user=request.user, event=event, on=today, **form.cleaned_data)[: SHOWN + 1]
        found, more = list(people)[:SHOWN], len(people) > SHOWN
    context = {
        "event": event,
        "form": form,
        "found": found,
        "has_more": more,
        "office_section": "events",
    }
    return render(request, "bimtek/office/member_search.html", context)


@office_write_required
@require_POST
def register_members(request, pk):
    """Seat everybody ticked, or nobody."""
    event = writable_event(request.user, pk)
    chosen = [value for value in request.POST.getlist("member") if value.isdecimal()]
    members = list(Member.objects.visible_to(request.user).current().filter(pk__in=chosen))
    if not members:
        messages.warning(request, _("Belum ada yang dicentang."))
        return redirect("office_member_search", pk)
    try:
        with transaction.atomic():
            for member in members:
                register(event=event, member=member, by=request.user, now=timezone.now())
        messages.success(request, _("%d orang terdaftar.") % len(members))
    except EventFull:
        messages.error(request, FULL)
    except RegistrationClosed:
        messages.error(request, CANCELLED)
    return redirect("office_registrations", pk)


@office_write_required
def add_walk_in(request, pk):
    """Somebody the office does not know yet."""
    event = writable_event(request.user, pk)
    form = WalkInForm(request.POST or None, organization=event.organization)
    if request.method == "POST" and form.is_valid():
        try:
            row = register_walk_in(event=event, by=request.user, now=timezone.now(), **form.details)
            messages.success(request, _("%s terdaftar.") % row.member)
            return redirect("office_walk_in" if "again" in request.POST else "office_registrations", pk)
        except EventFull:
            form.add_error(None, _("Kegiatan penuh: tambah jumlah tempat di Ringkasan, lalu simpan lagi."))
        except RegistrationClosed:
            form.add_error(None, CANCELLED)
    context = {"event": event, "form": form, "office_section": "events"}
    return render(request, "bimtek/office/walk_in.html", context)


@office_write_required
@require_POST
def cancel_registration(request, pk, registration_pk):
    event = writable_event(request.user, pk)
    registration = get_object_or_404(event.registrations.select_related("event", "member"), pk=registration_pk)
    try:
        reason = request.POST.get("reason", "").replace("\0", "").strip()[:200]
        cancel(registration=registration, by=request.user, now=timezone.now(), reason=reason)
        messages.success(request, _("Pendaftaran %s dibatalkan.") % registration.member)
    except AlreadyAttended:
        messages.error(request, _("%s sudah tercatat hadir. Ubah dulu kehadirannya.") % registration.member)
    return redirect("office_registrations", pk)
