"""kill -9 in the middle of issuing and drawing, on real processes and PostgreSQL: nothing twice, nothing missing.

`python -m bench.bench_kills` does the same with 1,000 certificates and 20 kills.
"""

import re
import signal
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction

from bimtek.models import Registration
from certificates.models import Certificate, CertificateFile, Handover, NumberSeries, RegisterEntry
from certificates.services.issuing import issue, issue_event
from certificates.services.printing import verification_address
from certificates.services.register_checks import check_register
from lms.fonts import unprintable_letters
from lms.models import Job
from lms.services import job_groups, jobs
from members.models import Member, User
from tests.factories.certificates import NOW, held_event, participant
from tests.factories.members import UserFactory
from tests.kills import Crowd, kill_once, start

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
PEOPLE = 64
TABLES = ("certificates_certificate", "lms_job", "certificates_registerentry")
STAGES = ('UPDATE "certificates_numberseries"', *(f'INSERT INTO "{table}"' for table in TABLES))
DEADLY = {place: STAGES[place // 4 % 4] for place in range(0, PEOPLE, 4)}
"""Every fourth dies: after the counter moved, the certificate is written, the job, the line of the register."""


def issue_one(pk):
    by = User.objects.get(username="petugas-tewas")
    issue(source=Registration.objects.select_related("event", "member").get(pk=pk), by=by, now=NOW)


def issue_unlocked(pk):
    """The same with every lock of a row taken out of the statements."""

    def unlock(execute, sql, params, many, context):
        return execute(re.sub(r" FOR (NO KEY )?UPDATE( OF \S+)?", "", sql), params, many, context)

    with connection.execute_wrapper(unlock):
        issue_one(pk)


def count_then_write(pk):
    """As issuing would without a transaction: the counter under its lock, what rests on it afterwards."""
    with connection.cursor() as cursor:
        with transaction.atomic():
            cursor.execute("SELECT next_serial FROM certificates_numberseries FOR UPDATE")
            (serial,) = cursor.fetchone()
            cursor.execute("UPDATE certificates_numberseries SET next_serial = %s", [serial + 1])
        cursor.execute("SELECT 1 AS written")
        cursor.execute("UPDATE members_member SET institution = %s WHERE id = %s", [str(serial), pk])


def draw_all(hours):
    """One pass of a worker; `hours` later, so that what a dead one held is taken up again."""
    late = NOW + timedelta(hours=hours)
    for pk in list(Job.objects.unfinished().order_by("pk").values_list("pk", flat=True)):
        job_groups.run(pk=pk, clock=lambda: late)


def serials():
    return sorted(Certificate.objects.values_list("serial", flat=True))


def next_serial():
    return NumberSeries.objects.get().next_serial


def people_of_four_events():
    """64 people, each event with its own offer, all on one number series."""
    UserFactory(username="petugas-tewas")
    unprintable_letters(verification_address("KODE"))  # the children inherit what is read here: fonts, all addresses
    events = [held_event(slug=f"bimtek-{number}") for number in range(4)]
    return [participant(events[place % 4]) for place in range(PEOPLE)]


def test_64_at_once_and_16_killed_with_a_number_in_hand_leave_no_gap():
    pks = [registration.pk for registration in people_of_four_events()]

    first = Crowd(issue_one, pks, DEADLY)

    assert sorted(death.place for death in first.deaths) == sorted(DEADLY)
    assert [death.in_hand for death in first.deaths] == [death.committed for death in first.deaths]
    assert max(death.waiting for death in first.deaths) >= PEOPLE // 4
    assert first.exits == [-signal.SIGKILL if place in DEADLY else 0 for place in range(PEOPLE)]
    assert serials() == list(range(1, PEOPLE - len(DEADLY) + 1))
    assert next_serial() == PEOPLE - len(DEADLY) + 1

    second = Crowd(issue_one, [pks[place] for place in DEADLY])

    assert set(second.exits) == {0}
    assert serials() == list(range(1, PEOPLE + 1))
    assert Certificate.objects.values("number").distinct().count() == PEOPLE
    assert Certificate.objects.values("code").distinct().count() == PEOPLE
    assert Certificate.objects.values("registration").distinct().count() == PEOPLE
    assert next_serial() == PEOPLE + 1
    assert Job.objects.filter(kind="certificates.draw").count() == PEOPLE
    assert RegisterEntry.objects.count() == PEOPLE
    assert list(check_register()) == []


def test_without_the_locks_the_same_crowd_fails():
    """The negative control: they take numbers that others have, and only the constraints stop them."""
    pks = [registration.pk for registration in people_of_four_events()]

    crowd = Crowd(issue_unlocked, pks[:16])

    assert crowd.exits.count(1) >= 1
    assert len(serials()) < 16


def test_without_one_transaction_the_same_deaths_leave_gaps():
    """The negative control."""
    pks = [registration.member_id for registration in people_of_four_events()]
    Member.objects.update(institution="")

    crowd = Crowd(count_then_write, pks[:16], dict.fromkeys(range(0, 16, 4), "AS written"))

    given = Member.objects.exclude(institution="").values_list("institution", flat=True)
    assert len(crowd.deaths) == 4
    assert [death.in_hand for death in crowd.deaths] != [death.committed for death in crowd.deaths]
    assert sorted(map(int, given)) != list(range(1, 13))
    assert next_serial() == 17


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
