"""Many jobs in one turn of a worker: each keeps its own state, failure and retry."""

from datetime import timedelta
from functools import partial

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django_q.models import OrmQ
from django_q.signing import SignedPackage

from lms.models import MAX_ATTEMPTS, Job
from lms.services import job_groups, jobs

HERE = "tests.lms.job_handlers"
KIND = "tests.group"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    monkeypatch.setattr(jobs, "HANDLERS", dict(jobs.HANDLERS))
    monkeypatch.setattr(job_groups, "GROUPS", dict(job_groups.GROUPS))
    jobs.register(KIND, f"{HERE}.write_unless_odd", prepare=f"{HERE}.prepare_name")
    register()


def register(prepare="prepare_many", store="store_unless_odd", size=3):
    job_groups.register(KIND, prepare=f"{HERE}.{prepare}", store=f"{HERE}.{store}", size=size)


def states():
    return dict(Job.objects.order_by("pk").values_list("key", "state"))


def written():
    return list(ContentType.objects.filter(app_label="tests").order_by("model").values_list("model", flat=True))


@pytest.fixture
def enqueue(now):
    return partial(job_groups.enqueue, kind=KIND, now=now)


@pytest.fixture
def run(now):
    """Do the first job and whatever goes with it, at `now` or another moment."""

    def work(moment=now, key=None):
        job = Job.objects.get(key=key) if key else Job.objects.order_by("pk").first()
        return job_groups.run(pk=job.pk, clock=lambda: moment)

    return work


def test_one_message_for_each_group_and_one_row_for_each_key(enqueue):
    enqueue(keys=list("abcdefg"))

    firsts = Job.objects.filter(key__in=["a", "d", "g"]).order_by("pk").values_list("pk")
    assert [SignedPackage.loads(row.payload)["args"] for row in OrmQ.objects.order_by("pk")] == list(firsts)
    assert states() == dict.fromkeys("abcdefg", Job.State.WAITING)


def test_one_message_is_enough_for_all(enqueue, run, now):
    enqueue(keys=list("abcdefg"))

    assert run() == 7

    assert states() == dict.fromkeys("abcdefg", Job.State.DONE)
    assert written() == [f"prepared{key}" for key in "abcdefg"]
    assert set(Job.objects.values_list("attempts", "finished_at")) == {(1, now)}
    assert run() == 0


def test_queries_do_not_grow_with_the_jobs_of_a_group(enqueue, run, django_assert_num_queries):
    """Claim, store and done; writing the test's rows costs one query each."""
    register(size=50)
    enqueue(keys=list("ab"))
    with django_assert_num_queries(18):
        run()
    enqueue(keys=[f"c{count}" for count in range(12)])
    with django_assert_num_queries(18 + 10):
        run(key="c0")


def test_who_cannot_be_prepared_fails_alone(enqueue, run):
    enqueue(keys=["a", "bad1", "c"])

    run()

    assert states() == {"a": Job.State.DONE, "bad1": Job.State.WAITING, "c": Job.State.DONE}
    bad = Job.objects.get(key="bad1")
    assert (bad.attempts, bad.last_error) == (1, "ValueError: no paper")


def test_who_cannot_be_stored_fails_alone(enqueue, run):
    enqueue(keys=["a", "odd1", "c"])

    run()

    assert written() == ["prepareda", "preparedc"]
    assert states() == {"a": Job.State.DONE, "odd1": Job.State.WAITING, "c": Job.State.DONE}
    assert Job.objects.get(key="odd1").last_error == "ValueError: odd"


def test_preparing_that_breaks_off_fails_those_it_did_not_answer_for(enqueue, run):
    register(prepare="break_off")
    enqueue(keys=["a", "b", "c"])

    run()

    assert states() == {"a": Job.State.DONE, "b": Job.State.WAITING, "c": Job.State.WAITING}
    assert Job.objects.get(key="c").last_error == "OSError: disk full"


def test_who_failed_once_goes_alone(enqueue, run, now):
    enqueue(keys=["odd1", "odd2", "c"])
    run()
    later = now + timedelta(seconds=20)

    assert run(later, key="odd1") == 1

    assert dict(Job.objects.order_by("pk").values_list("key", "attempts")) == {"odd1": 2, "odd2": 1, "c": 1}


def test_a_failed_one_is_tried_again_by_itself(enqueue, run, now):
    enqueue(keys=["odd1", "b"])
    run()
    for _ in range(MAX_ATTEMPTS - 1):
        Job.objects.update(due_at=now)
        run()
    job = Job.objects.get(key="odd1")
    assert job.state == Job.State.FAILED

    register(store="store_many")
    jobs.register(KIND, f"{HERE}.write_prepared", prepare=f"{HERE}.prepare_name")
    jobs.retry(job=job, now=now)
    run(key="odd1")

    assert states() == dict.fromkeys(["odd1", "b"], Job.State.DONE)


def test_a_worker_that_dies_with_a_group_loses_and_doubles_nothing(enqueue, run, now):
    """Rows stay taken until their lease ends; then each is done alone, and what was never taken is done together."""
    register(store="stop")
    enqueue(keys=list("abcde"))
    with pytest.raises(SystemExit):
        run()
    assert list(states().values()) == [Job.State.RUNNING] * 3 + [Job.State.WAITING] * 2
    register()

    assert run(key="d") == 2
    assert written() == ["preparedd", "preparede"]

    later = now + timedelta(seconds=settings.JOB_LEASE_SECONDS)
    assert jobs.sweep(now=later) == 3
    for key in "abc":
        assert run(later, key=key) == 1
    assert written() == [f"prepared{key}" for key in "abcde"]
    assert set(Job.objects.values_list("state", flat=True)) == {Job.State.DONE}


def test_a_group_that_takes_too_long_is_put_back_untouched(enqueue, run, monkeypatch):
    monkeypatch.setattr(job_groups, "LONGEST_GROUP", -1)
    monkeypatch.setattr(job_groups, "LONGEST_TURN", 0.05)
    enqueue(keys=["a", "b", "c"])
    real = job_groups._claim
    claims = []

    def claim_once(**arguments):
        claims.append(1)
        return real(**arguments) if len(claims) == 1 else {}

    monkeypatch.setattr(job_groups, "_claim", claim_once)
    run()

    assert states() == {"a": Job.State.DONE, "b": Job.State.WAITING, "c": Job.State.WAITING}
    rest = Job.objects.exclude(key="a")
    assert set(rest.values_list("attempts", "queued_at")) == {(0, None)}


def test_after_its_turn_a_worker_lets_others_work(enqueue, run, monkeypatch):
    monkeypatch.setattr(job_groups, "LONGEST_TURN", -1)
    enqueue(keys=["a", "b"])

    assert run() == 1

    assert states() == {"a": Job.State.DONE, "b": Job.State.WAITING}


def test_other_kinds_are_done_one_by_one(now):
    jobs.register("tests.write", f"{HERE}.write_row")
    job = jobs.enqueue(kind="tests.write", key="7", now=now)

    assert job_groups.run(pk=job.pk, clock=lambda: now) == 1
    assert written() == ["job7"]
