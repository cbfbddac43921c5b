"""The scripts behind `make`, as far as they can be tried without a fresh machine."""

import importlib.util
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]


def load(name):
    spec = importlib.util.spec_from_file_location(name, PROJECT / f"deploy/{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def prepare(tmp_path, monkeypatch):
    script = load("prepare")
    monkeypatch.setattr(script, "STATE", tmp_path / "state")
    monkeypatch.setattr(script, "PROJECT", tmp_path)
    return script


def test_a_step_runs_once_while_its_inputs_stay_the_same(prepare, tmp_path):
    runs = []

    for inputs in ("a", "a", "b", "b"):
        prepare.once("step", inputs, lambda: runs.append(1))

    assert len(runs) == 2


def test_a_step_runs_again_when_its_result_is_gone(prepare, tmp_path):
    runs, result = [], tmp_path / "result"

    def build():
        runs.append(1)
        result.touch()

    for _second in range(2):
        prepare.once("step", "a", build, result)
    result.unlink()
    prepare.once("step", "a", build, result)

    assert len(runs) == 2


def test_a_failed_step_leaves_no_stamp(prepare):
    def fail():
        raise SystemExit(1)

    with pytest.raises(SystemExit):
        prepare.once("step", "a", fail)

    assert not (prepare.STATE / "step").exists()


def test_a_digest_sees_names_and_bytes(prepare, tmp_path):
    empty = prepare.digest("*.po")
    (tmp_path / "a.po").write_text("a")
    one = prepare.digest("*.po")
    (tmp_path / "a.po").rename(tmp_path / "b.po")

    assert len({empty, one, prepare.digest("*.po")}) == 3


def test_without_root_the_one_command_is_printed(prepare, monkeypatch):
    monkeypatch.setattr(prepare.os, "geteuid", lambda: 1000)

    with pytest.raises(SystemExit) as refusal:
        prepare.install_system_packages("Pango", "libpango-1.0-0")

    assert "sudo apt-get install -y --no-install-recommends libpango-1.0-0" in str(refusal.value)


def test_every_requirement_is_pinned_with_a_hash():
    for name in ("requirements.txt", "requirements-test.txt"):
        text = (PROJECT / name).read_text()
        packages = re.findall(r"^[\w.\[\]-]+==[^ ]+", text, re.MULTILINE)

        assert len(packages) > 50
        assert len(re.findall(r"^\S.*\\\n    --hash=sha256:", text, re.MULTILINE)) == len(packages)


def test_both_lists_agree():
    def versions(name):
        rows = re.findall(r"^([\w.\[\]-]+)==([^ ;]+)", (PROJECT / name).read_text(), re.MULTILINE)
        return {(package, version) for package, version in rows}

    assert versions("requirements.txt") - versions("requirements-test.txt") == set()


def test_every_dependency_is_in_the_list():
    import tomllib

    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["test"]]
    names = {re.match(r"[\w.-]+", row)[0].lower().replace("_", "-").replace(".", "-") for row in wanted}
    text = (PROJECT / "requirements-test.txt").read_text()
    rows = re.findall(r"^([\w.-]+)", text, re.MULTILINE)
    pinned = {name.lower().replace("_", "-").replace(".", "-") for name in rows}

    assert sorted(names - pinned) == []


def test_make_lists_its_targets():
    result = subprocess.run(["make"], cwd=PROJECT, capture_output=True, text=True, check=True)

    names = [line.split()[0] for line in result.stdout.splitlines() if line]
    assert {"run", "test", "check", "bench", "messages", "clean"} <= set(names)


def free_port():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def answers(process, port, seconds=60):
    from urllib.request import urlopen

    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            return urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).status
        except OSError:
            time.sleep(0.3)
    return None


@pytest.mark.cluster
@pytest.mark.django_db(transaction=True)
def test_web_and_worker_start_and_stop_together():
    from django.db import connection

    port = free_port()
    environment = {
        **os.environ,
        "PORT": str(port),
        "WEB_WORKERS": "1",
        "DJANGO_SETTINGS_MODULE": "tests.lms.cluster_settings",
        "CLUSTER_DATABASE": str(connection.settings_dict["NAME"]),
    }
    process = subprocess.Popen(
        [sys.executable, "deploy/run_site.py"], cwd=PROJECT, env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        status = answers(process, port)
        process.send_signal(signal.SIGINT)
        output, _errors = process.communicate(timeout=60)
    finally:
        process.kill()

    assert (status, process.returncode) == (200, 0)
    assert f"http://localhost:{port}/cms/" in output
    assert "anggota · pelatih · staf · admin" in output
