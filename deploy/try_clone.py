#!/usr/bin/env python3
"""Clone this repository into a temporary folder, `make run` it on a free port, and look at four pages as a visitor."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
MINUTES = 8


def free_port():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def fetch(home, path):
    """Status and text; 0 while nobody answers."""
    try:
        with urllib.request.urlopen(home + path, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""


def wait(home, process):
    deadline = time.monotonic() + MINUTES * 60
    while time.monotonic() < deadline:
        if process.poll() is not None:
            sys.exit("make run ended before the site answered.")
        if fetch(home, "/healthz")[0] == 200:
            return
        time.sleep(1)
    sys.exit(f"The site did not answer within {MINUTES} minutes.")


def expect(home, path, word=""):
    status, text = fetch(home, path)
    print(f"{status} {path}", flush=True)
    if status != 200 or word not in text:
        sys.exit(f"{path} answered {status} without {word!r}.")
    return text


def find_link(home, path, pattern):
    links = sorted(set(re.findall(pattern, expect(home, path))))
    if not links:
        sys.exit(f"No link like {pattern} on {path}.")
    return links[0]


def look_around(home):
    expect(home, "/healthz", '"status": "ok"')
    expect(home, "/", "Belajar KIM")
    course = find_link(home, "/kursus/", r'href="(?:https?://[^/"]+)?(/kursus/[\w-]+/)"')
    lesson = find_link(home, course, rf'href="(?:https?://[^/"]+)?({course}[\w-]+/[\w-]+/)"')
    expect(home, lesson, "<h1")
    expect(home, "/verifikasi/", "<form")


def main():
    folder = Path(tempfile.mkdtemp(prefix="belajar-kim-"))
    port = free_port()
    environment = {
        name: value for name, value in os.environ.items() if name not in {"VENV", "STATE_DIR", "DATABASE_URL"}
    }
    try:
        subprocess.run(["git", "clone", "--quiet", str(PROJECT), str(folder / "clone")], check=True)
        start = time.monotonic()
        process = subprocess.Popen(
            ["make", "run", f"PORT={port}"], cwd=folder / "clone", env=environment, start_new_session=True
        )
        try:
            wait(f"http://127.0.0.1:{port}", process)
            print(f"first start: {time.monotonic() - start:.0f} s", flush=True)
            look_around(f"http://127.0.0.1:{port}")
        finally:
            os.killpg(process.pid, signal.SIGINT)
            process.wait(60)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
