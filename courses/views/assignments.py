"""A learner's doors to an assignment: handing in, and every file of handed-in work."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import FileResponse, Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.forms.assignments import SubmissionForm
from courses.models import ActivityPage, AssignmentPage, Upload
from courses.services import submissions
from courses.services.enrollments import current_enrollment
from courses.services.order import ActivityLocked
from courses.services.outline import read_outline
from courses.services.upload_files import open_file
from courses.services.upload_kinds import content_type_of, is_picture
from courses.services.uploads import download_name
from members.permissions import private
from members.services.people import member_of


def reachable_assignment(pk):
    page = get_object_or_404(ActivityPage.objects.reachable(), pk=pk).specific
    if not isinstance(page, AssignmentPage):
        raise Http404
    return page


def enrollment_for(request, assignment):
    """The learner's current enrollment in the course of the assignment; None for everybody else."""
    return current_enrollment(member_of(request.user), read_outline(page=assignment).course_pk)


@require_POST
@private
def hand_in(request, pk):
    """ "Kumpulkan tugas": a second press of the same form leads to the same submission."""
    assignment = reachable_assignment(pk)
    if not request.user.is_authenticated:
        return leave(request, 401, _("Anda sudah keluar. Masuk lagi; isinya masih ada di HP ini."), assignment)
    enrollment = enrollment_for(request, assignment)
    if enrollment is None:
        return leave(request, 403, _("Ikuti kursus ini dulu; setelah itu tugas bisa dikumpulkan."), assignment)
    form = SubmissionForm(request.POST, request.FILES, assignment=assignment)
    if form.is_valid() and _save(request, form, assignment, enrollment):
        return JsonResponse({}) if is_script(request) else redirect(f"{assignment.url}#riwayat")
    if is_script(request):
        return JsonResponse({"message": " ".join(row for rows in form.errors.values() for row in rows)}, status=400)
    context = {**assignment.get_context(request), "form": form}
    return render(request, assignment.template, context, status=400)


def is_script(request):
    """static/js/assignment.js asks for words only, and stays on the page."""
    return request.headers.get("Accept") == "application/json"


def leave(request, status, text, assignment):
    """Why nothing can be handed in, to the script as JSON, to everybody else where it can be mended."""
    if is_script(request):
        return JsonResponse({"message": text}, status=status)
    if status == 401:
        return redirect_to_login(assignment.url)
    messages.warning(request, text)
    return redirect(assignment.url)


def _save(request, form, assignment, enrollment):
    """Whether it is handed in, now or before; else the form says why and keeps what was typed."""
    try:
        submissions.submit(enrollment=enrollment, assignment=assignment, now=timezone.now(), **form.answer)
    except ActivityLocked as locked:
        form.add_error(None, _("Selesaikan dulu “%(title)s”.") % {"title": locked.first.title})
        return False
    except submissions.SubmissionRefused as refusal:
        form.add_error(None, explain(refusal))
        return False
    messages.success(request, _("Tugas terkumpul. Pelatih akan menilainya; hasilnya muncul di halaman ini."))
    return True


def explain(refusal):
    count = {"count": settings.ASSIGNMENT_FILE_COUNT}
    return {
        submissions.NotEnrolled: _("Anda tidak lagi mengikuti kursus ini. Ikuti lagi, lalu kumpulkan."),
        submissions.StillWaiting: _("Kiriman sebelumnya belum dinilai. Tunggu tanggapan pelatih dulu."),
        submissions.AlreadyAccepted: _("Tugas ini sudah diterima, jadi tidak perlu dikumpulkan lagi."),
        submissions.NothingHandedIn: _("Belum ada isinya. Tulis jawaban atau pilih berkas dulu."),
        submissions.TooManyFiles: _("Paling banyak %(count)d berkas. Hapus beberapa, lalu kirim lagi.") % count,
        submissions.FileMissing: _("Satu berkas belum sampai seluruhnya. Pilih lagi berkasnya, lalu kirim."),
        submissions.SentDifferently: _("Tugas ini sudah terkirim tadi dengan isi lain. Muat ulang halaman ini."),
    }[type(refusal)]


@require_safe
@private
@login_required
def show_file(request, key):
    """A file of the own work, or of work one may mark: a download, pictures also in a page; never run by a browser."""
    upload = Upload.objects.of_user(request.user).filter(pk=key).first()
    upload = upload or get_object_or_404(Upload.objects.visible_to(request.user), pk=key)
    if not upload.is_ready:
        raise Http404
    try:
        file = open_file(upload)
    except FileNotFoundError as error:
        raise Http404 from error
    as_attachment = "unduh" in request.GET or not is_picture(upload.file.name)
    response = FileResponse(file, as_attachment=as_attachment, filename=download_name(upload))
    response["Content-Type"] = content_type_of(upload.file.name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
