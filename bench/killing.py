"""`manage.py run_worker` as processes that can be killed, each in its way."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
COMMAND = [sys.executable, "manage.py", "run_worker", "--clusters=1", "--patience=15", "--sweep-every=3"]
PATIENCE = 900


class Worker:
    """Started at once; killed and followed by the next."""

    def __init__(self):
        self.starts = 0
        self.start()

    def start(self):
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "bench.kill_settings", "LOG_LEVEL": "ERROR"}
        self.process = subprocess.Popen(COMMAND, cwd=ROOT, env=environment, start_new_session=True)
        self.starts += 1

    def kill(self, turn):
        """In turn: everything, and a new worker is started; the cluster alone; who works hardest, alone."""
        (self.kill_everything, self.kill_cluster, self.kill_busiest)[turn % 3]()

    def kill_everything(self):
        for each in self.crew():
            with suppress(psutil.Error):
                each.kill()
        self.process.wait()
        self.start()

    def kill_cluster(self):
        """Main process, sentinel, worker, monitor, pusher; the watchdog is left to see to it."""
        for each in self.crew()[:-1]:
            with suppress(psutil.Error):
                each.kill()

    def kill_busiest(self):
        """The worker; its sentinel is left to see to it."""
        leaves = [each for each in self.crew() if not each.children()]
        before = [sum(each.cpu_times()[:2]) for each in leaves]
        time.sleep(0.1)
        after = [sum(each.cpu_times()[:2]) for each in leaves]
        leaves[max(range(len(leaves)), key=lambda place: after[place] - before[place])].kill()

    def crew(self):
        """Children before the watchdog, which is last."""
        watchdog = psutil.Process(self.process.pid)
        return [*watchdog.children(recursive=True), watchdog]

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(40)
        with suppress(psutil.Error):
            for each in self.crew():
                each.kill()


def wait_until(question):
    deadline = time.monotonic() + PATIENCE
    while not question():
        if time.monotonic() > deadline:
            raise TimeoutError("the worker does not get on")
        time.sleep(0.02)
