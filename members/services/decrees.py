"""The decree (SK) of a group: how long it holds, and the private file that shows it."""

import io
import uuid
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from members.choices import DisclosureKind
from members.models import Kim, User
from members.services.disclosures import record_disclosure

LARGEST = 5 * 1024 * 1024
"""Bytes: a scan of a few pages from a phone."""
MOST_PIXELS = 40_000_000
ENDS_SOON = timedelta(days=60)
"""Time enough for a new decree to pass the kelurahan and the Dinas."""

CONTENT_TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}
PICTURES = {"JPEG": "jpg", "PNG": "png"}


class DecreeState(StrEnum):
    NONE = "none"
    VALID = "valid"
    ENDING = "ending"
    ENDED = "ended"


class DecreeFileRefused(Exception):
    """The file is no PDF, JPG or PNG, too large, or cannot be opened; the message says what to do."""


def decree_state(*, kim: Kim, today: date) -> DecreeState:
    """The last day still counts as valid; a decree without an end holds."""
    if not kim.decree_number:
        return DecreeState.NONE
    until = kim.decree_valid_until
    if until and until < today:
        return DecreeState.ENDED
    return DecreeState.ENDING if until and until - today <= ENDS_SOON else DecreeState.VALID


def clean_decree_file(upload: File) -> ContentFile:
    """The upload under a name nobody can guess, pictures without the place where they were taken.

    What it is follows from its content, never from its name. Raises DecreeFileRefused.
    """
    if not upload.size or upload.size > LARGEST:
        raise DecreeFileRefused(
            _("Berkas SK harus berisi dan paling besar 5 MB. Pindai dengan mutu lebih rendah, lalu unggah lagi.")
        )
    content = upload.read()
    if content.startswith(b"%PDF-"):
        return _named(content, "pdf")
    return _clean_picture(content)


def _clean_picture(content: bytes) -> ContentFile:
    refusal = DecreeFileRefused(_("Berkas ini bukan PDF, JPG, atau PNG yang bisa dibuka. Pilih pindaian atau foto SK."))
    try:
        picture = Image.open(io.BytesIO(content), formats=list(PICTURES))
        if picture.width * picture.height > MOST_PIXELS:
            raise DecreeFileRefused(_("Gambar SK terlalu besar. Perkecil dahulu, lalu unggah lagi."))
        extension = PICTURES[picture.format or ""]
        upright = ImageOps.exif_transpose(picture)
        upright = upright.convert("RGB") if extension == "jpg" else upright
        bare = io.BytesIO()
        upright.save(bare, upright.format or picture.format, exif=b"", quality=88)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise refusal from error
    return _named(bare.getvalue(), extension)


def _named(content: bytes, extension: str) -> ContentFile:
    return ContentFile(content, name=f"{uuid.uuid4().hex}.{extension}")


def decree_content_type(kim: Kim) -> str:
    return CONTENT_TYPES[kim.decree_file.name.rpartition(".")[2]]


def decree_file_name(kim: Kim) -> str:
    """`SK KIM Suara Namosain.pdf`, the name under which somebody saves it."""
    return f"SK {kim.name}.{kim.decree_file.name.rpartition('.')[2]}"


@transaction.atomic
def open_decree(*, kim: Kim, by: User, now: datetime) -> File:
    """The file of a group that has one; who opened it is noted before it leaves. Raises FileNotFoundError."""
    file = kim.decree_file.open("rb")
    record_disclosure(user=by, kind=DisclosureKind.FILE, subject=f"SK {kim.name}", now=now)
    return file
