"""A batch by one real worker, signed, stored and in the register, while lessons are being read.

Production settings, SQLite, one web worker. The largest memory of a worker is noted for every 1,000: one
that was just replaced is small. On a machine that is
busy with other things look at the worker's processor time.

python -m bench.bench_batches            1,000
python -m bench.bench_batches 5000
"""

import http.client
import os
import statistics
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from io import BytesIO
from itertools import islice
from pathlib import Path

import django
import psutil

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.journeys.site import free_port, manage, running, site_environment, wait_until_healthy

FOLDER = Path(tempfile.mkdtemp(prefix="bench-batches-"))
PORT = free_port()
ENVIRONMENT = site_environment(FOLDER, PORT) | {
    "SECRET_KEY": "bench-" * 10,
    "SIGNING_KEYS": str(FOLDER / "batch-keys"),
    "SIGNING_PASSPHRASE": "bench",
}
os.environ.pop("DATABASE_URL", None)
os.environ.update(ENVIRONMENT)
django.setup()

from django.test import Client
from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature

from bimtek.choices import AttendanceStatus, TestKind
from bimtek.models import Attendance, Registration, TestScore
from certificates.models import CertificateFile, RegisterEntry
from certificates.services.issuing import issue_event
from members.models import Member, User
from tests.factories.bimtek import RegistrationFactory
from tests.factories.certificates import NOW, held_event
from tests.factories.members import MemberFactory, UserFactory

BATCH = 1000
SECONDS_AT_MOST = 30
GROWTH_AT_MOST = 40
"""Megabytes between the first 1,000 and the last."""
LESSON_SLOWER, LESSON_FLOOR = 1.5, 50
"""How much a lesson's p95 may grow meanwhile, and the milliseconds below which nobody would notice."""
LESSON = "/kursus/desain-konten/dasar-desain/huruf-terbaca/"
QUIET = 15
"""Seconds of reading lessons before each batch, to compare with."""
NAMES = (
    "Maria Goreti Nahak",
    "Yohana",
    "Gregorius Manek Tefa Seran Lopes da Costa",
    "Petrus Da'Lopez",
    "Siti Rahmawati",
)


class Reader(threading.Thread):
    """Opens a lesson four times a second and notes how long it took."""

    def __init__(self, port, session):
        super().__init__(daemon=True)
        self.port, self.session, self.is_done, self.times = port, session, False, []

    def run(self):
        headers = {"Cookie": f"sessionid={self.session}"}
        while not self.is_done:
            connection, start = http.client.HTTPConnection("127.0.0.1", self.port), time.perf_counter()
            connection.request("GET", LESSON, headers=headers)
            connection.getresponse().read()
            self.times.append((time.perf_counter() - start) * 1000)
            connection.close()
            time.sleep(0.25)

    def take(self):
        """95th percentile and how many, since the last time."""
        taken, self.times = self.times, []
        return statistics.quantiles(taken, n=20)[-1] if len(taken) > 1 else 0.0, len(taken)


def seat(count, start):
    """An event with an offer and so many people who may have a certificate, written at once."""

    event, by = held_event(title=f"Bimtek Besar {start}", slug=f"besar-{start}"), UserFactory()
    people = [
        MemberFactory.build(full_name=f"{NAMES[row % len(NAMES)]}", organization=event.organization, region=None)
        for row in range(count)
    ]
    Member.objects.bulk_create(people)
    seats = Registration.objects.bulk_create(RegistrationFactory.build(event=event, member=row) for row in people)
    Attendance.objects.bulk_create(
        Attendance(slot=slot, registration=row, status=AttendanceStatus.PRESENT, recorded_at=NOW, recorded_by=by)
        for slot in event.slots.all()
        for row in seats
    )
    TestScore.objects.bulk_create(
        TestScore(registration=row, kind=TestKind.POST, score=80, recorded_at=NOW, recorded_by=by) for row in seats
    )
    return event, by


def crew(worker):
    """Memory of the process that draws, and processor time of all, those that ended included."""
    processes = [worker, *worker.children(recursive=True)]
    sizes = [process.memory_info().rss / 2**20 for process in processes]
    times = [process.cpu_times() for process in processes]
    spent = sum(each.user + each.system + each.children_user + each.children_system for each in times)
    return max(sizes), spent


def draw_batch(number, worker, reader):
    """Seconds until the last file is stored, the memory of the worker then, and whether lessons kept their pace."""

    event, by = seat(BATCH, number)
    reader.take()
    time.sleep(QUIET)
    quiet, _count = reader.take()
    begun, cpu = time.perf_counter(), crew(worker)[1]
    assert len(issue_event(event=event, by=by, now=timezone.now())) == BATCH
    issued = time.perf_counter()
    files = CertificateFile.objects.filter(certificate__registration__event=event)
    memory = 0.0
    while files.count() < BATCH:
        time.sleep(0.2)
        memory = max(memory, crew(worker)[0])
    drawn, busy = time.perf_counter(), crew(worker)[1]
    slow, count = reader.take()
    allowed = max(quiet * LESSON_SLOWER, LESSON_FLOOR)
    assert RegisterEntry.objects.filter(action="filed", certificate__registration__event=event).count() == BATCH
    print(
        f"{BATCH} issued in {issued - begun:.1f} s, drawn, signed and stored in {drawn - issued:.1f} s"
        f" (at most {SECONDS_AT_MOST}); CPU of the worker {busy - cpu:.1f} s; its memory {memory:.0f} MB;"
        f" lessons p95 {quiet:.0f} ms before, {slow:.0f} ms meanwhile (at most {allowed:.0f}, {count} read);"
        f" load {os.getloadavg()[0]:.1f}",
        flush=True,
    )
    return drawn - issued, memory, slow <= allowed


def check_some():
    """Three files, as others check them."""

    for file in islice(CertificateFile.objects.order_by("?").iterator(), 3):
        (signature,) = PdfFileReader(BytesIO(bytes(file.content))).embedded_signatures
        status = validate_pdf_signature(signature)
        assert (status.intact, status.valid, bool(file.credential)) == (True, True, True), file.pk


@contextmanager
def web():
    """The site as it is served, with a member logged in; yields their session."""
    for command in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"], ["load_demo"]):
        manage(*command, env=ENVIRONMENT)
    client = Client()
    client.force_login(User.objects.get(username="anggota"))
    served = {"DJANGO_SETTINGS_MODULE": "lms.settings.production", "SECURE_SSL_REDIRECT": "False"}
    served |= {"ALLOWED_HOSTS": "127.0.0.1"}
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(PORT), "--workers", "1"]
    with running([*command, "--blocking-threads", "1", "lms.wsgi:application"], ENVIRONMENT | served):
        wait_until_healthy(f"http://127.0.0.1:{PORT}")
        yield client.cookies["sessionid"].value


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else BATCH
    command = [sys.executable, "manage.py", "run_worker", "--clusters", "1"]
    with web() as session, running(command, ENVIRONMENT) as process:
        reader = Reader(PORT, session)
        reader.start()
        worker = psutil.Process(process.pid)
        found = [draw_batch(number, worker, reader) for number in range(count // BATCH)]
        check_some()
        reader.is_done = True
    growth = found[-1][1] - found[0][1]
    print(f"memory grew by {growth:.0f} MB (at most {GROWTH_AT_MOST})")
    is_slow = max(seconds for seconds, _memory, _kept in found) > SECONDS_AT_MOST
    if is_slow or growth > GROWTH_AT_MOST or not all(kept for _seconds, _memory, kept in found):
        sys.exit("Over budget")


if __name__ == "__main__":
    main()
