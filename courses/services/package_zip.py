"""A package sent as one ZIP: unpacked with distrust, then imported like any folder."""

import stat
import struct
import zipfile
import zlib
from datetime import datetime
from lzma import LZMAError
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO

from django.utils.translation import gettext as _

from courses.models import CatalogPage
from courses.services.package_course import FILE
from courses.services.package_files import FILE_LIMIT
from courses.services.package_files import SUFFIXES as TEXTS
from courses.services.package_import import ImportedCourse, import_course
from courses.services.packages import PackageRefused, Problems
from courses.services.plain_pictures import PICTURE_LIMIT
from courses.services.plain_pictures import SUFFIXES as PICTURES
from lms import file_kinds
from lms.text import format_size
from members.models import Organization, User

ZIP_LIMIT = 25 * 1024 * 1024
TOTAL_LIMIT = 60 * 1024 * 1024
ENTRY_LIMIT = 2000
CHUNK = 64 * 1024
NO_ZIP = (
    *(zipfile.BadZipFile, zlib.error, LZMAError, struct.error),
    *(RuntimeError, NotImplementedError, EOFError, ValueError, OSError),
)
"""What reading a damaged or strange archive raises."""


def import_zip(
    *, file: IO[bytes], catalog: CatalogPage, organization: Organization | None, by: User, now: datetime
) -> ImportedCourse:
    """Everything as drafts of `by`, or nothing: raise PackageRefused with file, line and reason.

    `organization` is the office of a course that does not exist yet.
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        unpack(file=file, folder=folder)
        return import_course(folder=folder, catalog=catalog, organization=organization, publish=False, by=by, now=now)


def unpack(*, file: IO[bytes], folder: Path) -> None:
    """The files of the ZIP in `folder`, without the one folder around them. Raise PackageRefused; sizes are counted
    while reading, because the numbers in a ZIP are only claims."""
    problems = Problems()
    try:
        with zipfile.ZipFile(file) as archive:
            entries = read_entries(archive, problems)
            refuse(problems)
            total = 0
            for name, entry in entries.items():
                total += copy(archive, entry, folder / name, TOTAL_LIMIT - total)
    except NO_ZIP as error:
        problems.add("ZIP", 0, _("Berkas ini bukan ZIP yang bisa dibuka. Unduh atau buat ulang, lalu coba lagi."))
        raise PackageRefused(problems) from error


def refuse(problems: Problems) -> None:
    if problems:
        raise PackageRefused(problems)


def read_entries(archive: zipfile.ZipFile, problems: Problems) -> dict[str, zipfile.ZipInfo]:
    """Path inside the package → entry."""
    files = (entry for entry in archive.infolist() if not entry.filename.endswith("/"))
    listed = [entry for entry in files if not is_litter(entry.filename)]
    if len(listed) > ENTRY_LIMIT:
        problems.add("ZIP", 0, _("Lebih dari %(limit)s berkas.") % {"limit": ENTRY_LIMIT})
        return {}
    top = top_folder([entry.filename for entry in listed])
    entries: dict[str, zipfile.ZipInfo] = {}
    for entry in listed:
        name = entry.filename.removeprefix(top)
        reason = _("Nama ini ada dua kali.") if name in entries else refuse_entry(name, entry)
        if reason:
            problems.add(entry.filename[:200] or "ZIP", 0, reason)
        entries[name] = entry
    if FILE not in entries:
        problems.add("ZIP", 0, _("course.yaml tidak ada. Buat ZIP dari folder kursus yang utuh."))
    return entries


def is_litter(name: str) -> bool:
    """What phones and computers add on their own."""
    parts = PurePosixPath(name).parts
    return "__MACOSX" in parts or (bool(parts) and parts[-1] in (".DS_Store", "Thumbs.db", "desktop.ini"))


def top_folder(names: list[str]) -> str:
    """`kursus/` when course.yaml lies in one folder around everything."""
    tops = {name.partition("/")[0] for name in names if "/" in name}
    return f"{next(iter(tops))}/" if len(tops) == 1 and FILE not in names else ""


def refuse_entry(name: str, entry: zipfile.ZipInfo) -> str:
    """Why this entry may not be unpacked; empty when it may."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name or not path.parts or "\0" in name:
        return _("Berkas di luar folder paket tidak dibaca.")
    if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG):
        return _("Tautan simbolik tidak dibaca; salin berkasnya ke dalam paket.")
    if entry.flag_bits & 0x1:
        return _("ZIP berkata sandi tidak bisa dibaca.")
    if path.suffix not in (*TEXTS, *PICTURES, *(f".{kind}" for kind in file_kinds.FILES)):
        return _("Jenis berkas ini tidak dipakai dalam paket; keluarkan dari ZIP.")
    if entry.file_size > limit_of(path):
        return _("Lebih dari %(limit)s.") % {"limit": format_size(limit_of(path))}
    return ""


def limit_of(path: PurePosixPath) -> int:
    if path.suffix in TEXTS:
        return FILE_LIMIT
    return PICTURE_LIMIT if path.suffix in PICTURES else file_kinds.limit_of(file_kinds.suffix_of(path.name))


def copy(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, room: int) -> int:
    """Write one entry; how many bytes it really held."""
    target.parent.mkdir(parents=True, exist_ok=True)
    size, limit = 0, min(limit_of(PurePosixPath(target.name)), room)
    with archive.open(entry) as source, target.open("xb") as out:
        while chunk := source.read(CHUNK):
            size += len(chunk)
            if size > limit:
                problems = Problems()
                problems.add(entry.filename[:200], 0, _("Isi ZIP terlalu besar. Perkecil gambarnya."))
                raise PackageRefused(problems)
            out.write(chunk)
    return size
