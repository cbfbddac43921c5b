"""Pages that go live and leave by themselves, through the watchdog and the outbox, with everything that follows."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from django_q.models import OrmQ
from wagtail.models import Page, PageLogEntry

from courses.models import Enrollment, SearchEntry
from courses.services.enrollments import enroll
from courses.services.progress import complete_activity
from courses.services.schedules import promise_due_work
from lms.models import Job
from lms.services import jobs
from lms.services.watchdog import Watchdog
from lms.tasks import run_job
from tests.factories.courses import LessonFactory

pytestmark = pytest.mark.django_db
SOON = timedelta(minutes=5)


def schedule(page, moment):
    page.go_live_at = moment
    revision = page.save_revision(approved_go_live_at=moment)
    Page.objects.filter(pk=page.pk).update(go_live_at=moment)
    return revision


def look_and_work(now):
    """Wagtail reads the clock itself."""
    with time_machine.travel(now, tick=False):
        promise_due_work(now=now)
        jobs.run_due(now=now)


@pytest.fixture
def draft(own_module):
    return LessonFactory(parent=own_module, title="Besok", live=False)


def test_page_goes_live_at_its_moment_and_not_before(client, draft):
    now = timezone.now()
    schedule(draft, now + SOON)

    look_and_work(now)
    early = client.get(draft.url).status_code
    look_and_work(now + SOON)

    assert (early, client.get(draft.url).status_code) == (404, 200)
    assert SearchEntry.objects.filter(page=draft, title="Besok").count() == 1
    assert PageLogEntry.objects.filter(page=draft.pk, action="wagtail.publish.scheduled").count() == 1


@pytest.mark.django_db(transaction=True)
def test_watchdog_sees_what_is_due_and_the_queue_brings_it(draft):
    """The real way: the tick of the worker's main process, a message in the queue, the task that works it off."""
    schedule(draft, timezone.now() - SOON)

    Watchdog(count=0, name="uji").tick(now=1000.0)
    job = Job.objects.get(kind="courses.publish_page")
    assert OrmQ.objects.count() >= 1
    run_job(job.pk)

    draft.refresh_from_db()
    job.refresh_from_db()
    assert (draft.live, job.state) == (True, Job.State.DONE)


def test_looking_again_promises_nothing_new(draft):
    now = timezone.now()
    schedule(draft, now - SOON)

    promise_due_work(now=now)
    promise_due_work(now=now + timedelta(minutes=1))

    assert Job.objects.filter(kind="courses.publish_page").count() == 1


def test_called_off_meanwhile_publishes_nothing(draft):
    now = timezone.now()
    revision = schedule(draft, now - SOON)
    promise_due_work(now=now)
    revision.approved_go_live_at = None
    revision.save(update_fields=["approved_go_live_at"])

    jobs.run_due(now=now)

    draft.refresh_from_db()
    assert draft.live is False


def test_page_may_be_scheduled_a_second_time(draft):
    now = timezone.now()
    schedule(draft, now)
    look_and_work(now)
    draft.refresh_from_db()
    draft.unpublish()
    draft.refresh_from_db()

    schedule(draft, now + SOON)
    look_and_work(now + SOON)

    draft.refresh_from_db()
    assert draft.live is True


def test_learner_who_waited_only_for_an_expired_lesson_has_finished(member, own_module, own_lesson):
    now = timezone.now()
    last = LessonFactory(parent=own_module, title="Terakhir", expire_at=now + SOON)
    enrollment = enroll(member=member, course=own_module.get_parent().specific, now=now)
    complete_activity(enrollment=enrollment, activity=own_lesson, now=now)

    look_and_work(now + SOON)

    last.refresh_from_db()
    assert (last.live, last.expired) == (False, True)
    assert Enrollment.objects.get(pk=enrollment.pk).status == "completed"


def test_one_broken_page_does_not_keep_the_others_waiting(draft, own_module):
    now = timezone.now()
    other = LessonFactory(parent=own_module, title="Lain", live=False)
    broken = schedule(draft, now)
    schedule(other, now)
    broken.content["title"] = None
    broken.save()

    look_and_work(now)

    other.refresh_from_db()
    assert other.live is True
    assert Job.objects.exclude(state=Job.State.DONE).filter(kind="courses.publish_page").count() == 1


def test_pages_that_came_live_unheard_are_indexed_by_the_next_look(own_lesson):
    SearchEntry.objects.all().delete()

    look_and_work(timezone.now())

    assert SearchEntry.objects.filter(page=own_lesson).exists() is True
    promise_due_work(now=timezone.now() + SOON)
    assert Job.objects.filter(kind="courses.index_pages").count() == 1


def test_nothing_due_costs_three_statements(own_lesson, django_assert_num_queries):
    look_and_work(timezone.now())

    with django_assert_num_queries(3):
        promise_due_work(now=timezone.now())


def test_admin_schedules_in_the_editor_and_trainer_cannot(client, trainer, administrator, own_lesson):
    client.force_login(administrator)
    admin_html = client.get(reverse("wagtailadmin_pages:edit", args=[own_lesson.pk])).content.decode()
    client.force_login(trainer)
    trainer_html = client.get(reverse("wagtailadmin_pages:edit", args=[own_lesson.pk])).content.decode()

    assert ('name="go_live_at"' in admin_html, 'name="expire_at"' in admin_html) == (True, True)
    assert ('data-a11y-dialog-show="schedule-publishing-dialog"' in admin_html) is True
    assert trainer_html != ""
