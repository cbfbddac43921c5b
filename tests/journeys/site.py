"""The site as people meet it: migrated, filled with the demo, served by the real web server, with a real worker."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def site_environment(folder: Path, port: int) -> dict[str, str]:
    """A fresh SQLite site in `folder`; nothing of the test settings leaks in."""
    inherited = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "STATE_DIR"}}
    return inherited | {
        "DJANGO_SETTINGS_MODULE": "lms.settings.dev",
        "STATE_DIR": str(folder),
        "STATIC_ROOT": str(folder / "static"),
        "PORT": str(port),
        "BASE_URL": f"http://127.0.0.1:{port}",
        "LOG_LEVEL": "WARNING",
    }


def manage(*arguments: str, env: dict[str, str]) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=env, check=True, timeout=300)


@contextmanager
def running(command: list[str], env: dict[str, str]):
    """A process and everything it starts, ended together."""
    process = subprocess.Popen(command, cwd=ROOT, env=env, start_new_session=True)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def wait_until_healthy(base_url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            with urlopen(f"{base_url}/healthz", timeout=5):
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.3)
    raise TimeoutError(f"{base_url} did not answer within {START_SECONDS} seconds")


@contextmanager
def demo_site(folder: Path):
    """Yield the base URL of a running demo site."""
    port = free_port()
    env = site_environment(folder, port)
    manage("migrate", "--verbosity=0", env=env)
    manage("collectstatic", "--noinput", "--verbosity=0", env=env)
    manage("load_demo", env=env)
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    web += ["--workers", "1", "--blocking-threads", "4", "lms.wsgi:application"]
    with running(web, env), running([sys.executable, "manage.py", "run_worker"], env):
        base_url = f"http://127.0.0.1:{port}"
        wait_until_healthy(base_url)
        yield base_url
