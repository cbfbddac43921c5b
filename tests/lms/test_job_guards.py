"""Jobs in odd hands: a worker that comes back late, two promises, a full queue, work done meanwhile."""

from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django_q.models import OrmQ

from lms.models import MAX_ATTEMPTS, Job
from lms.services import jobs
from lms.services.watchdog import Watchdog

HERE = "tests.lms.job_handlers"
pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    monkeypatch.setattr(jobs, "HANDLERS", dict(jobs.HANDLERS))
    jobs.register("tests.write", f"{HERE}.write_row")
    jobs.register("tests.prepared", f"{HERE}.write_prepared", prepare=f"{HERE}.prepare_name")
    jobs.register("tests.fail", f"{HERE}.fail")
    jobs.register("tests.lost", f"{HERE}.no_such_function")


@pytest.fixture
def job(now):
    def make(kind="tests.write", key="7", **fields):
        return Job.objects.create(kind=kind, key=key, **{"created_at": now, "due_at": now} | fields)

    return make


def written():
    return ContentType.objects.filter(app_label="tests").count()


def test_a_promise_once_kept_is_not_kept_again(job, now):
    done = job(state=Job.State.DONE, finished_at=now)

    again = jobs.enqueue(kind="tests.write", key="7", now=now + MINUTE)

    assert (again.pk, again.state, Job.objects.count()) == (done.pk, Job.State.DONE, 1)


def test_a_failed_promise_is_not_tried_by_promising_again(job, now, django_capture_on_commit_callbacks):
    job(state=Job.State.FAILED, attempts=MAX_ATTEMPTS)

    with django_capture_on_commit_callbacks(execute=True):
        again = jobs.enqueue(kind="tests.write", key="7", now=now + MINUTE)

    assert (again.state, again.attempts, OrmQ.objects.count()) == (Job.State.FAILED, MAX_ATTEMPTS, 0)


def test_the_same_key_of_two_kinds_is_two_promises(now):
    assert len({jobs.enqueue(kind=kind, key="7", now=now).pk for kind in ("tests.write", "tests.fail")}) == 2


def test_a_second_promise_does_not_bring_the_first_forward(now):
    later = jobs.enqueue(kind="tests.write", key="7", now=now, due_at=now + 5 * MINUTE)

    assert jobs.enqueue(kind="tests.write", key="7", now=now) == later
    assert Job.objects.get().due_at == now + 5 * MINUTE


def test_a_job_that_is_not_there_is_nothing_to_do(now):
    assert jobs.run(pk=404, now=now) is None


@pytest.mark.parametrize("state", [Job.State.DONE, Job.State.FAILED])
def test_what_has_ended_is_not_begun_again(job, now, state):
    ended = job(state=state, finished_at=now)

    assert jobs.run(pk=ended.pk, now=now) is None
    assert (written(), Job.objects.get().state, Job.objects.get().attempts) == (0, state, 0)


def test_a_lease_that_has_run_out_lets_another_worker_begin(job, now, settings):
    begun = job(state=Job.State.RUNNING, attempts=1, due_at=now + timedelta(seconds=settings.JOB_LEASE_SECONDS))

    assert jobs.run(pk=begun.pk, now=begun.due_at - timedelta(seconds=1)) is None
    assert jobs.run(pk=begun.pk, now=begun.due_at).attempts == 2
    assert written() == 1


def test_a_worker_that_fails_late_does_not_disturb_the_one_after_it(job, now):
    """Its lease was over; the attempt it reports is no longer the one in hand."""
    slow = job(state=Job.State.RUNNING, attempts=1)
    Job.objects.update(attempts=2, due_at=now + 5 * MINUTE)

    jobs.record_failure(job=slow, error=OSError("disk full"), now=now)

    row = Job.objects.get()
    assert (row.state, row.attempts, row.last_error, row.due_at) == (Job.State.RUNNING, 2, "", now + 5 * MINUTE)


def test_a_worker_that_fails_after_another_was_done_leaves_it_done(job, now):
    slow = job(state=Job.State.RUNNING, attempts=1)
    Job.objects.update(state=Job.State.DONE, finished_at=now)

    jobs.record_failure(job=slow, error=OSError("disk full"), now=now)

    assert (Job.objects.get().state, Job.objects.get().last_error) == (Job.State.DONE, "")


def test_a_worker_that_is_ready_after_another_has_no_second_effect(job, now):
    slow = job(kind="tests.prepared", state=Job.State.RUNNING, attempts=1)
    jobs.finish(job=slow, now=now, prepared="satu")

    jobs.finish(job=slow, now=now + MINUTE, prepared="dua")

    assert list(ContentType.objects.filter(app_label="tests").values_list("model", flat=True)) == ["satu"]
    assert Job.objects.get().finished_at == now


def test_what_cannot_be_kept_is_written_down_and_waits(job, now):
    ContentType.objects.create(app_label="tests", model="ada")
    begun = job(kind="tests.prepared", state=Job.State.RUNNING, attempts=1)

    jobs.finish(job=begun, now=now, prepared="ada")

    row = Job.objects.get()
    assert (row.state, row.last_error.partition(":")[0], written()) == (Job.State.WAITING, "IntegrityError", 1)


def test_each_failure_waits_longer_than_the_one_before(job, now):
    waits = []
    for attempts in range(1, MAX_ATTEMPTS + 1):
        row = job(key=str(attempts), state=Job.State.RUNNING, attempts=attempts)
        jobs.record_failure(job=row, error=OSError(), now=now)
        row.refresh_from_db()
        waits.append((row.state, (row.due_at - now).seconds))

    assert waits == [("waiting", 10), ("waiting", 60), ("waiting", 300), ("waiting", 900), ("failed", 0)]


def test_a_handler_that_is_gone_is_a_failure_like_others(job, now):
    row = jobs.run(pk=job(kind="tests.lost").pk, now=now)

    assert (row.state, row.last_error.partition(":")[0]) == (Job.State.WAITING, "ImportError")


def test_a_success_takes_the_old_error_away(job, now):
    row = jobs.run(pk=job(attempts=2, last_error="OSError: disk full").pk, now=now)

    assert (row.state, row.attempts, row.last_error, row.finished_at) == (Job.State.DONE, 3, "", now)


def test_the_log_of_a_failure_names_no_words_of_it(job, now, caplog):
    row = jobs.run(pk=job(kind="tests.fail").pk, now=now)

    assert [record.getMessage() for record in caplog.records] == [
        f"job {row.pk} (tests.fail) attempt 1 of 5: ValueError"
    ]


def test_an_error_without_words_is_its_name():
    assert jobs.describe(OSError()) == "OSError: "
    assert jobs.describe(ValueError("\n\nbaris ketiga")) == "ValueError: "


def test_six_digits_stay_and_seven_are_hidden():
    assert jobs.describe(ValueError("123456 1234567")) == "ValueError: 123456 …"


def test_the_sweep_takes_the_oldest_first_and_no_more_than_there_is_room(job, now, monkeypatch):
    monkeypatch.setattr(jobs, "SWEEP_DEPTH", 2)
    for age in (1, 3, 2):
        job(key=str(age), created_at=now - age * MINUTE, due_at=now - age * MINUTE)

    assert jobs.sweep(now=now) == 2
    assert list(Job.objects.filter(queued_at=now).order_by("key").values_list("key", flat=True)) == ["2", "3"]


def test_the_sweep_leaves_what_was_queued_a_moment_ago(job, now, settings):
    job(queued_at=now)
    patience = timedelta(seconds=settings.JOB_PATIENCE_SECONDS)

    assert jobs.sweep(now=now + patience - timedelta(seconds=1)) == 0
    assert jobs.sweep(now=now + patience) == 1


def test_the_sweep_leaves_what_is_not_due(job, now):
    job(due_at=now + MINUTE)

    assert jobs.sweep(now=now) == 0
    assert jobs.sweep(now=now + MINUTE) == 1


def test_a_second_press_on_try_again_changes_nothing(job, now, django_capture_on_commit_callbacks):
    failed = job(state=Job.State.FAILED, attempts=MAX_ATTEMPTS)

    with django_capture_on_commit_callbacks(execute=True):
        jobs.retry(job=failed, now=now)
        jobs.retry(job=failed, now=now + MINUTE)

    assert (OrmQ.objects.count(), Job.objects.get().due_at) == (1, now)


def test_trying_again_keeps_the_last_error_in_sight(job, now):
    failed = job(state=Job.State.FAILED, attempts=MAX_ATTEMPTS, last_error="OSError: disk full")

    assert jobs.retry(job=failed, now=now).last_error == "OSError: disk full"


def test_the_database_keeps_what_a_job_may_be(job, now):
    for name, fields in {
        "lms_job_attempts_bounded": {"attempts": MAX_ATTEMPTS + 1},
        "lms_job_done_has_time": {"state": Job.State.DONE},
        "lms_job_due_after_created": {"due_at": now - MINUTE},
    }.items():
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            job(**fields)

    assert Job.objects.count() == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_the_sweep_asks_the_same_questions_for_any_number(job, now, rows, django_assert_num_queries):
    for key in range(rows):
        job(key=str(key))

    with django_assert_num_queries(3 + rows):  # one message each
        jobs.sweep(now=now)


def test_jobs_about_rows_are_found_by_kind_and_key(job):
    wanted = job(key="7")
    job(key="8")
    job(kind="tests.fail", key="7")

    assert list(Job.objects.about("tests.write", [7, 9])) == [wanted]


def test_a_watchdog_without_clusters_stops_at_once():
    Watchdog(count=0, name="mesin").stop()


@pytest.fixture
def mail(monkeypatch, now):
    """A kind that is done once, in hand since `now`."""
    monkeypatch.setattr(jobs, "ONCE", set(jobs.ONCE))
    jobs.register("tests.mail", f"{HERE}.write_row", once=True)
    return Job.objects.create(
        kind="tests.mail", key="7", created_at=now, due_at=now, state=Job.State.RUNNING, attempts=1
    )


def test_a_mail_whose_worker_died_is_not_sent_again_but_shown(mail, now):
    assert jobs.run(pk=mail.pk, now=now) is None

    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.last_error) == (Job.State.FAILED, 1, jobs.DIED)
    assert written() == 0


def test_a_mail_whose_worker_died_is_sent_when_somebody_asks_for_it(mail, now):
    jobs.run(pk=mail.pk, now=now)
    mail.refresh_from_db()

    jobs.retry(job=mail, now=now + MINUTE)

    assert jobs.run(pk=mail.pk, now=now + MINUTE).state == Job.State.DONE
    assert written() == 1


def test_a_mail_the_server_refused_is_tried_again(mail, now):
    Job.objects.update(state=Job.State.WAITING, last_error="SMTPException: later")

    assert jobs.run(pk=mail.pk, now=now).state == Job.State.DONE


def test_other_work_whose_worker_died_is_tried_again(job, now):
    held = job(state=Job.State.RUNNING, attempts=1)

    assert jobs.run(pk=held.pk, now=now).state == Job.State.DONE


def test_reset_mails_are_done_once():
    assert "members.reset_mail" in jobs.ONCE
