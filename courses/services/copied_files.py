"""Pictures and files of a copied course become its own: the office it came from may change or lose the originals."""

from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import Any

from django.db.models import Model
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from courses.models import ActivityPage, CoursePage
from courses.services.markdown_blocks import FILE_KINDS, Block, items_of
from courses.services.package_attachments import FileStore
from courses.services.plain_files import read_file, store_file
from courses.services.plain_pictures import blocks_of, read_picture, store_picture
from courses.services.trainers import picture_folder
from members.models import User

Store = Callable[..., tuple[Any, bool]]


class CopiedFiles(FileStore):
    """The originals by key, each copied once into the folder of the new course."""

    def __init__(self, *, course: CoursePage, by: User) -> None:
        super().__init__(by=by)
        self.course = course
        self.folder = picture_folder(course)
        self.known: dict[tuple[type[Model], int], int] = {}

    def picture(self, pk: int) -> int:
        return self.copy(get_image_model(), pk, read_picture, store_picture)

    def file(self, pk: int) -> int:
        return self.copy(get_document_model(), pk, read_file, store_file)

    def copy(self, model: type[Model], pk: int, read: Callable[[Any], bytes], store: Store) -> int:
        """The key of the copy; of the original itself when it or its bytes are gone."""
        if (model, pk) not in self.known:
            self.known[model, pk] = self.copy_once(model._default_manager.filter(pk=pk).first(), pk, read, store)
        return self.known[model, pk]

    def copy_once(self, original: Any, pk: int, read: Callable[[Any], bytes], store: Store) -> int:
        if original is None or original.collection_id == self.folder.pk:
            return pk
        try:
            content = read(original)
        except OSError:
            return pk
        name = PurePosixPath(original.file.name).name
        row, is_new = store(course=self.course, name=name, content=content, title=original.title, by=self.by)
        self.stored += [row] if is_new else []
        return int(row.pk)


def own_files(*, course: CoursePage, by: User) -> int:
    """Give a course that was just copied files of its own; how many. Inside the transaction of the copying.

    Older versions in the history of a page go on showing the originals.
    """
    files = CopiedFiles(course=course, by=by)
    try:
        for page in ActivityPage.objects.descendant_of(course).specific():
            own_files_of(page, files)
    except BaseException:
        files.undo()
        raise
    return len(files.stored)


def own_files_of(page: Any, files: CopiedFiles) -> None:
    draft = page.get_latest_revision_as_object()
    stored = blocks_of(draft)
    changed = [with_own_files(block, files) for block in stored]
    if changed == stored:
        return
    body = type(page)._meta.get_field("body").stream_block.to_python(changed)
    draft.body = page.body = body
    page.save(update_fields=["body"])
    draft.save_revision(user=files.by, changed=False, log_action=False)


def with_own_files(block: Block, files: CopiedFiles) -> Block:
    value = block["value"]
    if block["type"] == "picture":
        return {**block, "value": with_own_picture(value, files)}
    if block["type"] == "gallery":
        return {**block, "value": [with_own_item(item, files) for item in value]}
    if block["type"] in FILE_KINDS and value.get("file"):
        return {**block, "value": {**value, "file": files.file(value["file"])}}
    return block


def with_own_item(item: Any, files: CopiedFiles) -> Any:
    """A list block stores its values with or without ids."""
    if items_of([item])[0] is item:
        return with_own_picture(item, files)
    return {**item, "value": with_own_picture(item["value"], files)}


def with_own_picture(value: Mapping[str, Any], files: CopiedFiles) -> dict[str, Any]:
    chosen = value.get("image")
    if isinstance(chosen, dict):
        return (
            {**value, "image": {**chosen, "image": files.picture(chosen["image"])}}
            if chosen.get("image")
            else {**value}
        )
    return {**value, "image": files.picture(chosen)} if chosen else {**value}
