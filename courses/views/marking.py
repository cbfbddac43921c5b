"""The trainer's queue at /cms/tugas/: what waits, one piece of work, the mark. Foreign work looks absent."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.forms.assignments import MarkForm, QueueFilter
from courses.models import Submission
from courses.permissions import can_mark
from courses.services import assignment_screens as screens
from courses.services import marking
from members.permissions import private

PER_PAGE = 25


def marking_screen(view):
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not can_mark(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return private(guarded)


@require_safe
@marking_screen
def show_queue(request):
    """`/cms/tugas/`: waiting first, oldest first."""
    user = request.user
    offers = {"courses": screens.marked_courses(user), "assignments": screens.marked_assignments(user)}
    form = QueueFilter(request.GET, **offers)
    form.is_valid()
    data = form.cleaned_data
    course, assignment = data.get("kursus"), data.get("tugas")
    is_marked = data.get("status") == "sudah"
    rows = screens.queue(user=user, course=course, assignment=assignment, is_marked=is_marked)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page_obj": page, "is_marked": is_marked, "is_filtered": bool(course or assignment)}
    return render(request, "courses/marking/queue.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@marking_screen
def mark_work(request, pk):
    """One piece of work; a POST keeps the mark and leads to the next one that waits."""
    rows = Submission.objects.visible_to(request.user).with_learner().select_related("reviewed_by")
    submission = get_object_or_404(rows, pk=pk)
    desk = screens.read_marking_desk(submission=submission)
    form = MarkForm(request.POST or None, criteria=desk.criteria)
    if request.method == "POST" and form.is_valid() and _save(request, form, submission):
        return _go_on(request, submission)
    status = 400 if form.errors else 200
    if form.errors:
        submission.refresh_from_db()
    context = {"submission": submission, "desk": desk, "form": form}
    return render(request, "courses/marking/work.html", context, status=status)


def _save(request, form, submission):
    """Whether the mark is kept; else the form says why and keeps every word."""
    try:
        marking.mark_submission(submission=submission, mark=form.mark, by=request.user, now=timezone.now())
    except marking.AlreadyMarked as first:
        who = first.submission.reviewed_by
        text = _(
            "%(who)s sudah menilai kiriman ini lebih dulu. Penilaian Anda tidak disimpan; lihat hasilnya di bawah."
        )
        form.add_error(None, text % {"who": who.get_full_name() or who.username})
    except marking.RubricChanged:
        form.add_error(None, _("Rubriknya baru saja berubah. Periksa lagi nilainya, lalu simpan."))
    except marking.BelowPassMark as low:
        words = {"score": int(low.score), "mark": low.mark}
        text = _("Nilainya %(score)d%%, di bawah nilai lulus %(mark)d%%. Minta perbaikan, atau periksa lagi nilainya.")
        form.add_error(None, text % words)
    return not form.errors


def _go_on(request, submission):
    following = screens.next_waiting(user=request.user, after=submission)
    if following is None:
        messages.success(request, _("Penilaian tersimpan. Tidak ada tugas lain yang menunggu."))
        return redirect("marking")
    messages.success(request, _("Penilaian tersimpan. Ini tugas berikutnya."))
    return redirect("marking_work", following.pk)
