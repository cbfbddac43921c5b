"""Pictures of a course: checked by their content, kept in the course's own folder, named in its lessons."""

import hashlib
from collections.abc import Iterable
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _
from wagtail.images import get_image_model
from wagtail.images.fields import WagtailImageField
from wagtail.images.models import Image

from courses.models import ActivityPage, CoursePage
from courses.services.markdown_blocks import Block, pictures_of
from courses.services.trainers import picture_folder
from lms.drawings import refuse_drawing
from lms.text import format_size
from members.forms.images import PLAIN_MESSAGES
from members.models import User

PICTURE_LIMIT = 5 * 1024 * 1024
SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".svg")


def refuse_picture(*, name: str, content: bytes) -> str:
    """Why these bytes are no picture of the kind their name says; empty when they are one."""
    if len(content) > PICTURE_LIMIT:
        sizes = {"size": format_size(len(content)), "limit": format_size(PICTURE_LIMIT)}
        return _("Gambar terlalu besar (%(size)s). Perkecil sampai di bawah %(limit)s.") % sizes
    if name.endswith(".svg") and (reason := refuse_drawing(content)):
        return reason
    field = WagtailImageField()
    field.error_messages.update(PLAIN_MESSAGES)
    try:
        field.clean(SimpleUploadedFile(name, content))
    except ValidationError as error:
        return " ".join(error.messages)
    except OSError:  # the head of a picture, cut off
        return str(PLAIN_MESSAGES["invalid_image"])
    return ""


def store_picture(*, course: CoursePage, name: str, content: bytes, title: str, by: User | None) -> tuple[Image, bool]:
    """A checked picture in the folder of the course, and whether it is new; one that is there is used again."""
    folder = picture_folder(course)
    image_class = get_image_model()
    digest = hash_of(content)
    for image in image_class.objects.filter(collection=folder, file_hash=digest).order_by("pk"):
        return image, False
    file = ImageFile(BytesIO(content), name=name)
    image = image_class(title=title[:255] or name, file=file, collection=folder, uploaded_by_user=by)
    image.file_size, image.file_hash = len(content), digest
    image.save()
    return image, True


def hash_of(content: bytes) -> str:
    """What Wagtail stores as `file_hash`."""
    return hashlib.sha1(content, usedforsecurity=False).hexdigest()


def read_picture(image: Image) -> bytes:
    with image.open_file() as file:
        return BytesIO(file.read()).getvalue()


def pictures_in(pages: Iterable[ActivityPage]) -> set[int]:
    """Keys of the pictures the pages show, in their newest text and on the site."""
    found = set()
    for page in pages:
        for version in (page, page.get_latest_revision_as_object()):
            found |= {picture["image"] for block in blocks_of(version) for picture in pictures_of(block)}
    return {pk for pk in found if pk}


def blocks_of(page: ActivityPage) -> list[Block]:
    """A page's blocks as stored; none for an activity without a body."""
    return list(page.body.get_prep_value()) if hasattr(page, "body") else []
