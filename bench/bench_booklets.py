"""Figures of booklets: one of a course of N lessons (100), as long as ours: processor, time and size.

python -m bench.bench_booklets [100]
"""

import os
import resource
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
folder = tempfile.mkdtemp(prefix="bench-booklets-")
os.environ["STATE_DIR"] = folder
os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/db.sqlite3")
os.environ["DJANGO_SETTINGS_MODULE"] = "lms.settings.test"

import django

django.setup()

from django.core.management import call_command
from django.utils import timezone

from courses.models import ActivityPage, CatalogPage, LessonPage, ModulePage
from courses.services.package_import import import_course
from courses.services.paper import draw_paper
from courses.services.site import ensure_site

LESSONS_PER_MODULE = 10


def fill(course, count):
    """`count` lessons with the texts of the course's own, in modules of ten."""
    texts = list(LessonPage.objects.descendant_of(course).order_by("path"))
    ModulePage.objects.child_of(course).delete()
    course.refresh_from_db()
    for number in range(count):
        if number % LESSONS_PER_MODULE == 0:
            module = course.add_child(instance=ModulePage(title=f"Modul {number // 10 + 1}", slug=f"m{number}"))
        text = texts[number % len(texts)]
        lesson = LessonPage(title=f"{number + 1}. {text.title}", slug=f"l{number}", body=text.body)
        module.add_child(instance=lesson)


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    call_command("migrate", verbosity=0)
    ensure_site()
    package, catalog = ROOT / "curriculum" / "desain-konten", CatalogPage.objects.get()
    course = import_course(folder=package, catalog=catalog, publish=True, now=timezone.now()).course
    fill(course, count)
    inside = list(ActivityPage.objects.in_course(course).values_list("pk", flat=True))
    started, busy = time.perf_counter(), time.process_time()
    pdf = draw_paper(page=course, activity_ids=inside, now=timezone.now())
    busy, started = time.process_time() - busy, time.perf_counter() - started
    pages, memory = pdf.count(b"/Type /Page\n"), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{len(inside)} lessons: {busy:.1f} s of processor, {started:.1f} s, {len(pdf) // 1024} KB, {memory} MB memory"
    )
    print(f"pages: {pages or 'see pdfinfo'}; load {os.getloadavg()[0]:.1f}")
    (Path(folder) / "buku.pdf").write_bytes(pdf)
    print(Path(folder) / "buku.pdf")


main()
