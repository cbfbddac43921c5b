"""Figures of the import: 5,000 people as XLSX, checked and written by one worker (target: under 60 s), and again.

python -m bench.bench_imports
"""

import os
import resource
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
folder = tempfile.mkdtemp(prefix="bench-imports-")
os.environ["STATE_DIR"] = folder
os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/db.sqlite3")
os.environ["DJANGO_SETTINGS_MODULE"] = "lms.settings.test"

import django

django.setup()

from django.core.management import call_command
from django.utils import timezone

from lms.services import jobs
from members.choices import Role
from members.models import Kim, Member, Region, SheetImport, WalkOfLife
from members.services.sheets.imports import confirm_import, start_import
from tests.factories.members import OrganizationFactory, UserFactory, assign_role
from tests.factories.sheets import xlsx_file

ROWS = 5_000
TARGET_SECONDS = 60
TARGET_MEGABYTES = 300
HEAD = ["No", "Nama Lengkap", "L/P", "No. HP/WA", "Kelurahan", "Kecamatan", "Unsur", "Nama KIM", "Jabatan"]
FIRST = ["Maria", "Yosef", "Ana", "Yakob", "Marta", "Petrus", "Rosa", "Daud", "Elsi", "Simon"]
LAST = ["Bria", "Lado", "Tode", "Radja", "Fallo", "Benu", "Manafe", "Kase", "Nahak", "Seran"]


def measure(name, work):
    started = time.perf_counter()
    found = work()
    seconds = time.perf_counter() - started
    print(f"{name}: {seconds:.1f} s")
    return found, seconds


def prepare():
    call_command("migrate", verbosity=0)
    call_command("import_regions", scope="53.71", verbosity=0)
    office = OrganizationFactory(region=Region.objects.get(code="53.71"))
    for village in Region.objects.filter(level=4):
        Kim.objects.create(name=f"KIM {village.name} {village.code}", region=village)
    return office, assign_role(UserFactory(), Role.OFFICER, office)


def people(changed=0):
    """`changed` of them with another unsur than before."""
    kims = list(Kim.objects.select_related("region__parent").order_by("pk"))
    walks = list(WalkOfLife.objects.order_by("name").values_list("name", flat=True))
    for number in range(ROWS):
        kim = kims[number % len(kims)]
        name = f"{FIRST[number % 10]} {LAST[number // 10 % 10]}{chr(97 + number // 100 % 26)} Uji{number}"
        walk = walks[(number + (number < changed)) % len(walks)]
        phone, district = 81300000000 + number, kim.region.parent.name
        yield [number, name, "LP"[number % 2], phone, kim.region.name, district, walk, kim.name, "Anggota"]


def bring_in(title, rows, office, officer):
    """Upload, check and write one sheet; seconds of it all."""
    content = xlsx_file(HEAD, *rows)
    sheet, upload = measure(
        f"{title}: upload ({len(content) // 1024} KB) read",
        lambda: start_import(
            kind="members", organization=office, file=BytesIO(content), byte_count=len(content), file_name="5000.xlsx",
            by=officer, now=timezone.now(),
        ),
    )  # fmt: skip
    _done, check = measure(f"{title}: checked", lambda: jobs.run_due(now=timezone.now()))
    sheet.refresh_from_db()
    print(f"{title}: found {sheet.outcome['counts']}")
    confirm_import(sheet=sheet, now=timezone.now())
    _done, write = measure(f"{title}: written", lambda: jobs.run_due(now=timezone.now()))
    result = SheetImport.objects.get(pk=sheet.pk).outcome["result"]
    print(f"{title}: {result}, together {upload + check + write:.1f} s (target {TARGET_SECONDS})")
    return upload + check + write


def main():
    office, officer = prepare()
    rows = list(people())
    totals = [
        bring_in("new", rows, office, officer),
        bring_in("again", rows, office, officer),
        bring_in("1,000 changed", list(people(changed=1000)), office, officer),
    ]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"people afterwards: {Member.objects.count()}")
    print(f"peak memory of the process: {peak:.0f} MB (target {TARGET_MEGABYTES})")
    if max(totals) > TARGET_SECONDS or peak > TARGET_MEGABYTES:
        sys.exit(1)


if __name__ == "__main__":
    main()
