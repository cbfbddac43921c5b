"""Booklets asked for and drawn: one PDF per content, made by a job, shared by everybody who may read the same."""

import hashlib
import json
from collections.abc import Collection, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from wagtail.models import Page

from courses.models import ActivityPage, Booklet, CoursePage
from courses.models.pages import COURSE_DEPTH
from courses.services.outline import outline_of_reader
from courses.services.paper import draw_paper
from lms.models import Job
from lms.services import jobs
from members.models import User

KIND = "courses.draw_booklet"
LAYOUT = 1
"""Counts up when templates or styles of booklets change, so that old ones are drawn anew."""
MOST_ACTIVITIES = 120
"""One hundred lessons take 21 s of processor and 0.5 GB (bench_booklets); a worker gives up after two minutes."""
KEPT_PER_PAGE = 20
"""Readers of a course in sequence are at different places of it, each with a booklet of what is open to them."""


def register_booklets() -> None:
    jobs.register(KIND, "courses.services.booklets.store", prepare="courses.services.booklets.draw")


def readable_activities(*, course: CoursePage, user: User, closed: Collection[str] = ()) -> list[int]:
    """Activities of the course this reader may open now, in reading order; `closed` are tree paths behind a lock."""
    outline = outline_of_reader(page=course, user=user)
    lines = [line.pk for line in outline.activities if line.locked_by is None] if outline else []
    pages = ActivityPage.objects.reachable().filter(pk__in=lines)
    for path in closed:
        pages = pages.exclude(path__startswith=path)
    return list(pages.order_by("path").values_list("pk", flat=True))


def digest_of(*, page: Page, activity_ids: Sequence[int]) -> str:
    """Stands for everything the PDF is made of: pages with their versions, layout, address of the site."""
    course_path = page.path[: COURSE_DEPTH * page.steplen]
    inside = (
        Q(pk__in=[page.pk, *activity_ids]) | Q(path=course_path) | Q(path__startswith=page.path, depth=page.depth + 1)
    )
    versions = Page.objects.filter(inside, live=True).order_by("path").values_list("pk", "title", "last_published_at")
    moments = [[pk, title, str(published_at)] for pk, title, published_at in versions]
    text = json.dumps([LAYOUT, settings.BASE_URL, page.pk, list(activity_ids), moments])
    return hashlib.sha256(text.encode()).hexdigest()


def find_booklet(*, digest: str) -> Booklet | None:
    """With its state, without its bytes."""
    return Booklet.objects.defer("content").filter(digest=digest).first()


@transaction.atomic
def ask_booklet(*, page: Page, digest: str, activity_ids: Sequence[int], now: datetime) -> Booklet:
    """Promise the booklet; a second asking gives the same row."""
    booklet, _is_new = Booklet.objects.get_or_create(
        digest=digest, defaults={"page_id": page.pk, "activity_ids": list(activity_ids), "asked_at": now}
    )
    jobs.enqueue(kind=KIND, key=str(booklet.pk), now=now)
    return booklet


def has_failed(booklet: Booklet) -> bool:
    return Job.objects.about(KIND, [booklet.pk]).needing_attention().exists()


def draw(*, key: str, now: datetime) -> bytes | None:
    """Outside any transaction; None when it is drawn already or gone."""
    booklet = Booklet.objects.filter(pk=int(key), drawn_at__isnull=True).select_related("page").first()
    if booklet is None:
        return None
    return draw_paper(page=booklet.page.specific, activity_ids=booklet.activity_ids, now=now)


def store(*, key: str, now: datetime, prepared: bytes | None) -> None:
    """Keep the bytes; older booklets of the same page go."""
    if prepared is None:
        return
    booklet = Booklet.objects.select_for_update().filter(pk=int(key)).first()
    if booklet is None:
        return
    booklet.content, booklet.byte_count, booklet.drawn_at = prepared, len(prepared), now
    booklet.save(update_fields=["content", "byte_count", "drawn_at"])
    newest = Booklet.objects.filter(page_id=booklet.page_id).order_by("-asked_at", "-pk").values("pk")
    old = Booklet.objects.filter(page_id=booklet.page_id, drawn_at__isnull=False)
    old.exclude(pk__in=[row["pk"] for row in newest[:KEPT_PER_PAGE]]).delete()
