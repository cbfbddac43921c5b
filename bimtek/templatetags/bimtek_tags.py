"""Events on other pages: the home page, /belajar/, and dates the way an invitation writes them."""

from zoneinfo import ZoneInfo

from django import template
from django.db.models import Case, When
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from bimtek.models import TrainingEvent
from bimtek.services.registrations import is_open
from bimtek.services.results import event_jp

register = template.Library()


@register.inclusion_tag("bimtek/upcoming_events.html")
def upcoming_events(limit=3):
    """The next public events, nearest first, for the home page."""
    events = TrainingEvent.objects.public().upcoming(timezone.now()).with_place().with_seats()
    return {"events": events.prefetch_related("slots").order_by("starts_at", "pk")[:limit], "now": timezone.now()}


@register.inclusion_tag("bimtek/my_events.html")
def my_events(member):
    """Panel for /belajar/: five events the member has a seat in, the next ones first, then the latest; or nothing."""
    rows = member.registrations.seated().select_related("event__organization", "event__region__parent")
    now = timezone.now()
    begins_next = Case(When(event__ends_at__gte=now, then="event__starts_at")).asc(nulls_last=True)
    rows = rows.exclude(event__status="draft").order_by(begins_next, "-event__starts_at", "pk")
    return {"registrations": rows[:5], "now": now}


@register.inclusion_tag("bimtek/seat_status.html")
def seat_status(event, now):
    """One line: seats left, full, closed, cancelled, over; needs `with_seats()`."""
    if event.is_cancelled:
        return {"tone": "bad", "icon_name": "cross", "text": _("Dibatalkan")}
    if event.ends_at <= now:
        return {"tone": "info", "icon_name": "calendar", "text": _("Sudah selesai")}
    if not is_open(event, now):
        return {"tone": "warn", "icon_name": "lock", "text": _("Pendaftaran ditutup")}
    if event.is_full:
        return {"tone": "warn", "icon_name": "warn", "text": _("Penuh")}
    return {"tone": "good", "icon_name": "check", "text": _("Masih ada %d tempat") % event.seats_left}


@register.filter
def event_dates(event):
    """`Kamis, 11 Juli 2024` or `Rabu–Kamis, 9–10 Desember 2026`, in the office's zone."""
    first, last = _local_dates(event)
    if first == last:
        return date_format(first, "l, j F Y")
    days = f"{date_format(first, 'l')}–{date_format(last, 'l')}"
    return f"{days}, {_shared_part(first, last)}–{date_format(last, 'j F Y')}"


@register.filter
def event_day_numbers(event):
    """`11` or `9–10`, for the small calendar sheet."""
    first, last = _local_dates(event)
    return str(first.day) if first == last else f"{first.day}–{last.day}"


@register.filter
def event_month(event):
    """`Jul 24`: month and year of the first day."""
    return capfirst(date_format(_local_dates(event)[0], "M y"))


@register.filter
def total_jp(event):
    """JP of the whole event; prefetch `slots` in a list."""
    return event_jp(event)


@register.filter
def bare_clock(moment, zone_name):
    """`09.00`, where the zone is written elsewhere."""
    return f"{timezone.localtime(moment, ZoneInfo(zone_name)):%H.%M}"


def _local_dates(event):
    zone = event.zone
    return event.starts_at.astimezone(zone).date(), event.ends_at.astimezone(zone).date()


def _shared_part(first, last):
    if (first.year, first.month) == (last.year, last.month):
        return str(first.day)
    return date_format(first, "j F" if first.year == last.year else "j F Y")
