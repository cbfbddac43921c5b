"""Real processes on the test database, killed with SIGKILL in the middle of their work."""

import multiprocessing
import time

from django.db import connections

FORK = multiprocessing.get_context("fork")


def start(work, *arguments):
    """A process that does `work(*arguments)` on connections of its own."""
    connections.close_all()
    process = FORK.Process(target=work, args=arguments, daemon=True)
    process.start()
    return process


def kill(process):
    process.kill()  # SIGKILL
    process.join()


def kill_once(processes, is_time, *, patience=30):
    """Kill them all as soon as `is_time()`, or when they are through; whether any was still at work."""
    deadline = time.monotonic() + patience
    while not is_time() and any(row.is_alive() for row in processes) and time.monotonic() < deadline:
        time.sleep(0.003)
    was_busy = any(row.is_alive() for row in processes)
    for process in processes:
        kill(process)
    return was_busy
