"""`/cms/ajakan/` for officers and trainers, `/akun/kim/ajakan/` for whoever leads a group: who stopped, and a text.

Handing over is a POST that logs and then leads to WhatsApp; the number is in no address of ours.
"""

from dataclasses import dataclass
from functools import wraps

from csp.decorators import csp_update
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import InvalidPage, Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.forms.reminders import ChannelForm, StoppedForm
from courses.services import reminders as service
from members.permissions import can_open_office, private
from members.services.people import member_of

PAGE_SIZE = 25
WHATSAPP = {"form-action": ["https://wa.me", "https://api.whatsapp.com"]}
"""Browsers hold a form to its policy through every redirect."""


@dataclass(frozen=True)
class Desk:
    """Names of the addresses on one side, and the page around them."""

    index: str
    person: str
    group: str
    layout: str


OFFICE = Desk("office_reminders", "office_reminder", "office_reminder_group", "office/base.html")
TRAINER = Desk("office_reminders", "office_reminder", "office_reminder_group", "base.html")
CHAIR = Desk("account_kim_reminders", "account_kim_reminder", "account_kim_reminder_group", "base.html")


def for_office(view):
    """Gives the view what an officer or a trainer may see; others meet 404."""
    return _seated(view, lambda request: service.office_circle(user=request.user), _office_desk)


def for_chair(view):
    """Gives the view what a ketua may see; others meet 404."""
    return _seated(view, _chair_circle, lambda request: CHAIR)


def _seated(view, find_circle, find_desk):
    @wraps(view)
    def seated(request, *args, **kwargs):
        circle = find_circle(request)
        if circle is None:
            raise Http404
        return view(request, *args, circle=circle, desk=find_desk(request), **kwargs)

    return private(login_required(csp_update(WHATSAPP)(seated)))


def _office_desk(request):
    return OFFICE if can_open_office(request.user) else TRAINER


def _chair_circle(request):
    return service.chair_circle(member=member_of(request.user), today=timezone.localdate())


@require_safe
def list_stopped(request, *, circle, desk):
    form = StoppedForm(request.GET, circle=circle)
    now = timezone.now()
    rows = _stopped(form, circle, now) if form.is_valid() else circle.learners.none()
    try:
        page = Paginator(rows, PAGE_SIZE).page(request.GET.get("page", 1))
    except InvalidPage as error:
        raise Http404 from error
    lines = service.read_lines(page.object_list, now=now)
    context = {"form": form, "page": page, "lines": lines, "desk": desk, "office_section": "reminders"}
    return render(request, "courses/reminders.html", context, status=200 if form.is_valid() else 400)


@require_http_methods(["GET", "HEAD", "POST"])
def invite_person(request, pk, *, circle, desk):
    enrollment = service.active_learners(circle).filter(pk=pk).first()
    if enrollment is None:
        raise Http404
    (line,) = service.read_lines([enrollment], now=timezone.now())
    if request.method == "POST":
        return _hand_over(request, desk, lambda **log: service.hand_over(line=line, **log))
    context = {"line": line, "text": line.text, "desk": desk, "office_section": "reminders"}
    return render(request, "courses/reminder.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def invite_group(request, pk, *, circle, desk):
    """One text for everybody of a group who stopped and was not invited yet."""
    now = timezone.now()
    form = StoppedForm(request.GET, circle=circle)
    kim = service.kims_in(circle, today=timezone.localdate()).filter(pk=pk).first()
    if kim is None or not form.is_valid():
        raise Http404
    rows = service.stopped_learners(
        circle, days=form.cleaned_data["hari"], now=now, course=form.cleaned_data["kursus"], kim=kim
    )
    lines = [line for line in service.read_lines(rows[:PAGE_SIZE], now=now) if not line.was_reminded]
    if request.method == "POST" and lines:
        return _hand_over(request, desk, lambda **log: service.hand_over_group(lines=lines, **log))
    text = service.invite_group(lines) if lines else ""
    context = {"kim": kim, "lines": lines, "text": text, "desk": desk, "office_section": "reminders"}
    return render(request, "courses/reminder.html", context)


def _stopped(form, circle, now):
    asked = form.cleaned_data
    return service.stopped_learners(circle, days=asked["hari"], now=now, course=asked["kursus"], kim=asked["kim"])


def _hand_over(request, desk, log):
    form = ChannelForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Pilih jalurnya: WhatsApp, atau teks yang Anda salin."))
        return redirect(desk.index)
    try:
        address = log(channel=form.cleaned_data["jalur"], by=request.user, now=timezone.now())
    except service.RemindedRecently:
        messages.info(request, _("Sudah diajak beberapa hari ini, jadi tidak dicatat lagi. Beri waktu dulu."))
        return redirect(desk.index)
    if not address:
        messages.success(request, _("Tercatat: ajakan sudah Anda salin."))
    return redirect(address or desk.index)


office_list, office_person, office_group = (for_office(view) for view in (list_stopped, invite_person, invite_group))
chair_list, chair_person, chair_group = (for_chair(view) for view in (list_stopped, invite_person, invite_group))
