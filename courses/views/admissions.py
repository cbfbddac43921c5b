"""Who asked to join a course and who was invited: screens under /cms/ for the office of the course and its trainers."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin.auth import require_admin_access

from courses.forms.admissions import PeopleSearch
from courses.models import Admission
from courses.permissions import can_write_courses, courses_admitting, courses_overseen
from courses.services.admissions import AlreadyDecided, ReasonMissing, decide, find_people, invite, take_back
from courses.services.entry import today_of
from members.models import Member
from members.permissions import can_open_office, can_write_office, keep_private, private

SHOWN = 100
PAGE = 50


@require_safe
@private
@require_admin_access
def list_requests(request):
    """`/cms/kursus/izin/`: everything that waits, and the courses that are not open to all."""
    if not (can_open_office(request.user) or can_write_courses(request.user)):
        raise Http404
    waiting = Admission.objects.visible_to(request.user).waiting().with_member().select_related("course")
    rows = Paginator(waiting, PAGE).get_page(request.GET.get("page"))
    asked = Count("admissions", Q(admissions__status="asked"))
    courses = courses_overseen(request.user).exclude(enrollment_policy="open").annotate(asked_count=asked)
    return show(request, "list", page=rows, courses=courses)


@require_safe
@private
@require_admin_access
def show_course(request, pk):
    course = get_object_or_404(courses_overseen(request.user), pk=pk)
    rows = list(Admission.objects.visible_to(request.user).filter(course=course).with_member())
    groups = {
        "asking": [row for row in rows if row.is_waiting],
        "let_in": [row for row in rows if row.lets_in],
        "refused": [row for row in rows if row.is_refused],
    }
    return show(request, "course", course=course, may_invite=can_write_office(request.user), **groups)


@require_POST
@private
@require_admin_access
def answer_request(request, pk):
    """ "Setujui", "Tolak" and "Cabut izin"."""
    row = get_object_or_404(Admission.objects.editable_by(request.user).select_related("course", "member"), pk=pk)
    try:
        messages.success(request, answer(request, row))
    except ReasonMissing:
        messages.error(request, _("Tulis alasannya dulu; %(name)s membacanya.") % {"name": row.member.full_name})
    except AlreadyDecided as found:
        state = found.admission.get_status_display()
        messages.warning(request, _("Sudah dijawab orang lain: %(state)s. Tidak ada yang diubah.") % {"state": state})
    return redirect("course_admissions", row.course_id)


def answer(request, row):
    """What was done, in words; anything but the three buttons is no page."""
    name = {"name": row.member.full_name}
    how = {"reason": request.POST.get("reason", "").replace("\0", ""), "by": request.user, "now": timezone.now()}
    match request.POST.get("jawab"):
        case "setujui":
            decide(admission=row, is_approved=True, **how)
            return _("%(name)s boleh ikut.") % name
        case "tolak":
            decide(admission=row, is_approved=False, **how)
            return _("Permintaan %(name)s ditolak dengan alasan Anda.") % name
        case "cabut":
            take_back(admission=row, **how)
            return _("Izin %(name)s dicabut. Yang sudah mulai belajar tetap belajar.") % name
    raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
@private
@require_admin_access
def invite_people(request, pk):
    """Search and tick; both by POST, because names do not belong into addresses."""
    if not can_write_office(request.user):
        raise Http404
    course = get_object_or_404(courses_admitting(request.user), pk=pk)
    chosen = [value for value in request.POST.getlist("member") if value.isdecimal() and len(value) < 10]
    if chosen:
        return invite_chosen(request, course, chosen)
    form, found = PeopleSearch(request.POST or None), None
    if form.is_valid():
        today = today_of(course=course, now=timezone.now())
        found = list(find_people(user=request.user, course=course, text=form.cleaned_data["q"], today=today)[:SHOWN])
    return show(request, "invite", course=course, form=form, found=found, is_full=bool(found) and len(found) == SHOWN)


def invite_chosen(request, course, chosen):
    people = list(Member.objects.editable_by(request.user).current().filter(pk__in=chosen))
    with transaction.atomic():
        for member in people:
            invite(member=member, course=course, by=request.user, now=timezone.now())
    text = ngettext("%(count)d orang boleh ikut.", "%(count)d orang boleh ikut.", len(people))
    messages.success(request, text % {"count": len(people)})
    return redirect("course_admissions", course.pk)


def show(request, name, *, course=None, **context):
    """Officers see it inside their workspace, trainers by itself."""
    outer = "office/base.html" if can_open_office(request.user) else "base.html"
    can_decide = course is not None and courses_admitting(request.user).filter(pk=course.pk).exists()
    context |= {"outer": outer, "course": course, "can_decide": can_decide, "office_section": "admissions"}
    return keep_private(render(request, f"courses/admissions/{name}.html", context))
