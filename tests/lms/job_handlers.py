"""Handlers for jobs that only tests know."""

import time

from django.contrib.contenttypes.models import ContentType
from django.db import connection


def write_row(*, key, now):
    """Insert one row with a unique key, so that a second effect would be seen."""
    ContentType.objects.create(app_label="tests", model=f"job{key}")


def write_prepared(*, key, now, prepared):
    ContentType.objects.create(app_label="tests", model=prepared)


def prepare_name(*, key, now):
    return f"prepared{key}"


def fail(*, key, now):
    """Write, then fail: the write must be undone."""
    ContentType.objects.create(app_label="tests", model=f"job{key}")
    raise ValueError(f"No room for {key}, call +6281234567890\nDETAIL: somebody's name")


def time_out(*, key, now):
    from django_q.exceptions import TimeoutException

    raise TimeoutException("too long")


def write_slowly(*, key, now):
    """Insert one row that could be inserted twice, in a quarter of a second: time enough to be killed."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO tests_effect (job_key) VALUES (%s)", [key])
    time.sleep(0.25)


def prepare_many(*, keys, now):
    """`bad…` cannot be prepared."""
    for key in keys:
        yield key, ValueError("no paper") if key.startswith("bad") else f"prepared{key}"


def break_off(*, keys, now):
    """Answers for the first key and breaks."""
    yield keys[0], f"prepared{keys[0]}"
    raise OSError("disk full")


def store_many(*, prepared, now):
    """`odd…` cannot be stored, and breaks the transaction of all."""
    for key, name in prepared.items():
        write_prepared(key=key, now=now, prepared=name)


def write_unless_odd(*, key, now, prepared):
    if key.startswith("odd"):
        raise ValueError("odd")
    write_prepared(key=key, now=now, prepared=prepared)


def store_unless_odd(*, prepared, now):
    for key, name in prepared.items():
        write_unless_odd(key=key, now=now, prepared=name)


def stop(*, prepared, now):
    """As a worker that is killed between preparing and storing."""
    raise SystemExit
