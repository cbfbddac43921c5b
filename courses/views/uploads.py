"""Files in pieces, by the tus protocol 1.0.0 (core, creation, expiration, termination), for static/js/assignment.js.

The phone makes the key, so that asking twice begins once. A key of somebody else looks absent.
"""

import base64
import binascii
from functools import wraps
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.models import Upload
from courses.services import uploads
from courses.services.order import is_locked
from courses.services.upload_kinds import FileRefused
from courses.views.assignments import enrollment_for, reachable_assignment
from lms.text import format_size
from members.permissions import private

VERSION = "1.0.0"
PIECE = "application/offset+octet-stream"


def tus(*methods):
    """Login as a plain 401, the protocol's version on every answer, refusals in words."""

    def wrap(view):
        @private
        @require_http_methods([*methods, "OPTIONS"])
        @wraps(view)
        def guarded(request, **kwargs):
            if not request.user.is_authenticated:
                return answer(401, _("Anda sudah keluar. Masuk lagi; berkas masih ada di HP ini."))
            if request.method == "OPTIONS":
                return describe()
            if request.headers.get("Tus-Resumable", VERSION) != VERSION:
                return answer(412, "", {"Tus-Version": VERSION})
            return view(request, **kwargs)

        return guarded

    return wrap


def answer(status, text="", headers=None):
    response = HttpResponse(text, status=status, content_type="text/plain; charset=utf-8", headers=headers)
    response["Tus-Resumable"] = VERSION
    return response


def describe():
    extensions = {"Tus-Version": VERSION, "Tus-Extension": "creation,expiration,termination"}
    return answer(204, "", {**extensions, "Tus-Max-Size": str(settings.ASSIGNMENT_FILE_LIMIT)})


def state_of(upload):
    """Where the file stands, for every answer about it."""
    return {
        "Upload-Offset": str(upload.received),
        "Upload-Length": str(upload.size),
        "Upload-Expires": http_date(uploads.expires_at(upload).timestamp()),
    }


@tus("POST")
def begin(request, pk):
    """POST: begin a file, or answer where the same one stands."""
    assignment = reachable_assignment(pk)
    enrollment = enrollment_for(request, assignment)
    if enrollment is None or not assignment.takes_files:
        raise Http404
    if is_locked(assignment, enrollment):
        return answer(403, _("Tugas ini belum terbuka. Selesaikan dulu bagian sebelumnya."))
    described = read_description(request)
    if described is None:
        return answer(400, _("Permintaan ini tidak lengkap. Muat ulang halaman, lalu pilih lagi berkasnya."))
    try:
        upload = uploads.begin_upload(member=enrollment.member, assignment=assignment, now=timezone.now(), **described)
    except uploads.UploadRefused as refusal:
        return refuse(refusal)
    return answer(201, "", {"Location": reverse("upload_piece", args=[upload.pk]), **state_of(upload)})


def read_description(request):
    """Key, name and size of `Upload-Metadata` and `Upload-Length`; None when they make no sense."""
    words = dict(pair.strip().partition(" ")[::2] for pair in request.headers.get("Upload-Metadata", "").split(","))
    try:
        name = base64.b64decode(words.get("filename", ""), validate=True).decode()
        key = UUID(base64.b64decode(words["id"], validate=True).decode())
        length = request.headers["Upload-Length"]
        size = int(length) if length.isascii() and length.isdecimal() and len(length) < 12 else None
    except (KeyError, ValueError, binascii.Error):
        return None
    return None if size is None else {"key": key, "name": name, "size": size}


@tus("HEAD", "PATCH", "DELETE")
def piece(request, key):
    """HEAD: how much is there; PATCH: the next piece; DELETE: the learner takes the file back."""
    upload = get_object_or_404(Upload.objects.of_user(request.user), pk=key)
    now = timezone.now()
    if request.method == "DELETE":
        uploads.drop_upload(upload=upload)
        return answer(204)
    if upload.submission_id is None and now > uploads.expires_at(upload):
        return answer(410, _("Berkas ini terlalu lama tidak dikumpulkan, jadi sudah dihapus. Pilih lagi."))
    if request.method == "HEAD":
        return answer(200, "", state_of(upload))
    if request.content_type != PIECE:
        return answer(415)
    return add_piece(request, upload, now)


def add_piece(request, upload, now):
    offset = request.headers.get("Upload-Offset", "")
    if not (offset.isascii() and offset.isdecimal() and len(offset) < 12):
        return answer(400)
    if int(request.headers.get("Content-Length") or 0) > settings.ASSIGNMENT_PIECE_LIMIT:
        return refuse(uploads.TooLarge())
    try:
        upload = uploads.add_piece(upload=upload, offset=int(offset), piece=request.body, now=now)
    except uploads.WrongOffset as wrong:
        return answer(409, "", {"Upload-Offset": str(wrong.received)})
    except FileRefused as refusal:
        return answer(422, str(refusal))
    except uploads.UploadRefused as refusal:
        return refuse(refusal)
    return answer(204, "", state_of(upload))


def refuse(refusal):
    limit = {"limit": format_size(settings.ASSIGNMENT_FILE_LIMIT)}
    status, text = {
        uploads.TooLarge: (413, _("Berkas terlalu besar atau kosong. Paling besar %(limit)s.") % limit),
        uploads.QuotaFull: (429, _("Terlalu banyak berkas menunggu. Kumpulkan dulu, atau hapus beberapa.")),
        uploads.KeyTaken: (409, _("Berkas ini tidak cocok dengan yang dimulai tadi. Pilih lagi berkasnya.")),
    }[type(refusal)]
    return answer(status, text)
