"""A thousand certificates by the real worker, killed with SIGKILL twenty times, on PostgreSQL: counts, not times.

`manage.py run_worker` as it is deployed, only with shorter leases (bench/kill_settings.py). In turn die: everything
with its watchdog; the cluster (sentinel and workers); the process that draws. Then over mails and a printed set.

python -m bench.bench_kills [certificates] [kills]
"""

import os
import re
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ["TEST_DATABASE"] = "bench_kills"
os.environ["CLUSTER_DATABASE"] = "test_bench_kills"
os.environ["TMPDIR"] = tempfile.mkdtemp(prefix="bench-kills-")
os.environ["MAIL_FOLDER"] = f"{os.environ['TMPDIR']}/mails"
os.environ["DJANGO_SETTINGS_MODULE"] = "lms.settings.test"
tempfile.tempdir = None

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.db.models import Max
from django.utils import timezone

from bench.killing import Worker, wait_until
from certificates.models import Certificate, CertificateFile, PrintSet, RegisterEntry
from certificates.services.issuing import issue_event
from certificates.services.print_sets import WORKSHOP, ask_for_set, sweep_sets
from certificates.services.register_checks import check_register
from lms.files import private_files
from lms.fonts import fixed_weight_fonts
from lms.models import Job
from members.services.reset_mails import KIND as MAIL
from members.services.reset_mails import request_reset_mail
from tests.factories.certificates import held_event, participant
from tests.factories.members import UserFactory

COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
KILLS = int(sys.argv[2]) if len(sys.argv) > 2 else 20
MAILS, MAIL_KILLS = 12, 4
DRAW = "certificates.draw"
LEASE = timedelta(seconds=31)
"""As in bench/kill_settings.py."""


def in_hand(kind, since):
    """Jobs of a kind that a worker took up after `since` and has not finished."""
    return Job.objects.filter(kind=kind, state=Job.State.RUNNING, due_at__gt=since + LEASE).count()


def kill_drawers(worker, chance):
    """How many jobs each death left in the middle; a death that hit nobody at work does not count."""
    held = []
    for turn in range(2 * KILLS):
        if len(held) == KILLS:
            break
        since = timezone.now()
        until = CertificateFile.objects.count() + chance.randint(1, max(1, COUNT // KILLS // 3))
        wait_until(lambda until=until: CertificateFile.objects.count() >= until)
        wait_until(lambda since=since: in_hand(DRAW, since))
        time.sleep(chance.random() / 10)
        worker.kill(turn)
        held += [count] if (count := in_hand(DRAW, since)) else []
    return held


def kill_senders(worker):
    """Mails to a dozen people; the worker dies as soon as one is out and before it could say so."""
    for number in range(MAILS):
        user = UserFactory(username=f"surat{number}", email=f"surat{number}@contoh.test")
        request_reset_mail(email=user.email, now=timezone.now())
    for turn in range(MAIL_KILLS):
        before = len(sent())
        wait_until(lambda before=before: len(sent()) > before)
        worker.kill(turn)
    wait_until(lambda: not Job.objects.unfinished().filter(kind=MAIL).exists())


def sent():
    """Whom mails really went to."""
    return re.findall(
        r"^To: (\S+)", "".join(path.read_text() for path in Path(os.environ["MAIL_FOLDER"]).glob("*")), re.MULTILINE
    )


def kill_printers(worker, event, by):
    """The set for the printer, its worker killed while it merges."""
    ask_for_set(event=event, order="name", by=by, now=timezone.now())
    known = set()
    for turn in range(2):
        wait_until(lambda known=known: set(workshops()) - known)
        known |= set(workshops())
        worker.kill(turn * 2)
    wait_until(lambda: PrintSet.objects.get().made_at)


def workshops():
    return list(Path(tempfile.gettempdir()).glob(f"{WORKSHOP}*"))


def strays():
    """Files of the store that no row knows, and folders of dead workers."""
    known = {Path(name).name for name in PrintSet.objects.exclude(file="").values_list("file", flat=True)}
    folder = Path(private_files().path("cetak"))
    found = {path.name for path in folder.glob("*")} - known
    return len(found) + len(workshops())


def after_the_batch(held):
    rows, drawing = Certificate.objects.all(), Job.objects.filter(kind=DRAW)
    yield "killed with drawings in hand", len(held), KILLS
    yield "certificates", rows.count(), COUNT
    yield "distinct numbers", rows.values("number").distinct().count(), COUNT
    yield "last serial", rows.aggregate(last=Max("serial"))["last"], COUNT
    yield "next serial", rows[0].series.next_serial, COUNT + 1
    yield "files", CertificateFile.objects.count(), COUNT
    yield "distinct files", CertificateFile.objects.values("sha256").distinct().count(), COUNT
    yield "drawing jobs done", drawing.filter(state="done").count(), COUNT
    yield "register lines", RegisterEntry.objects.count(), 2 * COUNT
    yield "faults in the register", len(list(check_register())), 0
    yield "mails sent by the batch", len(sent()), 0


def after_the_mails():
    mails = Job.objects.filter(kind=MAIL)
    yield "people who got their mail", len(set(sent())), MAILS
    yield "mails sent twice", len(sent()) - len(set(sent())), 0
    yield "mails whose worker died, for attention", mails.filter(state="failed").count(), MAIL_KILLS


def after_the_sweep(before):
    yield f"stray files after the sweep (before: {before})", strays(), 0


def tell(figures):
    """Print them; how many are not what they should be."""
    wrong = 0
    for name, value, budget in figures:
        wrong += value != budget
        print(f"{name}: {value} (budget {budget})", flush=True)
    return wrong


def measure(worker):
    fixed_weight_fonts()
    event, by = held_event(capacity=COUNT), UserFactory()
    for _ in range(COUNT):
        participant(event)
    began = time.monotonic()
    issued = issue_event(event=event, by=by, now=timezone.now())
    print(f"issuing {len(issued)} in one transaction: {time.monotonic() - began:.1f} s")
    began = time.monotonic()
    held = kill_drawers(worker, Random(5))
    print(f"left in the middle by each death: {' '.join(map(str, held))}")
    wait_until(lambda: not Job.objects.unfinished().filter(kind=DRAW).exists())
    wrong = tell(after_the_batch(held))
    kill_senders(worker)
    wrong += tell(after_the_mails())
    kill_printers(worker, event, by)
    before = strays()
    sweep_sets(key="x", now=timezone.now() + timedelta(days=365))
    wrong += tell(after_the_sweep(before))
    most = Job.objects.filter(kind=DRAW).aggregate(most=Max("attempts"))["most"]
    print(f"attempts at most: {most}; workers started: {worker.starts}")
    print(f"seconds in all: {time.monotonic() - began:.0f}; load {os.getloadavg()[0]:.1f}")
    return wrong


def main():
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    worker = Worker()
    try:
        call_command("flush", verbosity=0, interactive=False)
        wrong = measure(worker)
    finally:
        worker.end()
        connection.creation.destroy_test_db("postgres", verbosity=0)
    sys.exit(1 if wrong else 0)


main()
