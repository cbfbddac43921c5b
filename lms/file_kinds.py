"""Which files may be uploaded beside pictures, told by their bytes and not by their names alone."""

import zipfile
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import IO, BinaryIO, cast

from django.conf import settings
from django.utils.translation import gettext as _

from lms.text import format_size

VIDEO = ("mp4", "webm")
AUDIO = ("mp3", "m4a", "ogg")
DOCUMENTS = ("pdf", "docx", "xlsx", "pptx", "odt", "txt")
FILES = (*VIDEO, *AUDIO, *DOCUMENTS)
OFFICE_PARTS = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
HEAD = 4096


def suffix_of(name: str) -> str:
    return PurePosixPath(name).suffix.lower().removeprefix(".")


def limit_of(suffix: str) -> int:
    """Bytes a file of this kind may have."""
    if suffix in VIDEO:
        return settings.VIDEO_LIMIT_MB * 1024 * 1024
    return (settings.AUDIO_LIMIT_MB if suffix in AUDIO else settings.DOCUMENT_LIMIT_MB) * 1024 * 1024


def refuse_file(*, name: str, file: IO[bytes], size: int) -> str:
    """Why this file may not be kept, in words for whoever brought it; empty when it may. `file` stands at its start."""
    suffix = suffix_of(name)
    if suffix not in FILES:
        return _("Jenis berkas ini tidak bisa dipakai. Simpan sebagai %(names)s.") % {"names": ", ".join(FILES).upper()}
    if size > limit_of(suffix):
        return _("Berkas terlalu besar (%(size)s). Perkecil sampai di bawah %(limit)s.") % {
            "size": format_size(size),
            "limit": format_size(limit_of(suffix)),
        }
    try:
        return CHECKS[suffix](file, suffix)
    finally:
        file.seek(0)


def other_kind(suffix: str) -> str:
    return _("Nama berkas berakhiran .%(suffix)s, tetapi isinya lain atau rusak. Simpan ulang, lalu coba lagi.") % {
        "suffix": suffix
    }


def check_head(file: IO[bytes], suffix: str) -> str:
    head = file.read(HEAD)
    is_right = {
        "mp4": head[4:8] == b"ftyp",
        "m4a": head[4:8] == b"ftyp",
        "webm": head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head[:64],
        "mp3": head.startswith(b"ID3") or (head[:1] == b"\xff" and len(head) > 1 and head[1] & 0xE6 == 0xE2),
        "ogg": head.startswith(b"OggS"),
    }
    return "" if is_right[suffix] else other_kind(suffix)


def check_text(file: IO[bytes], suffix: str) -> str:
    try:
        text = file.read().decode("utf-8")
    except UnicodeDecodeError:
        return other_kind(suffix)
    return other_kind(suffix) if "\0" in text else ""


def check_pdf(file: IO[bytes], suffix: str) -> str:
    """A PDF that opens, without scripts, programs or files inside."""
    from lms.pdf_checks import Locked, runs_something  # noqa: PLC0415 -- slow import

    if file.read(5) != b"%PDF-":
        return other_kind(suffix)
    file.seek(0)
    try:
        is_bad = runs_something(cast(BinaryIO, file))
    except Locked:
        return _("PDF ini berkata sandi. Simpan tanpa kata sandi, lalu coba lagi.")
    except ValueError:
        return other_kind(suffix)
    return _("PDF ini memuat program atau berkas lain. Cetak ulang ke PDF biasa, lalu coba lagi.") if is_bad else ""


def check_office(file: IO[bytes], suffix: str) -> str:
    """A ZIP with the parts of its kind and without macros; nothing is unpacked."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            kind = read_kind(archive) if "mimetype" in names and suffix == "odt" else b""
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, ValueError, OSError):
        return other_kind(suffix)
    if any(
        name.lower().endswith(("vbaproject.bin", ".exe", ".js", ".vbs")) or name.startswith("Basic/") for name in names
    ):
        return _("Dokumen ini memuat makro. Simpan tanpa makro, lalu coba lagi.")
    if suffix == "odt":
        return "" if kind == b"application/vnd.oasis.opendocument.text" else other_kind(suffix)
    is_right = "[Content_Types].xml" in names and any(name.startswith(OFFICE_PARTS[suffix]) for name in names)
    return "" if is_right else other_kind(suffix)


def read_kind(archive: zipfile.ZipFile) -> bytes:
    """What an ODF says it is. The standard has this part lie there as it is, so a packed one is not even opened."""
    part = archive.getinfo("mimetype")
    if part.compress_type != zipfile.ZIP_STORED:
        return b""
    with archive.open(part) as file:
        return file.read(100)


CHECKS: dict[str, Callable[[IO[bytes], str], str]] = {
    **dict.fromkeys([*VIDEO, *AUDIO], check_head),
    **dict.fromkeys(["docx", "xlsx", "pptx", "odt"], check_office),
    "pdf": check_pdf,
    "txt": check_text,
}
