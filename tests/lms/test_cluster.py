"""A real cluster under kill -9: slow by nature, and the only proof that counts."""

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest
from django.db import connection
from django.utils import timezone

from lms.models import MAX_ATTEMPTS, Job, WorkerBeat
from lms.services import jobs

PROJECT = Path(__file__).resolve().parents[2]
JOB_COUNT = 60
pytestmark = [pytest.mark.cluster, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def effect_table():
    """A table that would take the same key twice."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE tests_effect (job_key integer)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE tests_effect")


def effects():
    with connection.cursor() as cursor:
        cursor.execute("SELECT job_key FROM tests_effect")
        return [row[0] for row in cursor.fetchall()]


def start_worker(*options):
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.lms.cluster_settings",
        "CLUSTER_DATABASE": str(connection.settings_dict["NAME"]),
    }
    command = [sys.executable, "manage.py", "run_worker", *options]
    return subprocess.Popen(command, cwd=PROJECT, env=environment, start_new_session=True)


@contextmanager
def worker(*options):
    process = start_worker(*options)
    try:
        yield process
    finally:
        for each in crew(process):
            with suppress(psutil.Error):
                each.kill()
        process.kill()
        process.wait()


def crew(process):
    with suppress(psutil.Error):
        return psutil.Process(process.pid).children(recursive=True)
    return []


def wait_for(question, seconds):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if question():
            return True
        time.sleep(0.2)
    return False


def promise(count):
    return [jobs.enqueue(kind="tests.slow", key=str(key), now=timezone.now()).pk for key in range(count)]


def done_count():
    return Job.objects.filter(kind="tests.slow", state=Job.State.DONE).count()


def kill_one(process, dice):
    """Kill -9 any process of the crew, cluster mains and sentinels included."""
    with suppress(psutil.Error, IndexError):
        dice.choice(crew(process)).kill()


def test_kill_minus_nine_loses_and_doubles_nothing():
    dice = random.Random(13)
    promise(JOB_COUNT)

    with worker("--clusters=3", "--patience=3", "--sweep-every=2") as process:
        assert wait_for(lambda: done_count() > 0, 30)
        for _round in range(12):
            kill_one(process, dice)
            time.sleep(0.4)
        assert done_count() < JOB_COUNT, "the batch was over before the last kill: nothing was proved"
        Job.objects.filter(state=Job.State.FAILED).update(state=Job.State.WAITING, attempts=0)
        assert wait_for(lambda: done_count() == JOB_COUNT, 60)

    assert sorted(effects()) == list(range(JOB_COUNT))
    assert Job.objects.filter(attempts__gt=MAX_ATTEMPTS).count() == 0


def test_idle_workers_killed_are_replaced_and_sigterm_ends_everything():
    with worker("--clusters=2", "--patience=3", "--sweep-every=2") as process:
        promise(1)
        assert wait_for(lambda: done_count() == 1, 30)
        everybody = crew(process)
        for each in everybody:
            with suppress(psutil.Error):
                if each.children() == []:  # workers, monitors and pushers, all idle
                    each.kill()
        promise(10)
        assert wait_for(lambda: done_count() == 10, 40)
        everybody = crew(process)

        process.send_signal(signal.SIGTERM)

        assert process.wait(30) == 0
        assert [each for each in everybody if each.is_running() and each.status() != psutil.STATUS_ZOMBIE] == []
    assert WorkerBeat.objects.count() == 1


def test_clusters_leave_when_their_watchdog_is_killed():
    with worker("--clusters=2") as process:
        promise(1)
        assert wait_for(lambda: done_count() == 1, 30)
        everybody = crew(process)

        process.kill()

        assert wait_for(lambda: not any(each.is_running() for each in everybody), 20)
