"""A whole event drawn by one message: numbers, files and register afterwards, with a death in between."""

import hashlib
from datetime import timedelta

import pytest
from django.conf import settings
from django_q.models import OrmQ

from certificates.choices import RegisterAction
from certificates.models import Certificate, CertificateFile, RegisterEntry
from certificates.services import drawing
from certificates.services.batches import batch_of_event, retry_failed
from certificates.services.issuing import issue_event
from lms.models import MAX_ATTEMPTS, Job
from lms.services import job_groups, jobs
from tests.factories.certificates import LATER, participant
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 28
KILLED = "Maria Dua"


@pytest.fixture
def issued(event, now):
    for count in range(PEOPLE):
        participant(event, full_name=KILLED if count == 2 else f"Maria {chr(65 + count % 26)}")
    OrmQ.objects.all().delete()
    return issue_event(event=event, by=UserFactory(), now=now)


def work(moment=LATER, key=None):
    """What the worker does with a message."""
    job = Job.objects.get(key=str(key)) if key else Job.objects.order_by("pk").first()
    return job_groups.run(pk=job.pk, clock=lambda: moment)


def test_an_event_is_drawn_by_one_message_for_25(issued, event):
    assert OrmQ.objects.count() == 2

    assert work() == PEOPLE

    assert batch_of_event(event=event).drawn_count == PEOPLE
    for file in CertificateFile.objects.select_related("certificate"):
        assert hashlib.sha256(bytes(file.content)).hexdigest() == file.sha256
        assert file.certificate.code.encode() in bytes(file.content)
    filed = RegisterEntry.objects.filter(action=RegisterAction.FILED)
    assert sorted(filed.values_list("certificate_id", flat=True)) == [row.pk for row in issued]
    assert work() == 0


def test_queries_are_those_of_a_group_not_of_a_certificate(issued, django_assert_max_num_queries):
    """Two groups: 36 queries for 28 certificates, against 14 each one by one."""
    with django_assert_max_num_queries(60):
        assert work() == PEOPLE


def test_one_that_cannot_be_drawn_fails_alone_and_is_tried_again(issued, event, now):
    bad = issued[3]
    good_name = bad.printed["name"]
    bad.printed["name"] = "Maria \U0001f600"
    bad.save()
    work(now)
    for _ in range(MAX_ATTEMPTS - 1):
        Job.objects.update(due_at=now)
        work(now, key=bad.pk)

    batch = batch_of_event(event=event)
    assert (batch.drawn_count, batch.failed_count) == (PEOPLE - 1, 1)
    assert Job.objects.get(key=str(bad.pk)).last_error.startswith("PdfError: ")

    bad.printed["name"] = good_name
    bad.save()
    assert retry_failed(event=event, now=now) == 1
    work(key=bad.pk)
    assert batch_of_event(event=event).drawn_count == PEOPLE


def test_a_worker_killed_in_a_group_loses_and_doubles_nothing(issued, event, monkeypatch, now):
    real = drawing.draw_certificate

    def die(*, printed, **arguments):
        if printed["name"] == KILLED:
            raise SystemExit  # as kill -9: nothing after it runs
        return real(printed=printed, **arguments)

    monkeypatch.setattr(drawing, "draw_certificate", die)
    with pytest.raises(SystemExit):
        work(now)
    assert CertificateFile.objects.count() == 0
    monkeypatch.undo()

    assert work(now, key=issued[-1].pk) == PEOPLE - 25
    later = now + timedelta(seconds=settings.JOB_LEASE_SECONDS)
    jobs.sweep(now=later)
    for certificate in issued[:25]:
        assert work(later, key=certificate.pk) == 1

    assert batch_of_event(event=event).drawn_count == PEOPLE
    serials = sorted(Certificate.objects.values_list("serial", flat=True))
    assert serials == list(range(serials[0], serials[0] + PEOPLE))
    assert RegisterEntry.objects.filter(action=RegisterAction.FILED).count() == PEOPLE
    assert set(Job.objects.values_list("state", flat=True)) == {Job.State.DONE}
