#!/usr/bin/env python3
"""All static checks, one after the other; prints what failed and ends with 1 if anything did."""

import os
import subprocess
import sys
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "lms.settings.production",
    "SECRET_KEY": "only-for-this-check-7c1e4b0a96d84f3f8f6f5f1d2b3c4a5e6f708192a3b4c5d6",
    "ALLOWED_HOSTS": "contoh.example",
    "BASE_URL": "https://contoh.example",
    "BEHIND_PROXY": "true",
}


def templates():
    names = subprocess.run(["git", "ls-files", "*.html"], cwd=PROJECT, capture_output=True, text=True, check=True)
    return [name for name in names.stdout.split() if (PROJECT / name).exists()]


def typed():
    return [str(path) for app in sorted(PROJECT.glob("*/apps.py")) for path in typed_of(app.parent)]


def typed_of(app):
    return [path for path in (app / "services", app / "permissions.py", app / "env.py") if path.exists()]


def checks():
    python = sys.executable
    return [
        ("style", ["ruff", "check", "."], {}),
        ("format", ["ruff", "format", "--check", "."], {}),
        ("templates", ["djade", "--target-version", "5.2", "--check", *templates()], {}),
        ("layers", ["lint-imports"], {}),
        ("types", ["mypy", *typed()], {}),
        ("migrations", [python, "manage.py", "makemigrations", "--check", "--dry-run"], {}),
        ("shape", [python, "-m", "bench.shape"], {}),
        ("deployment", [python, "manage.py", "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
    ]


def main():
    failed = []
    for name, command, environment in checks():
        start = time.monotonic()
        result = subprocess.run(
            command, cwd=PROJECT, env={**os.environ, **environment}, capture_output=True, text=True, check=False
        )
        word = "ok" if result.returncode == 0 else "FAILED"
        print(f"{name:12} {word}  {time.monotonic() - start:.1f} s", flush=True)
        if result.returncode:
            failed.append(name)
        if result.returncode or name == "shape" or "--verbose" in sys.argv:
            print((result.stdout + result.stderr).strip(), flush=True)
    sys.exit(f"Failed: {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main()
