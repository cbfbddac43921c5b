from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from members.choices import Role
from members.models import KimMembership
from tests.factories.bimtek import EventFactory, SlotFactory
from tests.factories.members import KimFactory, KimMembershipFactory, RegionFactory, UserFactory, assign_role
from tests.factories.reports import attend, begin, certify, finish, kim_member

URL = "/cms/ketuntasan/unduh/"
FIGURES = ("Anggota KIM", "Selesai", "Sedang belajar", "Belum mulai", "Bersertifikat", "Bagian: Selesai")


@pytest.fixture
def download(officer_client):
    """A function that downloads as the officer and opens the workbook again."""

    def fetch(**query):
        response = officer_client.get(URL, {"day": "2024-07-11", **query})
        assert response.status_code == 200
        return load_workbook(BytesIO(response.content))

    return fetch


def rows_of(page):
    """Everything from the header row on."""
    return list(page.iter_rows(min_row=4, values_only=True))


def test_download_is_an_excel_file_nobody_else_keeps(officer_client, course):
    kim_member()

    response = officer_client.get(URL, {"day": "2024-07-11"})

    assert reverse("office_completion_download") == URL
    assert response["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Disposition"] == (
        'attachment; filename="Ketuntasan Desain Konten - Kota Kupang - 2024-07-11.xlsx"'
    )


def test_workbook_has_one_sheet_per_level_with_scope_subject_and_date(download, course):
    kim_member()

    book = download()

    assert book.sheetnames == ["Kecamatan", "Kelurahan", "KIM"]
    assert [[page["A1"].value, page["A2"].value] for page in book] == [
        [
            "Desain Konten",
            "Kota Kupang, keadaan 11 Juli 2024, dihitung dari anggota KIM yang tercatat pada hari itu.",
        ]
    ] * 3
    assert [page.freeze_panes for page in book] == ["C5"] * 3


def test_district_sheet_ends_with_everybody_counted_once(download, course):
    member = kim_member()
    KimMembershipFactory(kim=KimFactory(region=RegionFactory(code="53.71.04.1001")), member=member)
    certify(enrollment=finish(member, course))
    begin(kim_member(), course)

    rows = rows_of(download()["Kecamatan"])

    assert rows == [
        ("Kode", "Kecamatan", "Kabupaten/kota", "Kelurahan/desa", "KIM", *FIGURES),
        ("53.71.01", "Alak", "Kota Kupang", 1, 2, 2, 1, 1, 0, 1, 0.5),
        ("53.71.04", "Oebobo", "Kota Kupang", 1, 1, 1, 1, 0, 0, 1, 1),
        (None, "Jumlah (tiap orang sekali)", None, 2, 3, 2, 1, 1, 0, 1, 0.5),
    ]


def test_village_sheet_keeps_codes_as_text(download, course):
    kim_member()
    kim_member("53.71.01")

    page = download()["Kelurahan"]

    assert rows_of(page) == [
        ("Kode", "Kelurahan/desa", "Kecamatan", "Kabupaten/kota", "KIM", *FIGURES),
        ("53.71.01", "(KIM tingkat kecamatan)", "Alak", "Kota Kupang", 1, 1, 0, 0, 1, 0, 0),
        ("53.71.01.1001", "Namosain", "Alak", "Kota Kupang", 1, 1, 0, 0, 1, 0, 0),
    ]
    assert [(cell.data_type, cell.number_format) for cell in page["A"][4:]] == [("s", "@"), ("s", "@")]


def test_kim_sheet_names_the_place(download, course):
    finish(kim_member(kim=KimFactory(name="KIM Sasando", region=RegionFactory())), course)
    KimFactory(name="KIM Alak", region=RegionFactory(code="53.71.01"))

    assert rows_of(download()["KIM"]) == [
        ("Kode", "KIM", "Kelurahan/desa", "Kecamatan", "Kabupaten/kota", *FIGURES),
        ("53.71.01", "KIM Alak", None, "Alak", "Kota Kupang", 0, 0, 0, 0, 0, None),
        ("53.71.01.1001", "KIM Sasando", "Namosain", "Alak", "Kota Kupang", 1, 1, 0, 0, 0, 1),
    ]


def test_figures_are_numbers(download, course):
    finish(kim_member(), course)

    page = download()["Kecamatan"]

    assert [cell.data_type for cell in page[5]] == ["s", "s", "s", *["n"] * 8]
    assert page["K5"].number_format == "0%"


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+62", "-1+1", "@SUM(A1)", "\t=1", "\r=1"])
def test_kim_whose_name_is_a_formula_stays_text(download, course, name):
    kim_member(kim=KimFactory(name=name, region=RegionFactory()))

    book = download()

    assert [cell.coordinate for page in book for row in page.iter_rows() for cell in row if cell.data_type == "f"] == []
    assert (book["KIM"]["B5"].value, book["KIM"]["B5"].data_type) == (name, "s")


def test_download_follows_the_area(download, course):
    kim_member()
    kim_member("53.71.04.1001")

    book = download(area="53.71.04")

    assert [row[0] for row in rows_of(book["Kelurahan"])[1:]] == ["53.71.04.1001"]
    assert book["KIM"]["A2"].value.startswith("Kecamatan Oebobo, ") is True


def test_download_of_an_event_uses_its_words(download, organization):
    slot = SlotFactory(event=EventFactory(organization=organization))
    attend(kim_member(), slot)

    rows = rows_of(download(subject=f"event-{slot.event.pk}")["Kecamatan"])

    assert rows[0][5:] == (
        "Anggota KIM",
        "Hadir",
        "Terdaftar, belum hadir",
        "Belum terdaftar",
        "Bersertifikat",
        "Bagian: Hadir",
    )
    assert rows[1][5:] == (1, 1, 0, 0, 0, 1)


def test_officer_downloads_no_row_of_another_city(download, course):
    kim_member()
    kim_member("36.73.01.1001")

    book = download()

    codes = [row[0] for page in book for row in rows_of(page)[1:] if row[0]]
    assert codes == ["53.71.01", "53.71.01.1001", "53.71.01.1001"]


def test_workbook_holds_no_name_and_no_phone(download, course):
    finish(kim_member(full_name="Yosefina Rambu", phone="+6281234567890"), course)
    KimMembership.objects.update(section="Seksi rahasia")

    text = " ".join(str(cell.value) for page in download() for row in page.iter_rows() for cell in row)

    assert [word for word in ("Yosefina", "81234567890", "rahasia") if word in text] == []


def test_viewer_may_download_and_others_may_not(client, viewer, member, organization, course):
    answers = []
    for user in [viewer, member.user, assign_role(UserFactory(), Role.TRAINER, organization)]:
        client.force_login(user)
        answers.append(client.get(URL).status_code)
    client.logout()

    assert answers == [200, 404, 404]
    assert client.get(URL).status_code == 302


@pytest.mark.parametrize("query", [{"area": "36.73.01"}, {"subject": "course-0"}, {"day": "kemarin"}])
def test_wrong_question_is_not_found(officer_client, course, query):
    RegionFactory(code="36.73.01")

    assert officer_client.get(URL, query).status_code == 404


def test_download_without_any_subject_is_not_found(officer_client):
    assert officer_client.get(URL).status_code == 404


def test_default_day_is_today(officer_client, course):
    kim_member(ends_on=date(2024, 7, 11))

    response = officer_client.get(URL)

    assert rows_of(load_workbook(BytesIO(response.content))["Kecamatan"])[-1][5] == 0
