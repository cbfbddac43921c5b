"""The way of an import: one effect, whoever presses, dies or changes something in between."""

from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.db import transaction

from lms.models import Job
from lms.services import jobs
from members.choices import SheetState
from members.models import Disclosure, Member, SheetImport
from members.services.sheets import jobs as sheet_jobs
from members.services.sheets.files import read_progress, report_progress
from members.services.sheets.guards import SheetRefused
from members.services.sheets.headings import MappingIncomplete
from members.services.sheets.imports import (
    ABANDONED,
    SheetMoved,
    choose_columns,
    confirm_import,
    decide_rows,
    delete_imports,
    discard_import,
    imports_ended,
    is_stuck,
    job_of,
    percent_of,
    retry_import,
)
from tests.factories.members import MemberFactory, RegionFactory
from tests.factories.sheets import checked, csv_file, imported, rows_of, upload, villages, work

pytestmark = pytest.mark.django_db
ROWS = [["Nama", "L/P", "Kelurahan"], ["Maria Bria", "P", "Namosain"], ["Yosef Lado", "X", "Namosain"]]


@pytest.fixture(autouse=True)
def places(db):
    villages()


@pytest.fixture
def office(organization, officer, now):
    return {"organization": organization, "by": officer, "now": now}


def files_left():
    """Names in the private folder of sheets."""
    storage = storages["private"]
    return set(storage.listdir("sheets")[1]) if storage.exists("sheets") else set()


def test_the_states_follow_each_other(office):
    sheet = upload(content=csv_file(*ROWS), **office)
    states = [sheet.state]
    sheet = work(sheet, office["now"])
    states.append(sheet.state)
    sheet = confirm_import(sheet=sheet, now=office["now"])
    states.append(sheet.state)
    states.append(work(sheet, office["now"]).state)

    assert states == [SheetState.CHECKING, SheetState.CHECKED, SheetState.WRITING, SheetState.DONE]


def test_pressing_twice_is_one_writing(office):
    sheet = checked(*ROWS, **office)

    for _press in range(3):
        confirm_import(sheet=sheet, now=office["now"])
    work(sheet, office["now"])
    confirm_import(sheet=sheet, now=office["now"])
    jobs.run_due(now=office["now"])

    assert Member.objects.count() == 1
    assert Job.objects.filter(kind="members.write_sheet").count() == 1


def test_a_worker_killed_in_between_leaves_nothing_half_written(office, monkeypatch):
    sheet = confirm_import(sheet=checked(*ROWS, **office), now=office["now"])
    finish = sheet_jobs._finish
    monkeypatch.setattr(sheet_jobs, "_finish", lambda *arguments: 1 / 0)

    jobs.run_due(now=office["now"])
    after_the_fall = Member.objects.count()
    monkeypatch.setattr(sheet_jobs, "_finish", finish)
    done = work(sheet, office["now"] + timedelta(minutes=1))

    assert after_the_fall == 0
    assert (done.state, done.outcome["result"]["new"]) == (SheetState.DONE, 1)
    assert Member.objects.count() == 1


def test_running_the_jobs_again_changes_nothing(office):
    sheet = imported(*ROWS, **office)
    before = (list(Member.objects.values()), SheetImport.objects.values().get())

    with transaction.atomic():
        sheet_jobs.store_check(key=sheet.job_key, now=office["now"], prepared=[])
        sheet_jobs.write_sheet(key=str(sheet.pk), now=office["now"])

    assert (list(Member.objects.values()), SheetImport.objects.values().get()) == before


def test_what_changed_since_the_preview_is_not_overwritten(office, organization):
    person = MemberFactory(full_name="Maria Bria", organization=organization, region=RegionFactory(), gender="L")
    sheet = checked(*ROWS, **office)
    Member.objects.filter(pk=person.pk).update(gender="")

    done = work(confirm_import(sheet=sheet, now=office["now"]), office["now"])

    person.refresh_from_db()
    assert person.gender == ""
    assert done.outcome["result"] == {"new": 0, "changed": 0, "unchanged": 0, "skipped": 0, "left": 2}
    assert rows_of(done)[0].problems[0].text == (
        "Data ini berubah sejak diperiksa, jadi baris ini tidak disimpan. Unggah lagi untuk melihat bedanya."
    )


def test_what_somebody_else_wrote_in_the_same_way_counts_as_unchanged(office, organization):
    sheet = checked(*ROWS, **office)
    MemberFactory(full_name="Maria Bria", organization=organization, region=RegionFactory(), gender="P")

    done = work(confirm_import(sheet=sheet, now=office["now"]), office["now"])

    assert done.outcome["result"]["unchanged"] == 1
    assert Member.objects.count() == 1


def test_two_imports_of_one_file_make_nobody_twice(office):
    sheets = [checked(*ROWS, **office) for _twice in range(2)]

    done = [work(confirm_import(sheet=sheet, now=office["now"]), office["now"]) for sheet in sheets]

    assert [sheet.outcome["result"]["new"] for sheet in done] == [1, 0]
    assert Member.objects.count() == 1


def test_somebody_whose_role_ended_writes_nothing(office, officer):
    sheet = confirm_import(sheet=checked(*ROWS, **office), now=office["now"])
    officer.role_assignments.all().delete()

    done = work(sheet, office["now"])

    assert (done.state, done.outcome["problem"]) == (
        SheetState.FAILED,
        "Peran Anda untuk kantor ini sudah berakhir, jadi tidak ada yang disimpan.",
    )
    assert Member.objects.count() == 0


def test_columns_matched_anew_make_another_check(office):
    sheet = upload(content=csv_file(["Nama", "Entah"], ["Maria Bria", "P"]), **office)
    waiting = sheet.state
    first = work(choose_columns(sheet=sheet, columns=["full_name", ""], now=office["now"]), office["now"])
    second = work(choose_columns(sheet=first, columns=["full_name", "gender"], now=office["now"]), office["now"])

    assert waiting == SheetState.UPLOADED
    assert (first.check_count, second.check_count) == (1, 2)
    assert [[change.field for change in row.changes] for row in rows_of(second)] == [["Nama", "L/P"]]


def test_a_check_that_comes_too_late_is_forgotten(office):
    sheet = upload(content=csv_file(*ROWS), **office)
    late = sheet_jobs.prepare_check(key=sheet.job_key, now=office["now"])
    old_key = sheet.job_key
    SheetImport.objects.filter(pk=sheet.pk).update(check_count=2)

    with transaction.atomic():
        sheet_jobs.store_check(key=old_key, now=office["now"], prepared=late)

    assert SheetImport.objects.get().state == SheetState.CHECKING


def test_answers_about_headings_are_remembered(office):
    content = csv_file(["Nama", "Golongan"], ["Maria Bria", "A"])
    work(
        choose_columns(sheet=upload(content=content, **office), columns=["full_name", ""], now=office["now"]),
        office["now"],
    )

    assert upload(content=content, **office).state == SheetState.CHECKING


def test_a_required_column_must_be_matched(office):
    sheet = upload(content=csv_file(["Entah", "L/P"], ["Maria", "P"]), **office)

    with pytest.raises(MappingIncomplete):
        choose_columns(sheet=sheet, columns=["", "gender"], now=office["now"])


def test_nothing_moves_an_import_that_is_being_written(office):
    sheet = confirm_import(sheet=checked(*ROWS, **office), now=office["now"])

    for move in (
        lambda: discard_import(sheet=sheet),
        lambda: decide_rows(sheet=sheet, decisions={2: "new"}),
        lambda: choose_columns(sheet=sheet, columns=["full_name", "", ""], now=office["now"]),
    ):
        with pytest.raises(SheetMoved):
            move()


def test_a_discarded_import_is_gone_with_its_files(office, django_capture_on_commit_callbacks):
    before = files_left()
    sheet = checked(*ROWS, **office)

    with django_capture_on_commit_callbacks(execute=True):
        discard_import(sheet=sheet)

    assert SheetImport.objects.count() == 0
    assert files_left() == before
    with pytest.raises(SheetMoved):
        confirm_import(sheet=sheet, now=office["now"])


def test_after_the_writing_only_the_rows_to_correct_are_kept(office, django_capture_on_commit_callbacks):
    before = files_left()
    with django_capture_on_commit_callbacks(execute=True):
        done = imported(*ROWS, **office)

    assert not done.file
    assert [row.title for row in rows_of(done)] == ["Yosef Lado"]
    assert len(files_left() - before) == 1


def test_retention_deletes_finished_and_abandoned_imports(office, now, django_capture_on_commit_callbacks):
    before = files_left()
    with django_capture_on_commit_callbacks(execute=True):
        finished, waiting = imported(*ROWS, **office), checked(*ROWS, **office)
        writing = confirm_import(sheet=checked(*ROWS, **office), now=now)
        kept = delete_imports(sheets=list(imports_ended(before=now)))
        deleted = delete_imports(sheets=list(imports_ended(before=now + timedelta(days=1))))

    assert (kept, deleted) == (0, 2)
    assert list(SheetImport.objects.all()) == [writing]
    assert {finished.pk, waiting.pk} & set(SheetImport.objects.values_list("pk", flat=True)) == set()
    assert len(files_left() - before) == 2


def test_an_upload_clears_what_was_left_lying(office, now):
    old = checked(*ROWS, **office)

    upload(content=csv_file(*ROWS), **(office | {"now": now + ABANDONED + timedelta(hours=1)}))

    assert not SheetImport.objects.filter(pk=old.pk).exists()


def test_work_that_failed_five_times_can_be_tried_again(office, now):
    sheet = upload(content=csv_file(*ROWS), **office)
    Job.objects.update(state=Job.State.FAILED, attempts=5)
    stuck = is_stuck(sheet)

    retry_import(sheet=sheet, now=now)

    assert stuck is True
    assert work(sheet, now).state == SheetState.CHECKED


def test_progress_is_that_of_the_rows(office):
    sheet = upload(content=csv_file(*ROWS), **office)
    percents = []
    for done in (0, 1, 2, 500):
        report_progress(sheet, done)
        percents.append(percent_of(sheet))

    assert percents == [0, 50, 99, 99]
    assert read_progress(sheet) == 2
    assert percent_of(work(sheet, office["now"])) == 100
    assert job_of(sheet).state == Job.State.DONE


def test_the_upload_is_noted(office, officer):
    sheet = upload(content=csv_file(*ROWS), **office)

    note = Disclosure.objects.get()
    assert (note.user, note.people_count, note.subject) == (officer, sheet.row_count, "Unggahan: Anggota")


def test_a_refused_file_leaves_no_import(office):
    before = files_left()
    with pytest.raises(SheetRefused, match="belum ada baris"):
        upload(content=csv_file(ROWS[0]), **office)

    assert (SheetImport.objects.count(), files_left()) == (0, before)


def test_job_keys_hold_no_personal_data(office):
    sheet = imported(*ROWS, **office)

    assert sorted(Job.objects.values_list("key", flat=True)) == [str(sheet.pk), f"{sheet.pk}.1"]
