"""System checks: what must hold before the site serves people."""

from django.conf import settings
from django.core.checks import Error
from django.db import connections

PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "cache_size": -20000, "mmap_size": 134_217_728}
ADVICE = "Use lms.database.sqlite_options() for the OPTIONS of every SQLite database; docs/database.md says why."


def check_sqlite_options(app_configs, **kwargs):
    """With DEBUG off, SQLite must take its write lock at BEGIN and wait for others."""
    database = settings.DATABASES["default"]
    if settings.DEBUG or database["ENGINE"] != "django.db.backends.sqlite3":
        return []
    options = database.get("OPTIONS", {})
    missing = [name for name in PRAGMAS if name not in options.get("init_command", "")]
    if options.get("transaction_mode") == "IMMEDIATE" and options.get("timeout", 0) >= 20 and not missing:
        return []
    return [Error("SQLite runs without the settings that keep data safe.", hint=ADVICE, id="lms.E001")]


def check_sqlite_pragmas(app_configs, databases=None, **kwargs):
    """The same question put to the open database itself; runs with `migrate` and `check --database default`."""
    connection = connections["default"]
    if settings.DEBUG or "default" not in (databases or []) or connection.vendor != "sqlite":
        return []
    wrong = [name for name, expected in PRAGMAS.items() if read_pragma(connection, name) != expected]
    if not wrong or connection.is_in_memory_db():
        return []
    return [Error(f"SQLite pragmas not in force: {', '.join(wrong)}.", hint=ADVICE, id="lms.E002")]


def check_queue_patience(app_configs, **kwargs):
    """A queue that repeats a message before its time limit starts running jobs twice."""
    queue = settings.Q_CLUSTER
    if queue["retry"] >= queue["timeout"] * 2 and queue["timeout"] < settings.JOB_LEASE_SECONDS:
        return []
    return [Error("Q_CLUSTER: retry must be at least twice the timeout, and the lease longer than it.", id="lms.E003")]


def read_pragma(connection, name):
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        return cursor.fetchone()[0]
