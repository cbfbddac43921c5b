"""The officer's attendance screen and the sheet to sign."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from bimtek.choices import AttendanceStatus
from bimtek.forms.sheets import read_attendance
from bimtek.permissions import can_change, readable_event, writable_event
from bimtek.services.agenda import agenda_days
from bimtek.services.attendance import mark_slots, recorded_statuses
from bimtek.services.exports import note_export
from bimtek.services.registrations import RegistrationClosed
from bimtek.services.sheets import draw_attendance_sheet
from lms.pdf import PdfError
from members.permissions import office_required

UNPRINTABLE = gettext_lazy(
    "Daftar hadir tidak bisa dibuat: ada nama berhuruf yang tidak bisa dicetak. Perbaiki namanya di Anggota dan KIM."
)


@office_required
def show_attendance(request, pk):
    """Mark a whole hall, for one slot (`?sesi=3`) or for all slots of a day (`?hari=2024-07-11`)."""
    event = (writable_event if request.method == "POST" else readable_event)(request.user, pk)
    days = agenda_days(event=event)
    slots, chosen = _choose(request.GET, days, timezone.localdate(timezone=event.zone))
    seated = list(event.registrations.seated().in_hall_order().with_member())
    marks = read_attendance(request.POST, seated)
    if request.method == "POST" and "fill" not in request.POST:
        return _save(request, event, slots, marks, chosen)
    if "fill" in request.POST:
        marks = {row.pk: AttendanceStatus.PRESENT for row in seated} | marks
        messages.warning(request, _("Semua ditandai hadir, tetapi belum disimpan. Ubah yang tidak hadir, lalu simpan."))
    stored = recorded_statuses(slots=slots)
    context = {
        "event": event,
        "days": days,
        "slots": slots,
        "chosen": chosen,
        "rows": [(row, marks.get(row.pk) or stored.get(row.pk, "")) for row in seated],
        "statuses": AttendanceStatus.choices,
        "marked_count": sum(row.pk in stored for row in seated),
        "can_write": can_change(request.user, event),
        "office_section": "events",
    }
    return render(request, "bimtek/office/attendance.html", context)


def _choose(query, days, today):
    """The slots meant by the address, and that address part; without one, today or the first day."""
    lines = [(day, line.slot) for day in days for line in day.lines]
    wanted_slot, wanted_day = query.get("sesi", ""), query.get("hari", "")
    for _day, slot in lines:
        if str(slot.pk) == wanted_slot:
            return [slot], f"sesi={slot.pk}"
    day = next((day for day in days if day.day.isoformat() == wanted_day), None)
    day = day or next((day for day in days if day.day == today), None) or next(iter(days), None)
    if day is None:
        return [], ""
    return [line.slot for line in day.lines], f"hari={day.day.isoformat()}"


def _save(request, event, slots, marks, chosen):
    try:
        changed = mark_slots(slots=slots, statuses=marks, by=request.user, now=timezone.now())
        present = sum(mark == AttendanceStatus.PRESENT for mark in marks.values())
        summary = {"present": present, "total": len(marks), "changed": changed}
        messages.success(request, _("%(present)d hadir dari %(total)d orang. %(changed)d catatan berubah.") % summary)
    except RegistrationClosed:
        messages.error(request, _("Kegiatan ini dibatalkan, jadi kehadiran tidak bisa dicatat."))
    return redirect(f"{reverse('office_attendance', args=[event.pk])}?{chosen}")


@office_required
@require_safe
def print_attendance_sheet(request, pk):
    """PDF to sign; all days, or one (`?hari=2024-07-11`)."""
    event = readable_event(request.user, pk)
    try:
        day = date.fromisoformat(request.GET.get("hari", ""))
    except ValueError:
        day = None
    try:
        content = draw_attendance_sheet(event=event, day=day)
    except PdfError:
        messages.error(request, UNPRINTABLE)
        return redirect("office_attendance", pk)
    note_export(event=event, what="Daftar hadir", by=request.user, now=timezone.now())
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="daftar-hadir-{event.slug}.pdf"'
    return response
