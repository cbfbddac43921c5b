"""Once a night: files nobody handed in, and finished promises."""

from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from courses.models import Booklet, Upload
from courses.services.leftovers import CLEAR, KEPT_DAYS, clear_leftovers, promise_clearing
from lms.models import Job
from lms.services import jobs
from tests.factories.assignments import AssignmentFactory

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 11, 22, 2, 0, tzinfo=ZoneInfo(settings.TIME_ZONE))


def promised():
    return list(Job.objects.filter(kind=CLEAR).order_by("key").values_list("key", flat=True))


def test_it_is_promised_once_a_night_after_two():
    promise_clearing(now=NIGHT - timedelta(minutes=1))
    early = promised()
    for minutes in (0, 1, 600):
        promise_clearing(now=NIGHT + timedelta(minutes=minutes))

    assert early == []
    assert promised() == ["2026-11-22"]

    promise_clearing(now=NIGHT + timedelta(days=1))
    assert promised() == ["2026-11-22", "2026-11-23"]


def test_a_look_asks_little(django_assert_max_num_queries):
    promise_clearing(now=NIGHT)

    with django_assert_max_num_queries(3):
        promise_clearing(now=NIGHT + timedelta(minutes=1))


def test_the_job_is_known_and_forgets_expired_uploads(member):
    assignment = AssignmentFactory()
    for days in (settings.UPLOAD_DAYS + 1, 0):
        Upload.objects.create(
            pk=uuid4(), member=member, assignment=assignment, name="a.pdf", size=1,
            created_at=NIGHT - timedelta(days=days),
        )  # fmt: skip
    promise_clearing(now=NIGHT)

    jobs.run_due(now=NIGHT)

    assert [upload.created_at for upload in Upload.objects.all()] == [NIGHT]
    assert Job.objects.get(kind=CLEAR).state == Job.State.DONE


@pytest.mark.parametrize(
    ("kind", "state", "days", "stays"),
    [
        ("courses.draw_booklet", "done", KEPT_DAYS + 1, False),
        ("courses.draw_booklet", "done", KEPT_DAYS - 1, True),
        ("courses.draw_booklet", "failed", KEPT_DAYS + 1, True),
        ("courses.draw_booklet", "waiting", KEPT_DAYS + 1, True),
        (CLEAR, "done", KEPT_DAYS + 1, False),
        ("certificates.issue", "done", KEPT_DAYS + 1, True),
    ],
)
def test_which_promises_go(kind, state, days, stays):
    then = NIGHT - timedelta(days=days)
    finished = then if state == "done" else None
    Job.objects.create(kind=kind, key="1", state=state, created_at=then, due_at=then, finished_at=finished)

    clear_leftovers(key="x", now=NIGHT)

    assert Job.objects.filter(kind=kind).exists() is stays


def test_the_booklet_stays_when_its_promise_goes(own_course):
    then = NIGHT - timedelta(days=30)
    Booklet.objects.create(
        page=own_course, digest="0" * 64, asked_at=then, drawn_at=then, content=b"%PDF", byte_count=4
    )
    Job.objects.create(
        kind="courses.draw_booklet", key="1", state="done", created_at=then, due_at=then, finished_at=then
    )

    clear_leftovers(key="x", now=NIGHT)
    clear_leftovers(key="x", now=NIGHT)

    assert (Booklet.objects.count(), Job.objects.count()) == (1, 0)
