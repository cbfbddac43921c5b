"""The officer numbers the chairs of a hall, and corrects one."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bimtek.forms.seats import NumberingForm, SeatForm
from bimtek.permissions import writable_event
from bimtek.services.registrations import RegistrationClosed
from bimtek.services.seats import AlreadyNumbered, SeatTaken, give_seat, number_seats, renumber_seats, swap_seats
from members.permissions import office_write_required

UNCHANGED = gettext_lazy("Kursi tidak berubah: kegiatan ini dibatalkan, atau orangnya tidak terdaftar lagi.")


@office_write_required
def number_hall(request, pk):
    """1…n for everybody; numbers that are there are replaced only when that is ticked."""
    event = writable_event(request.user, pk)
    form = NumberingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        number = renumber_seats if form.cleaned_data["replaces"] else number_seats
        try:
            messages.success(request, _("%d kursi bernomor.") % number(event=event, order=form.cleaned_data["order"]))
            return redirect("office_registrations", pk)
        except AlreadyNumbered:
            form.add_error("replaces", _("Belum ada yang berubah. Centang dulu bahwa nomor yang ada memang diganti."))
        except RegistrationClosed:
            form.add_error(None, UNCHANGED)
    seated = event.registrations.seated()
    counts = {"seated_count": seated.count(), "numbered_count": seated.numbered().count()}
    context = {"event": event, "form": form, "office_section": "events", **counts}
    return render(request, "bimtek/office/seats.html", context)


@office_write_required
def change_seat(request, pk, registration_pk):
    """One person's chair; when it is taken, the answer names who sits there and offers to swap."""
    event = writable_event(request.user, pk)
    registration = get_object_or_404(event.registrations.seated().select_related("member"), pk=registration_pk)
    form, holder = SeatForm(request.POST or None, event=event, initial={"seat": registration.seat}), None
    if request.method == "POST" and form.is_valid():
        try:
            _move(registration, **form.cleaned_data)
            messages.success(request, _("Kursi %s tersimpan.") % registration.member)
            return redirect("office_registrations", pk)
        except SeatTaken as taken:
            holder = taken.holder
            words = {"seat": holder.seat, "name": holder.member}
            form.add_error("seat", _("Kursi %(seat)d sudah ditempati %(name)s. Pilih nomor lain.") % words)
        except RegistrationClosed:
            form.add_error(None, UNCHANGED)
    context = {"event": event, "registration": registration, "form": form, "holder": holder, "office_section": "events"}
    return render(request, "bimtek/office/seat.html", context)


def _move(registration, *, seat, swap_with):
    if swap_with:
        swap_seats(first=registration, second=swap_with)
    else:
        give_seat(registration=registration, seat=seat)
