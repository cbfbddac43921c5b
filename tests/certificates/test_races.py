"""Many officers at once; SQLite hides these, so PostgreSQL only."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from certificates.models import Certificate, NumberSeries
from certificates.services.issuing import AlreadyIssued, issue, issue_event
from lms.models import Job
from tests.factories.certificates import SeriesFactory, participant
from tests.factories.members import UserFactory

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
AT_ONCE = 64


@pytest.fixture(autouse=True)
def _only_postgresql(db):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time")


def in_parallel(work, inputs, workers=16):
    def run(value):
        try:
            return work(value)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(run, inputs))


def test_64_parallel_issues_get_64_numbers_without_gap(event, now):
    by = UserFactory()
    registrations = [participant(event) for _ in range(AT_ONCE)]

    in_parallel(lambda registration: issue(source=registration, by=by, now=now), registrations)

    assert sorted(Certificate.objects.values_list("serial", flat=True)) == list(range(1, AT_ONCE + 1))
    assert Certificate.objects.values("number").distinct().count() == AT_ONCE
    assert Certificate.objects.values("code").distinct().count() == AT_ONCE
    assert Job.objects.filter(kind="certificates.draw").count() == AT_ONCE
    assert NumberSeries.objects.get().next_serial == AT_ONCE + 1


def test_without_the_lock_the_same_work_gives_doubles(now):
    """The negative control: read, then write, as `take_number` would without `lock_series`."""
    series = SeriesFactory()

    def take_unlocked(_count):
        with connection.cursor() as cursor:
            cursor.execute("SELECT next_serial FROM certificates_numberseries WHERE id = %s", [series.pk])
            (serial,) = cursor.fetchone()
            cursor.execute("SELECT pg_sleep(0.005)")
            cursor.execute(
                "UPDATE certificates_numberseries SET next_serial = %s WHERE id = %s", [serial + 1, series.pk]
            )
        return serial

    serials = in_parallel(take_unlocked, range(AT_ONCE))

    assert len(set(serials)) < AT_ONCE


def test_pressing_the_button_many_times_at_once_doubles_nothing(event, now):
    by = UserFactory()
    for _ in range(10):
        participant(event)

    batches = in_parallel(lambda _press: issue_event(event=event, by=by, now=now), range(8), workers=8)

    assert sorted(len(batch) for batch in batches) == [0] * 7 + [10]
    assert sorted(Certificate.objects.values_list("serial", flat=True)) == list(range(1, 11))


def test_one_person_issued_in_parallel_gets_one_certificate(event, now):
    by = UserFactory()
    registration = participant(event)

    def try_issue(_press):
        try:
            return issue(source=registration, by=by, now=now)
        except AlreadyIssued:
            return None

    results = in_parallel(try_issue, range(8), workers=8)

    assert len([row for row in results if row]) == 1
    assert NumberSeries.objects.get().next_serial == 2
