"""A course of the CMS as a package: the inverse of the import, checked by reading it back before anybody gets it."""

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from courses.models import AssignmentPage, CoursePage, ModulePage, Reference
from courses.services.markdown_references import ASSIGNMENTS, FILES, PICTURES
from courses.services.markdown_text import NotWritable
from courses.services.package_attachments import read_place
from courses.services.package_course import FILE, FORMAT, read_package
from courses.services.package_files import NAME
from courses.services.package_references import REFERENCE_FILE, write_references
from courses.services.package_rules import write_rules
from courses.services.package_yaml import write_yaml
from courses.services.packages import READERS, PackageRefused, Problems
from courses.services.plain_files import read_file, refuse_bytes
from courses.services.plain_pictures import hash_of, read_picture, refuse_picture
from lms.file_kinds import suffix_of

Files = dict[str, bytes]
MOMENT = (1980, 1, 1, 0, 0, 0)
"""Every file of a ZIP bears this time, so that the same course gives the same bytes."""


def export_course(*, course: CoursePage, published: bool) -> Files:
    """Name and content of every file: the newest text of each page, or with `published` what members see.

    Left out: pages somebody took off the site. Raise PackageRefused when the course cannot be written or would not
    be accepted by an import, with what to mend.
    """
    package = CoursePackage(published)
    package.add_course(course)
    with TemporaryDirectory() as folder:
        if not package.problems:
            write_folder(files=package.files, folder=Path(folder))
            read_package(folder=Path(folder), problems=package.problems)
    if package.problems:
        raise PackageRefused(package.problems)
    return package.files


def write_folder(*, files: Files, folder: Path) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def zip_files(*, files: Files, top: str) -> bytes:
    """One ZIP with everything in the folder `top`; the same files give the same bytes."""
    memory = BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(f"{top}/{name}", MOMENT)
            is_text = PurePosixPath(name).suffix in (".md", ".yaml", ".gift", ".svg", ".txt")
            entry.compress_type = zipfile.ZIP_DEFLATED if is_text else zipfile.ZIP_STORED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return memory.getvalue()


@dataclass
class CoursePackage:
    """The files so far; see `packages.PackageWriter`."""

    published: bool
    files: Files = field(default_factory=dict)
    problems: Problems = field(default_factory=Problems)
    images: dict[int, str] = field(default_factory=dict)
    documents: dict[int, str] = field(default_factory=dict)
    course_path: str = ""
    references: dict[int, Reference] = field(default_factory=dict)

    def add_course(self, course: CoursePage) -> None:
        page = self.text_of(course)
        self.course_path = course.url_path
        modules = [self.module_entry(number, module) for number, module in enumerate(self.children(course), start=1)]
        values = {
            "format": FORMAT,
            "slug": self.slug_of(page),
            "code": page.code,
            "title": page.title,
            "summary": page.summary,
            "outcomes": page.outcome_list,
            "is_required": page.is_required,
            "cover": {"motif": str(page.cover_motif), "dye": str(page.cover_dye)},
            "rules": write_rules(page),
            "license": page.license,
            "review": {"note": page.review_note} if page.review_note else None,
            "modules": modules,
        }
        kept = {key: value for key, value in values.items() if value not in ("", None, [])}
        known = {REFERENCE_FILE: write_references(self.references.values()).encode()} if self.references else {}
        self.files = {FILE: write_yaml(kept).encode(), **known, **self.files}

    def module_entry(self, number: int, module: ModulePage) -> dict[str, Any]:
        page = self.text_of(module)
        folder = f"{number:02}-{self.slug_of(page)}"
        entries = [self.activity_entry(folder, *row) for row in enumerate(self.children(module), start=1)]
        return {
            "slug": page.slug,
            "title": page.title,
            "lesson_minutes": page.lesson_minutes,
            "activities": [entry for entry in entries if entry],
        }

    def activity_entry(self, folder: str, number: int, activity: Page) -> dict[str, Any]:
        page = self.text_of(activity)
        name = f"{folder}/{number:02}-{self.slug_of(page)}"
        reader = next((reader for reader in READERS.values() if reader.page_class is type(page)), None)
        if reader is None:
            kind = page._meta.verbose_name
            self.problems.add(name, 0, _("%(kind)s tidak bisa disimpan dalam paket.") % {"kind": kind})
            return {}
        return reader.write(page=page, name=name, package=self)

    def text_of(self, page: Page) -> Any:
        """The page with the text to be written."""
        specific = page.specific
        return specific if self.published else specific.get_latest_revision_as_object()

    def children(self, parent: Page) -> list[Page]:
        """In reading order, without what was taken off the site while its parent stayed."""
        pages = parent.get_children().order_by("path")
        if self.published:
            return list(pages.live())
        return [page for page in pages if page.live or not page.first_published_at or was_closed(parent)]

    def slug_of(self, page: Page) -> str:
        if not NAME.fullmatch(page.slug):
            reason = _("Alamat “%(slug)s”: ganti di CMS dengan huruf kecil, angka, dan tanda hubung.")
            self.problems.add(page.title, 0, reason % {"slug": page.slug})
        return page.slug

    def add_text(self, name: str, text: str) -> None:
        self.files[name] = text.encode()

    def address_of_picture(self, image: int) -> str:
        """The picture's place in the package, where it is put the first time somebody asks."""
        if image not in self.images:
            found = get_image_model().objects.filter(pk=image).first()
            self.images[image] = self.add_picture(found) if found else f"{PICTURES}hilang-{image}.png"
        return self.images[image]

    def add_picture(self, image: Any) -> str:
        content = read_picture(image)
        name = f"{PICTURES}{stem_of(image.title)}-{hash_of(content)[:8]}{PurePosixPath(image.file.name).suffix}"
        if reason := refuse_picture(name=PurePosixPath(name).name, content=content):
            self.problems.add(name, 0, reason)
        self.files[name] = content
        return name

    def find_picture(self, address: str) -> int:
        """For reading back what was just written."""
        found = next((pk for pk, known in self.images.items() if known == address), None)
        if found is None or address not in self.files:
            raise LookupError(_("Gambar %(address)s tidak ada.") % {"address": address})
        return found

    def address_of_file(self, file: int) -> str:
        """The file's place in the package, where it is put the first time somebody asks."""
        if file not in self.documents:
            found = get_document_model().objects.filter(pk=file).first()
            self.documents[file] = self.add_file(found) if found else f"{FILES}hilang-{file}.pdf"
        return self.documents[file]

    def add_file(self, document: Any) -> str:
        content = read_file(document)
        name = f"{FILES}{stem_of(document.title)}-{hash_of(content)[:8]}.{suffix_of(document.file.name)}"
        if reason := refuse_bytes(name=PurePosixPath(name).name, content=content):
            self.problems.add(name, 0, reason)
        self.files[name] = content
        return name

    def find_file(self, address: str, suffixes: Sequence[str]) -> int:
        found = next((pk for pk, known in self.documents.items() if known == address), None)
        if found is None or address not in self.files or suffix_of(address) not in suffixes:
            raise LookupError(_("Berkas %(address)s tidak ada.") % {"address": address})
        return found

    def address_of_assignment(self, page: int) -> str:
        """By slugs, so that it is found again wherever the course is brought."""
        found = AssignmentPage.objects.filter(pk=page, url_path__startswith=self.course_path).first()
        return f"{ASSIGNMENTS}{found.get_parent().slug}/{found.slug}" if found else f"{ASSIGNMENTS}hilang"

    def find_assignment(self, address: str) -> int:
        place = read_place(address)
        path = f"{self.course_path}{place.module}/{place.slug}/"
        found = AssignmentPage.objects.filter(url_path=path).values_list("pk", flat=True).first()
        if found is None:
            raise LookupError(_("Tugas %(address)s tidak ada.") % {"address": address})
        return found

    def slug_of_reference(self, reference: int) -> str:
        """Its key; the package then holds its words, too."""
        if reference not in self.references:
            found = Reference.objects.filter(pk=reference).first()
            if found is None:
                raise NotWritable(_("rujukannya sudah dihapus"))
            self.references[reference] = found
        return self.references[reference].slug

    def find_reference(self, slug: str) -> int:
        found = next((pk for pk, known in self.references.items() if known.slug == slug), None)
        if found is None:
            raise LookupError(_("Rujukan %(slug)s tidak ada.") % {"slug": slug})
        return found

    def find_page(self, address: str) -> int:
        raise LookupError(_("Tautan ke halaman lain di situs ini tidak bisa ikut dalam paket."))


def stem_of(title: str) -> str:
    stem = slugify(title).replace("_", "-").strip("-") or "berkas"
    return NAME.match(stem).group()


def was_closed(page: Page) -> bool:
    return not page.live and page.first_published_at is not None
