"""Reads files of a package without ever leaving its folder."""

import re
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from courses.services.packages import Problems

FILE_LIMIT = 200 * 1024
NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
SUFFIXES = {".md", ".yaml", ".gift"}


def read_text(
    *, folder: Path, name: object, problems: Problems, mentioned_at: tuple[str, int] | None = None
) -> str | None:
    """The text of a file inside `folder`; None and a problem when it may not or cannot be read.

    Refused: paths out of the folder, symbolic links, other types, more than 200 KB, anything but UTF-8 without BOM.
    `mentioned_at` is the file and line that named it, so that the author finds the slip.
    """
    file, line = mentioned_at or (str(name), 0)
    reason = refuse_name(name) or refuse_path(folder, str(name))
    if reason:
        problems.add(file, line, reason)
        return None
    try:
        text = (folder / str(name)).read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        problems.add(str(name), 0, _("Bukan teks UTF-8 (byte ke-%(place)s).") % {"place": error.start + 1})
        return None
    return check_text(str(name), text, problems)


def refuse_name(name: object) -> str:
    """Why this is no file name of a package; empty when it is one."""
    if not isinstance(name, str) or not name:
        return _("Nama file kosong.")
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name:
        return _("%(name)s: hanya file di dalam folder paket yang boleh dipakai.") % {"name": name}
    if path.suffix not in SUFFIXES:
        return _("%(name)s: jenis file ini tidak dikenal; pakai .md, .gift, atau .yaml.") % {"name": name}
    if not all(NAME.fullmatch(part) for part in (*path.parts[:-1], path.stem)):
        return _("%(name)s: pakai huruf kecil, angka, dan tanda hubung saja.") % {"name": name}
    return ""


def refuse_path(folder: Path, name: str, *, limit: int = FILE_LIMIT) -> str:
    """Why the file cannot be read; empty when it can."""
    steps = [folder / Path(*PurePosixPath(name).parts[: count + 1]) for count in range(len(PurePosixPath(name).parts))]
    if any(step.is_symlink() for step in steps):
        return _("%(name)s: tautan simbolik tidak dibaca; salin filenya ke dalam paket.") % {"name": name}
    if not steps[-1].is_file():
        return _("%(name)s: file tidak ditemukan.") % {"name": name}
    if steps[-1].stat().st_size > limit:
        return _("%(name)s: lebih dari %(limit)s KB.") % {"name": name, "limit": limit // 1024}
    return ""


def check_text(name: str, text: str, problems: Problems) -> str | None:
    """The text with Unix line ends; None when it starts with a BOM or holds a NUL."""
    if text.startswith("\ufeff"):
        problems.add(name, 1, _("Ada BOM di awal file; simpan sebagai UTF-8 tanpa BOM."))
        return None
    if "\x00" in text:
        problems.add(name, text[: text.index("\x00")].count("\n") + 1, _("Ada karakter NUL; file ini bukan teks."))
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")
