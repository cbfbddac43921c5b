"""What is drawn from pages and the same for everybody, kept in memory until any page, picture or document changes.

Every process keeps its own; the stamp they share (in the default cache) says which of it still holds. A process that
reads while somebody publishes keeps what it read under the stamp of before, where nobody looks any more.
"""

from collections.abc import Callable
from typing import TypeVar
from uuid import uuid4

from django.core.cache import cache, caches
from django.db import transaction

STAMP = "pages-stamp"
Kept = TypeVar("Kept")


def read_kept(*, name: str, make: Callable[[], Kept]) -> Kept:
    """What `make` answered under `name` since the last change; the caller may change its copy."""
    key = f"{cache.get_or_set(STAMP, new_stamp, timeout=None)}-{name}"
    kept = caches["pages"].get(key)
    if kept is None:
        kept = (make(),)
        caches["pages"].set(key, kept)
    return kept[0]


def forget_kept() -> None:
    """Now, for who reads within this transaction, and again when it is committed."""
    stamp()
    transaction.on_commit(stamp)


def stamp() -> None:
    cache.set(STAMP, new_stamp(), timeout=None)


def new_stamp() -> str:
    return uuid4().hex
