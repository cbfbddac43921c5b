"""The door for what phones report, and for what they need to go on where another one stopped."""

from django.conf import settings
from django.http import JsonResponse
from django.http.request import RawPostDataException, UnreadablePostError
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.services.progress_events import record_events
from courses.services.progress_reports import MOST_BYTES, UnreadableBatch, read_batch
from courses.services.standing import read_standing
from lms.services.devices import account_key
from members.permissions import private
from members.services.login_limits import TooOften, take_turn

WAIT_SECONDS = 60
MOST_DIGITS = 10


@require_http_methods(["GET", "HEAD", "POST"])
@private
def exchange_progress(request):
    """GET: where the learner stands. POST: a batch of events; answers which ones are known here now."""
    if not request.user.is_authenticated:
        return _refuse(401, _("Anda sudah keluar. Masuk lagi; kemajuan masih tersimpan di HP ini."))
    if request.method != "POST":
        return _tell_standing(request)
    try:
        take_turn(request, "progress_events")
        receipt = record_events(user=request.user, events=read_batch(_read_body(request)), now=timezone.now())
    except TooOften:
        answer = _refuse(429, _("Terlalu sering mengirim. Tunggu satu menit, lalu coba lagi."))
        answer["Retry-After"] = WAIT_SECONDS
        return answer
    except UnreadableBatch:
        return _refuse(400, _("Laporan ini tidak lengkap, jadi belum ada yang disimpan. Kirim lagi."))
    refused = [{"id": refusal.id, "why": str(refusal.why)} for refusal in receipt.refused]
    return JsonResponse({"received": receipt.received, "refused": refused})


def _read_body(request):
    """Whole, or not at all: a line that breaks in the middle leaves half a body."""
    try:
        announced = int(request.META.get("CONTENT_LENGTH") or 0)
        body = request.body if announced <= MOST_BYTES else b""
    except (RawPostDataException, UnreadablePostError, ValueError) as error:
        raise UnreadableBatch from error
    if len(body) != announced:
        raise UnreadableBatch
    return body


def _tell_standing(request):
    course = request.GET.get("kursus")
    if course is not None and not (course.isdecimal() and len(course) < MOST_DIGITS):
        return _refuse(400, _("Kursus ini tidak dikenal. Buka lagi dari halaman Belajar saya."))
    token = get_token(request)
    # An answer that comes late must not bring back the cookie of before a login: only who has none is given one.
    request.META["CSRF_COOKIE_NEEDS_UPDATE"] = settings.CSRF_COOKIE_NAME not in request.COOKIES
    standing = read_standing(user=request.user, course_pk=int(course) if course else None)
    return JsonResponse(
        {
            "csrf": token,
            "user": account_key(request.user),
            "done": standing.done,
            "positions": standing.positions,
        }
    )


def _refuse(status, message):
    return JsonResponse({"message": message}, status=status)
