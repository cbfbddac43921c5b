"""The screens of an import: every state, only for who uploaded it, phones masked."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from lms.models import Job
from members.choices import Role, SheetState
from members.models import Disclosure, Member, SheetImport
from tests.factories.members import MemberFactory, OrganizationFactory, RegionFactory, UserFactory, assign_role
from tests.factories.sheets import HEAD, checked, csv_file, imported, upload, villages, work, xlsx_file

pytestmark = pytest.mark.django_db
GOOD = ["1", "Maria Bria", "P", "081234567890", "Namosain", "", "", "", ""]
WRONG = ["2", "Yosef Lado", "X", "0813-0000-0001", "Oesapa Brt", "", "", "", ""]


@pytest.fixture(autouse=True)
def places(db):
    villages()


@pytest.fixture
def office(organization, officer, now):
    return {"organization": organization, "by": officer, "now": now}


def page_of(client, sheet, name="office_sheet", query=""):
    return client.get(reverse(name, args=[sheet.pk]) + query).content.decode()


def send(client, content, name="daftar.xlsx", kind="members", **more):
    file = BytesIO(content)
    file.name = name
    return client.post(reverse("office_sheet_new", args=[kind]), {"file": file, **more})


def test_from_the_upload_to_the_last_row(officer_client):
    answer = send(officer_client, xlsx_file(HEAD, GOOD, WRONG, title="DAFTAR PESERTA"))
    sheet = SheetImport.objects.get()
    waiting = page_of(officer_client, sheet)
    work(sheet, sheet.uploaded_at)
    preview = page_of(officer_client, sheet)
    officer_client.post(reverse("office_sheet_confirm", args=[sheet.pk]))
    done_sheet = work(sheet, Job.objects.latest("pk").created_at)
    done = page_of(officer_client, sheet)

    assert answer.url == reverse("office_sheet", args=[sheet.pk])
    assert "0 dari 2 baris" in waiting
    assert "Simpan 1 baris" in preview
    assert "Unduh 1 baris yang salah" in preview
    assert done_sheet.state == SheetState.DONE
    assert "Impor selesai" in done
    assert Member.objects.get().full_name == "Maria Bria"


def test_the_wrong_rows_come_back_and_import_cleanly_once_corrected(officer_client, officer, office):
    sheet = imported(HEAD, GOOD, WRONG, **office)

    answer = officer_client.post(reverse("office_sheet_errors", args=[sheet.pk]))
    page = load_workbook(BytesIO(answer.content)).active
    rows = [[cell or "" for cell in row] for row in page.iter_rows(values_only=True) if any(row)]
    headings, wrong = rows
    wrong[2], wrong[4] = "L", "Oesapa Barat"
    again = work(upload(content=xlsx_file(headings, wrong), **office), office["now"])

    assert headings == [*HEAD, "Yang salah"]
    assert wrong[-1] == (
        "L/P: “X” tidak dikenal. Tulis L atau P. "
        "Kelurahan: Kelurahan “Oesapa Brt” tidak ada. Maksud Anda Oesapa Barat, Kelapa Lima?"
    )
    assert again.outcome["counts"]["new"] == 1
    assert list(Disclosure.objects.filter(kind="export").values_list("user", "people_count")) == [(officer.pk, 1)]


def test_a_formula_in_a_wrong_row_stays_a_text(officer_client, office):
    sheet = checked(["Nama", "L/P"], ['=HYPERLINK("http://x")', "X"], **office)

    answer = officer_client.post(reverse("office_sheet_errors", args=[sheet.pk]))

    cell = next(row[0] for row in load_workbook(BytesIO(answer.content)).active.iter_rows() if row[1].value == "X")
    assert (cell.value, cell.data_type, cell.quotePrefix) == ('=HYPERLINK("http://x")', "s", True)


def test_phones_are_masked_and_texts_are_no_markup(officer_client, office, organization):
    MemberFactory(full_name="Ana Tode", phone="+6281299999999", organization=organization, region=RegionFactory())
    rows = [GOOD, ["2", "<script>x</script>", "P", "0812-9999-8888", "Namosain", "", "", "", ""]]
    rows.append(["3", "Ana Tode", "P", "081277777777", "Namosain", "", "", "", ""])

    page = page_of(officer_client, checked(HEAD, *rows, **office))

    assert "•••• 890" in page
    assert [digits for digits in ("1234567890", "99998888", "77777777", "99999999") if digits in page] == []
    assert "<script>x" not in page


def test_rows_are_shown_by_kind_and_by_page(officer_client, office):
    rows = [[str(n), f"Orang{n} Uji{n}", "P", "", "Namosain", "", "", "", ""] for n in range(30)]
    sheet = checked(HEAD, *rows, WRONG, **office)

    everything, wrong, second = (
        page_of(officer_client, sheet, query=query) for query in ("", "?tampil=error", "?page=2")
    )

    assert everything.count("<h3>") == 25
    assert wrong.count("<h3>") == 1
    assert "Yosef Lado" in wrong
    assert second.count("<h3>") == 6
    assert officer_client.get(reverse("office_sheet", args=[sheet.pk]) + "?page=9").status_code == 404


def test_unknown_headings_are_asked_about_with_samples(officer_client, office):
    sheet = upload(content=csv_file(["Nama Lengkp", "Golongan darah"], ["Maria Bria", "AB"]), **office)

    answer = officer_client.get(reverse("office_sheet", args=[sheet.pk]), follow=True)
    page = answer.content.decode()
    incomplete = officer_client.post(answer.request["PATH_INFO"], {"column-0": "", "column-1": "gender"})
    officer_client.post(answer.request["PATH_INFO"], {"column-0": "full_name", "column-1": ""})

    assert answer.request["PATH_INFO"] == reverse("office_sheet_columns", args=[sheet.pk])
    assert "Isinya: AB" in page
    assert incomplete.status_code == 400
    assert "Belum ada kolom untuk Nama" in incomplete.content.decode()
    assert SheetImport.objects.get().columns == ["full_name", ""]
    assert SheetImport.objects.get().state == SheetState.CHECKING


def test_decisions_are_kept_and_shown(officer_client, office, organization):
    known = MemberFactory(full_name="Yusak Radja", phone="+6281234567890", organization=organization)
    sheet = checked(HEAD, GOOD, **office)

    answer = officer_client.post(
        reverse("office_sheet_decide", args=[sheet.pk]), {"row-2": f"same:{known.pk}", "row-x": "new"}
    )
    page = officer_client.get(answer.url).content.decode()

    assert SheetImport.objects.get().decisions == {"2": f"same:{known.pk}"}
    assert f'value="same:{known.pk}" checked' in page
    assert "Simpan 1 baris" in page


@pytest.mark.parametrize(
    ("content", "text"),
    [(b"%PDF-1.7", "Ini bukan lembar XLSX atau CSV."), (b"", "Berkas ini kosong."), (b"Nama,L/P\n", "belum ada baris")],
)
def test_a_refused_file_says_why_at_the_field(officer_client, content, text):
    answer = send(officer_client, content)

    assert answer.status_code == 400
    assert text in answer.content.decode()
    assert SheetImport.objects.count() == 0


def test_no_file_is_an_error_of_the_form(officer_client):
    answer = officer_client.post(reverse("office_sheet_new", args=["members"]))

    assert answer.status_code == 400
    assert "Pilih berkasnya dulu." in answer.content.decode()


def test_who_works_for_two_offices_says_which(client, officer):
    second = OrganizationFactory(name="Dinas Serang", region=RegionFactory(code="36.73"))
    foreign = OrganizationFactory(name="Dinas Belu", region=RegionFactory(code="53.04"))
    client.force_login(assign_role(officer, Role.OFFICER, second))

    page = client.get(reverse("office_sheet_new", args=["members"])).content.decode()
    refused = send(client, csv_file(["Nama"], ["Ana Tode"]), organization=foreign.pk)
    send(client, csv_file(["Nama", "L/P"], ["Ana Tode", "P"]), organization=second.pk)

    assert "Dinas Serang" in page
    assert "Dinas Belu" not in page
    assert refused.status_code == 400
    assert SheetImport.objects.get().organization == second


def test_nobody_sees_the_upload_of_somebody_else(client, office, organization):
    sheet = checked(HEAD, GOOD, WRONG, **office)
    client.force_login(assign_role(UserFactory(), Role.OFFICER, organization))

    answers = [
        client.get(reverse(name, args=[sheet.pk]))
        for name in ("office_sheet", "office_sheet_json", "office_sheet_columns")
    ]
    answers += [
        client.post(reverse(f"office_sheet_{name}", args=[sheet.pk]))
        for name in ("columns", "confirm", "decide", "discard", "errors", "retry")
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert "daftar.csv" not in client.get(reverse("office_sheets")).content.decode()


def test_the_template_holds_headings_an_example_and_explanations(officer_client):
    answer = officer_client.get(reverse("office_sheet_template", args=["members"]))

    book = load_workbook(BytesIO(answer.content))
    headings = [cell.value for cell in book["Daftar"][2]]
    assert headings[:5] == ["Nama", "L/P", "No. HP", "Kelurahan", "Kecamatan"]
    assert book["Daftar"]["C4"].number_format == "@"
    assert [row[0].value for row in book["Penjelasan"].iter_rows(min_row=4)][:2] == ["Nama", "L/P"]


@pytest.mark.parametrize("kind", ["members", "kims"])
def test_the_empty_template_has_nothing_to_save_and_every_heading_is_known(officer_client, office, kind):
    content = officer_client.get(reverse("office_sheet_template", args=[kind])).content

    sheet = work(upload(content=content, kind=kind, **office), office["now"])

    assert sheet.state == SheetState.CHECKED
    assert sum(sheet.outcome["counts"].values()) == 0


def test_progress_is_told_to_the_script(officer_client, office):
    sheet = upload(content=csv_file(HEAD, GOOD), **office)
    address = reverse("office_sheet_json", args=[sheet.pk])

    waiting = officer_client.get(address).json()
    work(sheet, office["now"])
    checked_now = officer_client.get(address).json()

    assert waiting == {"line": "0 dari 1 baris", "percent": 0, "is_finished": False}
    assert (checked_now["percent"], checked_now["is_finished"]) == (100, True)


def test_work_that_failed_offers_another_try(officer_client, office):
    sheet = upload(content=csv_file(HEAD, GOOD), **office)
    Job.objects.update(state=Job.State.FAILED, attempts=5)

    page = page_of(officer_client, sheet)
    officer_client.post(reverse("office_sheet_retry", args=[sheet.pk]))

    assert "Gagal setelah lima percobaan" in page
    assert Job.objects.get().state == Job.State.WAITING


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_much_for_three_imports_as_for_one(officer_client, office, count):
    for _number in range(count):
        checked(HEAD, GOOD, **office)
    officer_client.get(reverse("office_sheets"))

    with CaptureQueriesContext(connection) as queries:
        officer_client.get(reverse("office_sheets"))

    assert len([query for query in queries if "members_sheetimport" in query["sql"]]) == 2
    assert len(queries) < 12


def test_a_viewer_is_told_who_imports(client, organization):
    client.force_login(assign_role(UserFactory(), Role.VIEWER, organization))

    page = client.get(reverse("office_sheets")).content.decode()

    assert "Impor dilakukan petugas kantor." in page
    assert reverse("office_sheet_new", args=["members"]) not in page
