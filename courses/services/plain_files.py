"""Recordings, videos and documents of a course: checked by their bytes, kept in the course's own folder."""

from collections.abc import Iterable
from io import BytesIO

from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.documents.models import Document

from courses.models import ActivityPage, CoursePage
from courses.services.markdown_blocks import file_of
from courses.services.plain_pictures import blocks_of, hash_of
from courses.services.trainers import picture_folder
from lms.file_kinds import refuse_file
from members.models import User


def refuse_bytes(*, name: str, content: bytes) -> str:
    """Why these bytes may not be kept under this name; empty when they may."""
    return refuse_file(name=name, file=BytesIO(content), size=len(content))


def store_file(*, course: CoursePage, name: str, content: bytes, title: str, by: User | None) -> tuple[Document, bool]:
    """A checked file in the folder of the course, and whether it is new; one that is there is used again."""
    folder, digest = picture_folder(course), hash_of(content)
    model = get_document_model()
    for document in model.objects.filter(collection=folder, file_hash=digest).order_by("pk"):
        return document, False
    document = model(title=title[:255] or name, collection=folder, uploaded_by_user=by)
    document.file_size, document.file_hash = len(content), digest
    document.file.save(name, ContentFile(content), save=False)
    document.save()
    return document, True


def read_file(document: Document) -> bytes:
    with document.open_file() as file:
        return bytes(file.read())


def files_in(pages: Iterable[ActivityPage]) -> set[int]:
    """Keys of the files the pages offer, in their newest text and on the site."""
    versions = (version for page in pages for version in (page, page.get_latest_revision_as_object()))
    return {pk for version in versions for pk in files_shown_by(version)}


def files_shown_by(page: ActivityPage) -> set[int]:
    """Keys of the files this version of a page offers."""
    return {pk for block in blocks_of(page) if (pk := file_of(block))}
