"""The officer's agenda and speakers."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bimtek.choices import SpeakerRole
from bimtek.forms.agenda import SlotForm, SpeakerForm
from bimtek.forms.participants import MemberSearchForm
from bimtek.permissions import can_change, readable_event, writable_event
from bimtek.services.agenda import (
    SlotHasAttendance,
    SlotOutsideEvent,
    SpeakerHasCertificate,
    add_new_speaker,
    add_speaker,
    agenda_days,
    find_overlaps,
    remove_slot,
    remove_speaker,
    save_slot,
)
from bimtek.services.candidates import find_candidates
from members.models import Member
from members.permissions import office_required, office_write_required

SPEAKERS_SHOWN = 20


@office_required
def show_agenda(request, pk):
    """Lines by day with the form for the next one under them."""
    event = (writable_event if request.method == "POST" else readable_event)(request.user, pk)
    form = SlotForm(request.POST or None, event=event)
    if request.method == "POST" and _save(request, event, form):
        return redirect("office_agenda", pk)
    days = agenda_days(event=event)
    context = {
        "event": event,
        "days": days,
        "jp": sum(line.jp for day in days for line in day.lines),
        "speakers": event.speakers.select_related("member"),
        "form": form,
        "can_write": can_change(request.user, event),
        "office_section": "events",
    }
    return render(request, "bimtek/office/agenda.html", context)


@office_write_required
def edit_slot(request, pk, slot_pk):
    event = writable_event(request.user, pk)
    slot = get_object_or_404(event.slots, pk=slot_pk)
    form = SlotForm(request.POST or None, event=event, slot=slot)
    if request.method == "POST" and _save(request, event, form, slot):
        return redirect("office_agenda", pk)
    context = {"event": event, "slot": slot, "form": form, "office_section": "events"}
    return render(request, "bimtek/office/slot.html", context)


def _save(request, event, form, slot=None):
    """Whether the line is stored; otherwise the form says why not."""
    if not form.is_valid():
        return False
    try:
        saved = save_slot(event=event, slot=slot, **form.details)
    except SlotOutsideEvent:
        form.add_error("starts", _("Di luar waktu kegiatan. Ubah jamnya, atau ubah dulu waktu kegiatan di Ringkasan."))
        return False
    if clashes := find_overlaps(slot=saved):
        titles = ", ".join(other.title for other in clashes)
        messages.warning(request, _("Tersimpan, tetapi waktunya bertumpuk dengan: %s.") % titles)
    else:
        messages.success(request, _("Acara “%s” tersimpan.") % saved.title)
    return True


@office_write_required
@require_POST
def delete_slot(request, pk, slot_pk):
    event = writable_event(request.user, pk)
    slot = get_object_or_404(event.slots, pk=slot_pk)
    try:
        remove_slot(slot=slot)
        messages.success(request, _("Acara “%s” dihapus.") % slot.title)
    except SlotHasAttendance:
        messages.error(request, _("Kehadiran untuk “%s” sudah dicatat, jadi tidak bisa dihapus.") % slot.title)
    return redirect("office_agenda", pk)


@office_write_required
def edit_speakers(request, pk):
    """Who speaks: from the members, or typed anew."""
    event = writable_event(request.user, pk)
    form = SpeakerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        speaker = add_new_speaker(event=event, now=timezone.now(), **form.cleaned_data)
        _say_recorded(request, speaker)
        return redirect("office_speakers", pk)
    return _render_speakers(request, event, form, MemberSearchForm(organization=event.organization))


@office_write_required
@require_POST
def search_speakers(request, pk):
    event = writable_event(request.user, pk)
    search = MemberSearchForm(request.POST, organization=event.organization)
    found = None
    if search.is_valid():
        today = timezone.localdate(timezone=event.zone)
        found = find_candidates(user=request.user, event=event, on=today, **search.cleaned_data)[:SPEAKERS_SHOWN]
    return _render_speakers(request, event, SpeakerForm(), search, found)


def _render_speakers(request, event, form, search, found=None):
    context = {
        "event": event,
        "speakers": event.speakers.select_related("member"),
        "form": form,
        "search": search,
        "found": found,
        "roles": SpeakerRole.choices,
        "office_section": "events",
    }
    return render(request, "bimtek/office/speakers.html", context)


@office_write_required
@require_POST
def pick_speaker(request, pk):
    event = writable_event(request.user, pk)
    people = Member.objects.visible_to(request.user).current()
    chosen = request.POST.get("member", "")
    member = get_object_or_404(people, pk=chosen if chosen.isdecimal() else None)
    role = request.POST.get("role", SpeakerRole.SPEAKER)
    if role not in SpeakerRole:
        raise Http404
    _say_recorded(request, add_speaker(event=event, member=member, role=role, presented_as=member.institution))
    return redirect("office_speakers", pk)


def _say_recorded(request, speaker):
    words = {"name": speaker, "role": speaker.get_role_display().lower()}
    messages.success(request, _("%(name)s tercatat sebagai %(role)s.") % words)


@office_write_required
@require_POST
def delete_speaker(request, pk, speaker_pk):
    event = writable_event(request.user, pk)
    speaker = get_object_or_404(event.speakers.select_related("member"), pk=speaker_pk)
    try:
        remove_speaker(speaker=speaker)
        messages.success(request, _("%s tidak lagi tercatat di kegiatan ini.") % speaker)
    except SpeakerHasCertificate:
        messages.error(request, _("%s sudah menerima sertifikat untuk peran ini, jadi tetap tercatat.") % speaker)
    return redirect("office_speakers", pk)
