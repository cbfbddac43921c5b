"""Papers with a signature or a stamp, scanned or photographed: told by content, bare of where they were taken."""

import io
import uuid

from django.core.files.base import ContentFile, File
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

LARGEST = 5 * 1024 * 1024
"""Bytes: a few pages from a phone."""
MOST_PIXELS = 40_000_000
CONTENT_TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}
PICTURES = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png"}
"""By the word Pillow has for it; MPO is the JPEG of phones that keep a second picture behind the first."""
FORMATS = {"jpg": "JPEG", "png": "PNG"}
LAST_WORDS = {"jpg": b"\xff\xd9", "png": b"IEND"}
"""A picture without them was cut off; WeasyPrint tells Pillow, for the whole process, to open those too."""


class PaperRefused(Exception):
    """No PDF, JPG or PNG, too large, or not to be opened; the message says what to do."""


def clean_paper(upload: File) -> ContentFile:
    """The upload under a name nobody can guess, pictures without the place, the camera and notes. Raises PaperRefused.

    What it is follows from its content, never from its name. A PDF stays as it is.
    """
    if not upload.size or upload.size > LARGEST:
        raise PaperRefused(_("Berkas kosong atau lebih dari 5 MB. Pindai dengan mutu lebih rendah, lalu unggah lagi."))
    content = upload.read()
    if content.startswith(b"%PDF-"):
        return _named(content, "pdf")
    return _clean_picture(content)


def _clean_picture(content: bytes) -> ContentFile:
    try:
        with Image.open(io.BytesIO(content), formats=list(FORMATS.values())) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise PaperRefused(_("Gambar terlalu besar. Perkecil dahulu, lalu unggah lagi."))
            ending = PICTURES[picture.format or ""]
            if LAST_WORDS[ending] not in content:
                raise OSError("cut off")
            bare = _redraw(picture, ending)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise PaperRefused(
            _("Berkas ini bukan PDF, JPG, atau PNG yang bisa dibuka. Pilih pindaian atau foto lembarnya.")
        ) from error
    return _named(bare, ending)


def _redraw(picture: Image.Image, ending: str) -> bytes:
    upright = ImageOps.exif_transpose(picture)
    upright = upright.convert("RGB") if ending == "jpg" else upright
    kept = {"transparency"}  # Pillow writes comments and notes into the new file, unless it knows none
    upright.info = {name: value for name, value in upright.info.items() if name in kept}
    content = io.BytesIO()
    upright.save(content, FORMATS[ending], exif=b"", quality=88)
    return content.getvalue()


def _named(content: bytes, ending: str) -> ContentFile:
    return ContentFile(content, name=f"{uuid.uuid4().hex}.{ending}")


def content_type_of(name: str) -> str:
    """Of a file that `clean_paper` named."""
    return CONTENT_TYPES[name.rpartition(".")[2]]
