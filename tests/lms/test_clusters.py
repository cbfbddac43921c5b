"""How the watchdog tells a stuck cluster from a busy or an idle one; the real thing is in test_cluster.py."""

import os
import subprocess
import sys
from contextlib import suppress
from datetime import timedelta

import pytest
from django.utils import timezone
from django_q.conf import Conf
from django_q.models import OrmQ

from lms.models import Job, WorkerBeat
from lms.services import jobs
from lms.services.clusters import ACKNOWLEDGED, FINISHED, STARTED, WORKER, ClusterGroup
from lms.services.watchdog import Watchdog

PATIENCE = 20
NOW = 10_000.0


class SleepingProcess:
    """A process with a child, as a cluster's main process has a sentinel."""

    def __init__(self, has_child=True):
        inner = "import subprocess, sys, time; "
        inner += "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); " if has_child else ""
        self.popen = subprocess.Popen(
            [sys.executable, "-c", inner + "print('up', flush=True); time.sleep(60)"],
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        self.popen.stdout.readline()
        self.pid = self.popen.pid

    def is_alive(self):
        return self.popen.poll() is None

    def join(self, seconds):
        self.popen.wait(seconds)


@pytest.fixture
def make_group():
    started = []

    def make(has_child=True, beats=(0.0, 0.0, 0.0, 0.0), born_at=NOW - 100):
        group = ClusterGroup(patience=PATIENCE)
        group.process = SleepingProcess(has_child)
        group.beats, group.born_at = list(beats), born_at
        started.append(group)
        return group

    yield make
    for group in started:
        with suppress(OSError):
            os.killpg(group.process.pid, 9)
        group.process.popen.wait()
        group.process.popen.stdout.close()


def trouble(group, now=NOW, waiting_since=None):
    return group.find_trouble(now=now, waiting_since=waiting_since)


def test_an_idle_cluster_is_well(make_group):
    assert trouble(make_group()) == ""


def test_a_cluster_without_main_process_is_replaced(make_group):
    group = make_group()
    group.kill()

    assert trouble(group) == "its main process is gone"


def test_a_cluster_without_sentinel_is_replaced(make_group):
    group = make_group(has_child=False)

    assert trouble(group) == "its sentinel is gone"


def test_a_young_cluster_may_still_be_without_sentinel(make_group):
    assert trouble(make_group(has_child=False, born_at=NOW - PATIENCE)) == ""


def test_work_that_waits_while_nothing_starts_is_trouble(make_group):
    group = make_group()

    assert trouble(group, waiting_since=NOW - PATIENCE) == ""
    assert trouble(group, waiting_since=NOW - PATIENCE - 1) == "work waits and it starts nothing"


def test_a_cluster_that_started_something_lately_is_well(make_group):
    group = make_group()
    group.beats[STARTED], group.beats[FINISHED] = NOW - 5, NOW - 4
    group.beats[ACKNOWLEDGED] = NOW - 3

    assert trouble(group, waiting_since=NOW - 60) == ""


def test_a_busy_cluster_is_well_while_work_waits(make_group):
    group = make_group()
    group.beats[STARTED], group.beats[WORKER] = NOW - 60, os.getpid()

    assert trouble(group, waiting_since=NOW - 60) == ""


def test_a_task_far_beyond_its_limit_is_trouble(make_group):
    group = make_group()
    group.beats[STARTED], group.beats[WORKER] = NOW - Conf.TIMEOUT - PATIENCE - 1, os.getpid()

    assert trouble(group) == "one task runs too long"


def test_a_killed_worker_does_not_count_as_busy(make_group):
    group = make_group()
    group.beats[STARTED], group.beats[WORKER] = NOW - 30, 2**22 + 1

    assert trouble(group, waiting_since=NOW - 30) == "work waits and it starts nothing"


def test_finished_work_without_acknowledgement_is_trouble_after_a_while(make_group):
    group = make_group()
    group.beats[STARTED], group.beats[FINISHED] = NOW - 1, NOW

    first = trouble(group)
    group.beats[FINISHED] = NOW + PATIENCE  # it goes on finishing tasks
    later = trouble(group, now=NOW + PATIENCE + 1)

    assert (first, later) == ("", "it does not acknowledge finished work")


def test_slow_acknowledgements_are_no_trouble(make_group):
    group = make_group()
    answers = []
    for step in range(4):
        now = NOW + step * PATIENCE
        group.beats[FINISHED], group.beats[ACKNOWLEDGED] = now, now - 5
        answers.append(trouble(group, now=now))

    assert answers == [""] * 4


def test_stop_asks_and_kill_insists(make_group):
    polite, firm = make_group(), make_group()

    polite.stop()
    polite.process.join(5)
    firm.kill()

    assert (polite.process.is_alive(), firm.process.is_alive()) == (False, False)


def test_a_busy_group_gets_the_whole_grace_and_a_stuck_one_five_seconds(make_group):
    busy, stuck, gone = make_group(), make_group(), make_group()
    busy.beats[STARTED], busy.beats[WORKER] = NOW, os.getpid()
    gone.kill()

    answers = [[group.is_stopping(after=after, grace=30) for after in (1, 6, 31)] for group in (busy, stuck, gone)]

    assert answers == [[True, True, False], [True, False, False], [False, False, False]]


class StuckGroup:
    """A group that is always in trouble."""

    def __init__(self):
        self.process = SleepingProcess.__new__(SleepingProcess)
        self.process.pid = 0
        self.calls = []

    def find_trouble(self, *, now, waiting_since):
        self.calls.append(("look", waiting_since))
        return "it is stuck"

    def kill(self):
        self.calls.append("kill")

    def start(self):
        self.calls.append("start")


@pytest.fixture
def watchdog():
    dog = Watchdog(count=0, name="satu")
    dog.groups = [StuckGroup()]
    return dog


@pytest.mark.django_db(transaction=True)
def test_a_group_in_trouble_is_killed_and_started(watchdog):
    watchdog.tick(now=NOW)

    assert watchdog.groups[0].calls == [("look", None), "kill", "start"]


@pytest.mark.django_db(transaction=True)
def test_the_watchdog_remembers_since_when_work_waits(watchdog):
    OrmQ.objects.create(key="lms", payload="x", lock=timezone.now() - timedelta(seconds=1))

    watchdog.tick(now=NOW)
    watchdog.tick(now=NOW + 7)
    OrmQ.objects.all().delete()
    watchdog.tick(now=NOW + 8)

    assert [call for call in watchdog.groups[0].calls if call[0] == "look"] == [
        ("look", NOW),
        ("look", NOW),
        ("look", None),
    ]


@pytest.mark.django_db(transaction=True)
def test_the_watchdog_sweeps_every_minute_and_beats_every_quarter(watchdog):
    long_ago = timezone.now() - timedelta(hours=1)
    job = jobs.enqueue(kind="tests.any", key="1", now=long_ago)

    watchdog.tick(now=NOW)
    swept_at = Job.objects.get(pk=job.pk).queued_at
    beat = WorkerBeat.objects.get(name="satu").seen_at
    Job.objects.update(queued_at=long_ago)
    watchdog.tick(now=NOW + 30)

    assert swept_at > long_ago
    assert Job.objects.get(pk=job.pk).queued_at == long_ago
    assert WorkerBeat.objects.get(name="satu").seen_at > beat


@pytest.mark.django_db(transaction=True)
def test_a_silent_database_does_not_stop_the_watchdog(watchdog, monkeypatch):
    from django.db import OperationalError

    def fail(now):
        raise OperationalError

    monkeypatch.setattr(watchdog, "_look_at_queue", fail)

    watchdog.tick(now=NOW)

    assert watchdog.groups[0].calls[-1] == "start"
