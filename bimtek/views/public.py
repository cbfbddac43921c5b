"""Events for everybody."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bimtek.models import Registration, TrainingEvent
from bimtek.services.agenda import agenda_days
from bimtek.services.registrations import EventFull, RegistrationClosed, is_open, sign_up, step_back
from members.permissions import keep_private
from members.services.people import member_of

PAST_SHOWN = 20


@require_GET
def show_events(request):
    """`/kegiatan/`: what is coming, then what was."""
    now = timezone.now()
    events = TrainingEvent.objects.public().with_place().with_seats().prefetch_related("slots")
    context = {
        "upcoming": events.upcoming(now).order_by("starts_at", "pk"),
        "past": events.past(now).order_by("-starts_at", "-pk")[:PAST_SHOWN],
        "now": now,
        "section": "events",
    }
    return render(request, "bimtek/event_list.html", context)


@require_GET
def show_event(request, slug):
    """`/kegiatan/<slug>/`: when, where, agenda, and the button to sign up."""
    event = get_object_or_404(TrainingEvent.objects.public().with_place().with_seats(), slug=slug)
    now = timezone.now()
    member = member_of(request.user)
    context = {
        "event": event,
        "days": agenda_days(event=event),
        "speakers": event.speakers.on_stage().select_related("member"),
        "unlisted": set(event.speakers.unlisted()),
        "registration": Registration.objects.seated().filter(event=event, member=member).first() if member else None,
        "member": member,
        "is_open": is_open(event, now),
        "has_begun": now >= event.starts_at,
        "is_over": now >= event.ends_at,
        "section": "events",
    }
    response = render(request, "bimtek/event_detail.html", context)
    return keep_private(response) if request.user.is_authenticated else response


@require_POST
@login_required
def join_event(request, slug):
    """ "Daftar kegiatan"."""
    event = get_object_or_404(TrainingEvent.objects.public(), slug=slug)
    member = member_of(request.user)
    if member is None:
        messages.error(
            request, _("Akun ini belum terhubung dengan data anggota. Minta petugas Dinas Kominfo mendaftarkan Anda.")
        )
        return redirect("event_detail", slug)
    try:
        sign_up(event=event, member=member, by=request.user, now=timezone.now())
        messages.success(request, _("Anda terdaftar. Sampai jumpa di kegiatan!"))
    except EventFull:
        messages.error(
            request, _("Kegiatan penuh: semua tempat sudah terisi. Hubungi petugas bila ada tempat yang dibatalkan.")
        )
    except RegistrationClosed:
        messages.error(
            request, _("Pendaftaran kegiatan ini sudah ditutup. Hubungi petugas bila Anda tetap ingin ikut.")
        )
    return redirect("event_detail", slug)


@require_POST
@login_required
def leave_event(request, slug):
    """ "Batalkan pendaftaran"."""
    seat = Registration.objects.select_related("event", "member__user")
    registration = get_object_or_404(seat, event__slug=slug, member__user=request.user)
    try:
        step_back(registration=registration, by=request.user, now=timezone.now())
        messages.success(request, _("Pendaftaran Anda dibatalkan. Tempatnya bisa dipakai orang lain."))
    except RegistrationClosed:
        messages.error(
            request, _("Kegiatan sudah dimulai, jadi pendaftaran tidak bisa dibatalkan lagi. Hubungi petugas.")
        )
    return redirect("event_detail", slug)
