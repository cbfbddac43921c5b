#!/usr/bin/env python3
"""Run web server and job worker together until Ctrl-C, and say when the site answers."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
HOST = os.environ.get("HOST", "127.0.0.1")
PORT = os.environ.get("PORT", "8000")
HOME = f"http://{'localhost' if HOST in ('127.0.0.1', '0.0.0.0') else HOST}:{PORT}"
ACCOUNTS = "anggota · pelatih · staf · admin"
PASSWORD = "belajar-kim"
WAIT = 60


def start(*command):
    environment = {"DJANGO_SETTINGS_MODULE": "lms.settings.dev", **os.environ, "PORT": PORT}
    return subprocess.Popen([sys.executable, *command], cwd=PROJECT, env=environment, start_new_session=True)


def start_web():
    options = ["--interface", "wsgi", "--host", HOST, "--port", PORT, "--workers", os.environ.get("WEB_WORKERS", "2")]
    return start("-m", "granian", *options, "--blocking-threads", "4", "--log-level", "warning", "lms.wsgi:application")


def is_well():
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=5) as answer:
            return json.load(answer)["status"] == "ok"
    except (urllib.error.URLError, OSError, ValueError):
        return False


def wait_until_well(processes, stopping):
    deadline = time.monotonic() + WAIT
    while time.monotonic() < deadline and not stopping and all(each.poll() is None for each in processes):
        if is_well():
            return True
        time.sleep(0.2)
    return False


def announce():
    print(f"\n  Belajar KIM is ready.\n\n  Site         {HOME}/\n  Back office  {HOME}/cms/")
    print(f"  Check        {HOME}/verifikasi/\n  Accounts     {ACCOUNTS}\n  Password     {PASSWORD}")
    print("\n  Ctrl-C stops everything.\n", flush=True)


def stop(processes):
    for each in processes:
        if each.poll() is None:
            each.terminate()
    for each in processes:
        try:
            each.wait(40)
        except subprocess.TimeoutExpired:
            os.killpg(each.pid, signal.SIGKILL)


def main():
    stopping = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.append(True))
    processes = [start_web()]
    was_well = wait_until_well(processes, stopping)
    if was_well:  # pages first: both at once would only slow each other down
        processes.append(start("manage.py", "run_worker"))
        announce()
    elif not stopping:
        print(f"The site did not answer within {WAIT} seconds; the messages above say why.", file=sys.stderr)
    while was_well and not stopping and all(each.poll() is None for each in processes):
        time.sleep(0.3)
    stop(processes)
    sys.exit(0 if stopping else 1)


if __name__ == "__main__":
    main()
