"""For the test suite: real PostgreSQL from a wheel unless DATABASE_URL is set, fast hashes, files in a temp folder."""

import os
import tempfile

if "DATABASE_URL" not in os.environ:
    from tests.postgres import embedded_postgres_url

    os.environ["DATABASE_URL"] = embedded_postgres_url()
os.environ.setdefault("STATE_DIR", tempfile.mkdtemp(prefix="lms-test-"))
if not os.environ["STATE_DIR"].endswith(worker := os.environ.get("PYTEST_XDIST_WORKER", "")):
    os.environ["STATE_DIR"] += f"/{worker}"  # inherited by all processes; two would delete each other's files
    os.makedirs(os.environ["STATE_DIR"], exist_ok=True)
os.environ.setdefault("FONT_DIR", f"{tempfile.gettempdir()}/lms-test-fonts")  # cut once for all test processes

from .dev import *
from .dev import DATABASES, WAGTAILSEARCH_BACKENDS
from .dev import STORAGES as DEV_STORAGES

DEBUG = False
BASE_URL = "http://localhost:8000"
WAGTAILADMIN_BASE_URL = BASE_URL
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = DEV_STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "pages": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}
WAGTAILSEARCH_BACKENDS["default"]["AUTO_UPDATE"] = False  # nothing but Wagtail's own page search reads this index
ACCOUNT_RATE_LIMITS = False
SIGNING_KEYS = SIGNING_PASSPHRASE = SIGNING_TSA_URL = ""
_NAME = f"test_{os.environ.get('TEST_DATABASE', 'lms')}"
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    _NAME = f"{os.environ['STATE_DIR']}/{_NAME}.sqlite3"
DATABASES["default"]["TEST"] = {"NAME": _NAME}
