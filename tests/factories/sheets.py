"""Sheets as offices hand them in, and the way of one through the whole import."""

import csv
from io import BytesIO, StringIO

from openpyxl import Workbook

from lms.services import jobs
from members.models import Region, SheetImport
from members.services.sheets.files import load_preview
from members.services.sheets.imports import confirm_import, start_import
from tests.factories.members import RegionFactory

HEAD = ["No", "Nama Lengkap", "L/P", "No. HP", "Kelurahan", "Kecamatan", "Unsur", "Nama KIM", "Jabatan"]


def villages():
    """Three of Kota Kupang, two of them with names that come near each other."""
    for code, name in [("53.71.01.1001", "Namosain"), ("53.71.02.1001", "Oesapa"), ("53.71.02.1002", "Oesapa Barat")]:
        RegionFactory(code=code, name=name)
    Region.objects.filter(code="53.71.02").update(name="Kelapa Lima")


def rows_of(sheet):
    return load_preview(sheet)[1]


def csv_file(*rows, delimiter=",", coding="utf-8"):
    text = StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(coding)


def xlsx_file(*rows, title=None):
    book = Workbook()
    sheet = book.active
    if title:
        sheet.append([title])
        sheet.append([])
    for row in rows:
        sheet.append(row)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def upload(*, content, organization, by, now, kind="members", about="", name="daftar.csv"):
    return start_import(
        kind=kind,
        about=about,
        organization=organization,
        file=BytesIO(content),
        byte_count=len(content),
        file_name=name,
        by=by,
        now=now,
    )


def work(sheet, now):
    """Let the worker do what is due; the import as it is then."""
    jobs.run_due(now=now)
    return SheetImport.objects.select_related("organization__region", "uploaded_by").get(pk=sheet.pk)


def checked(*rows, now, **options):
    return work(upload(content=csv_file(*rows), now=now, **options), now)


def imported(*rows, now, **options):
    sheet = checked(*rows, now=now, **options)
    return work(confirm_import(sheet=sheet, now=now), now)


def checked_sheet(*, organization, by, now, person="Salah Ketik"):
    """An import that waits for a decision, with one new and one wrong row; nothing goes through the queue."""
    sheet = upload(
        content=csv_file(["Nama", "L/P"], ["Orang Baru", "P"], [person, "X"]), organization=organization, by=by, now=now
    )
    jobs.run_due(now=now)
    return SheetImport.objects.get(pk=sheet.pk)
