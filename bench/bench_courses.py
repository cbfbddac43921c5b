"""Figures of courses: all packages of curriculum/ brought in and published (target: under 30 s), and once more.

python -m bench.bench_courses
"""

import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
folder = tempfile.mkdtemp(prefix="bench-courses-")
os.environ["STATE_DIR"] = folder
os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/db.sqlite3")
os.environ["DJANGO_SETTINGS_MODULE"] = "lms.settings.test"

import django

django.setup()

from django.core.management import call_command
from django.utils import timezone

from courses.models import ActivityPage, CatalogPage
from courses.services.package_import import import_course
from courses.services.site import ensure_site

TARGET_SECONDS = 30


def bring_all(packages):
    """Seconds for all of them, those of the processor, and how many pages changed."""
    started, busy, changed = time.perf_counter(), time.process_time(), 0
    catalog = CatalogPage.objects.get()
    for package in packages:
        changed += len(import_course(folder=package, catalog=catalog, publish=True, now=timezone.now()).changed)
    return time.perf_counter() - started, time.process_time() - busy, changed


def main():
    call_command("migrate", verbosity=0)
    ensure_site()
    packages = sorted(path.parent for path in (ROOT / "curriculum").glob("*/course.yaml"))
    first, busy, _changed = bring_all(packages)
    again, _busy, changed = bring_all(packages)
    activities = ActivityPage.objects.count()
    print(f"{len(packages)} courses, {activities} activities brought in: {first:.1f} s (budget {TARGET_SECONDS} s)")
    print(f"of that busy: {busy:.1f} s")
    print(f"once more: {again:.1f} s, {changed} pages changed (budget 0)")
    if first > TARGET_SECONDS or changed:
        sys.exit(1)


main()
