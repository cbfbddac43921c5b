"""A file on its way from a phone: begun under a key the phone made, sent in pieces, whole, then part of a submission.

The row knows how much is there; `courses.services.upload_files` keeps the bytes. docs/assignments.md draws the way.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet, Sum

from courses.models import AssignmentPage, Upload
from courses.services.subject_data_assignments import forget_uploads
from courses.services.upload_files import begin_file, drop_file, keep_whole, read_file, write_piece
from courses.services.upload_kinds import CleanFile, FileRefused, clean_file, ending_of
from members.models import Member
from members.services.merges import standing_entry

SWEPT = 50
"""Files nobody handed in that one new upload throws away at most."""
NAME_LENGTH = 120


@dataclass(frozen=True)
class WholeFile:
    """As a form brought it: the name it came under, its size then, and what is kept of it."""

    name: str
    size: int
    clean: CleanFile


class UploadRefused(Exception):
    """Base of every reason why nothing was taken."""


class TooLarge(UploadRefused):
    """More bytes than a file, or a piece, may have, or than were announced."""


class QuotaFull(UploadRefused):
    """Too many files wait to be handed in."""


class KeyTaken(UploadRefused):
    """The key belongs to another file."""


class WrongOffset(UploadRefused):
    """The piece does not start where the row ends; `received` says where that is."""

    def __init__(self, received: int) -> None:
        super().__init__(received)
        self.received = received


@transaction.atomic
def begin_upload(
    *, member: Member, assignment: AssignmentPage, key: UUID, name: str, size: int, now: datetime
) -> Upload:
    """The upload of this key, made when there is none; asking again answers the same one.

    Raise TooLarge, QuotaFull, KeyTaken.
    """
    if not 0 < size <= settings.ASSIGNMENT_FILE_LIMIT:
        raise TooLarge(size)
    member = standing_entry(member=member)
    found = Upload.objects.filter(pk=key).first()
    if found is not None:
        return _same(found, member, assignment, size)
    forget_expired(now=now)
    _check_quota(member, size)
    upload = Upload(pk=key, member=member, assignment=assignment, name=clean_name(name), size=size, created_at=now)
    begin_file(upload)
    try:
        with transaction.atomic():
            upload.save(force_insert=True)
    except IntegrityError as error:  # the key came from somebody else at the same moment
        drop_file(upload)
        raise KeyTaken(key) from error
    return upload


def _same(found: Upload, member: Member, assignment: AssignmentPage, size: int) -> Upload:
    if (found.member_id, found.assignment_id, found.size) != (member.pk, assignment.pk, size):
        raise KeyTaken(found.pk)
    return found


def _check_quota(member: Member, size: int) -> None:
    unused = Upload.objects.of_member(member).unused()
    waiting = unused.aggregate(bytes=Sum("size"))["bytes"] or 0
    if unused.count() >= settings.UPLOAD_COUNT or waiting + size > settings.UPLOAD_BYTES:
        raise QuotaFull(member.pk)


def add_piece(*, upload: Upload, offset: int, piece: bytes, now: datetime) -> Upload:
    """Put a piece behind what is there; the last one makes the file whole, checked and bare of its place.

    Raise WrongOffset, TooLarge; FileRefused when the whole file is none that is taken: then it is gone.
    """
    with transaction.atomic():
        locked = Upload.objects.select_for_update().get(pk=upload.pk)
        if offset != locked.received or locked.submission_id:
            raise WrongOffset(locked.received)
        if len(piece) > settings.ASSIGNMENT_PIECE_LIMIT or offset + len(piece) > locked.size:
            raise TooLarge(offset + len(piece))
        write_piece(locked, piece)
        locked.received += len(piece)
        locked.save(update_fields=["received"])
    return finish_upload(upload=locked)


def finish_upload(*, upload: Upload) -> Upload:
    """Check a file that is all there; drawing a photograph anew takes a while, so nothing is locked meanwhile.

    Raise FileRefused: then the file is gone. Safe to repeat.
    """
    if not upload.is_whole or upload.is_ready:
        return upload
    try:
        clean = clean_file(read_file(upload))
    except FileRefused:
        drop_upload(upload=upload)
        raise
    with transaction.atomic():
        locked = Upload.objects.select_for_update().get(pk=upload.pk)
        if not locked.is_ready:
            keep_whole(locked, clean)
            locked.save(update_fields=["file"])
    return locked


@transaction.atomic
def drop_upload(*, upload: Upload) -> None:
    """The owner takes a file back; one that was handed in stays."""
    forget_uploads(Upload.objects.select_for_update().filter(pk=upload.pk).unused())


@transaction.atomic
def store_whole(*, member: Member, assignment: AssignmentPage, file: WholeFile, now: datetime) -> Upload:
    """A checked file that came with a form at once."""
    upload = Upload(pk=uuid4(), member=member, assignment=assignment, name=clean_name(file.name), created_at=now)
    upload.size = upload.received = file.size
    keep_whole(upload, file.clean)
    upload.save(force_insert=True)
    return upload


def expires_at(upload: Upload) -> datetime:
    return upload.created_at + timedelta(days=settings.UPLOAD_DAYS)


def expired(*, now: datetime) -> QuerySet[Upload]:
    return Upload.objects.unused().filter(created_at__lt=now - timedelta(days=settings.UPLOAD_DAYS))


@transaction.atomic
def forget_expired(*, now: datetime) -> int:
    """Throw away what nobody handed in in time, a few at once; how many."""
    oldest = expired(now=now).select_for_update(skip_locked=True).order_by("created_at")[:SWEPT]
    return forget_uploads(oldest)


def clean_name(name: str) -> str:
    """The file's own name without its folders, without letters that hide or turn around, at most 120 long."""
    last = re.split(r"[/\\]", name)[-1]
    shown = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
    words = " ".join(shown.split()).strip(". ")
    stem, dot, ending = words.rpartition(".")
    if dot and len(ending) <= 5:
        return f"{stem[: NAME_LENGTH - 6]}.{ending}"
    return words[:NAME_LENGTH] or "berkas"


def download_name(upload: Upload) -> str:
    """The name with the ending of what the file really is."""
    stem = upload.name.rpartition(".")[0] or upload.name
    return f"{stem}.{ending_of(str(upload.file.name))}"
