#!/usr/bin/env python3
"""Clone this repository into a temporary folder, `make run` it on a free port, and look at its pages as people do.

A visitor sees the home page, a lesson and the verification form; the demo's member logs in and follows the address
printed on the own certificate, which then answers everybody.
"""

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
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
MINUTES = 8


def free_port():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def make_browser():
    """Keeps cookies, so that it can log in."""
    return urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))


def fetch(home, path, browser=None, form=None):
    """Status and text; 0 while nobody answers."""
    data = urllib.parse.urlencode(form).encode() if form else None
    try:
        with (browser or make_browser()).open(home + path, data, timeout=20) as answer:
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


def expect(home, path, word="", browser=None):
    status, text = fetch(home, path, browser)
    print(f"{status} {path}", flush=True)
    if status != 200 or word not in text:
        sys.exit(f"{path} answered {status} without {word!r}.")
    return text


def find_link(home, path, pattern, browser=None):
    links = sorted(set(re.findall(pattern, expect(home, path, browser=browser))))
    if not links:
        sys.exit(f"No link like {pattern} on {path}.")
    return links[0]


def log_in(home, username, password):
    browser = make_browser()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', expect(home, "/masuk/", browser=browser))[1]
    form = {"csrfmiddlewaretoken": token, "login": username, "password": password}
    status, _text = fetch(home, "/masuk/", browser, form)
    if status != 200:
        sys.exit(f"Logging in as {username} answered {status}.")
    return browser


def look_around(home):
    expect(home, "/healthz", '"status": "ok"')
    expect(home, "/", "Belajar KIM")
    course = find_link(home, "/kursus/", r'href="(?:https?://[^/"]+)?(/kursus/[\w-]+/)"')
    lesson = find_link(home, course, rf'href="(?:https?://[^/"]+)?({course}[\w-]+/[\w-]+/)"')
    expect(home, lesson, "<h1")
    expect(home, "/verifikasi/", "<form")
    member = log_in(home, "anggota", "belajar-kim")
    expect(home, find_link(home, "/belajar/", r'href="(/verifikasi/[\w-]+/)"', member), "Berlaku")


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
