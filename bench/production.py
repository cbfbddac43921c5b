"""A demo site served as in production, for the figures that need one. Needs the packages of the tests."""

import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import psutil

from tests.journeys.site import ROOT, free_port, manage, running, site_environment, wait_until_healthy

SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "lms.settings.production",
    "SECURE_SSL_REDIRECT": "False",
    "ALLOWED_HOSTS": "127.0.0.1",
    "BEHIND_PROXY": "true",
}


@contextmanager
def production_site(*, question, workers=1):
    """Yield the port, what `question` (Python about the demo) printed, and the server's process."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        port = free_port()
        env = site_environment(Path(folder), port) | {"SECRET_KEY": "bench-" * 10}
        for command in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"], ["load_demo"]):
            manage(*command, env=env)
        shell = [sys.executable, "manage.py", "shell", "-v0", "-c", question]
        answer = subprocess.run(shell, cwd=ROOT, env=env, check=True, capture_output=True, text=True).stdout.strip()
        web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", str(workers)]
        with running([*web, "--blocking-threads", "1", "lms.wsgi:application"], env | SETTINGS) as process:
            wait_until_healthy(f"http://127.0.0.1:{port}")
            yield port, answer, psutil.Process(process.pid)


def busy_seconds(server):
    """Of the processor, by the server and everything it started."""
    times = [process.cpu_times() for process in [server, *server.children(recursive=True)]]
    return sum(each.user + each.system for each in times)
