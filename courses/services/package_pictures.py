"""Pictures of a package: `gambar/<name>`, read with the lesson that shows them, stored with the import."""

from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.images import get_image_model

from courses.models import ActivityPage
from courses.services.markdown_references import PICTURES
from courses.services.package_attachments import AssignmentPlace, AttachedFile, FileStore, open_attachment, read_place
from courses.services.package_files import NAME, refuse_path
from courses.services.package_references import REFERENCE_FILE, ReferenceKey, read_references
from courses.services.packages import Problems
from courses.services.plain_pictures import (
    PICTURE_LIMIT,
    SUFFIXES,
    pictures_in,
    refuse_picture,
    store_picture,
)
from lms.file_kinds import suffix_of


class PackagePictures:
    """What the lessons of a folder may point at."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: dict[str, AttachedFile] = {}
        self.attached: dict[str, AttachedFile] = {}
        self.places: set[AssignmentPlace] = set()
        self.known_references: set[str] | None = None

    def find_picture(self, address: str) -> AttachedFile:
        """Raise LookupError for a file that may not or cannot be read, or holds no picture."""
        if address not in self.files:
            reason = refuse_address(address) or refuse_path(self.folder, address, limit=PICTURE_LIMIT)
            path = self.folder / address
            if reason := reason or refuse_picture(name=path.name, content=path.read_bytes()):
                raise LookupError(reason if address in reason else f"{address}: {reason}")
            self.files[address] = AttachedFile(address, path)
        return self.files[address]

    def find_page(self, address: str) -> int:
        raise LookupError(_("Dalam paket, tautan harus diawali https://."))

    def lend_to(self, draft: Any) -> None:
        """Tell the draft of a text what it points at, so that the import stores it."""
        draft.pictures, draft.files = list(self.files.values()), list(self.attached.values())
        draft.places = self.places

    def address_of_picture(self, image: AttachedFile) -> str:
        return image.address

    def find_file(self, address: str, suffixes: Sequence[str]) -> AttachedFile:
        """Raise LookupError for a file that may not or cannot be read, or is of another kind."""
        if address not in self.attached or suffix_of(address) not in suffixes:
            self.attached[address] = open_attachment(self.folder, address, suffixes)
        return self.attached[address]

    def address_of_file(self, file: AttachedFile) -> str:
        return file.address

    def find_assignment(self, address: str) -> AssignmentPlace:
        place = read_place(address)
        self.places.add(place)
        return place

    def address_of_assignment(self, page: AssignmentPlace) -> str:
        return page.address

    def find_reference(self, slug: str) -> ReferenceKey:
        if self.known_references is None:
            drafts = read_references(folder=self.folder, problems=Problems())
            self.known_references = {draft.slug for draft in drafts}
        if slug not in self.known_references:
            raise LookupError(_("Rujukan %(slug)s tidak ada di %(file)s.") % {"slug": slug, "file": REFERENCE_FILE})
        return ReferenceKey(slug)

    def slug_of_reference(self, reference: ReferenceKey) -> str:
        return reference.slug


def refuse_address(address: str) -> str:
    """Why this names no picture of a package; empty when it does."""
    path = PurePosixPath(address)
    if "\\" in address or len(path.parts) != 2 or not address.startswith(PICTURES):
        return _("%(name)s: gambar harus berada di folder gambar/ paket ini.") % {"name": address}
    if path.suffix not in SUFFIXES or not NAME.fullmatch(path.stem):
        return _(
            "%(name)s: nama gambar huruf kecil, angka, dan tanda hubung, berakhiran .jpg, .png, .webp, atau .svg."
        ) % {"name": address}
    return ""


class PictureStore(FileStore):
    def shown_in(self, pages: Iterable[ActivityPage]) -> QuerySet:
        return get_image_model().objects.filter(pk__in=pictures_in(pages))

    def keep(self, **file: Any) -> tuple[Any, bool]:
        return store_picture(**file)
