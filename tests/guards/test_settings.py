"""Settings: every variable documented, production demanding and clean, secrets from files."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

PROJECT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "lms.settings.production",
    "SECRET_KEY": "Vq9-tests-only-4b8f0e2d7c6a5918f3e2d1c0b9a8f7e6d5c4b3a2918070615",
    "ALLOWED_HOSTS": "contoh.example",
    "BASE_URL": "https://contoh.example",
}


def variables_in_code():
    """The first argument of every call of a method of `env`."""
    names = set()
    for path in [*PROJECT.glob("lms/settings/*.py"), *PROJECT.glob("*/env.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            is_method = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            if is_method and getattr(node.func.value, "id", "") == "env" and node.args:
                names.add(node.args[0].value)
    return names


def manage(*arguments, **environment):
    keep = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, cwd=PROJECT, env={**keep, **environment}, capture_output=True, text=True, check=False
    )


def test_the_example_names_every_variable_once():
    names = re.findall(r"^#?([A-Z][A-Z_]+)=", (PROJECT / ".env.example").read_text(), re.MULTILINE)

    assert sorted(names) == sorted(variables_in_code())


def test_the_manual_explains_every_variable():
    names = re.findall(r"^\| `([A-Z_]+)` \|", (PROJECT / "docs/configuration.md").read_text(), re.MULTILINE)

    assert sorted(names) == sorted(variables_in_code())


def test_no_code_reads_the_environment_past_env():
    readers = [
        str(path.relative_to(PROJECT))
        for app in ("members", "courses", "quizzes", "bimtek", "certificates", "reports", "lms")
        for path in (PROJECT / app).rglob("*.py")
        if re.search(r"os\.(environ|getenv)", path.read_text())
    ]

    tells_other_libraries = ["lms/settings/test.py", "lms/weasy.py", "lms/wsgi.py"]
    assert sorted(readers) == tells_other_libraries


def test_production_passes_the_deployment_check(tmp_path):
    result = manage("check", "--deploy", "--fail-level", "WARNING", STATE_DIR=str(tmp_path), **PRODUCTION)

    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS", "BASE_URL"])
def test_production_demands_what_has_no_default(tmp_path, missing):
    environment = {name: value for name, value in PRODUCTION.items() if name != missing}

    result = manage("check", STATE_DIR=str(tmp_path), **environment)

    assert result.returncode != 0
    assert f"{missing} is not set. See docs/configuration.md." in result.stderr


def test_a_secret_may_come_from_a_file(tmp_path):
    (tmp_path / "key").write_text(PRODUCTION["SECRET_KEY"])
    environment = {**PRODUCTION, "SECRET_KEY_FILE": str(tmp_path / "key"), "STATE_DIR": str(tmp_path)}
    del environment["SECRET_KEY"]

    result = manage("shell", "-v0", "-c", "from django.conf import settings; print(settings.SECRET_KEY)", **environment)

    assert result.stdout.strip() == PRODUCTION["SECRET_KEY"]


def test_the_host_is_never_believed():
    assert settings.USE_X_FORWARDED_HOST is False
    assert settings.USE_X_FORWARDED_PORT is False


def test_a_page_view_writes_no_session():
    assert settings.SESSION_SAVE_EVERY_REQUEST is False


def test_page_views_take_no_transaction():
    assert settings.DATABASES["default"].get("ATOMIC_REQUESTS", False) is False
