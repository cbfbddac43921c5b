"""A learner's doors: joining a course, marking done, the own page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.models import ActivityPage, CoursePage, Enrollment
from courses.services.enrollments import CourseNotOpen, current_enrollment, enroll
from courses.services.learning import read_progress
from courses.services.outline import read_outline
from courses.services.progress import complete_activity
from members.permissions import keep_private
from members.services.people import member_of


@require_safe
@login_required
def show_learning(request):
    """`/belajar/`: go on, own courses, what is missing, certificates, events."""
    enrollments = Enrollment.objects.of_user(request.user).current().with_course()
    progress = read_progress(enrollments)
    unfinished = [line for line in progress if line.next_activity and not line.enrollment.is_completed]
    first = unfinished[0] if unfinished else None
    context = {
        "section": "learning",
        "member": member_of(request.user),
        "progress": progress,
        "first": first,
        "focus": (first or progress[0]).enrollment if progress else None,
    }
    return keep_private(render(request, "courses/learning.html", context))


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
    except CourseNotOpen:
        messages.error(request, _("Kursus ini sedang ditutup. Pilih kursus lain di katalog."))
        return redirect("course_catalog")
    messages.success(request, _("Anda terdaftar. Mulai dari pelajaran pertama."))
    return redirect(course.url)


@require_POST
def finish_activity(request, pk):
    """ "Tandai selesai": leads to the next activity, or to /belajar/ after the last one."""
    activity = get_object_or_404(ActivityPage.objects.reachable().markable(), pk=pk)
    if not request.user.is_authenticated:
        return redirect_to_login(activity.url)
    outline = read_outline(page=activity)
    enrollment = current_enrollment(member_of(request.user), outline.course_pk)
    if enrollment is None:
        messages.warning(request, _("Ikuti kursus ini dulu; setelah itu kemajuan Anda tersimpan."))
        return redirect(outline.course_url)
    complete_activity(enrollment=enrollment, activity=activity, now=timezone.now())
    following = outline.place_of(activity).next
    if following is None:
        messages.success(request, _("Ini bagian terakhir kursus. Lihat di bawah apa yang masih kurang."))
        return redirect("learning")
    return redirect(following.url)
