import pytest
from django.db import connections
from django.db.backends.sqlite3.base import DatabaseWrapper

from lms import checks
from lms.database import sqlite_options

SQLITE = "django.db.backends.sqlite3"


def database(**options):
    return {"default": {"ENGINE": SQLITE, "NAME": "x", "OPTIONS": {**sqlite_options(), **options}}}


def ids(errors):
    return [error.id for error in errors]


def test_sqlite_with_our_options_passes(settings):
    settings.DATABASES = database()

    assert checks.check_sqlite_options(None) == []


@pytest.mark.parametrize("options", [{"transaction_mode": "DEFERRED"}, {"timeout": 5}, {"init_command": ""}])
def test_sqlite_with_other_options_fails(settings, options):
    settings.DATABASES = database(**options)

    assert ids(checks.check_sqlite_options(None)) == ["lms.E001"]


def test_sqlite_options_are_free_while_debugging(settings):
    settings.DATABASES, settings.DEBUG = database(timeout=1), True

    assert checks.check_sqlite_options(None) == []


@pytest.fixture
def other_sqlite(tmp_path, monkeypatch):
    """Put a SQLite file with the given options in place of the default database, for the checks only."""
    opened = []

    def swap(options):
        settings = {**connections["default"].settings_dict, "ENGINE": SQLITE, "NAME": str(tmp_path / "x"), "TEST": {}}
        opened.append(DatabaseWrapper({**settings, "OPTIONS": options}, "default"))
        monkeypatch.setattr(checks, "connections", {"default": opened[0]})

    yield swap
    for wrapper in opened:
        if wrapper.connection:
            wrapper.connection.close()


@pytest.mark.django_db
def test_pragmas_in_force_pass(other_sqlite):
    other_sqlite(sqlite_options())

    assert checks.check_sqlite_pragmas(None, databases=["default"]) == []


@pytest.mark.django_db
def test_pragmas_not_in_force_fail(other_sqlite):
    other_sqlite({})

    errors = checks.check_sqlite_pragmas(None, databases=["default"])

    assert ids(errors) == ["lms.E002"]
    assert "journal_mode" in errors[0].msg


def test_pragmas_are_not_asked_without_a_database():
    assert checks.check_sqlite_pragmas(None, databases=[]) == []


def test_retry_must_exceed_timeout(settings):
    settings.Q_CLUSTER = {**settings.Q_CLUSTER, "retry": 121}

    assert ids(checks.check_queue_patience(None)) == ["lms.E003"]


def test_lease_must_exceed_timeout(settings):
    settings.JOB_LEASE_SECONDS = settings.Q_CLUSTER["timeout"]

    assert ids(checks.check_queue_patience(None)) == ["lms.E003"]


def test_our_queue_is_patient():
    assert checks.check_queue_patience(None) == []


def test_the_queue_is_patient_at_exactly_twice_its_limit(settings):
    settings.JOB_LEASE_SECONDS = 101
    settings.Q_CLUSTER = {"retry": 200, "timeout": 100}

    assert checks.check_queue_patience(None) == []
    settings.Q_CLUSTER = {"retry": 199, "timeout": 100}
    assert ids(checks.check_queue_patience(None)) == ["lms.E003"]


def test_a_lease_as_long_as_the_limit_is_too_short(settings):
    settings.JOB_LEASE_SECONDS = 100
    settings.Q_CLUSTER = {"retry": 200, "timeout": 100}

    assert ids(checks.check_queue_patience(None)) == ["lms.E003"]


def test_another_database_needs_no_sqlite_options(settings):
    settings.DEBUG = False
    settings.DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql"}}

    assert checks.check_sqlite_options(None) == []
