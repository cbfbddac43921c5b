"""Real processes on the test database, killed with SIGKILL in the middle of their work."""

import multiprocessing
import os
import re
import time
from multiprocessing.sharedctypes import RawArray
from typing import NamedTuple

from django.db import connection, connections

FORK = multiprocessing.get_context("fork")
PATIENCE = 60
CONNECTED = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
COUNTED = re.compile(r'UPDATE "?certificates_numberseries"? SET "?next_serial"? = ')


class Death(NamedTuple):
    """Who died with which number in hand, and what the counter said to everybody else at that moment."""

    place: int
    in_hand: int
    committed: int
    waiting: int


def start(work, *arguments):
    """A process that does `work(*arguments)` on connections of its own."""
    connections.close_all()
    process = FORK.Process(target=work, args=arguments, daemon=True)
    process.start()
    return process


def kill(process):
    process.kill()  # SIGKILL
    process.join()


def kill_once(processes, is_time, *, patience=PATIENCE):
    """Kill them all as soon as `is_time()`, or when they are through; whether any was still at work."""
    deadline = time.monotonic() + patience
    while not is_time() and any(row.is_alive() for row in processes) and time.monotonic() < deadline:
        time.sleep(0.003)
    was_busy = any(row.is_alive() for row in processes)
    for process in processes:
        kill(process)
    return was_busy


class Crowd:
    """As many processes as `values`, each with a connection of its own, let go at one moment to do `work(value)`.

    `halts` names, by place, words of the statement after which that process stays where it is until it is killed.
    """

    def __init__(self, work, values, halts=None):
        self.in_hand = RawArray("i", len(values))
        self.deaths, halts = [], halts or {}
        gate, opener = os.pipe()
        self.processes = [
            start(self._take_part, work, value, place, halts.get(place), (gate, opener))
            for place, value in enumerate(values)
        ]
        os.close(gate)
        self._wait_until_connected()
        os.close(opener)
        self._kill_who_halts(set(halts))
        for process in self.processes:
            process.join(PATIENCE)
        self.exits = [process.exitcode for process in self.processes]

    def _take_part(self, work, value, place, halt, pipe):
        gate, opener = pipe
        os.close(opener)
        connection.ensure_connection()
        os.read(gate, 1)  # until the last copy of the other end is closed
        with connection.execute_wrapper(self._stay_after(halt, place)):
            work(value)

    def _stay_after(self, halt, place):
        number = 0

        def execute_and_stay(execute, sql, params, many, context):
            nonlocal number
            result = execute(sql, params, many, context)
            number = params[0] - 1 if COUNTED.match(sql) else number
            if halt and halt in sql:
                self.in_hand[place] = number
                time.sleep(PATIENCE)
            return result

        return execute_and_stay

    def _wait_until_connected(self):
        deadline = time.monotonic() + PATIENCE
        while ask(CONNECTED) < len(self.processes):
            assert time.monotonic() < deadline, "not everybody got a connection"
            time.sleep(0.01)

    def _kill_who_halts(self, places):
        deadline = time.monotonic() + PATIENCE
        while places and time.monotonic() < deadline:
            for place in [place for place in places if self.in_hand[place]]:
                waiting = ask(f"{CONNECTED} AND wait_event_type = 'Lock'")
                committed = ask("SELECT next_serial FROM certificates_numberseries")
                self.deaths.append(Death(place, self.in_hand[place], committed, waiting))
                kill(self.processes[place])
                places.remove(place)
            time.sleep(0.002)


def ask(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]
