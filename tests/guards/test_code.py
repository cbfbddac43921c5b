"""The layers, the shape and the promises about what is not in the repository."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from wagtail.snippets.models import get_snippet_models

from bench import shape

PROJECT = Path(__file__).resolve().parents[2]
INDEX_HOSTS = re.compile("|".join(["pypi" + r"\.org", "pythonhosted" + r"\.org", "--index" + "-url", "cdn" + r"\."]))
LATER = {"test lines / code lines"}
"""Judged by `make check`, over the whole repository at once."""


def test_apps_import_downwards_only():
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    result = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stdout[-2000:]


@pytest.mark.parametrize(
    "measure", shape.judge(shape.measure_files(shape.tracked_files())), ids=lambda measure: measure.name
)
def test_the_shape_keeps_its_budget(measure):
    if measure.name not in LATER:
        assert measure.is_kept, f"{measure.value}, budget {measure.budget}: {measure.places}"


def test_shape_finds_what_it_should():
    found = shape.Shape()
    long_function = "def long():\n" + "    pass\n" * 41
    shape.measure_python(found, "lms/x.py", f"from members import y  # noqa: F401\n{long_function}")
    shape.measure_python(found, "tests/x.py", f"from unittest.{'mock'} import Mock\n")

    over = {measure.name for measure in shape.judge(found) if not measure.is_kept}

    assert over >= {
        "function lines max",
        "imports upwards",
        "tests that mock",
        "excuses per 10,000 lines",
        "excuses without a reason",
    }


def test_nothing_names_a_package_index_or_a_foreign_host():
    text_endings = {".py", ".toml", ".txt", ".html", ".js", ".css", ".yaml", ".yml", ".sh", ""}
    named = [
        str(path.relative_to(PROJECT))
        for path in shape.tracked_files()
        if path.suffix in text_endings and path.parts[-1] != "LICENSE" and INDEX_HOSTS.search(path.read_text("latin-1"))
    ]

    assert named == []


def test_the_queue_has_no_screen():
    """A Schedule row runs any function it names."""
    assert not apps.is_installed("django.contrib.admin")
    assert [model for model in get_snippet_models() if model._meta.app_label == "django_q"] == []


def test_a_message_is_repeated_only_long_after_its_time_limit():
    assert settings.Q_CLUSTER["retry"] >= settings.Q_CLUSTER["timeout"] * 2
    assert settings.Q_CLUSTER["timeout"] < settings.JOB_LEASE_SECONDS
    assert (settings.Q_CLUSTER["workers"], settings.Q_CLUSTER["bulk"], settings.Q_CLUSTER["orm"]) == (1, 1, "default")
