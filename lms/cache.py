"""A cache in files that several processes may count in; rate limits rest on it."""

import os
import tempfile
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache


class SharedFileCache(FileBasedCache):
    """Django's file cache with an `add` that only one of several processes wins."""

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        if self.has_key(key, version):  # also removes an expired file
            return False
        self._createdir()
        handle, draft = tempfile.mkstemp(suffix=self.cache_suffix, dir=self._dir)
        try:
            with os.fdopen(handle, "wb") as file:
                self._write_content(file, timeout, value)
            os.link(draft, self._key_to_file(key, version))
        except FileExistsError:
            return False
        finally:
            os.remove(draft)
        return True
