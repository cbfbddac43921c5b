"""Files of a package: read with the text that shows them, stored with the import. Here those in `berkas/`."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model

from courses.models import ActivityPage, CoursePage
from courses.services.markdown_references import ASSIGNMENTS, FILES
from courses.services.package_files import NAME, refuse_path
from courses.services.package_references import ReferenceKey
from courses.services.plain_files import files_in, refuse_bytes, store_file
from courses.services.plain_pictures import hash_of
from lms.file_kinds import limit_of, suffix_of
from members.models import User

MARK = re.compile(r"-[0-9a-f]{8}$")
"""What the export adds to a name to keep it apart from others."""


@dataclass
class AttachedFile:
    """A checked file of the package; `pk` is known once it is stored."""

    address: str
    path: Path
    pk: int | None = None


@dataclass(frozen=True)
class AssignmentPlace:
    """An assignment of the same package, by the slugs of its module and its own."""

    module: str
    slug: str

    @property
    def address(self) -> str:
        return f"{ASSIGNMENTS}{self.module}/{self.slug}"


def open_attachment(folder: Path, address: str, suffixes: Sequence[str]) -> AttachedFile:
    """The file behind `berkas/…`; raise LookupError with the reason when it may not or cannot be used."""
    path = PurePosixPath(address)
    if "\\" in address or len(path.parts) != 2 or not address.startswith(FILES) or not NAME.fullmatch(path.stem):
        raise LookupError(
            _("%(name)s: berkas harus berada di folder berkas/ paket ini; huruf kecil, angka, dan tanda hubung saja.")
            % {"name": address}
        )
    suffix = suffix_of(address)
    if suffix not in suffixes:
        names = ", ".join(suffixes)
        raise LookupError(_("%(name)s: di sini hanya %(names)s.") % {"name": address, "names": names})
    reason = refuse_path(folder, address, limit=limit_of(suffix))
    if reason := reason or refuse_bytes(name=path.name, content=(folder / address).read_bytes()):
        raise LookupError(reason if address in reason else f"{address}: {reason}")
    return AttachedFile(address, folder / address)


def read_place(address: str) -> AssignmentPlace:
    """`tugas/<module>/<slug>`; raise LookupError."""
    parts = address.removeprefix(ASSIGNMENTS).split("/")
    if not address.startswith(ASSIGNMENTS) or len(parts) != 2 or not all(NAME.fullmatch(part) for part in parts):
        raise LookupError(_("%(name)s: tulis tugas/slug-modul/slug-tugas.") % {"name": address})
    return AssignmentPlace(*parts)


class FileStore:
    """Puts the files of one import on the site; `undo` removes what the database no longer knows."""

    def __init__(self, *, by: User | None) -> None:
        self.by = by
        self.stored: list[Any] = []

    def shown_in(self, pages: Iterable[ActivityPage]) -> QuerySet:
        """What the pages show already, wherever it lies."""
        raise NotImplementedError

    def keep(self, **file: Any) -> tuple[Any, bool]:
        """The row of a file in the folder of `course`, and whether it is new."""
        raise NotImplementedError

    def store(self, *, course: CoursePage, files: Iterable[AttachedFile]) -> None:
        files = list(files)
        known = self.known_in(course) if files else {}
        for file in files:
            content = file.path.read_bytes()
            digest = hash_of(content)
            if digest not in known:
                title = MARK.sub("", file.path.stem).replace("-", " ").capitalize()
                row, is_new = self.keep(course=course, name=file.path.name, content=content, title=title, by=self.by)
                known[digest] = row.pk
                self.stored += [row] if is_new else []
            file.pk = known[digest]

    def known_in(self, course: CoursePage) -> dict[str, int]:
        rows = self.shown_in(ActivityPage.objects.descendant_of(course).specific())
        return {row.get_file_hash(): row.pk for row in rows.order_by("-pk")}

    def undo(self) -> None:
        for row in self.stored:
            row.file.storage.delete(row.file.name)


class AttachmentStore(FileStore):
    def shown_in(self, pages: Iterable[ActivityPage]) -> QuerySet:
        return get_document_model().objects.filter(pk__in=files_in(pages))

    def keep(self, **file: Any) -> tuple[Any, bool]:
        return store_file(**file)


def settle_block(value: Any, *, course: CoursePage | None = None) -> Any:
    """A block's value with the keys of pictures, files and assignments in place of what the package calls them."""
    if isinstance(value, dict):
        return {key: settle_block(part, course=course) for key, part in value.items()}
    if isinstance(value, list):
        return [settle_block(part, course=course) for part in value]
    if isinstance(value, AssignmentPlace):
        return find_assignment(value, course)
    if isinstance(value, ReferenceKey):
        return value.pk
    return value.pk if isinstance(value, AttachedFile) else value


def find_assignment(place: AssignmentPlace, course: CoursePage | None) -> int | None:
    """The key of the page at this place of the course; None while the import has not made it yet."""
    if course is None:
        return None
    address = f"{course.url_path}{place.module}/{place.slug}/"
    return (
        ActivityPage.objects.filter(url_path=address, assignmentpage__isnull=False).values_list("pk", flat=True).first()
    )
