"""Keeps clusters working: replaces stuck ones, looks for due work, sweeps the outbox, gives /healthz a sign of life."""

import logging
import signal
import time
from threading import Event
from typing import Any

from django.db import Error, close_old_connections
from django.utils import timezone
from django_q.models import OrmQ

from lms.models import WorkerBeat
from lms.services import jobs, routines
from lms.services.clusters import ClusterGroup

logger = logging.getLogger(__name__)
TICK = 1.0
BEAT_EVERY = 15.0


class Watchdog:
    """Runs `count` clusters until SIGTERM or SIGINT; `patience` and `sweep_every` are seconds.

    Replaces a group when its main process or sentinel is gone, when work waits and it starts nothing for `patience`,
    or when it leaves finished work unacknowledged for as long. A stopping group has `grace` seconds to end its task.
    """

    def __init__(
        self, *, count: int, patience: float = 20.0, sweep_every: float = 60.0, grace: float = 30.0, name: str
    ) -> None:
        self.groups = [ClusterGroup(patience=patience) for _number in range(count)]
        self.sweep_every, self.grace, self.name = sweep_every, grace, name
        self.stopping = Event()
        self.waiting_since: float | None = None
        self.swept_at = self.beat_at = float("-inf")

    def run(self) -> None:
        for group in self.groups:
            group.start()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask_to_stop)
        while not self.stopping.is_set():
            self.tick(now=time.monotonic())
            self.stopping.wait(TICK)
        self.stop()

    def tick(self, *, now: float) -> None:
        """One look at the queue and every group; a database that does not answer is tried again next time."""
        try:
            close_old_connections()
            self._look_at_queue(now)
        except Error as error:
            logger.warning("The watchdog cannot reach the database: %s", type(error).__name__)
        for group in self.groups:
            trouble = group.find_trouble(now=now, waiting_since=self.waiting_since)
            if trouble:
                logger.warning("Cluster %s is replaced: %s.", group.process.pid, trouble)
                group.kill()
                group.start()

    def stop(self) -> None:
        """Let every group finish what it does, for `grace` seconds; one that does nothing and stays is stuck."""
        for group in self.groups:
            group.stop()
        start = time.monotonic()
        while any(group.is_stopping(after=time.monotonic() - start, grace=self.grace) for group in self.groups):
            time.sleep(0.1)
        for group in self.groups:
            group.kill()

    def _look_at_queue(self, now: float) -> None:
        moment = timezone.now()
        has_work = OrmQ.objects.filter(lock__lte=moment).exists()
        self.waiting_since = (self.waiting_since or now) if has_work else None
        if now - self.swept_at >= self.sweep_every:
            self.swept_at = now
            routines.look_for_work(now=moment)
            jobs.sweep(now=moment)
        if now - self.beat_at >= BEAT_EVERY:
            self.beat_at = now
            WorkerBeat.objects.update_or_create(name=self.name, defaults={"seen_at": moment})

    def _ask_to_stop(self, *args: Any) -> None:
        self.stopping.set()
