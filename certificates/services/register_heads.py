"""The end of the chain, published every day: who noted it once can tell for ever whether older lines were rewritten."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet

from certificates.models import RegisterEntry, RegisterHead
from lms.services import jobs, routines

PUBLISH = "certificates.publish_head"


def register_heads() -> None:
    jobs.register(PUBLISH, "certificates.services.register_heads.publish_head")
    routines.register("certificates.services.register_heads.promise_head")


def promise_head(*, now: datetime) -> None:
    """Have yesterday's head published, once there is a line to publish. One query on most looks."""
    day = now.astimezone(_zone()).date() - timedelta(days=1)
    if not RegisterHead.objects.filter(day=day).exists() and _lines_until(day).exists():
        jobs.enqueue(kind=PUBLISH, key=day.isoformat(), now=now)


def publish_head(*, key: str, now: datetime) -> None:
    """Job: write down the last line of the day `key`; a head once published stays as it is."""
    day = date.fromisoformat(key)
    last = _lines_until(day).order_by("-position").first()
    if last is not None:
        values = {"position": last.position, "hash": last.hash, "published_at": now}
        RegisterHead.objects.get_or_create(day=day, defaults=values)


def published_heads(*, before: date | None, count: int) -> QuerySet[RegisterHead]:
    """The newest first; `before` turns the page."""
    heads = RegisterHead.objects.order_by("-day")
    return (heads.filter(day__lt=before) if before else heads)[:count]


def _lines_until(day: date) -> QuerySet[RegisterEntry]:
    midnight = datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=_zone())
    return RegisterEntry.objects.filter(recorded_at__lt=midnight)


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)
