"""Pictures of a package: `gambar/<name>`, read with the lesson that shows them, stored with the import."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _
from wagtail.images import get_image_model
from wagtail.images.models import Image

from courses.models import ActivityPage, CoursePage
from courses.services.markdown_references import PICTURES
from courses.services.package_attachments import MARK, AssignmentPlace, AttachedFile, open_attachment, read_place
from courses.services.package_files import NAME, refuse_path
from courses.services.plain_pictures import (
    PICTURE_LIMIT,
    SUFFIXES,
    hash_of,
    pictures_in,
    refuse_picture,
    store_picture,
)
from lms.file_kinds import suffix_of
from members.models import User


@dataclass
class PictureFile:
    """A checked file of the package; `image_pk` is known once it is stored."""

    address: str
    path: Path
    image_pk: int | None = None


class PackagePictures:
    """What the lessons of a folder may point at."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: dict[str, PictureFile] = {}
        self.attached: dict[str, AttachedFile] = {}
        self.places: set[AssignmentPlace] = set()

    def find_picture(self, address: str) -> PictureFile:
        """Raise LookupError for a file that may not or cannot be read, or holds no picture."""
        if address not in self.files:
            reason = refuse_address(address) or refuse_path(self.folder, address, limit=PICTURE_LIMIT)
            path = self.folder / address
            if reason := reason or refuse_picture(name=path.name, content=path.read_bytes()):
                raise LookupError(reason if address in reason else f"{address}: {reason}")
            self.files[address] = PictureFile(address, path)
        return self.files[address]

    def find_page(self, address: str) -> int:
        raise LookupError(_("Dalam paket, tautan harus diawali https://."))

    def address_of_picture(self, image: PictureFile) -> str:
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


class PictureStore:
    """Puts the pictures of one import on the site; `undo` removes the files the database no longer knows."""

    def __init__(self, *, by: User | None) -> None:
        self.by = by
        self.stored: list[Image] = []

    def store(self, *, course: CoursePage, files: Iterable[PictureFile]) -> None:
        files = list(files)
        known = self.known_in(course) if files else {}
        for file in files:
            content = file.path.read_bytes()
            digest = hash_of(content)
            if digest not in known:
                title = MARK.sub("", file.path.stem).replace("-", " ").capitalize()
                image, is_new = store_picture(
                    course=course, name=file.path.name, content=content, title=title, by=self.by
                )
                known[digest] = image.pk
                self.stored += [image] if is_new else []
            file.image_pk = known[digest]

    def known_in(self, course: CoursePage) -> dict[str, int]:
        """Pictures the course shows already, wherever they lie."""
        pks = pictures_in(ActivityPage.objects.descendant_of(course).specific())
        images = get_image_model().objects.filter(pk__in=pks).order_by("-pk")
        return {image.get_file_hash(): image.pk for image in images}

    def undo(self) -> None:
        for image in self.stored:
            image.file.storage.delete(image.file.name)
