"""The officer's events: list, form, overview, state."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bimtek.forms.events import EventForm
from bimtek.models import TrainingEvent
from bimtek.permissions import can_change, readable_event, writable_event
from bimtek.services.checklist import steps_of
from bimtek.services.course_access import invite_seated
from bimtek.services.events import (
    CapacityTooSmall,
    MoveNotAllowed,
    cancel_event,
    close_event,
    create_event,
    publish_event,
    update_event,
)
from bimtek.services.offices import writable_offices
from bimtek.services.results import event_jp
from members.permissions import can_write_office, office_required, office_write_required

MOVES = {"publish": publish_event, "close": close_event, "cancel": cancel_event}


@office_required
@require_safe
def list_events(request):
    """`/cms/kegiatan/`."""
    events = TrainingEvent.objects.visible_to(request.user).with_place().with_seats()
    now = timezone.now()
    context = {
        "upcoming": events.upcoming(now).order_by("starts_at", "pk"),
        "past": events.past(now).order_by("-starts_at", "-pk"),
        "can_write": can_write_office(request.user),
        "office_section": "events",
    }
    return render(request, "bimtek/office/event_list.html", context)


@office_write_required
def add_event(request):
    """New draft; with several offices the address carries which one (`?dinas=3`)."""
    offices = writable_offices(user=request.user)
    chosen = request.GET.get("dinas", "")
    organization = get_object_or_404(offices, pk=chosen) if chosen.isdecimal() else offices.first()
    if organization is None:
        raise Http404
    form = EventForm(request.POST or None, organization=organization)
    if request.method == "POST" and form.is_valid():
        event = create_event(organization=organization, details=form.cleaned_data)
        messages.success(request, _("Draf kegiatan tersimpan. Lanjutkan dengan susunan acara, lalu tayangkan."))
        return redirect("office_event", event.pk)
    context = {"form": form, "organization": organization, "offices": offices, "office_section": "events"}
    return render(request, "bimtek/office/event_form.html", context)


@office_write_required
def edit_event(request, pk):
    event = writable_event(request.user, pk)
    form = EventForm(request.POST or None, instance=event, organization=event.organization)
    if request.method == "POST" and form.is_valid():
        try:
            event = update_event(event=event, details=form.cleaned_data)
            invite_seated(event=event, by=request.user, now=timezone.now())
            messages.success(request, _("Perubahan tersimpan."))
            return redirect("office_event", pk)
        except CapacityTooSmall as error:
            form.add_error("capacity", _("Sudah ada %d peserta. Batalkan sebagian dulu.") % error.args[0])
    context = {"form": form, "event": event, "organization": event.organization, "office_section": "events"}
    return render(request, "bimtek/office/event_form.html", context)


@office_required
@require_safe
def show_event(request, pk):
    """Overview: what is left to do."""
    event = readable_event(request.user, pk)
    context = {
        "event": event,
        "steps": steps_of(event=event),
        "jp": event_jp(event),
        "can_write": can_change(request.user, event),
        "office_section": "events",
    }
    return render(request, "bimtek/office/event_overview.html", context)


@office_write_required
@require_POST
def move_event(request, pk):
    """Publish, close or cancel."""
    event = writable_event(request.user, pk)
    move = MOVES.get(request.POST.get("move"))
    if move is None or (move is cancel_event and not request.POST.get("sure")):
        messages.error(request, _("Belum ada yang berubah. Centang dulu bahwa kegiatan memang dibatalkan."))
        return redirect("office_event", pk)
    try:
        event = move(event=event)
        messages.success(request, _("Status kegiatan sekarang: %s.") % event.get_status_display())
    except MoveNotAllowed:
        messages.error(request, _("Langkah ini tidak ada untuk kegiatan berstatus %s.") % event.get_status_display())
    return redirect("office_event", pk)
