"""The screens speak two languages, the sheets one: what an English screen gives out comes back as it went."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils.translation import override
from openpyxl import load_workbook

from members.choices import KimOffice
from members.models import Kim, KimMembership, Member, SheetImport
from members.services.kim_id.book import export_kim_id
from members.services.sheets import resource_class
from members.services.sheets.books import build_error_book, build_template
from members.services.sheets.columns import KIM_COLUMNS, MEMBER_COLUMNS
from members.services.sheets.headings import count_known, guess_mapping
from tests.factories.members import KimFactory, KimMembershipFactory, MemberFactory
from tests.factories.sheets import HEAD, checked, csv_file, imported, rows_of, upload, villages, work, xlsx_file

pytestmark = pytest.mark.django_db
GOOD = ["1", "Maria Bria", "P", "081234567890", "Namosain", "", "", "", ""]
WRONG = ["2", "Yosef Lado", "X", "0813-0000-0001", "Namosain", "", "", "", ""]
LANGUAGES = ["id", "en"]
KINDS = ["members", "kims", "kim_id", "kim_id_people", "registrations"]


@pytest.fixture(autouse=True)
def places(db):
    villages()


@pytest.fixture
def office(organization, officer, now):
    return {"organization": organization, "by": officer, "now": now}


@pytest.fixture
def english_client(officer_client):
    officer_client.cookies["django_language"] = "en"
    return officer_client


def cells_of(content):
    """Every cell of every sheet, by the name of the sheet."""
    book = load_workbook(BytesIO(content))
    return {page.title: [[cell.value for cell in row] for row in page.iter_rows()] for page in book.worksheets}


@pytest.fixture
def group(organization):
    kim = KimFactory(name="KIM Lontar", status="inactive", decree_number="12/KEP/2024", decree_date=date(2024, 7, 11))
    for office, name in [(KimOffice.CHAIR, "Maria Bria"), (KimOffice.TREASURER, "Yosef Lado")]:
        KimMembershipFactory(
            kim=kim,
            member=MemberFactory(full_name=name, organization=organization),
            office=office,
            starts_on=date(2024, 1, 2),
        )
    return kim


@pytest.mark.parametrize("kind", KINDS)
def test_templates_are_one_in_every_language(kind):
    books = []
    for language in LANGUAGES:
        with override(language):
            books.append(cells_of(build_template(resource_class(kind))))

    assert books[0] == books[1]
    assert list(books[0]) == ["Daftar", "Penjelasan"]


def test_the_workbook_of_kim_id_is_one_in_every_language(group, officer, now):
    books = []
    for language in LANGUAGES:
        with override(language):
            kims = Kim.objects.editable_by(officer)
            books.append(cells_of(export_kim_id(kims=kims, by=officer, now=now)))

    assert books[0] == books[1]
    assert list(books[1]) == ["KIM", "Pengurus dan anggota"]
    words = {cell for rows in books[1].values() for row in rows for cell in row}
    assert {"Ketua", "Bendahara", "Tidak aktif", "Nama KIM", "Jabatan"} <= words


def test_the_sheet_with_the_wrong_rows_is_one_in_every_language(office):
    sheet = checked(HEAD, GOOD, WRONG, **office)
    books = []
    for language in LANGUAGES:
        with override(language):
            rows = [row for row in rows_of(sheet) if row.kind == "error"]
            books.append(cells_of(build_error_book(sheet=sheet, headings=HEAD, rows=rows)))

    assert books[0] == books[1]
    assert books[1]["Baris yang salah"][1] == [*HEAD, "Yang salah"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_second_round_of_wrong_rows_has_one_column_of_reasons(office, language):
    headings = [*HEAD, "Yang salah"]
    sheet = checked(headings, [*WRONG, "L/P: lama"], **office)

    with override(language):
        book = cells_of(build_error_book(sheet=sheet, headings=headings, rows=rows_of(sheet)))

    assert book["Baris yang salah"][1] == headings
    assert book["Baris yang salah"][2][-1] == "L/P: “X” tidak dikenal. Tulis L atau P."


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("columns", [MEMBER_COLUMNS, KIM_COLUMNS])
def test_headings_are_known_in_every_language(language, columns):
    with override("id"):
        headings = [str(column.label) for column in columns]

    with override(language):
        guess = guess_mapping(headings, columns)
        known = count_known(headings, columns)

    assert list(guess.mapping.values()) == [column.name for column in columns]
    assert guess.is_sure
    assert known == len(columns)


@pytest.mark.parametrize("kind", KINDS)
def test_headings_of_a_template_map_themselves_on_an_english_screen(kind):
    columns = resource_class(kind).columns
    with override("en"):
        page = next(iter(cells_of(build_template(resource_class(kind))).values()))
        guess = guess_mapping([text for text in page[1] if text], columns)

    assert guess.is_sure
    assert set(guess.mapping.values()) == {column.name for column in columns}


def test_a_column_without_heading_is_called_the_same(office):
    with override("en"):
        sheet = upload(content=csv_file(["Nama", "", "L/P"], ["Maria Bria", "x", "P"]), **office)

    assert sheet.outcome["headings"] == ["Nama", "Kolom B", "L/P"]


@pytest.mark.parametrize("kind", ["kim_id", "kim_id_people"])
def test_what_an_english_screen_exports_comes_back_unchanged(english_client, group, kind):
    before = [list(model.objects.order_by("pk").values()) for model in (Kim, KimMembership, Member)]

    answer = english_client.post(reverse("office_kim_id_download"))
    file = BytesIO(answer.content)
    file.name = "KIM.id.xlsx"
    english_client.post(reverse("office_sheet_new", args=[kind]), {"file": file})
    sheet = SheetImport.objects.get()
    sheet = work(sheet, sheet.uploaded_at)

    assert [row.kind for row in rows_of(sheet)] == ["unchanged"] * (1 if kind == "kim_id" else 2)
    assert [list(model.objects.order_by("pk").values()) for model in (Kim, KimMembership, Member)] == before


def test_an_english_screen_gives_out_wrong_rows_that_go_in_again(english_client, office):
    sheet = imported(HEAD, GOOD, WRONG, **office)

    answer = english_client.post(reverse("office_sheet_errors", args=[sheet.pk]))
    page = next(iter(cells_of(answer.content).values()))
    headings, wrong = [[cell or "" for cell in row] for row in page if any(row)]
    wrong[2] = "L"
    with override("en"):
        again = upload(content=xlsx_file(headings, wrong), **office)
    again = work(again, office["now"])

    assert "Yang salah" in headings
    assert again.outcome["counts"]["new"] == 1


@pytest.mark.parametrize("kind", ["members", "kims", "kim_id"])
def test_an_english_screen_gives_out_the_indonesian_template(english_client, kind):
    answer = english_client.get(reverse("office_sheet_template", args=[kind]))

    assert cells_of(answer.content) == cells_of(build_template(resource_class(kind)))


def test_an_english_screen_shows_its_own_labels_when_columns_are_matched(english_client, office):
    """Only the sheet is Indonesian; the screen stays in the language of its reader."""
    sheet = upload(content=csv_file(["Nama", "Golongan"], ["Maria Bria", "A"]), **office)

    page = english_client.get(reverse("office_sheet_columns", args=[sheet.pk])).content.decode()

    assert "Golongan" in page
    assert ">Name</option>" in page
