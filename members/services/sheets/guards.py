"""What an uploaded file must be before anything reads it: every limit is checked on sizes and bytes alone."""

import struct
import zlib
from collections.abc import Iterator
from lzma import LZMAError
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from django.utils.translation import gettext as _

from lms.text import format_size

MEGABYTE = 1024 * 1024
MAX_BYTES = 5 * MEGABYTE
MAX_ROWS = 10_000
MAX_ROW_MARKS = 20_000
"""Rows a sheet may mention, coloured empty ones included."""
MAX_COLUMNS = 60
MAX_CELL = 2_000
MAX_ENTRIES = 400
MAX_UNPACKED = 60 * MEGABYTE
MAX_SHEET, MAX_STRINGS, MAX_PART = 30 * MEGABYTE, 10 * MEGABYTE, 5 * MEGABYTE
MAX_RATIO = 120
RATIO_FROM = MEGABYTE
"""Below this size a part may be packed as tightly as it likes."""

SHEETS, STRINGS = "xl/worksheets/", "xl/sharedStrings"
READ_PARTS = ("xl/", "_rels/", "[Content_Types]", "docProps/")
PICTURES = ("xl/media/", "xl/drawings/", "xl/embeddings/", "xl/printerSettings/")
CHUNK = 256 * 1024
BROKEN = (
    BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError, zlib.error, LZMAError, struct.error,
)  # fmt: skip
"""What the archive module raises for spoiled bytes, one by one."""

STARTS = {
    b"\xd0\xcf\x11\xe0": "old",
    b"%PDF": "pdf",
    b"\x89PNG": "picture",
    b"\xff\xd8\xff": "picture",
    b"GIF8": "picture",
    b"{\\rtf": "text",
    b"\x1f\x8b": "packed",
    b"7z\xbc\xaf": "packed",
    b"Rar!": "packed",
}


class SheetRefused(Exception):
    """The file cannot be imported; `text` says why, where, and what to do."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def check_size(byte_count: int) -> None:
    if byte_count > MAX_BYTES:
        raise SheetRefused(
            _("Berkas ini %(size)s; paling besar %(limit)s. Bagi menjadi beberapa berkas.")
            % {"size": format_size(byte_count), "limit": format_size(MAX_BYTES)}
        )
    if not byte_count:
        raise SheetRefused(_("Berkas ini kosong. Pilih berkas yang berisi daftar."))


def file_type(start: bytes) -> str:
    """`xlsx` or `csv`, by content; raises SheetRefused for what is known to be something else."""
    if start.startswith(b"PK\x03\x04"):
        return "xlsx"
    found = next((kind for sign, kind in STARTS.items() if start.startswith(sign)), "")
    if found == "old":
        raise SheetRefused(
            _("Ini Excel lama (.xls) atau berkas berkata sandi. Simpan sebagai XLSX tanpa kata sandi, lalu unggah.")
        )
    if found or start.lstrip()[:6].lower() in (b"<html>", b"<!doct", b"<?xml "):
        raise SheetRefused(_("Ini bukan lembar XLSX atau CSV. Simpan daftarnya sebagai XLSX, lalu unggah lagi."))
    return "csv"


def check_archive(file: BinaryIO) -> None:
    """Refuse a bomb or a document of another kind; unpacks XML parts once, in pieces, to look for declarations."""
    try:
        with ZipFile(file) as archive:
            parts = archive.infolist()
            _check_parts(parts)
            for part in parts:
                if _is_read(part.filename):
                    _check_xml(part, _chunks(archive, part))
    except BROKEN as error:
        raise SheetRefused(_("Berkas XLSX ini rusak. Buka di Excel, simpan lagi, lalu unggah.")) from error
    file.seek(0)


def _check_parts(parts: list[ZipInfo]) -> None:
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise SheetRefused(_("Ini bukan lembar Excel (XLSX). Simpan daftarnya sebagai XLSX, lalu unggah lagi."))
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MAX_ENTRIES or len(names) < len(parts) or unpacked > MAX_UNPACKED:
        raise SheetRefused(_too_big(unpacked))
    for part in parts:
        if part.file_size > _limit_of(part.filename) or _is_bomb(part):
            raise SheetRefused(_too_big(part.file_size))


def _too_big(byte_count: int) -> str:
    return _(
        "Isi berkas ini menjadi %s bila dibuka: terlalu besar untuk sebuah daftar. Hapus gambar, warna, dan baris "
        "kosong di bawah datanya, atau salin datanya ke berkas baru."
    ) % format_size(byte_count)


def _limit_of(name: str) -> int:
    if name.startswith(SHEETS):
        return MAX_SHEET
    if name.startswith(STRINGS):
        return MAX_STRINGS
    return MAX_PART


def _is_bomb(part: ZipInfo) -> bool:
    return part.file_size > RATIO_FROM and part.file_size > MAX_RATIO * max(1, part.compress_size)


def _is_read(name: str) -> bool:
    return name.startswith(READ_PARTS) and not name.startswith(PICTURES) and name.endswith((".xml", ".rels"))


def _chunks(archive: ZipFile, part: ZipInfo) -> Iterator[bytes]:
    with archive.open(part) as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _check_xml(part: ZipInfo, chunks: Iterator[bytes]) -> None:
    """No document type (that is where entities multiply), no coding but UTF-8, no million rows."""
    rows, tail, is_first = 0, b"", True
    for chunk in chunks:
        is_marked_up = chunk.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<") or not is_first
        if not is_marked_up or b"\0" in chunk:
            raise SheetRefused(_("Berkas XLSX ini memakai kode huruf yang tidak dikenal. Simpan ulang dari Excel."))
        window, is_first = tail + chunk, False
        if b"<!DOCTYPE" in window or b"<!ENTITY" in window:
            raise SheetRefused(_("Berkas XLSX ini berisi perintah tersembunyi (DOCTYPE), jadi tidak dibuka."))
        rows += window.count(b"<row ") + window.count(b"<row>") - tail.count(b"<row ") - tail.count(b"<row>")
        if rows > MAX_ROW_MARKS:
            raise SheetRefused(too_many_rows(MAX_ROW_MARKS))
        tail = window[-16:]


def too_many_rows(line: int) -> str:
    return _(
        "Baris %(line)s: paling banyak %(limit)s baris sekali impor. Bagi menjadi beberapa berkas, dan hapus baris "
        "kosong berwarna di bawah datanya."
    ) % {"line": f"{line:,}".replace(",", "."), "limit": f"{MAX_ROWS:,}".replace(",", ".")}
