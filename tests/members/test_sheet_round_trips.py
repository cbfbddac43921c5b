"""What comes in goes out and comes in again unchanged; every door, form and question of an import."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from lms.services import jobs
from members.choices import KimOffice, Role, SheetState
from members.forms.sheets import ColumnsForm, UploadForm, read_decisions
from members.models import Disclosure, Kim, KimMembership, Member, SheetImport, WalkOfLife
from members.services.kim_id.book import export_kim_id
from members.services.sheets.columns import MEMBER_COLUMNS
from members.services.sheets.headings import guess_mapping
from members.services.sheets.imports import confirm_import
from members.services.sheets.reading import Table
from tests.factories.members import (
    KimFactory,
    KimMembershipFactory,
    MemberFactory,
    OrganizationFactory,
    RegionFactory,
    UserFactory,
    assign_role,
)
from tests.factories.sheets import HEAD, checked, csv_file, imported, rows_of, upload, villages, work, xlsx_file

pytestmark = pytest.mark.django_db
KIM_HEAD = ["Nama KIM", "Kelurahan", "RW", "Status", "No. SK", "Tanggal SK", "SK diterbitkan oleh", "SK berlaku sampai",
            "Tahun", "Alamat", "No HP", "KIM.id", "Ketua"]  # fmt: skip
GROUPS = [
    ["KIM Suara", "Namosain", "RW 3", "Aktif", "12/KEP/2024", "11 Juli 2024", "Lurah, S.Sos", "11/07/2027", "2019",
     "Jl. Contoh 1; belakang pasar", "081234567890", "suara.kim.id", "Maria Bria"],
    ["=1+1 Lontar", "Oesapa", "", "vakum", "", "", "", "", "", "@rumah", "", "", "D'Ornay-José"],
    ["KIM Ibu “PKK”", "Kecamatan Alak", "", "Belum ber-SK", "", "", "", "", "2024", "", "+62 812-9999-0000", "", ""],
    ["李明", "Oesapa Barat", "Dusun 1/2", "Belum terbentuk", "-", "tidak ada", "", "", "-", "nihil", "-", "-", "-"],
]  # fmt: skip
PEOPLE = [
    ["1", "Maria Bria", "P", "081234567890", "Namosain", "Alak", "Nelayan, Petani", "KIM Suara", "Ketua"],
    ["2", "Yosef Lado, S.Sos", "L", "6281234567891", "Oesapa", "", "", "KIM Suara", "Seksi Publikasi"],
    ["3", "Ny. D'Ornay", "", "", "", "", "", "KIM Suara", "Penasihat"],
    ["4", "Ana Tode", "wanita", "81234567892", "Kel. Oesapa Barat", "Kec. Kelapa Lima", "petani", "", "Camat"],
    ["5", "=HYPERLINK(1)", "l", "", "53.71.02.1001", "", "", "KIM Suara", ""],
]


@pytest.fixture(autouse=True)
def places(db):
    villages()


@pytest.fixture
def office(organization, officer, now):
    return {"organization": organization, "by": officer, "now": now}


def register():
    """Everything the imports write, as it is now."""
    walks = Member.walks_of_life.through.objects.order_by("member", "walkoflife").values_list("member", "walkoflife")
    return [list(model.objects.order_by("pk").values()) for model in (Kim, KimMembership, Member)], list(walks)


def kinds_of(sheet):
    return [row.kind for row in rows_of(sheet)]


def test_groups_come_in_go_out_to_kim_id_and_come_back_unchanged(office, officer, now):
    first = imported(KIM_HEAD, *GROUPS, kind="kims", **office)
    before = register()
    book = export_kim_id(kims=Kim.objects.editable_by(officer), by=officer, now=now)

    groups = work(upload(content=book, kind="kim_id", **office), now)
    people = work(upload(content=book, kind="kim_id_people", **office), now)
    again = checked(KIM_HEAD, *GROUPS, kind="kims", **office)

    assert first.outcome["result"]["new"] == 4
    assert (kinds_of(groups), kinds_of(people)) == (["unchanged"] * 4, ["unchanged"] * 2)
    assert kinds_of(again) == ["unchanged"] * 4
    for sheet in (groups, people, again):
        work(confirm_import(sheet=sheet, now=now), now)
    assert register() == before


def test_people_come_in_go_out_to_kim_id_and_come_back_unchanged(office, officer, now):
    for name in ("Nelayan", "Petani"):
        WalkOfLife.objects.get_or_create(name=name)
    KimFactory(name="KIM Suara", region=RegionFactory())
    first = imported(HEAD, *PEOPLE, **office)
    before = register()
    book = export_kim_id(kims=Kim.objects.editable_by(officer), by=officer, now=now)

    people = work(upload(content=book, kind="kim_id_people", **office), now)
    again = checked(HEAD, *PEOPLE, **office)

    assert first.outcome["result"] == {"new": 5, "changed": 0, "unchanged": 0, "skipped": 0, "left": 0}
    assert (kinds_of(people), kinds_of(again)) == (["unchanged"] * 4, ["unchanged"] * 5)
    for sheet in (people, again):
        work(confirm_import(sheet=sheet, now=now), now)
    assert register() == before


@pytest.mark.parametrize(("coding", "delimiter"), [("utf-8", ","), ("utf-8-sig", ";"), ("utf-16", "\t")])
def test_a_list_is_the_same_in_every_file(office, coding, delimiter):
    KimFactory(name="KIM Suara", region=RegionFactory())
    for name in ("Nelayan", "Petani"):
        WalkOfLife.objects.get_or_create(name=name)
    people = PEOPLE[:4]  # the fifth would be a formula in a workbook
    imported(HEAD, *people, **office)

    as_text = work(upload(content=csv_file(HEAD, *people, coding=coding, delimiter=delimiter), **office), office["now"])
    as_book = work(upload(content=xlsx_file(HEAD, *people, title="DAFTAR"), **office), office["now"])

    assert kinds_of(as_text) == kinds_of(as_book) == ["unchanged"] * 4


def test_the_order_of_rows_and_columns_does_not_matter(office):
    KimFactory(name="KIM Suara", region=RegionFactory())
    for name in ("Nelayan", "Petani"):
        WalkOfLife.objects.get_or_create(name=name)
    imported(HEAD, *PEOPLE, **office)

    turned = checked(HEAD[::-1], *(row[::-1] for row in PEOPLE[::-1]), **office)

    assert kinds_of(turned) == ["unchanged"] * 5


def test_wrong_rows_go_round_until_they_are_right(office, client, officer):
    client.force_login(officer)
    sheet = imported(HEAD, ["1", "Maria Bria", "X", "12", "Entah", "", "", "", ""], **office)
    for column, value in [(2, "P"), (3, "081234567890"), (4, "Namosain")]:
        content = client.post(reverse("office_sheet_errors", args=[sheet.pk])).content
        book = load_workbook(BytesIO(content))
        book.active.cell(3, column + 1, value)
        file = BytesIO()
        book.save(file)
        sheet = work(upload(content=file.getvalue(), **office), office["now"])
        sheet = work(confirm_import(sheet=sheet, now=office["now"]), office["now"])

    member = Member.objects.get()
    assert (member.full_name, member.gender, str(member.phone), member.region_id) == (
        "Maria Bria", "P", "+6281234567890", "53.71.01.1001",
    )  # fmt: skip
    assert sheet.outcome["result"] == {"new": 1, "changed": 0, "unchanged": 0, "skipped": 0, "left": 0}


def test_the_workbook_of_kim_id_says_how_to_treat_it(officer, now):
    book = load_workbook(BytesIO(export_kim_id(kims=Kim.objects.editable_by(officer), by=officer, now=now)))

    assert {tuple(page.cell(line, 1).value for line in (1, 2, 3)) for page in book.worksheets} == {
        (
            "Lembar KIM.id, keadaan 11 Juli 2024",
            "Jangan mengubah kolom nomor. Sel kosong tidak menghapus apa pun.",
            "Berkas ini memuat data pribadi. Hapus bila sudah selesai.",
        )
    }


# refusals, whole sentences


@pytest.mark.parametrize(
    ("column", "text", "label", "message"),
    [
        (1, "", "Nama", "Nama kosong. Tulis nama lengkapnya."),
        (1, "123", "Nama", "“123” bukan nama. Tulis namanya dengan huruf."),
        (1, "x" * 201, "Nama", "201 huruf; paling banyak 200. Singkatkan isinya."),
        (2, "laki2", "L/P", "“laki2” tidak dikenal. Tulis L atau P."),
        (3, "08", "No. HP", "“08” bukan nomor HP. Tulis seperti 0812-3456-7890, atau kosongkan."),
        (4, "Kupang", "Kelurahan", "Kelurahan “Kupang” tidak ada di wilayah kerja kantor ini (Kota Kupang)."),
        (4, "53.71.09.1001", "Kelurahan",
         "Kode wilayah 53.71.09.1001 tidak ada di wilayah kerja kantor ini (Kota Kupang)."),
        (4, "Kecamatan Alak", "Kelurahan",
         "Kelurahan “Alak” tidak ada di wilayah kerja kantor ini (Kota Kupang)."),
        (7, "KIM Entah", "Nama KIM", "“KIM Entah” belum ada dalam daftar KIM. Catat dulu KIM-nya, lalu unggah lagi."),
    ],
)  # fmt: skip
def test_a_cell_is_refused_with_column_reason_and_way_out(office, column, text, label, message):
    row = ["1", "Maria Bria", "P", "081234567890", "Namosain", "", "", "", ""]
    row[column] = text

    sheet = imported(HEAD, row, **office)

    assert [(found.column, found.text) for found in rows_of(sheet)[0].problems] == [(label, message)]
    assert Member.objects.count() == 0


def test_a_chosen_person_who_is_gone_is_no_surprise(office, organization, now):
    known = MemberFactory(full_name="Yusak Radja", phone="+6281234567890", organization=organization)
    sheet = checked(HEAD, ["1", "Maria Bria", "P", "081234567890", "", "", "", "", ""], **office)
    SheetImport.objects.filter(pk=sheet.pk).update(decisions={"2": f"same:{known.pk}"})
    Member.objects.filter(pk=known.pk).update(erased_at=now)

    done = work(confirm_import(sheet=sheet, now=now), now)

    assert [problem.text for problem in rows_of(done)[0].problems] == [
        "Orang yang Anda pilih sudah tidak ada dalam daftar. Unggah lagi berkasnya."
    ]


def test_a_chosen_group_that_is_gone_is_no_surprise(office, now):
    known = KimFactory(name="KIM Suara Namosain", region=RegionFactory())
    sheet = checked(["Nama KIM", "Kelurahan"], ["KIM Suara Namosaen", "Namosain"], kind="kims", **office)
    SheetImport.objects.filter(pk=sheet.pk).update(decisions={"2": f"same:{known.pk}"})
    known.delete()

    done = work(confirm_import(sheet=sheet, now=now), now)

    assert [problem.text for problem in rows_of(done)[0].problems] == [
        "KIM yang Anda pilih sudah tidak ada. Unggah lagi berkasnya."
    ]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (["Maria Bria", "", "", ""], "Nomor KIM dan nama KIM kosong. Isi salah satunya."),
        (["Maria Bria", "KIM Entah", "", ""],
         "“KIM Entah” belum ada dalam daftar KIM. Catat dulu KIM-nya, lalu unggah lagi."),
        (["", "KIM Suara", "", ""], "Nama kosong. Tulis nama lengkapnya."),
        (["Maria Bria", "KIM Suara", "Wakil", ""],
         "“Wakil” tidak dikenal. Pilih salah satu: Ketua, Sekretaris, Bendahara, Seksi, Anggota."),
        (["Maria Bria", "KIM Suara", "", "besok"], "“besok” bukan tanggal. Tulis seperti 11 Juli 2024."),
    ],
)  # fmt: skip
def test_a_row_of_the_people_of_kim_id_is_refused_in_words(office, row, message):
    KimFactory(name="KIM Suara", region=RegionFactory())

    sheet = imported(["Nama lengkap", "KIM", "Jabatan", "Mulai"], row, kind="kim_id_people", **office)

    assert [problem.text for problem in rows_of(sheet)[0].problems] == [message]
    assert (Member.objects.count(), KimMembership.objects.count()) == (0, 0)


def test_one_membership_twice_in_a_file_is_refused(office, organization):
    kim = KimFactory(name="KIM Suara", region=RegionFactory())
    seat = KimMembershipFactory(kim=kim, member=MemberFactory(full_name="Maria Bria", organization=organization))
    head = ["Nama lengkap", "Nomor keanggotaan", "Jabatan"]

    sheet = checked(
        head, ["Maria Bria", seat.pk, "Ketua"], ["Maria Bria", seat.pk, "Anggota"], kind="kim_id_people", **office
    )

    assert [problem.text for row in rows_of(sheet) for problem in row.problems] == [
        "Keanggotaan ini sudah ada di baris 2 berkas ini."
    ]


# whose people, whose groups


def serang():
    """Another office, with a village of its own."""
    RegionFactory(code="36.73.01.1001", name="Kasemen")
    office = OrganizationFactory(name="Dinas Serang", region=RegionFactory(code="36.73"))
    return office, assign_role(UserFactory(), Role.OFFICER, office)


def test_one_file_in_two_offices_makes_people_of_each(office, now):
    other, officer_there = serang()
    row = ["1", "Maria Bria", "P", "081234567890", "", "", "", "", ""]

    imported(HEAD, row, **office)
    imported(HEAD, row, organization=other, by=officer_there, now=now)

    assert sorted(Member.objects.values_list("organization__name", "full_name")) == [
        (office["organization"].name, "Maria Bria"),
        ("Dinas Serang", "Maria Bria"),
    ]


@pytest.mark.parametrize("text", ["Namosain", "53.71.01.1001", "Kel. Namosain, Kec. Alak"])
def test_places_of_another_office_are_none(now, text):
    other, officer_there = serang()

    sheet = checked(["Nama", "Kelurahan"], ["Maria Bria", text], organization=other, by=officer_there, now=now)

    assert kinds_of(sheet) == ["error"]
    [problem] = rows_of(sheet)[0].problems
    assert problem.column == "Kelurahan"
    assert problem.text.endswith(
        ("tidak ada di wilayah kerja kantor ini (Kota Serang).", "Maksud Anda Kasemen, Serang?")
    )


@pytest.mark.parametrize("kind", ["members", "kims"])
def test_groups_of_another_office_are_not_found(now, kind):
    other, officer_there = serang()
    KimFactory(name="KIM Suara", region=RegionFactory())
    head, row = (["Nama", "Nama KIM"], ["Maria", "KIM Suara"]) if kind == "members" else (
        ["Nama KIM", "Kelurahan"], ["KIM Suara", "Kasemen"]
    )  # fmt: skip

    sheet = checked(head, row, kind=kind, organization=other, by=officer_there, now=now)

    assert kinds_of(sheet) == ["error" if kind == "members" else "new"]


def test_a_number_of_another_office_says_nothing(office, now):
    """The membership exists; for this office it does not."""
    other, officer_there = serang()
    seat = KimMembershipFactory(kim=KimFactory(name="KIM Suara", region=RegionFactory()))

    sheet = checked(
        ["Nama lengkap", "Nomor keanggotaan"], ["Maria", seat.pk], kind="kim_id_people",
        organization=other, by=officer_there, now=now,
    )  # fmt: skip

    assert rows_of(sheet)[0].problems[0].text == (
        f"Nomor keanggotaan {seat.pk} tidak ada di wilayah kerja kantor ini. Kosongkan untuk orang yang baru masuk."
    )


# questions to the database


def many(count):
    return [[str(n), f"Satu{n} Dua{n}", "P", f"0813{n:08d}", "Oesapa", "", "", "", ""] for n in range(1, count + 1)]


def asked(client, url, method="get", **data):
    with CaptureQueriesContext(connection) as queries:
        answer = getattr(client, method)(url, data)
    assert answer.status_code in (200, 302)
    return len(queries)


@pytest.mark.parametrize("name", ["office_sheet", "office_sheet_json", "office_sheet_columns"])
def test_a_page_of_an_import_asks_the_same_for_any_number_of_rows(officer_client, office, name):
    counts = []
    for count in (1, 3):
        sheet = checked(HEAD, *many(count), **office)
        counts.append(asked(officer_client, reverse(name, args=[sheet.pk])))

    assert counts[0] == counts[1]
    assert counts[0] <= 10


def test_the_page_after_the_import_asks_the_same_for_any_number_of_rows(officer_client, office):
    counts = []
    for start, count in ((0, 1), (10, 3)):
        rows = [[*row[:2], "X", "", "Oesapa", "", "", "", ""] for row in many(start + count)[start:]]
        sheet = imported(HEAD, *rows, **office)
        counts.append(asked(officer_client, reverse("office_sheet", args=[sheet.pk])))

    assert counts[0] == counts[1]


def test_taking_out_the_wrong_rows_asks_the_same_for_any_number_of_rows(officer_client, office):
    counts = []
    for count in (1, 3):
        sheet = checked(HEAD, *([*row[:2], "X", *row[3:]] for row in many(count)), **office)
        counts.append(asked(officer_client, reverse("office_sheet_errors", args=[sheet.pk]), "post"))

    assert counts[0] == counts[1]
    assert list(Disclosure.objects.filter(kind="export").values_list("people_count", flat=True)) == [3, 1]


def test_writing_asks_the_same_for_any_number_of_new_people(office):
    counts = []
    for start, count in ((0, 1), (10, 3)):
        sheet = checked(HEAD, *many(start + count)[start:], **office)
        confirm_import(sheet=sheet, now=office["now"])
        with CaptureQueriesContext(connection) as queries:
            jobs.run_due(now=office["now"])
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert Member.objects.count() == 4


# forms and doors


def test_the_form_of_one_office_does_not_ask_for_it(officer, organization):
    form = UploadForm({}, {"file": SimpleUploadedFile("a b.csv", b"x")}, user=officer)

    assert form.is_valid()
    assert list(form.fields) == ["file"]
    values = form.values()
    assert (values["organization"], values["byte_count"], values["file_name"]) == (organization, 1, "a_b.csv")


@pytest.mark.parametrize(
    ("name", "kept"),
    [("../../etc/passwd", "passwd"), ("daftar;rm.csv", "daftarrm.csv"), ("Ää “x”.xlsx", "Ää_x.xlsx"),
     ("x" * 200 + ".csv", "x" * 75)],
)  # fmt: skip
def test_names_of_files_are_made_harmless(officer, name, kept):
    form = UploadForm({}, {"file": SimpleUploadedFile(name, b"x")}, user=officer)

    assert form.is_valid()
    assert kept in form.values()["file_name"]
    assert len(form.values()["file_name"]) <= 150
    assert "/" not in form.values()["file_name"]


def columns_form(headings, *rows, data=None):
    table = Table(list(headings), 1, [(number, list(row)) for number, row in enumerate(rows, start=2)])
    guess = guess_mapping(table.headings, MEMBER_COLUMNS)
    return ColumnsForm(*([data] if data is not None else []), table=table, guess=guess, columns=MEMBER_COLUMNS)


def test_every_column_is_shown_with_a_few_of_its_cells():
    form = columns_form(["Nama", "Entah", "Kosong"], ["Maria", "A", ""], ["Ana", "A", ""], ["Yosef", "B\nC", ""])

    assert [str(field.help_text) for field in form] == [
        "Isinya: Maria · Ana · Yosef", "Isinya: A · B C", "Kolom ini kosong.",
    ]  # fmt: skip
    assert [field.label for field in form.unsure_fields()] == ["Entah", "Kosong"]
    assert [field.label for field in form.known_fields()] == ["Nama"]
    assert form["column-0"].initial == "full_name"


def test_samples_are_short():
    form = columns_form(["Nama"], *[[f"{'x' * 60}{number}"] for number in range(40)])

    assert len(form["column-0"].help_text) <= 170


@pytest.mark.parametrize(
    ("data", "names"),
    [({"column-0": "full_name", "column-1": "gender"}, ["full_name", "gender"]),
     ({"column-0": "full_name"}, ["full_name", ""]),
     ({}, ["", ""])],
)  # fmt: skip
def test_the_answers_come_in_the_order_of_the_sheet(data, names):
    form = columns_form(["Nama", "Entah"], ["Maria", "P"], data=data)

    assert form.is_valid()
    assert form.names() == names


def test_a_meaning_nobody_offered_is_refused():
    assert columns_form(["Nama"], ["Maria"], data={"column-0": "is_superuser"}).is_valid() is False


@pytest.mark.parametrize(
    ("data", "decisions"),
    [
        ({"row-2": "new", "row-3": "same:7"}, {2: "new", 3: "same:7"}),
        ({"row-": "new", "row-x": "new", "row--1": "new", "column-2": "new", "2": "new"}, {}),
        ({"row-99999999999999999999": "new"}, {}),
        ({"row-0": ""}, {0: ""}),
    ],
)
def test_decisions_out_of_a_form(data, decisions):
    assert read_decisions(data) == decisions


@pytest.mark.parametrize("kind", ["registrations", "users", "kim_id_people_x"])
def test_only_offered_kinds_have_a_door(officer_client, kind):
    assert officer_client.get(reverse("office_sheet_new", args=[kind])).status_code == 404
    assert officer_client.post(reverse("office_sheet_new", args=[kind])).status_code == 404


def test_a_template_of_an_unknown_kind_is_not_there(officer_client):
    assert officer_client.get(reverse("office_sheet_template", args=["users"])).status_code == 404


def test_an_import_without_faults_has_no_sheet_of_faults(officer_client, office):
    sheet = checked(HEAD, *many(1), **office)

    assert officer_client.post(reverse("office_sheet_errors", args=[sheet.pk])).status_code == 404
    assert Disclosure.objects.filter(kind="export").count() == 0


def test_columns_of_a_finished_import_lead_to_the_import(officer_client, office):
    sheet = imported(HEAD, *many(1), **office)

    answer = officer_client.get(reverse("office_sheet_columns", args=[sheet.pk]))

    assert answer.url == reverse("office_sheet", args=[sheet.pk])


def test_pages_show_what_somebody_else_moved_meanwhile(officer_client, office):
    sheet = confirm_import(sheet=checked(HEAD, *many(1), **office), now=office["now"])

    decided = officer_client.post(reverse("office_sheet_decide", args=[sheet.pk]), {"row-2": "new"}, follow=True)
    discarded = officer_client.post(reverse("office_sheet_discard", args=[sheet.pk]), follow=True)

    assert "Impor ini sudah berjalan di tempat lain. Ini keadaannya sekarang." in decided.content.decode()
    assert "Impor ini sedang disimpan, jadi tidak bisa dibuang lagi." in discarded.content.decode()
    assert SheetImport.objects.get().state == SheetState.WRITING


def test_a_thrown_away_upload_says_so(officer_client, office):
    sheet = checked(HEAD, *many(1), **office)

    answer = officer_client.post(reverse("office_sheet_discard", args=[sheet.pk]), follow=True)

    assert "Unggahan dan isinya sudah dibuang." in answer.content.decode()
    assert SheetImport.objects.count() == 0


@pytest.mark.parametrize("tampil", ["new", "changed", "unchanged", "doubt", "error", "", "entah"])
def test_every_kind_of_row_has_its_page(officer_client, office, organization, tampil):
    MemberFactory(full_name="Ubah Saya", organization=organization, region=RegionFactory(), gender="L", phone="")
    MemberFactory(full_name="Sama Saya", organization=organization, region=RegionFactory(), gender="L", phone="")
    MemberFactory(full_name="Dekat Ke Saya", organization=organization, region=RegionFactory(), phone="")
    sheet = checked(
        ["Nama", "L/P", "Kelurahan"], ["Baru Saya", "P", "Oesapa"], ["Ubah Saya", "P", "Namosain"],
        ["Sama Saya", "L", "Namosain"], ["Dekat Saya", "P", "Namosain"], ["Salah Saya", "X", "Namosain"], **office,
    )  # fmt: skip

    page = officer_client.get(reverse("office_sheet", args=[sheet.pk]), {"tampil": tampil}).content.decode()

    shown = {"new": 1, "changed": 1, "unchanged": 1, "doubt": 1, "error": 1, "": 5, "entah": 0}[tampil]
    assert page.count("<h3>") == shown


@pytest.mark.parametrize("office_of", KimOffice)
def test_an_office_of_the_kim_id_sheet_is_the_one_that_is_written(office, organization, officer, now, office_of):
    kim = KimFactory(name="KIM Suara", region=RegionFactory())
    head = ["Nama lengkap", "KIM", "Jabatan", "Seksi"]
    section = "Publikasi" if office_of == KimOffice.SECTION else ""

    imported(head, ["Maria Bria", "KIM Suara", str(office_of.label), section], kind="kim_id_people", **office)

    assert list(kim.memberships.values_list("office", "section")) == [(office_of.value, section)]
