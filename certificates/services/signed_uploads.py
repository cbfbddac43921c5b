"""Files sent by an office, single PDFs or a ZIP of them, read with distrust and one at a time."""

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from lzma import LZMAError
from pathlib import PurePosixPath

from django.core.files.uploadedfile import UploadedFile

from certificates.services.files import LARGEST_FILE

UPLOAD_LIMIT = 100 * 1024 * 1024
ENTRY_LIMIT = 600
CHUNK = 64 * 1024
NO_ZIP = (
    *(zipfile.BadZipFile, zlib.error, LZMAError, struct.error),
    *(RuntimeError, NotImplementedError, EOFError, ValueError, OSError),
)
"""What reading a damaged or strange archive raises."""


class UploadUnreadable(Exception):
    """A ZIP that cannot be opened or holds too many files; nothing of it was read."""


def check_uploads(*, uploads: Iterable[UploadedFile]) -> None:
    """Raise UploadUnreadable before anything is stored."""
    for upload in uploads:
        if is_zip(upload):
            _entries(upload)


def read_uploads(*, uploads: Iterable[UploadedFile]) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every file; of one too large only as much as shows that it is. Raise UploadUnreadable."""
    for upload in uploads:
        if is_zip(upload):
            yield from _unpack(upload)
        else:
            yield _short(upload.name or ""), upload.read(LARGEST_FILE + 1)


def is_zip(upload: UploadedFile) -> bool:
    upload.seek(0)
    head = upload.read(4)
    upload.seek(0)
    return head == b"PK\x03\x04"


def _unpack(upload: UploadedFile) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(upload) as archive:
            for entry in _entries(upload):
                yield _short(PurePosixPath(entry.filename).name), _read(archive, entry)
    except NO_ZIP as error:
        raise UploadUnreadable from error


def _entries(upload: UploadedFile) -> list[zipfile.ZipInfo]:
    """PDFs only: folders, lists and what computers add on their own are passed over. Nothing is written to disk."""
    try:
        with zipfile.ZipFile(upload) as archive:
            found = [entry for entry in archive.infolist() if _is_pdf(entry)]
    except NO_ZIP as error:
        raise UploadUnreadable from error
    if len(found) > ENTRY_LIMIT or any(entry.flag_bits & 0x1 for entry in found):
        raise UploadUnreadable
    return found


def _is_pdf(entry: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(entry.filename)
    is_plain = stat.S_IFMT(entry.external_attr >> 16) in (0, stat.S_IFREG)
    return is_plain and path.suffix.lower() == ".pdf" and "__MACOSX" not in path.parts


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Counted while unpacking, because the sizes in a ZIP are only claims."""
    parts, size = [], 0
    with archive.open(entry) as source:
        while size <= LARGEST_FILE and (part := source.read(CHUNK)):
            parts.append(part)
            size += len(part)
    return b"".join(parts)


def _short(name: str) -> str:
    return name[-80:]
