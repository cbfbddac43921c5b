"""Figures of the certificate: CPU per drawing, and 51 certificates by one worker (target: under 20 s on two cores).

python bench/bench_certificates.py
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
folder = tempfile.mkdtemp(prefix="bench-certificates-")
os.environ["STATE_DIR"] = folder
os.environ["DATABASE_URL"] = f"sqlite:///{folder}/db.sqlite3"
os.environ["DJANGO_SETTINGS_MODULE"] = "lms.settings.test"

import django

django.setup()

from django.core.management import call_command
from django.db.models import Avg, Max
from django.template.loader import render_to_string
from weasyprint import CSS, HTML

from certificates.models import CertificateFile
from certificates.services import document
from certificates.services.document import draw_document
from certificates.services.issuing import issue_event
from lms import weasy
from lms.services import jobs
from tests.factories.certificates import NOW, held_event, participant, printed
from tests.factories.members import UserFactory

HALL = 51


def draw_plainly(text):
    """The same certificate as a first attempt would draw it: variable fonts, nothing shared, not for the archive."""
    fetcher = weasy.AssetFetcher(document.drawings())
    fonts = weasy.font_configuration.__wrapped__(is_whole=True)
    style = CSS(string=document.stylesheet(), url_fetcher=fetcher, font_config=fonts)
    html = render_to_string("certificates/document.html", document.describe(text, crest_name="", is_sample=False))
    return HTML(string=html, url_fetcher=fetcher).write_pdf(stylesheets=[style], font_config=fonts)


def measure_drawing(rounds=15):
    """Both ways in turn, so that whatever else the machine does slows both."""
    text = printed(materials=10)
    ways = {"plain WeasyPrint": draw_plainly, "as issued": lambda text: draw_document(printed=text, crest=None)}
    times = {name: [] for name in ways}
    for count in range(rounds + 1):
        for name, draw in ways.items():
            start = time.process_time()
            draw(text)
            if count:
                times[name].append((time.process_time() - start) * 1000)
    medians = {name: statistics.median(found) for name, found in times.items()}
    for name, median in medians.items():
        print(f"one certificate, {name}: {median:.0f} ms CPU (median of {rounds})")
    print(f"ratio: {medians['plain WeasyPrint'] / medians['as issued']:.2f} times")


def measure_hall():
    call_command("migrate", verbosity=0)
    event = held_event()
    for _ in range(HALL):
        participant(event)
    start = time.perf_counter()
    issue_event(event=event, by=UserFactory(), now=NOW)
    issued, cpu = time.perf_counter(), time.process_time()
    done = jobs.run_due(now=NOW)
    drawn, cpu = time.perf_counter(), time.process_time() - cpu
    sizes = CertificateFile.objects.aggregate(average=Avg("byte_count"), largest=Max("byte_count"))
    print(f"{HALL} issued in {issued - start:.2f} s, {done} drawn by one worker in {drawn - issued:.1f} s (target 20)")
    print(f"CPU of the drawing and storing: {cpu:.1f} s; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(f"size: average {sizes['average'] / 1024:.0f} KB, largest {sizes['largest'] / 1024:.0f} KB (target 200)")


if __name__ == "__main__":
    measure_drawing()
    measure_hall()
