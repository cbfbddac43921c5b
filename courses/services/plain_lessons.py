"""A lesson as text in a form: its pictures and pages are named by their numbers on this site."""

import re
from typing import Any

from django.utils.translation import gettext as _
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.permissions import policy_registry

from courses.models import CoursePage, LessonPage
from courses.permissions import pages_in_reach
from courses.services.drafts import NotAllowed
from courses.services.markdown import read_blocks
from courses.services.markdown_references import PAGES, PICTURES
from courses.services.markdown_writer import write_blocks
from courses.services.packages import Problems
from courses.services.plain_pictures import pictures_in, store_picture
from courses.services.trainers import picture_folder
from members.models import User

ADDRESS = re.compile(r"(\d{1,9})(?:-[a-z0-9-]*)?")


class SiteReferences:
    """What the writer may point at: pictures the user may choose or the lesson shows already, pages within reach."""

    def __init__(self, *, user: User, lesson: LessonPage | None = None) -> None:
        self.user = user
        self.shown = pictures_in([lesson]) if lesson else set()

    def find_picture(self, address: str) -> int:
        number = number_in(address, PICTURES)
        if number in self.shown or self.choosable().filter(pk=number).exists():
            return number
        raise LookupError(_("Gambar %(address)s tidak ada. Unggah dulu di bawah.") % {"address": address})

    def find_page(self, address: str) -> int:
        number = number_in(address, PAGES)
        if pages_in_reach(self.user, Page.objects.filter(pk=number)).exists():
            return number
        raise LookupError(_("Halaman %(address)s tidak ada.") % {"address": address})

    def address_of_picture(self, image: int) -> str:
        return f"{PICTURES}{image}"

    def choosable(self) -> Any:
        policy = policy_registry.get_by_type(get_image_model())
        return policy.instances_user_has_any_permission_for(self.user, ["choose"])


class Unchecked(SiteReferences):
    """For writing a text down: what a lesson shows already is never refused."""

    def find_picture(self, address: str) -> int:
        return number_in(address, PICTURES)

    def find_page(self, address: str) -> int:
        return number_in(address, PAGES)


def number_in(address: str, start: str) -> int:
    found = ADDRESS.fullmatch(address.removeprefix(start))
    return int(found[1]) if found else 0


def text_of(*, lesson: LessonPage, user: User) -> str:
    """The lesson's body as Markdown; raise NotWritable when a part of it only fits the full editor."""
    return write_blocks(blocks=list(lesson.body.get_prep_value()), references=Unchecked(user=user))


def body_from(*, text: str, user: User, lesson: LessonPage | None, problems: Problems) -> Any:
    """The body the text stands for; what is wrong goes to `problems` with its line."""
    references = SiteReferences(user=user, lesson=lesson)
    blocks = read_blocks(text=text, file="", first_line=1, problems=problems, references=references)
    return LessonPage._meta.get_field("body").stream_block.to_python(blocks) if not problems else None


def upload_picture(*, course: CoursePage, name: str, content: bytes, alt_text: str, by: User) -> str:
    """Keep a checked picture for the course; the line that shows it in a text. Raise NotAllowed."""
    folder = picture_folder(course)
    policy = policy_registry.get_by_type(get_image_model())
    if folder not in policy.collections_user_has_permission_for(by, "add"):
        raise NotAllowed(course.pk)
    image, _is_new = store_picture(course=course, name=name, content=content, title=alt_text, by=by)
    words = re.sub(r"([\\\[\]`*_<&])", r"\\\1", " ".join(alt_text.split()))
    return f"![{words}]({PICTURES}{image.pk})"
