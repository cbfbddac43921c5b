"""What nobody needs any more, cleared once a night: files nobody handed in, and finished promises about booklets."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from courses.services.booklets import KIND as BOOKLET
from courses.services.uploads import forget_expired
from lms.models import Job
from lms.services import jobs, routines

CLEAR = "courses.clear_leftovers"
NIGHT_HOUR = 2
KEPT_DAYS = 7
"""How long a finished promise stays to be looked at; the booklet itself stays as long as it did."""
ROUNDS = 50
"""Uploads are forgotten a few at once; more than this many times wait for the next night."""


def register_leftovers() -> None:
    jobs.register(CLEAR, "courses.services.leftovers.clear_leftovers")
    routines.register("courses.services.leftovers.promise_clearing")


def promise_clearing(*, now: datetime) -> None:
    """Once a day, from two in the morning; a machine that slept then does it when it wakes."""
    local = now.astimezone(ZoneInfo(settings.TIME_ZONE))
    if local.hour >= NIGHT_HOUR:
        jobs.enqueue(kind=CLEAR, key=local.date().isoformat(), now=now)


def clear_leftovers(*, key: str, now: datetime) -> None:
    """Safe to repeat."""
    for _round in range(ROUNDS):
        if not forget_expired(now=now):
            break
    forget_promises(now=now)


def forget_promises(*, now: datetime) -> int:
    """Of booklets, drawn or gone, and of former nights; how many rows. What failed stays until somebody looked."""
    before = now - timedelta(days=KEPT_DAYS)
    old = Job.objects.filter(kind__in=[BOOKLET, CLEAR], state=Job.State.DONE, finished_at__lt=before)
    return old.delete()[0]
