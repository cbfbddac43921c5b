from datetime import timedelta
from threading import Thread

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, connections, transaction
from django_q.models import OrmQ
from django_q.signing import SignedPackage

from lms.models import MAX_ATTEMPTS, Job
from lms.services import jobs

HERE = "tests.lms.job_handlers"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    monkeypatch.setattr(jobs, "HANDLERS", dict(jobs.HANDLERS))
    jobs.register("tests.write", f"{HERE}.write_row")
    jobs.register("tests.prepared", f"{HERE}.write_prepared", prepare=f"{HERE}.prepare_name")
    jobs.register("tests.fail", f"{HERE}.fail")
    jobs.register("tests.slow", f"{HERE}.time_out")


def written():
    return list(ContentType.objects.filter(app_label="tests").order_by("model").values_list("model", flat=True))


def queued_pks():
    return [SignedPackage.loads(row.payload)["args"] for row in OrmQ.objects.order_by("pk")]


def test_enqueue_hands_only_the_pk_to_the_queue_after_commit(now, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.enqueue(kind="tests.write", key="7", now=now)
        before_commit = queued_pks()

    assert before_commit == []
    assert queued_pks() == [(job.pk,)]
    assert (job.state, job.attempts, job.due_at) == (Job.State.WAITING, 0, now)


def test_enqueue_survives_a_queue_that_does_not_answer(now, monkeypatch, caplog, django_capture_on_commit_callbacks):
    def refuse(*arguments):
        raise DatabaseError("no queue")

    monkeypatch.setattr(jobs, "async_task", refuse)

    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.enqueue(kind="tests.write", key="7", now=now)

    assert [record.levelname for record in caplog.records] == ["ERROR"]
    monkeypatch.undo()
    assert jobs.sweep(now=now + timedelta(minutes=1)) == 1
    assert queued_pks() == [(job.pk,)]


def test_enqueue_twice_is_one_row_and_one_message(now, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first = jobs.enqueue(kind="tests.write", key="7", now=now)
        second = jobs.enqueue(kind="tests.write", key="7", now=now + timedelta(hours=1))

    assert second == first
    assert queued_pks() == [(first.pk,)]


def test_enqueue_takes_a_number_as_key(now):
    assert jobs.enqueue(kind="tests.write", key=7, now=now).key == "7"


def test_enqueue_dies_with_the_fact_it_belongs_to(now, django_capture_on_commit_callbacks):
    def enqueue_and_fail():
        with transaction.atomic():
            jobs.enqueue(kind="tests.write", key="7", now=now)
            raise DatabaseError

    with django_capture_on_commit_callbacks(execute=True) as callbacks, pytest.raises(DatabaseError):
        enqueue_and_fail()

    assert callbacks == []
    assert Job.objects.count() == 0


def test_enqueue_for_later_waits_for_the_sweep(now, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.enqueue(kind="tests.write", key="7", now=now, due_at=now + timedelta(hours=1))

    assert queued_pks() == []
    assert jobs.run(pk=job.pk, now=now) is None
    assert jobs.sweep(now=now + timedelta(minutes=59)) == 0
    assert jobs.sweep(now=now + timedelta(minutes=61)) == 1
    assert queued_pks() == [(job.pk,)]


def test_enqueue_never_waits_for_the_past(now):
    assert jobs.enqueue(kind="tests.write", key="7", now=now, due_at=now - timedelta(days=1)).due_at == now


def test_run_does_the_work_once(now):
    job = jobs.enqueue(kind="tests.write", key="7", now=now)

    done = jobs.run(pk=job.pk, now=now)
    again = jobs.run(pk=job.pk, now=now + timedelta(days=1))

    assert (done.state, done.attempts, done.finished_at) == (Job.State.DONE, 1, now)
    assert again is None
    assert written() == ["job7"]


def test_run_prepares_before_the_transaction(now):
    job = jobs.enqueue(kind="tests.prepared", key="7", now=now)

    jobs.run(pk=job.pk, now=now)

    assert written() == ["prepared7"]


def test_run_undoes_the_effect_of_a_failure_and_waits(now):
    job = jobs.enqueue(kind="tests.fail", key="7", now=now)

    failed = jobs.run(pk=job.pk, now=now)

    assert written() == []
    assert (failed.state, failed.attempts, failed.due_at) == (Job.State.WAITING, 1, now + timedelta(seconds=10))
    assert failed.last_error == "ValueError: No room for 7, call +…"


def test_run_takes_a_timeout_as_a_failure(now):
    job = jobs.enqueue(kind="tests.slow", key="7", now=now)

    assert jobs.run(pk=job.pk, now=now).last_error == "TimeoutException: too long"


def test_run_of_an_unknown_kind_fails_with_its_name(now):
    job = jobs.enqueue(kind="tests.nobody", key="7", now=now)

    assert jobs.run(pk=job.pk, now=now).last_error == "UnknownKind: tests.nobody"


def test_run_before_the_retry_is_due_does_nothing(now):
    job = jobs.enqueue(kind="tests.fail", key="7", now=now)
    jobs.run(pk=job.pk, now=now)

    assert jobs.run(pk=job.pk, now=now + timedelta(seconds=9)) is None
    assert jobs.run(pk=job.pk, now=now + timedelta(seconds=10)).attempts == 2


def test_run_stops_after_five_failures(now):
    job = jobs.enqueue(kind="tests.fail", key="7", now=now)

    states = [jobs.run(pk=job.pk, now=now + timedelta(hours=hour)).state for hour in range(MAX_ATTEMPTS)]

    assert states == [Job.State.WAITING] * 4 + [Job.State.FAILED]
    assert jobs.run(pk=job.pk, now=now + timedelta(days=9)) is None
    assert list(Job.objects.needing_attention()) == [job]


def test_run_stops_after_five_killed_workers(now):
    job = jobs.enqueue(kind="tests.write", key="7", now=now)
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, attempts=MAX_ATTEMPTS)

    assert jobs.run(pk=job.pk, now=now) is None
    job.refresh_from_db()
    assert (job.state, job.last_error) == (Job.State.FAILED, "The worker stopped without an answer.")
    assert written() == []


def test_run_leaves_a_started_job_alone_until_its_lease_ends(now, settings):
    job = jobs.enqueue(kind="tests.write", key="7", now=now)
    lease = timedelta(seconds=settings.JOB_LEASE_SECONDS)
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, attempts=1, due_at=now + lease)

    assert jobs.run(pk=job.pk, now=now + lease - timedelta(seconds=1)) is None
    assert jobs.run(pk=job.pk, now=now + lease).state == Job.State.DONE


def test_run_due_does_everything_due(now):
    for key in range(3):
        jobs.enqueue(kind="tests.write", key=str(key), now=now)
    jobs.enqueue(kind="tests.write", key="9", now=now, due_at=now + timedelta(days=1))
    jobs.enqueue(kind="tests.fail", key="8", now=now)

    assert jobs.run_due(now=now) == 3
    assert written() == ["job0", "job1", "job2"]


def test_sweep_queues_a_lost_message_again_after_a_minute(now):
    job = jobs.enqueue(kind="tests.write", key="7", now=now)

    assert jobs.sweep(now=now + timedelta(seconds=59)) == 0
    assert jobs.sweep(now=now + timedelta(seconds=60)) == 1
    assert jobs.sweep(now=now + timedelta(seconds=61)) == 0
    assert queued_pks() == [(job.pk,)]


def test_sweep_queues_abandoned_and_retried_jobs(now):
    abandoned = jobs.enqueue(kind="tests.write", key="1", now=now)
    Job.objects.filter(pk=abandoned.pk).update(state=Job.State.RUNNING, attempts=1, due_at=now + timedelta(minutes=2))
    failed_once = jobs.enqueue(kind="tests.fail", key="2", now=now)
    jobs.run(pk=failed_once.pk, now=now)

    assert jobs.sweep(now=now + timedelta(seconds=10)) == 1
    assert jobs.sweep(now=now + timedelta(minutes=2)) == 2
    assert queued_pks() == [(failed_once.pk,), (failed_once.pk,), (abandoned.pk,)]


def test_sweep_leaves_a_full_queue_alone(now, monkeypatch):
    monkeypatch.setattr(jobs, "SWEEP_DEPTH", 2)
    for key in range(3):
        jobs.enqueue(kind="tests.write", key=str(key), now=now)
    later = now + timedelta(minutes=5)

    assert jobs.sweep(now=later) == 2
    OrmQ.objects.update(lock=later)
    assert jobs.sweep(now=later + timedelta(minutes=5)) == 0


def test_retry_gives_five_new_attempts(now, django_capture_on_commit_callbacks):
    job = jobs.enqueue(kind="tests.write", key="7", now=now)
    Job.objects.update(state=Job.State.FAILED, attempts=MAX_ATTEMPTS, last_error="ValueError: no")

    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.retry(job=job, now=now)

    assert (job.state, job.attempts, queued_pks()) == (Job.State.WAITING, 0, [(job.pk,)])
    assert jobs.run(pk=job.pk, now=now).last_error == ""


def test_retry_leaves_a_done_job_done(now):
    job = jobs.enqueue(kind="tests.write", key="7", now=now)
    jobs.run(pk=job.pk, now=now)

    assert jobs.retry(job=job, now=now).state == Job.State.DONE
    assert queued_pks() == []


@pytest.mark.parametrize("error", [ValueError(), ValueError("x" * 500), ValueError("hubungi 081234567890")])
def test_describe_is_short_and_masks_numbers(error):
    text = jobs.describe(error)

    assert text.startswith("ValueError: ")
    assert len(text) <= 200
    assert "0812" not in text


@pytest.mark.django_db(transaction=True)
def test_run_refuses_to_hide_the_attempt_in_a_transaction(now):
    job = jobs.enqueue(kind="tests.write", key="7", now=now)

    with pytest.raises(RuntimeError), transaction.atomic():
        jobs.run(pk=job.pk, now=now)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_run_passes_by_a_row_that_another_worker_holds(now):
    job = jobs.enqueue(kind="tests.write", key="7", now=now)
    seen = []

    def look():
        seen.append(jobs.run(pk=job.pk, now=now))
        connections.close_all()

    with transaction.atomic():
        Job.objects.select_for_update().get(pk=job.pk)
        thread = Thread(target=look)
        thread.start()
        thread.join(timeout=10)

    assert seen == [None]
    assert jobs.run(pk=job.pk, now=now).state == Job.State.DONE
