"""A learner's doors: joining a course, marking done, the own page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.models import ActivityPage, CoursePage, Enrollment
from courses.services.admissions import CannotAsk, ask
from courses.services.enrollments import (
    CourseFinished,
    CourseNotOpen,
    EntryRefused,
    enroll,
    withdraw,
)
from courses.services.learning import read_progress
from courses.services.order import ActivityLocked
from courses.services.outline import read_outline
from courses.services.progress_events import EventRefused, finish_by_hand
from courses.services.resuming import find_returned, next_step
from members.permissions import private
from members.services.kims import describe_home
from members.services.people import member_of, member_with_place


@require_safe
@private
@login_required
def show_learning(request):
    """`/belajar/`: go on, own courses, what is missing, certificates, events."""
    enrollments = Enrollment.objects.of_user(request.user).current().with_course().with_member()
    progress = read_progress(enrollments)
    step = next_step(progress)
    progress.sort(key=lambda line: (line.enrollment.is_completed, not step or line is not step.line))
    member = progress[0].enrollment.member if progress else member_with_place(request.user)
    context = {
        "section": "learning",
        "member": member,
        "home": describe_home(member=member, today=timezone.localdate()) if member else "",
        "progress": progress,
        "step": step,
        "returned": find_returned(line.enrollment for line in progress),
        "focus": (step.line if step else progress[0]).enrollment if progress else None,
    }
    return render(request, "courses/learning.html", context)


@require_POST
def join_course(request, pk):
    """ "Ikuti kursus"."""
    course = get_object_or_404(CoursePage.objects.live(), pk=pk)
    if not request.user.is_authenticated:
        return redirect_to_login(course.url)
    member = member_of(request.user)
    if member is None:
        messages.error(request, _("Akun ini belum tercatat sebagai anggota. Hubungi petugas Dinas Kominfo."))
        return redirect(course.url)
    try:
        enroll(member=member, course=course, now=timezone.now())
    except EntryRefused as refusal:
        messages.warning(request, refusal.entry.reason)
        return redirect(course.url)
    except CourseNotOpen:
        messages.error(request, _("Kursus ini sedang ditutup. Pilih kursus lain di katalog."))
        return redirect("course_catalog")
    messages.success(request, _("Anda terdaftar. Mulai dari pelajaran pertama."))
    return redirect(course.url)


@require_POST
def ask_to_join(request, pk):
    """ "Minta izin ikut"."""
    course = get_object_or_404(CoursePage.objects.live(), pk=pk)
    if not request.user.is_authenticated:
        return redirect_to_login(course.url)
    member = member_of(request.user)
    if member is None:
        messages.error(request, _("Akun ini belum tercatat sebagai anggota. Hubungi petugas Dinas Kominfo."))
        return redirect(course.url)
    try:
        admission = ask(member=member, course=course, now=timezone.now())
    except CannotAsk as refusal:
        messages.info(request, refusal.entry.reason or _("Kursus ini bisa langsung Anda ikuti."))
        return redirect(course.url)
    if admission.is_waiting:
        messages.success(request, _("Permintaan terkirim. Petugas penyelenggara kursus akan menjawabnya."))
    return redirect(course.url)


@require_http_methods(["GET", "HEAD", "POST"])
@private
@login_required
def leave_course(request, pk):
    """ "Berhenti dari kursus": asks first; what was done stays on record."""
    enrollment = get_object_or_404(Enrollment.objects.of_user(request.user).current().with_course(), course=pk)
    if request.method != "POST" and not enrollment.is_completed:
        return render(request, "courses/leave.html", {"enrollment": enrollment, "section": "learning"})
    try:
        withdraw(enrollment=enrollment, now=timezone.now())
        messages.success(request, _("Anda berhenti dari kursus ini. Anda boleh ikut lagi kapan saja, mulai dari awal."))
    except CourseFinished:
        messages.info(request, _("Kursus ini sudah Anda selesaikan, jadi tetap tercatat."))
    return redirect("learning")


@require_POST
def finish_activity(request, pk):
    """ "Tandai selesai": leads to the next activity, or to /belajar/ after the last one."""
    activity = get_object_or_404(ActivityPage.objects.reachable().markable(), pk=pk)
    if not request.user.is_authenticated:
        return redirect_to_login(activity.url)
    outline = read_outline(page=activity)
    version = request.POST.get("version")
    try:
        finish_by_hand(user=request.user, activity=activity, version=version, now=timezone.now())
    except EventRefused as refused:
        messages.warning(request, refused.why)
        return redirect(outline.course_url)
    except ActivityLocked as locked:
        messages.warning(request, _("Selesaikan dulu “%(title)s”.") % {"title": locked.first.title})
        return redirect(locked.first.url)
    following = outline.place_of(activity).next
    if following is None:
        messages.success(request, _("Ini bagian terakhir kursus. Lihat di bawah apa yang masih kurang."))
        return redirect("learning")
    return redirect(following.url)
