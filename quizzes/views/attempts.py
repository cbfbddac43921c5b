"""A member's doors: start, the paper, small saves, the result. Somebody else's attempt looks absent."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.services.enrollments import current_enrollment
from courses.services.order import ActivityLocked
from lms.templatetags.look import clock
from members.permissions import private
from members.services.people import member_of
from quizzes.forms.paper import read_form, read_json
from quizzes.models import Attempt, QuizPage
from quizzes.services import attempts as service
from quizzes.services.pages import course_of
from quizzes.services.screens import read_paper, read_result


@require_POST
def start_quiz(request, pk):
    """ "Mulai kuis" and "Lanjutkan kuis"."""
    quiz = get_object_or_404(QuizPage.objects.reachable(), pk=pk)
    if not request.user.is_authenticated:
        return redirect_to_login(quiz.url)
    enrollment = current_enrollment(member_of(request.user), course_of(quiz))
    if enrollment is None:
        messages.warning(request, _("Ikuti kursus ini dulu; setelah itu kuis bisa dimulai."))
        return redirect(quiz.url)
    try:
        attempt = service.start_attempt(quiz=quiz, enrollment=enrollment, now=timezone.now())
    except ActivityLocked as locked:
        messages.warning(request, _("Selesaikan dulu “%(title)s”.") % {"title": locked.first.title})
        return redirect(locked.first.url)
    except service.AttemptLimitReached:
        messages.error(request, _("Semua percobaan kuis ini sudah dipakai. Hubungi pelatih bila perlu mengulang."))
    except service.NoQuestions:
        messages.error(request, _("Kuis ini belum memuat soal. Coba lagi nanti atau hubungi pelatih."))
    else:
        return redirect("quiz_attempt", attempt.pk)
    return redirect(quiz.url)


@require_http_methods(["GET", "HEAD", "POST"])
@private
@login_required
def show_attempt(request, pk):
    """The whole paper in one document; a POST saves every answer in it, and submits with "Kirim jawaban"."""
    attempt = service.close_expired(attempt=_own_attempt(request, pk), now=timezone.now())
    if request.method == "POST":
        return _save_form(request, attempt)
    if attempt.is_submitted:
        return redirect("quiz_result", attempt.pk)
    paper = read_paper(attempt=attempt, now=timezone.now())
    return render(request, "quizzes/attempt.html", {"attempt": attempt, "paper": paper, "section": "courses"})


def _save_form(request, attempt):
    try:
        answers = read_form(items=attempt.items.select_related("version"), data=request.POST)
        service.save_answers(attempt=attempt, answers=answers, now=timezone.now())
    except service.AttemptClosed as closed:
        messages.warning(request, _explain(closed))
        return redirect("quiz_result", attempt.pk)
    except service.InvalidAnswer:
        messages.error(request, _("Ada jawaban yang tidak dikenal, jadi belum ada yang disimpan. Pilih lagi di bawah."))
        return redirect("quiz_attempt", attempt.pk)
    if "kirim" in request.POST:
        service.submit_attempt(attempt=attempt, now=timezone.now())
        return redirect("quiz_result", attempt.pk)
    messages.success(request, _("Jawaban tersimpan. Anda boleh berhenti dan melanjutkan sebelum waktu habis."))
    place = request.POST.get("simpan", "")
    return redirect(attempt.get_absolute_url() + (f"#soal-{place}" if place.isdecimal() else ""))


@require_POST
@private
def save_answers(request, pk):
    """Small saves of quiz.js: JSON in, JSON out; the answer says when it was saved and how many seconds are left."""
    if not request.user.is_authenticated:
        return _refuse(401, _("Anda sudah keluar. Masuk lagi; jawaban masih ada di HP ini."))
    attempt = _own_attempt(request, pk)
    now = timezone.now()
    try:
        answers, is_final = read_json(items=attempt.items.select_related("version"), body=request.body)
        service.save_answers(attempt=attempt, answers=answers, now=now)
    except service.AttemptClosed as closed:
        return _refuse(409, _explain(closed), url=attempt.get_result_url())
    except service.InvalidAnswer:
        return _refuse(400, _("Jawaban ini tidak dikenal. Muat ulang halaman, lalu pilih lagi."))
    if is_final:
        service.submit_attempt(attempt=attempt, now=now)
        return JsonResponse({"url": attempt.get_result_url()})
    saved = clock(now, attempt.zone).split(" ")[0]
    return JsonResponse({"saved": saved, "seconds_left": service.seconds_left(attempt, now)})


@require_safe
@private
@login_required
def show_result(request, pk):
    attempt = service.close_expired(attempt=_own_attempt(request, pk), now=timezone.now())
    if not attempt.is_submitted:
        return redirect("quiz_attempt", attempt.pk)
    result = read_result(attempt=attempt)
    return render(request, "quizzes/result.html", {"attempt": attempt, "result": result, "section": "courses"})


def _own_attempt(request, pk):
    return get_object_or_404(Attempt.objects.with_places().of_user(request.user), pk=pk)


def _explain(closed):
    if isinstance(closed, service.ClosedByDeadline):
        return _("Waktu sudah habis. Jawaban yang tersimpan sebelumnya dinilai; yang datang terlambat tidak dihitung.")
    return _("Kuis ini sudah dikirim sebelumnya, jadi tidak ada yang berubah. Ini hasilnya.")


def _refuse(status, message, **more):
    return JsonResponse({"message": message, **more}, status=status)
