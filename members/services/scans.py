"""Signed sheets, scanned or photographed: checked by content, handed out by name of the purpose only."""

import io
import uuid
from datetime import datetime

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from members.choices import DisclosureKind
from members.models import Consent, User
from members.services.disclosures import record_disclosure

LARGEST = 5 * 1024 * 1024
"""Bytes: a page or two from a phone."""
CONTENT_TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}
PICTURES = {"JPEG": "jpg", "PNG": "png"}


class ScanRefused(Exception):
    """No PDF, JPG or PNG, or too large; the message says what to do."""


def clean_scan(upload: File) -> ContentFile:
    """The upload under a name nobody can guess; what it is follows from its content. Raises ScanRefused."""
    if not upload.size or upload.size > LARGEST:
        raise ScanRefused(_("Berkas kosong atau lebih dari 5 MB. Pindai dengan mutu lebih rendah, lalu unggah lagi."))
    content = upload.read()
    return ContentFile(content, name=f"{uuid.uuid4().hex}.{_ending_of(content)}")


def _ending_of(content: bytes) -> str:
    if content.startswith(b"%PDF-"):
        return "pdf"
    try:
        with Image.open(io.BytesIO(content), formats=list(PICTURES)) as picture:
            ending = PICTURES[picture.format or ""]
            picture.verify()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ScanRefused(
            _("Berkas ini bukan PDF, JPG, atau PNG yang bisa dibuka. Pilih pindaian lembarnya.")
        ) from error
    return ending


def scan_content_type(consent: Consent) -> str:
    return CONTENT_TYPES[consent.scan.name.rpartition(".")[2]]


@transaction.atomic
def open_scan(*, consent: Consent, by: User, now: datetime) -> File:
    """The sheet of a consent that has one; a look by somebody else than its owner is noted before it leaves.

    Raises FileNotFoundError when the file was lost.
    """
    file = consent.scan.open("rb")
    if consent.member.user_id != by.pk:
        record_disclosure(user=by, kind=DisclosureKind.FILE, member=consent.member, subject="persetujuan", now=now)
    return file
