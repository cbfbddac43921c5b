"""One django-q2 cluster of one worker in its own process group, and how to tell that it is stuck.

A killed process can leave a lock taken that its successor waits for without end, while every process looks alive.
So a cluster tells when it starts, finishes and acknowledges a task, and who watches it compares these moments.
"""

import contextlib
import ctypes
import multiprocessing
import os
import signal
import time
from multiprocessing.sharedctypes import RawArray
from typing import Any

import psutil
from django.db import connections
from django_q.cluster import Cluster
from django_q.conf import Conf
from django_q.signals import post_execute, post_execute_in_worker, pre_execute

FORK = multiprocessing.get_context("fork")
PR_SET_PDEATHSIG = 1
STARTED, FINISHED, ACKNOWLEDGED, WORKER = range(4)
"""Places in the beats: three moments of the monotonic clock, and the process id of the worker that started last."""
IDLE_GRACE = 5.0


class ClusterGroup:
    """A process group that can be started, examined, stopped and killed as one; all times are monotonic seconds."""

    def __init__(self, *, patience: float) -> None:
        self.patience = patience
        self.beats: Any = None
        self.process: Any = None
        self.born_at = 0.0
        self.unacknowledged_since: float | None = None
        self.last_acknowledged = 0.0

    def start(self) -> None:
        """Fork; close database connections first, because a child must not share them."""
        connections.close_all()
        self.beats, self.unacknowledged_since, self.last_acknowledged = RawArray("d", 4), None, 0.0
        self.process = FORK.Process(target=_run, args=(self.beats, os.getpid()))
        self.process.start()
        self.born_at = time.monotonic()
        with contextlib.suppress(OSError):
            os.setpgid(self.process.pid, self.process.pid)

    def find_trouble(self, *, now: float, waiting_since: float | None) -> str:
        """Why this group must be replaced, or an empty string; `waiting_since`: since when the queue holds work."""
        if not self.process.is_alive():
            return "its main process is gone"
        if now - self.born_at > self.patience and not self._has_sentinel():
            return "its sentinel is gone"
        if self._acknowledgements_lag(now):
            return "it does not acknowledge finished work"
        if self._is_busy():
            too_long = Conf.TIMEOUT + self.patience
            return "one task runs too long" if now - self.beats[STARTED] > too_long else ""
        quiet_since = max(self.born_at, *self.beats[STARTED:WORKER], waiting_since or now)
        return "work waits and it starts nothing" if now - quiet_since > self.patience else ""

    def stop(self) -> None:
        """Ask the cluster to finish its task and end."""
        with contextlib.suppress(OSError):
            os.kill(self.process.pid, signal.SIGTERM)

    def kill(self) -> None:
        """End every process of the group at once; the outbox makes that safe."""
        with contextlib.suppress(OSError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.join(5)

    def is_stopping(self, *, after: float, grace: float) -> bool:
        """Whether to go on waiting `after` seconds: a busy group gets `grace`, an idle one five seconds."""
        return self.process.is_alive() and after < (grace if self._is_busy() else min(grace, IDLE_GRACE))

    def _has_sentinel(self) -> bool:
        with contextlib.suppress(psutil.Error):
            children = psutil.Process(self.process.pid).children()
            return any(child.status() != psutil.STATUS_ZOMBIE for child in children)
        return False

    def _is_busy(self) -> bool:
        """Whether a task has started and not finished in a worker that still lives."""
        worker = int(self.beats[WORKER])
        return self.beats[STARTED] > self.beats[FINISHED] and psutil.pid_exists(worker)

    def _acknowledgements_lag(self, now: float) -> bool:
        acknowledged = self.beats[ACKNOWLEDGED]
        if acknowledged >= self.beats[FINISHED]:
            self.unacknowledged_since = None
        elif self.unacknowledged_since is None or acknowledged != self.last_acknowledged:
            self.unacknowledged_since = now
        self.last_acknowledged = acknowledged
        return self.unacknowledged_since is not None and now - self.unacknowledged_since > self.patience


def _run(beats: Any, parent_pid: int) -> None:
    """The child: become a group, leave with the watchdog, report, and serve until told to stop."""
    with contextlib.suppress(OSError):
        os.setpgid(0, 0)
    _leave_with_parent(parent_pid)
    _report_to(beats)
    cluster = Cluster()
    cluster.start()
    cluster.sentinel.join()


def _leave_with_parent(parent_pid: int) -> None:
    """Have the kernel send SIGTERM when the watchdog dies, so that its successor does not find a double crew."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent_pid:
        raise SystemExit


def _report_to(beats: Any) -> None:
    def note_start(**kwargs: Any) -> None:
        beats[WORKER], beats[STARTED] = os.getpid(), time.monotonic()

    def note_end(**kwargs: Any) -> None:
        beats[FINISHED] = time.monotonic()

    def note_acknowledgement(**kwargs: Any) -> None:
        beats[ACKNOWLEDGED] = time.monotonic()

    pre_execute.connect(note_start, weak=False)
    post_execute_in_worker.connect(note_end, weak=False)
    post_execute.connect(note_acknowledgement, weak=False)
