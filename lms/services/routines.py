"""What the site looks for every minute: each app names a function that promises what has become due.

A look is cheap and writes only outbox rows (`jobs.enqueue`), so the work itself is counted, retried and shown when it
fails. The watchdog looks; a look that fails is logged and the others still happen.
"""

import logging
from datetime import datetime

from django.db import DatabaseError
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)
LOOKS: list[str] = []


def register(look: str) -> None:
    """Name `look(*, now: datetime) -> None` by its dotted path; call it in `AppConfig.ready()`."""
    if look not in LOOKS:
        LOOKS.append(look)


def look_for_work(*, now: datetime) -> int:
    """Let everybody look once; how many could."""
    return sum(_look(look, now) for look in LOOKS)


def _look(look: str, now: datetime) -> bool:
    try:
        import_string(look)(now=now)
    except DatabaseError:
        raise  # the watchdog itself waits for the database
    except Exception as error:  # one app's mistake must not stop the others, nor the watchdog
        logger.warning("%s failed: %s", look, type(error).__name__)
        return False
    return True
