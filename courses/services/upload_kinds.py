"""What a file is by its first bytes, never by its name; photographs are drawn anew, smaller and without their place.

Nothing is ever unpacked or played: office files and recordings are told by their marks and handed out as they came.
"""

import io
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

MOST_PIXELS = 40_000_000
LONGEST_SIDE = 1600
PICTURES = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png", "WEBP": "webp"}
"""By the word Pillow has for it; MPO is the JPEG of phones that keep a second picture behind the first."""
FORMATS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}
CONTENT_TYPES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "txt": "text/plain; charset=utf-8",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "mp4": "video/mp4",
}
HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis")
SOUND_BRANDS = (b"M4A ", b"M4B ")
FILM_BRANDS = (b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"MSNV", b"3gp4", b"3gp5")
MARKUP = re.compile(rb"<\s*(!doctype|\?xml|html|head|body|svg|script|iframe|object|embed|img|style|meta)\b", re.I)
CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
PLACE = re.compile(rb"[+-]\d{2}\.\d{3,}[+-]\d{3}\.\d{3,}(?:[+-]\d+\.\d+)?/?")
"""A place on earth as phones write it into recordings (ISO 6709)."""


class FileRefused(Exception):
    """Not a kind that is taken, or not to be opened; the message says what to do."""


@dataclass(frozen=True)
class CleanFile:
    """What is kept: the bytes, and the ending that names their kind."""

    content: bytes
    ending: str


def clean_file(content: bytes) -> CleanFile:
    """Raises FileRefused."""
    if not content:
        raise FileRefused(_("Berkas ini kosong. Pilih berkas lain."))
    ending = _ending_of(content)
    if ending == "picture":
        return _clean_picture(content)
    if ending in ("m4a", "mp4"):
        content = PLACE.sub(lambda found: b"0" * len(found[0]), content)
    return CleanFile(content, ending)


def _ending_of(content: bytes) -> str:
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (content[:4], content[8:12]) == (
        b"RIFF",
        b"WEBP",
    ):
        return "picture"
    if content.startswith(b"%PDF-"):
        return "pdf"
    ending = _office(content) or _recording(content) or _plain_text(content)
    if not ending:
        kinds = _("foto (JPG, PNG, WEBP), PDF, DOCX, ODT, TXT, MP3, M4A, atau MP4")
        raise FileRefused(_("Jenis berkas ini tidak diterima. Pilih %(kinds)s.") % {"kinds": kinds})
    return ending


def _office(content: bytes) -> str:
    """By the names inside the archive, without unpacking anything; one with macros is not taken."""
    if not content.startswith(b"PK\x03\x04") or b"vbaProject.bin" in content:
        return ""
    if content[30:].startswith(b"mimetypeapplication/vnd.oasis.opendocument.text"):
        return "odt"
    return "docx" if b"[Content_Types].xml" in content and b"word/document.xml" in content else ""


def _recording(content: bytes) -> str:
    if content.startswith(b"ID3") or (content[0] == 0xFF and len(content) > 1 and content[1] & 0xE6 == 0xE2):
        return "mp3"
    if content[4:8] != b"ftyp":
        return ""
    brand = content[8:12]
    if brand in HEIC_BRANDS:
        raise FileRefused(_("Foto HEIC belum bisa diterima. Simpan sebagai JPG di HP, lalu pilih lagi."))
    return "m4a" if brand in SOUND_BRANDS else "mp4" if brand in FILM_BRANDS else ""


def _plain_text(content: bytes) -> str:
    """Text that people wrote: no page, no picture in text, no hidden signs."""
    if CONTROLS.search(content) or MARKUP.search(content):
        return ""
    try:
        content.decode()
    except UnicodeDecodeError:
        return ""
    return "txt"


def _clean_picture(content: bytes) -> CleanFile:
    try:
        with Image.open(io.BytesIO(content), formats=list(FORMATS.values())) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise FileRefused(_("Foto ini terlalu besar. Perkecil dulu, lalu pilih lagi."))
            ending = PICTURES[picture.format or ""]
            return CleanFile(_redraw(picture, ending), ending)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, KeyError, Image.DecompressionBombError) as error:
        raise FileRefused(_("Foto ini rusak atau terpotong. Pilih lagi fotonya.")) from error


def _redraw(picture: Image.Image, ending: str) -> bytes:
    """Upright, at most 1,600 pixels long, bare of the place, the camera and notes, and of anything behind the end."""
    picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    if ending == "jpg":
        upright = upright.convert("RGB")
    upright.info = {name: value for name, value in upright.info.items() if name == "transparency"}
    drawn = io.BytesIO()
    upright.save(drawn, FORMATS[ending], exif=b"", **({} if ending == "png" else {"quality": 82}))
    return drawn.getvalue()


def ending_of(name: str) -> str:
    return name.rpartition(".")[2]


def content_type_of(name: str) -> str:
    """Of a file that was cleaned."""
    return CONTENT_TYPES[ending_of(name)]


def is_picture(name: str) -> bool:
    return ending_of(name) in FORMATS
