"""kill -9 in the middle of issuing and drawing, on real processes and PostgreSQL: nothing twice, nothing missing.

`python -m bench.bench_kills` does the same with 1,000 certificates and 20 kills.
"""

import time
from datetime import timedelta

import pytest
from django.db import connection

from bimtek.models import Registration
from certificates.models import Certificate, CertificateFile, Handover, NumberSeries, RegisterEntry
from certificates.services.issuing import issue, issue_event
from certificates.services.refusals import AlreadyIssued
from certificates.services.register_checks import check_register
from lms.fonts import unprintable_letters
from lms.models import Job
from lms.services import job_groups, jobs
from members.models import Member, User
from tests.factories.certificates import NOW, participant
from tests.factories.members import UserFactory
from tests.kills import kill_once, start

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
PEOPLE = 64


def issue_all(pks):
    by = User.objects.get(username="petugas-tewas")
    for pk in pks:
        try:
            issue(source=Registration.objects.select_related("event", "member").get(pk=pk), by=by, now=NOW)
        except AlreadyIssued:
            continue


def count_then_write(pks):
    """As issuing would without a transaction: the counter first, what rests on it afterwards."""
    for pk in pks:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE certificates_numberseries SET next_serial = next_serial + 1 RETURNING next_serial")
            (following,) = cursor.fetchone()
            time.sleep(0.02)
            cursor.execute("UPDATE members_member SET institution = %s WHERE id = %s", [f"{following - 1}", pk])


def draw_all(hours):
    """One pass of a worker; `hours` later, so that what a dead one held is taken up again."""
    late = NOW + timedelta(hours=hours)
    for pk in list(Job.objects.unfinished().order_by("pk").values_list("pk", flat=True)):
        job_groups.run(pk=pk, clock=lambda: late)


def serials():
    return sorted(Certificate.objects.values_list("serial", flat=True))


def test_issuing_processes_killed_three_times_leave_no_gap(event):
    UserFactory(username="petugas-tewas")
    unprintable_letters("huruf")  # the children inherit the fonts read here
    pks = [participant(event).pk for _ in range(PEOPLE)]

    for kill in range(1, 4):
        done = len(serials())
        at_work = [start(issue_all, pks[part::4]) for part in range(4)]
        kill_once(at_work, lambda done=done: len(serials()) >= done + 8)
        assert serials() == list(range(1, len(serials()) + 1)), kill
    assert len(serials()) < PEOPLE
    start(issue_all, pks).join(60)

    assert serials() == list(range(1, PEOPLE + 1))
    assert Certificate.objects.values("number").distinct().count() == PEOPLE
    assert Certificate.objects.values("registration").distinct().count() == PEOPLE
    assert NumberSeries.objects.get().next_serial == PEOPLE + 1
    assert Job.objects.filter(kind="certificates.draw").count() == PEOPLE
    assert RegisterEntry.objects.count() == PEOPLE
    assert list(check_register()) == []


def test_without_one_transaction_a_kill_leaves_gaps(event):
    """The negative control."""
    pks = [participant(event).member_id for _ in range(PEOPLE)]
    bearers = Member.objects.filter(pk__in=pks).exclude(institution="")
    Member.objects.filter(pk__in=pks).update(institution="")

    kill_once([start(count_then_write, pks[part::4]) for part in range(4)], lambda: bearers.count() >= 8)

    given = {int(number) for number in bearers.values_list("institution", flat=True)}
    assert len(given) < NumberSeries.objects.get().next_serial - 1


def test_a_batch_pressed_and_killed_is_issued_whole_or_not_at_all(event, officer):
    for _ in range(16):
        participant(event)

    def press():
        issue_event(event=event, by=officer, now=NOW)

    for pause in (0.02, 0.05, 0.1, 0.2):
        started = time.monotonic()
        kill_once([start(press)], lambda started=started, pause=pause: time.monotonic() > started + pause)
        assert len(serials()) in (0, 16)
    press()

    assert serials() == list(range(1, 17))
    assert Job.objects.filter(kind="certificates.draw").count() == 16


def test_a_worker_killed_while_drawing_loses_and_doubles_nothing(event, officer):
    for _ in range(60):
        participant(event)
    issue_event(event=event, by=officer, now=NOW)

    jobs.run(pk=Job.objects.earliest("pk").pk, now=NOW)  # the children inherit what was drawn once here
    kills = 0
    for turn in range(5):
        done = CertificateFile.objects.count()
        worker = start(draw_all, turn + 1)
        kills += kill_once([worker], lambda done=done: CertificateFile.objects.count() > done)
    for turn in range(3):
        start(draw_all, 10 + turn).join(120)

    assert kills >= 2
    assert CertificateFile.objects.count() == 60
    assert CertificateFile.objects.values("sha256").distinct().count() == 60
    assert set(Job.objects.filter(kind="certificates.draw").values_list("state", flat=True)) == {"done"}
    assert RegisterEntry.objects.filter(action="filed").values("certificate").distinct().count() == 60
    assert RegisterEntry.objects.count() == 120
    assert list(check_register()) == []
    assert Handover.objects.count() == 0
