"""Where uploaded files live that no address leads to."""

from django.core.files.storage import Storage, storages


def private_files() -> Storage:
    """Outside of MEDIA_ROOT and without addresses: only a view that has checked who asks hands such a file out."""
    return storages["private"]
