"""A lesson as text in a form: its pictures and pages are named by their numbers on this site."""

import re
from collections.abc import Sequence
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.permissions import policy_registry

from courses.models import AssignmentPage, CoursePage, LessonPage, Reference
from courses.permissions import pages_in_reach
from courses.services.drafts import NotAllowed
from courses.services.markdown import read_blocks
from courses.services.markdown_references import FILES, PAGES, PICTURES
from courses.services.markdown_text import NotWritable
from courses.services.markdown_writer import write_blocks
from courses.services.packages import Problems
from courses.services.plain_files import files_in, store_file
from courses.services.plain_pictures import pictures_in, store_picture
from courses.services.trainers import picture_folder
from lms.file_kinds import AUDIO, VIDEO, suffix_of
from members.models import User

ADDRESS = re.compile(r"(\d{1,9})(?:-[a-z0-9-]*)?")


class SiteReferences:
    """What the writer may point at: pictures the user may choose or the lesson shows already, pages within reach."""

    def __init__(self, *, user: User, lesson: LessonPage | None = None, course: CoursePage | None = None) -> None:
        self.user = user
        self.course = course
        self.shown = pictures_in([lesson]) if lesson else set()
        self.offered = files_in([lesson]) if lesson else set()

    def find_picture(self, address: str) -> int:
        number = number_in(address, PICTURES)
        if number in self.shown or self.choosable(get_image_model(), number):
            return number
        raise LookupError(_("Gambar %(address)s tidak ada. Unggah dulu di bawah.") % {"address": address})

    def find_page(self, address: str) -> int:
        number = number_in(address, PAGES)
        if pages_in_reach(self.user, Page.objects.filter(pk=number)).exists():
            return number
        raise LookupError(_("Halaman %(address)s tidak ada.") % {"address": address})

    def address_of_picture(self, image: int) -> str:
        return f"{PICTURES}{image}"

    def find_file(self, address: str, suffixes: Sequence[str]) -> int:
        number = number_in(address, FILES)
        file = get_document_model().objects.filter(pk=number).first()
        if file is None or not (number in self.offered or self.choosable(get_document_model(), number)):
            raise LookupError(_("Berkas %(address)s tidak ada. Unggah dulu di bawah.") % {"address": address})
        if suffix_of(file.filename) not in suffixes:
            names = ", ".join(suffixes)
            raise LookupError(_("%(name)s: di sini hanya %(names)s.") % {"name": address, "names": names})
        return number

    def address_of_file(self, file: int) -> str:
        return f"{FILES}{file}"

    def find_assignment(self, address: str) -> int:
        number = number_in(address, PAGES)
        pages = AssignmentPage.objects.descendant_of(self.course) if self.course else AssignmentPage.objects.none()
        if pages.filter(pk=number).exists():
            return number
        raise LookupError(_("Tugas %(address)s tidak ada dalam kursus ini.") % {"address": address})

    def address_of_assignment(self, page: int) -> str:
        return f"{PAGES}{page}"

    def find_reference(self, slug: str) -> int:
        found = Reference.objects.filter(slug=slug).values_list("pk", flat=True).first()
        if found is None:
            raise LookupError(_("Rujukan %(slug)s tidak ada. Lihat daftar kuncinya di bawah.") % {"slug": slug})
        return found

    def slug_of_reference(self, reference: int) -> str:
        found = Reference.objects.filter(pk=reference).values_list("slug", flat=True).first()
        if found is None:
            raise NotWritable(_("rujukannya sudah dihapus"))
        return found

    def choosable(self, model: type[Model], number: int) -> bool:
        policy = policy_registry.get_by_type(model)
        return policy.instances_user_has_any_permission_for(self.user, ["choose"]).filter(pk=number).exists()


class Unchecked(SiteReferences):
    """For writing a text down: what a lesson shows already is never refused."""

    def find_picture(self, address: str) -> int:
        return number_in(address, PICTURES)

    def find_page(self, address: str) -> int:
        return number_in(address, PAGES)

    def find_file(self, address: str, suffixes: Sequence[str]) -> int:
        return number_in(address, FILES)

    def find_assignment(self, address: str) -> int:
        return number_in(address, PAGES)


def number_in(address: str, start: str) -> int:
    found = ADDRESS.fullmatch(address.removeprefix(start))
    return int(found[1]) if found else 0


def text_of(*, lesson: LessonPage, user: User) -> str:
    """The lesson's body as Markdown; raise NotWritable when a part of it only fits the full editor."""
    return write_blocks(blocks=list(lesson.body.get_prep_value()), references=Unchecked(user=user))


def body_from(
    *, text: str, user: User, lesson: LessonPage | None, problems: Problems, course: CoursePage | None = None
) -> Any:
    """The body the text stands for; what is wrong goes to `problems` with its line."""
    references = SiteReferences(user=user, lesson=lesson, course=course)
    blocks = read_blocks(text=text, file="", first_line=1, problems=problems, references=references)
    return LessonPage._meta.get_field("body").stream_block.to_python(blocks) if not problems else None


def upload_picture(*, course: CoursePage, name: str, content: bytes, alt_text: str, by: User) -> str:
    """Keep a checked picture for the course; the line that shows it in a text. Raise NotAllowed."""
    folder = picture_folder(course)
    policy = policy_registry.get_by_type(get_image_model())
    if folder not in policy.collections_user_has_permission_for(by, "add"):
        raise NotAllowed(course.pk)
    image, _is_new = store_picture(course=course, name=name, content=content, title=alt_text, by=by)
    return f"![{bare(alt_text)}]({PICTURES}{image.pk})"


def upload_file(*, course: CoursePage, name: str, content: bytes, title: str, by: User) -> str:
    """Keep a checked recording, video or document for the course; the box that offers it. Raise NotAllowed."""
    folder = picture_folder(course)
    policy = policy_registry.get_by_type(get_document_model())
    if folder not in policy.collections_user_has_permission_for(by, "add"):
        raise NotAllowed(course.pk)
    document, _is_new = store_file(course=course, name=name, content=content, title=title, by=by)
    line, suffix = f"[{bare(title)}]({FILES}{document.pk}", suffix_of(name)
    if suffix not in (*VIDEO, *AUDIO):
        return f"::: dokumen\n{line})\n:::"
    box = "video" if suffix in VIDEO else "audio"
    return f'::: {box}\n{line} "0:00")\n\n{_("Tulis transkripnya di sini, dan lamanya di atas.")}\n:::'


def bare(words: str) -> str:
    """Words between square brackets, as they are."""
    return re.sub(r"([\\\[\]`*_<&])", r"\\\1", " ".join(words.split()))
