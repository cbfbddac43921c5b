"""Two presses, two imports, two workers at the same moment."""

from threading import Barrier

import pytest

from lms.models import Job
from lms.services import jobs
from members.models import Member, Organization, SheetImport
from members.services.sheets import jobs as sheet_jobs
from members.services.sheets.imports import confirm_import
from tests.factories.sheets import checked, villages
from tests.races import run_at_once

ROWS = [["Nama", "L/P", "Kelurahan"], ["Maria Bria", "P", "Namosain"]]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_confirmations_at_once_are_one_and_two_writings_take_turns(organization, officer, now):
    villages()
    office = {"organization": organization, "by": officer, "now": now}
    sheets = [checked(*ROWS, **office) for _twice in range(2)]

    run_at_once([lambda sheet=sheet: confirm_import(sheet=sheet, now=now) for sheet in sheets for _press in range(3)])
    pks = list(Job.objects.filter(kind="members.write_sheet").values_list("pk", flat=True))
    run_at_once([lambda pk=pk: jobs.run(pk=pk, now=now) for pk in [*pks, *pks]])

    assert len(pks) == 2
    assert Member.objects.filter(full_name="Maria Bria").count() == 1
    assert sorted(sheet.outcome["result"]["new"] for sheet in SheetImport.objects.all()) == [0, 1]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_of_the_office_somebody_is_made_twice(organization, officer, now, monkeypatch):
    """Negative control: the same race with writings that do not take turns; both have read before one writes."""
    villages()
    office = {"organization": organization, "by": officer, "now": now}
    for sheet in [checked(*ROWS, **office) for _twice in range(2)]:
        confirm_import(sheet=sheet, now=now)
    meeting, load_preview = Barrier(2), sheet_jobs.load_preview
    monkeypatch.setattr(sheet_jobs, "Organization", Unlocked)
    monkeypatch.setattr(sheet_jobs, "load_preview", lambda sheet: (meeting.wait(20), load_preview(sheet))[1])

    pks = list(Job.objects.filter(kind="members.write_sheet").values_list("pk", flat=True))
    run_at_once([lambda pk=pk: jobs.run(pk=pk, now=now) for pk in pks])

    assert Member.objects.filter(full_name="Maria Bria").count() == 2


class Unlocked:
    """The office, read without its lock."""

    class objects:  # noqa: N801 -- stands for a manager
        @staticmethod
        def select_for_update():
            return Organization.objects.all()
