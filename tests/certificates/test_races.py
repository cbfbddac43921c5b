"""Many officers at once; SQLite hides these, so PostgreSQL only. 64 at once, and killed: test_kills.py."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, connections

from certificates.choices import RegisterAction
from certificates.models import Certificate, NumberSeries, RegisterEntry
from certificates.services.drawing import Prepared, store_file
from certificates.services.issuing import issue, issue_event
from certificates.services.refusals import AlreadyIssued
from certificates.services.register import last_line, next_line, read_facts
from certificates.services.register_checks import check_register
from certificates.services.revoking import AlreadyRevoked, revoke
from tests.factories.certificates import CertificateFactory, held_event, participant
from tests.factories.members import OrganizationFactory, RegionFactory, UserFactory

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
]


def in_parallel(work, inputs, workers=16):
    def run(value):
        try:
            return work(value)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(run, inputs))


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


def test_new_year_in_many_windows_continues_the_series_once(event):
    by = UserFactory()
    registrations = [participant(event) for _ in range(16)]
    new_year = datetime(2024, 12, 31, 16, 0, tzinfo=UTC)

    in_parallel(lambda registration: issue(source=registration, by=by, now=new_year), registrations)

    assert NumberSeries.objects.get(year=2025).next_serial == 17
    assert NumberSeries.objects.get(year=2024).next_serial == 1
    assert sorted(Certificate.objects.values_list("serial", flat=True)) == list(range(1, 17))


def test_two_offices_at_once_count_for_themselves(event, now):
    by = UserFactory()
    office = OrganizationFactory(name="Dinas Kota Serang", region=RegionFactory(code="36.73"))
    other = held_event(organization=office)
    NumberSeries.objects.filter(organization=office).update(office_code="SERANG")
    registrations = [participant(row) for row in (event, other) * 12]

    in_parallel(lambda registration: issue(source=registration, by=by, now=now), registrations)

    assert list(NumberSeries.objects.values_list("next_serial", flat=True)) == [13, 13]
    assert Certificate.objects.values("number").distinct().count() == 24


def test_revoking_in_two_windows_keeps_one_reason(event, now):
    by = UserFactory()
    certificate = issue(source=participant(event), by=by, now=now)

    def try_revoke(reason):
        try:
            return revoke(certificate=certificate, by=by, reason=reason, now=now).revocation_reason
        except AlreadyRevoked:
            return None

    reasons = [reason for reason in in_parallel(try_revoke, [f"alasan {n}" for n in range(8)], workers=8) if reason]

    assert reasons == [Certificate.objects.get().revocation_reason]


def chain_is_whole():
    lines = list(RegisterEntry.objects.values_list("position", "hash"))
    return [position for position, _hash in lines] == list(range(1, len(lines) + 1))


def test_parallel_issues_revocations_and_drawings_keep_one_chain(event, now):
    by = UserFactory()
    issued = [issue(source=participant(event), by=by, now=now) for _ in range(16)]
    coming = [participant(event) for _ in range(16)]
    jobs = [lambda row=row: revoke(certificate=row, by=by, reason="keliru", now=now) for row in issued]
    jobs += [lambda row=row: store_file(key=str(row.pk), now=now, prepared=Prepared(b"%PDF", "")) for row in issued]
    jobs += [lambda row=row: issue(source=row, by=by, now=now) for row in coming]

    results = in_parallel(lambda job: job(), jobs, workers=24)

    assert len(results) == 48
    assert RegisterEntry.objects.count() == 64
    assert chain_is_whole()
    assert list(check_register()) == []


def test_without_the_lock_of_the_chain_two_lines_take_one_place(now):
    """The negative control: read the end of the chain, then write behind it, as `record_all` would without the lock."""
    certificates = [CertificateFactory() for _ in range(16)]

    def record_unlocked(certificate):
        tail, facts = last_line(), read_facts([certificate.pk])[certificate.pk]
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.005)")
        try:
            next_line(tail=tail, facts=facts, action=RegisterAction.ISSUED, now=now).save(force_insert=True)
        except IntegrityError:
            return "taken"

    assert "taken" in in_parallel(record_unlocked, certificates)
