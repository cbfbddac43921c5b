#!/usr/bin/env python3
"""Make this machine ready: virtual environment, system libraries, translations, database, static files, demo.

Needs nothing but Python 3.11. Every step leaves a stamp of its inputs in .state/ and is skipped
while they stay the same.
Usage: prepare.py packages | prepare.py test | prepare.py site
"""

import hashlib
import os
import shutil
import subprocess
import sys
from ctypes.util import find_library
from importlib.util import find_spec
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
STATE = PROJECT / ".state"
VENV = PROJECT / os.environ.get("VENV", ".venv")
PYTHON = VENV / "bin" / "python"
BROWSERS = ["chromium", "chromium-browser", "google-chrome"]


def say(text):
    print(f"· {text}", flush=True)


def run(*command, **options):
    result = subprocess.run([str(part) for part in command], cwd=PROJECT, check=False, **options)
    if result.returncode:
        sys.exit(f"This step failed: {' '.join(str(part) for part in command)}")


def digest(*patterns):
    """One hash over the names and bytes of all files that match."""
    total = hashlib.sha256(f"{VENV}{sys.version_info[:2]}".encode())
    for path in sorted({path for pattern in patterns for path in PROJECT.glob(pattern) if path.is_file()}):
        if "__pycache__" not in path.parts:
            total.update(str(path.relative_to(PROJECT)).encode() + path.read_bytes())
    return total.hexdigest()


def once(name, inputs, step, *also):
    """Run `step` unless its stamp says that it ran with these inputs and everything in `also` exists."""
    stamp = STATE / name
    if stamp.exists() and stamp.read_text() == inputs and all(Path(path).exists() for path in also):
        return
    step()
    STATE.mkdir(exist_ok=True)
    stamp.write_text(inputs)


def install_system_packages(why, *packages):
    """With apt as root; otherwise say the one command that is missing."""
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say(f"{why}: installing {' '.join(packages)}")
        quiet = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL}
        subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)
        run(*command, **quiet)
    else:
        sys.exit(f"{why} is missing. Run this command, then try again:\n    sudo {' '.join(command)}")


def see_to_libraries():
    if not (find_library("pango-1.0") and find_library("pangoft2-1.0")):
        install_system_packages("Pango, which draws the PDFs,", "libpango-1.0-0", "libpangoft2-1.0-0")


def see_to_browser():
    if not any(shutil.which(name) for name in BROWSERS):
        install_system_packages("Chromium, which the browser tests drive,", "chromium")
    if not shutil.which("pdftoppm"):
        install_system_packages("Poppler, which turns PDFs into pictures for the tests,", "poppler-utils")


def make_environment(requirements):
    def build():
        if find_spec("ensurepip") is None:  # Debian leaves it out of its Python
            install_system_packages("Python's venv module", "python3-venv")
        if not PYTHON.exists():
            say("making the virtual environment")
            run(sys.executable, "-m", "venv", VENV)
        say(f"installing {requirements}")
        run(
            PYTHON,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--require-hashes",
            "-r",
            requirements,
        )

    once(f"packages-{Path(requirements).stem}", digest(requirements), build, PYTHON)


def manage(*arguments):
    run(PYTHON, "manage.py", *arguments)


def compile_messages():
    def build():
        if list(PROJECT.glob("locale/*/LC_MESSAGES/*.po")):
            for domain in ("django", "djangojs"):
                if list(PROJECT.glob(f"locale/*/LC_MESSAGES/{domain}.po")):
                    command = [VENV / "bin" / "pybabel", "-q", "compile", "-d", "locale", "-D", domain, "--statistics"]
                    run(*command, stderr=subprocess.DEVNULL)

    once(
        "messages", digest("locale/**/*.po"), build, *[po.with_suffix(".mo") for po in PROJECT.glob("locale/*/*/*.po")]
    )


def prepare_site():
    state_dir = Path(os.environ.get("STATE_DIR", PROJECT / "var"))
    state_dir.mkdir(parents=True, exist_ok=True)
    place = f"{state_dir}{os.environ.get('DATABASE_URL', '')}"
    database = [] if "DATABASE_URL" in os.environ else [state_dir / "db.sqlite3"]
    packages = digest("requirements.txt")

    def migrate():
        say("bringing the database up to date")
        manage("migrate", "--verbosity=0")

    def collect():
        say("collecting static files")
        manage("collectstatic", "--noinput", "--verbosity=0", "--clear")

    def load_demo():
        if (PROJECT / "demo/management/commands/load_demo.py").exists():
            say("loading the demo")
            manage("load_demo")

    once("migrations", place + packages + digest("*/migrations/*.py"), migrate, *database)
    once("static", packages + digest("static/**/*"), collect, PROJECT / "static-root")
    once("demo", place + digest("demo/**/*", "curriculum/**/*"), load_demo, *database)


def main():
    if sys.version_info < (3, 11):
        sys.exit("Python 3.11 or newer is needed.")
    goal = sys.argv[1] if len(sys.argv) > 1 else "site"
    see_to_libraries()
    make_environment("requirements-test.txt" if goal == "test" else "requirements.txt")
    compile_messages()
    if goal == "test":
        see_to_browser()
    if goal == "site":
        prepare_site()


if __name__ == "__main__":
    main()
