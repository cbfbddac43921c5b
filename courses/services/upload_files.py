"""The bytes of an upload in the private files: pieces put after each other, whole files, and forgetting them.

A piece is written at the offset the row knows, so one that was written but never noted is written again over itself.
"""

import os
from collections.abc import Iterable
from functools import partial

from django.core.files.base import ContentFile, File
from django.db import transaction

from courses.models import Upload
from courses.services.upload_kinds import CleanFile
from lms.files import private_files


def begin_file(upload: Upload) -> None:
    """An empty file under a name made of the key alone."""
    upload.file.name = private_files().save(f"uploads/{upload.pk}.part", ContentFile(b""))


def write_piece(upload: Upload, piece: bytes) -> None:
    """Put a piece after what the row knows to be there, on disk before this returns."""
    with private_files().open(str(upload.file.name), "r+b") as file:
        file.seek(upload.received)
        file.write(piece)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())


def read_file(upload: Upload) -> bytes:
    with private_files().open(str(upload.file.name), "rb") as file:
        return file.read()


def keep_whole(upload: Upload, clean: CleanFile) -> None:
    """The checked file under its own ending; the pieces go once the transaction is through."""
    forget_files([upload])
    upload.file.name = private_files().save(f"uploads/{upload.pk}.{clean.ending}", ContentFile(clean.content))


def drop_file(upload: Upload) -> None:
    """At once: of a row that was never written."""
    private_files().delete(str(upload.file.name))


def open_file(upload: Upload) -> File:
    """Raises FileNotFoundError when the file was lost."""
    return private_files().open(str(upload.file.name), "rb")


def forget_files(uploads: Iterable[Upload]) -> None:
    """Once the transaction is through: a rolled back one must not lose them."""
    storage = private_files()
    for name in {str(upload.file.name) for upload in uploads if upload.file}:
        transaction.on_commit(partial(storage.delete, name), robust=True)
