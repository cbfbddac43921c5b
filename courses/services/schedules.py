"""Pages that go live or leave at a moment an editor chose: found every minute, done through the outbox.

The same as Wagtail's command `publish_scheduled`, but every page is a job of its own: one that fails is tried again
and shown under "Perlu perhatian", and does not keep the others waiting.
"""

from datetime import datetime

from django.db.models import QuerySet
from wagtail.models import Page, Revision
from wagtail.query import PageQuerySet

from courses.models import CoursePage
from courses.services.prerequisites import refuse_circle
from courses.services.progress import settle_course
from courses.services.search_index import refresh_index, stale_pages
from lms.services import jobs, routines

PUBLISH, UNPUBLISH, INDEX = "courses.publish_page", "courses.unpublish_page", "courses.index_pages"


def register_schedules() -> None:
    jobs.register(PUBLISH, "courses.services.schedules.publish_revision")
    jobs.register(UNPUBLISH, "courses.services.schedules.unpublish_page")
    jobs.register(INDEX, "courses.services.schedules.index_pages")
    routines.register("courses.services.schedules.promise_due_work")


def promise_due_work(*, now: datetime) -> None:
    """One job per page that is due; its moment is part of the key, so that a page may be scheduled again."""
    for pk, moment in due_revisions(now).values_list("pk", "approved_go_live_at"):
        jobs.enqueue(kind=PUBLISH, key=f"{pk}-{int(moment.timestamp())}", now=now)
    for pk, moment in expired_pages(now).values_list("pk", "expire_at"):
        jobs.enqueue(kind=UNPUBLISH, key=f"{pk}-{int(moment.timestamp())}", now=now)
    if stale_pages().exists():
        jobs.enqueue(kind=INDEX, key=f"{now:%Y%m%d%H%M}", now=now)


def due_revisions(now: datetime) -> QuerySet[Revision]:
    return Revision.page_revisions.filter(approved_go_live_at__lte=now).order_by("approved_go_live_at")


def expired_pages(now: datetime) -> PageQuerySet:
    return Page.objects.filter(live=True, expire_at__lte=now).order_by("expire_at")


def publish_revision(*, key: str, now: datetime) -> None:
    """Whatever hears of a publication hears of this one; nothing happens when it was called off meanwhile."""
    revision = due_revisions(now).filter(pk=page_number(key)).select_for_update().first()
    if revision is not None:
        refuse_circle(page=revision.content_object)
        revision.publish(log_action="wagtail.publish.scheduled")


def unpublish_page(*, key: str, now: datetime) -> None:
    """A learner who only waited for this page has finished."""
    page = expired_pages(now).filter(pk=page_number(key)).select_for_update().first()
    if page is not None:
        page.specific.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
        for course in CoursePage.objects.ancestor_of(page):
            settle_course(course=course, now=now)


def index_pages(*, key: str, now: datetime) -> None:
    refresh_index(now=now)


def page_number(key: str) -> int:
    return int(key.partition("-")[0])
