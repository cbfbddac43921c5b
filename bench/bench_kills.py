"""A thousand certificates whose worker is killed with SIGKILL twenty times, on PostgreSQL: counts, not times.

python -m bench.bench_kills [certificates] [kills]
"""

import os
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "lms.settings.test"
os.environ["TEST_DATABASE"] = "bench_kills"
os.environ["TMPDIR"] = tempfile.mkdtemp(prefix="bench-kills-")
tempfile.tempdir = None

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.db.models import Max

from certificates.models import Certificate, CertificateFile, Handover, NumberSeries, PrintSet, RegisterEntry
from certificates.services.issuing import issue_event
from certificates.services.print_sets import WORKSHOP, ask_for_set, sweep_sets
from certificates.services.register_checks import check_register
from lms.files import private_files
from lms.models import Job
from lms.services import job_groups, jobs
from tests.factories.certificates import NOW, held_event, participant
from tests.factories.members import UserFactory
from tests.kills import kill_once, start

COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
KILLS = int(sys.argv[2]) if len(sys.argv) > 2 else 20


def work(hours):
    """One pass over everything due, `hours` later: what a dead worker held is free again by then."""
    late = NOW + timedelta(hours=hours)
    for pk in list(Job.objects.unfinished().order_by("pk").values_list("pk", flat=True)):
        job_groups.run(pk=pk, clock=lambda: late)


def kill_workers(chance):
    """Twenty workers, each killed after it stored something and a moment more."""
    killed = 0
    for turn in range(1, KILLS * 3):
        if killed == KILLS:
            break
        until = CertificateFile.objects.count() + chance.randint(1, max(1, COUNT // KILLS // 2))
        pause = chance.random() / 10

        def is_time(until=until, pause=pause):
            time.sleep(pause / 10)
            return CertificateFile.objects.count() >= until

        killed += kill_once([start(work, turn)], is_time)
    return killed


def kill_printers(event, by):
    """The set for the printer, its worker killed while it merges."""
    ask_for_set(event=event, order="name", by=by, now=NOW)
    for turn in range(2):
        began = time.monotonic()
        kill_once([start(work, 100 + turn)], lambda began=began: time.monotonic() > began + 0.6)
    start(work, 110).join()


def strays():
    """Files of the store that no row knows, and folders of dead workers."""
    known = {Path(name).name for name in PrintSet.objects.exclude(file="").values_list("file", flat=True)}
    found = set(os.listdir(private_files().path("cetak"))) - known
    return len(found) + len(list(Path(tempfile.gettempdir()).glob(f"{WORKSHOP}*")))


def figures(event, by, began):
    killed = kill_workers(Random(5))
    for turn in range(3):
        start(work, 90 + turn).join()
    kill_printers(event, by)
    before = strays()
    sweep_sets(key="x", now=NOW.replace(year=2100))
    rows = Certificate.objects.all()
    drawing = Job.objects.filter(kind="certificates.draw")
    yield "workers killed in the middle", killed, KILLS
    yield "certificates", rows.count(), COUNT
    yield "distinct numbers", rows.values("number").distinct().count(), COUNT
    yield "last serial", rows.aggregate(last=Max("serial"))["last"], COUNT
    yield "next serial", NumberSeries.objects.get().next_serial, COUNT + 1
    yield "files", CertificateFile.objects.count(), COUNT
    yield "drawing jobs done", drawing.filter(state="done").count(), COUNT
    yield "register lines", RegisterEntry.objects.count(), 2 * COUNT
    yield "faults in the register", len(list(check_register())), 0
    yield "messages sent", Handover.objects.count(), 0
    yield f"stray files after the sweep (before: {before})", strays(), 0
    print(f"attempts at most: {drawing.aggregate(most=Max('attempts'))['most']}")
    print(f"seconds in all: {time.monotonic() - began:.0f}")


def measure():
    event, by = held_event(), UserFactory()
    for _ in range(COUNT):
        participant(event)
    began = time.monotonic()
    issued = issue_event(event=event, by=by, now=NOW)
    print(f"issuing {len(issued)} in one transaction: {time.monotonic() - began:.1f} s")
    jobs.run(pk=Job.objects.earliest("pk").pk, now=NOW)  # what is drawn once here is inherited by the workers
    began = time.monotonic()
    failed = 0
    for name, value, budget in figures(event, by, began):
        failed += value != budget
        print(f"{name}: {value} (budget {budget})", flush=True)
    return failed


def main():
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        call_command("flush", verbosity=0, interactive=False)
        sys.exit(1 if measure() else 0)
    finally:
        connection.creation.destroy_test_db("postgres", verbosity=0)


main()
