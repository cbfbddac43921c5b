"""The workbook for KIM.id: what an operator retypes, and what comes back."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from members.choices import KimOffice, LinkKind
from members.models import Disclosure, Kim, KimLink, KimMembership, Member, WalkOfLife
from members.services.kim_id.book import export_kim_id
from members.services.sheets.files import load_preview
from members.services.sheets.imports import confirm_import
from tests.factories.members import (
    KimFactory,
    KimMembershipFactory,
    MemberFactory,
    OrganizationFactory,
    RegionFactory,
    UserFactory,
)
from tests.factories.sheets import upload, work

pytestmark = pytest.mark.django_db
HEADING_LINE = 5


@pytest.fixture(autouse=True)
def places():
    RegionFactory(code="53.71.04.1001", name="Oebobo")


@pytest.fixture
def office(organization, officer, now):
    return {"organization": organization, "by": officer, "now": now}


@pytest.fixture
def kim():
    kim = KimFactory(
        name="KIM Namosain",
        hamlet="RW 3",
        status="active",
        decree_number="188.45/119/2024",
        decree_date=date(2024, 7, 11),
        decree_issuer="Lurah Namosain",
        decree_valid_until=date(2027, 7, 11),
        founded_year=2019,
        address="Jalan Contoh 1",
        contact_phone="+6281234567890",
        kim_id_url="https://namosain.kim.id",
        kim_id_registered_on=date(2024, 8, 1),
    )
    KimLink.objects.create(kim=kim, kind=LinkKind.FACEBOOK, url="https://facebook.com/satu")
    KimLink.objects.create(kim=kim, kind=LinkKind.FACEBOOK, url="https://facebook.com/dua")
    KimLink.objects.create(kim=kim, kind=LinkKind.X, url="https://x.com/namosain")
    return kim


@pytest.fixture
def chair(kim, organization):
    member = MemberFactory(full_name="Maria Bria", phone="+6281200000001", organization=organization)
    member.walks_of_life.set(WalkOfLife.objects.filter(name__in=["Petani", "Tokoh adat"]))
    return KimMembershipFactory(kim=kim, member=member, office="chair", starts_on=date(2023, 1, 2))


def book_of(by, now):
    return load_workbook(BytesIO(export_kim_id(kims=Kim.objects.editable_by(by), by=by, now=now)))


def table(page):
    rows = list(page.iter_rows(min_row=HEADING_LINE, values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def column(page, heading):
    return next(cell.column for cell in page[HEADING_LINE] if cell.value == heading)


def put(page, line, heading, value):
    page.cell(HEADING_LINE + line, column(page, heading), value)


def returned(book, kind, office):
    """Saved in Excel, uploaded, checked by the worker."""
    file = BytesIO()
    book.save(file)
    sheet = upload(content=file.getvalue(), kind=kind, name="KIM.id.xlsx", **office)
    return work(sheet, office["now"])


def written(sheet, office):
    return work(confirm_import(sheet=sheet, now=office["now"]), office["now"])


def counts(sheet):
    return {kind: count for kind, count in sheet.outcome["counts"].items() if count}


def problems(sheet):
    return [(row.line, problem.column, problem.text) for row in load_preview(sheet)[1] for problem in row.problems]


def state():
    return [list(model.objects.order_by("pk").values()) for model in (Kim, KimLink, KimMembership, Member)]


def test_groups_stand_in_the_columns_that_are_retyped(chair, kim, officer, now):
    row = table(book_of(officer, now)["KIM"])[0]

    assert {name: value for name, value in row.items() if value is not None} == {
        "Nama KIM": "KIM Namosain",
        "Nomor KIM": kim.pk,
        "Kode wilayah": "53.71.01.1001",
        "Kelurahan/Desa": "Namosain",
        "Kecamatan": "Alak",
        "Kabupaten/Kota": "Kota Kupang",
        "Provinsi": "Nusa Tenggara Timur",
        "RW/Dusun": "RW 3",
        "Alamat sekretariat": "Jalan Contoh 1",
        "Tahun terbentuk": 2019,
        "Status": "Aktif",
        "Nomor SK": "188.45/119/2024",
        "Tanggal SK": row["Tanggal SK"],
        "SK diterbitkan oleh": "Lurah Namosain",
        "SK berlaku sampai": row["SK berlaku sampai"],
        "No. WA KIM": "0812-3456-7890",
        "Alamat di KIM.id": "https://namosain.kim.id",
        "Terdaftar di KIM.id sejak": row["Terdaftar di KIM.id sejak"],
        "Facebook": "https://facebook.com/satu https://facebook.com/dua",
        "X": "https://x.com/namosain",
    }
    assert [row[name].date() for name in ("Tanggal SK", "SK berlaku sampai", "Terdaftar di KIM.id sejak")] == [
        date(2024, 7, 11), date(2027, 7, 11), date(2024, 8, 1),
    ]  # fmt: skip


def test_people_stand_in_the_columns_that_are_retyped(chair, kim, officer, now):
    KimMembershipFactory(kim=kim, ends_on=date(2024, 1, 31))
    book = book_of(officer, now)

    rows = table(book["Pengurus dan anggota"])

    assert len(rows) == 1
    assert rows[0] | {"Mulai": rows[0]["Mulai"].date()} == {
        "Nama lengkap": "Maria Bria",
        "Nomor keanggotaan": chair.pk,
        "Nomor KIM": kim.pk,
        "KIM": "KIM Namosain",
        "L/P": "P",
        "Jabatan": "Ketua",
        "Seksi": None,
        "Unsur": "Petani, Tokoh adat",
        "No. HP": "0812-0000-0001",
        "Kode wilayah tinggal": "53.71.01.1001",
        "Kelurahan/Desa tinggal": "Namosain",
        "Kecamatan tinggal": "Alak",
        "Mulai": date(2023, 1, 2),
        "Selesai": None,
    }
    phone = book["Pengurus dan anggota"].cell(HEADING_LINE + 1, column(book["Pengurus dan anggota"], "No. HP"))
    assert (phone.data_type, phone.number_format) == ("s", "@")


def test_a_group_of_a_whole_kecamatan_has_no_village(officer, now):
    KimFactory(name="KIM Kecamatan Alak", region=RegionFactory(code="53.71.01"))

    row = table(book_of(officer, now)["KIM"])[0]

    assert (row["Kode wilayah"], row["Kelurahan/Desa"], row["Kecamatan"]) == ("53.71.01", None, "Alak")


def test_the_export_is_noted_with_the_number_of_people(chair, kim, officer, now):
    KimMembershipFactory(kim=KimFactory(region=RegionFactory(code="53.71.04.1001")), member=chair.member)

    book_of(officer, now)

    noted = Disclosure.objects.get()
    assert (noted.user, noted.kind, noted.subject, noted.people_count) == (officer, "export", "Lembar KIM.id", 1)


def test_the_export_ends_at_the_own_scope(officer, now):
    OrganizationFactory(name="Serang", region=RegionFactory(code="36.73"))
    KimMembershipFactory(kim=KimFactory(region=RegionFactory(code="36.73.01.1001")))

    book = book_of(officer, now)

    assert [table(page) for page in book.worksheets] == [[], []]


def test_no_cell_is_a_formula(chair, kim, officer, now):
    Kim.objects.update(name='=HYPERLINK("http://jahat.example")', address="+1+1")
    Member.objects.update(full_name="@SUM(1)")

    book = book_of(officer, now)

    cells = [cell for page in book.worksheets for row in page.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"s", "n", "d"}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_export_needs_the_same_queries_for_any_number_of_rows(officer, now, django_assert_num_queries, rows):
    for number in range(rows):
        kim = KimFactory(region=RegionFactory(code=f"53.71.0{number + 1}.1002"))
        KimLink.objects.create(kim=kim, kind=LinkKind.X, url="https://x.com/a")
        KimMembershipFactory(kim=kim).member.walks_of_life.add(WalkOfLife.objects.first())
    kims = Kim.objects.editable_by(officer)
    list(kims)

    with django_assert_num_queries(
        10
    ):  # groups, links, people, unsur, objections, disclosure; two savepoints and releases
        export_kim_id(kims=kims, by=officer, now=now)


def test_an_unchanged_workbook_changes_nothing(chair, kim, office, officer, now):
    """Ended decrees, people from elsewhere, groups of a kecamatan: whatever went out comes back as it was."""
    far = RegionFactory(code="36.73.01.1001", name="Jauh")
    KimMembershipFactory(kim=kim, member=MemberFactory(full_name="Orang Jauh", region=far, phone=""))
    KimMembershipFactory(kim=kim, member=MemberFactory(full_name="Tanpa Wilayah", region=None, gender=""))
    KimMembershipFactory(
        kim=KimFactory(region=RegionFactory(code="53.71.01"), status="not_formed"), member=chair.member
    )
    gone = RegionFactory(code="53.71.01.1009", is_active=False)
    KimFactory(name="KIM Wilayah Lama", region=gone, decree_number="1", decree_valid_until=date(2020, 1, 1))
    book, before = book_of(officer, now), state()

    groups = returned(book, "kim_id", office)
    people = returned(book, "kim_id_people", office)

    assert (problems(groups), problems(people)) == ([], [])
    assert (counts(groups), counts(people)) == ({"unchanged": 3}, {"unchanged": 4})
    written(groups, office), written(people, office)
    assert state() == before


def test_changed_cells_of_a_group_are_written(kim, office, officer, now):
    book = book_of(officer, now)
    page = book["KIM"]
    put(page, 1, "Nama KIM", "KIM Suara Namosain")
    put(page, 1, "Status", "Tidak aktif")
    put(page, 1, "Terdaftar di KIM.id sejak", date(2024, 9, 1))
    put(page, 1, "Facebook", "facebook.com/satu https://facebook.com/tiga")
    put(page, 1, "Instagram", "https://x.com/namosain")
    put(page, 1, "X", "")

    sheet = written(returned(book, "kim_id", office), office)

    kim.refresh_from_db()
    assert sheet.outcome["result"]["changed"] == 1
    assert (kim.name, kim.status, kim.kim_id_registered_on) == ("KIM Suara Namosain", "inactive", date(2024, 9, 1))
    assert (kim.decree_number, str(kim.contact_phone)) == ("188.45/119/2024", "+6281234567890")
    assert sorted(kim.links.values_list("kind", "url")) == [
        ("facebook", "https://facebook.com/satu"),
        ("facebook", "https://facebook.com/tiga"),
        ("instagram", "https://x.com/namosain"),
    ]
    assert Kim.objects.count() == 1


def test_new_rows_are_new_groups(kim, office, officer, now):
    book = book_of(officer, now)
    page = book["KIM"]
    put(page, 2, "Nama KIM", "KIM Oebobo")
    put(page, 2, "Kelurahan/Desa", "Oebobo")
    put(page, 2, "Kecamatan", "Oebobo")
    put(page, 2, "TikTok", "https://tiktok.com/@oebobo")
    put(page, 3, "Nama KIM", "KIM Sekecamatan")
    put(page, 3, "Kecamatan", "Oebobo")
    put(page, 4, "Nama KIM", "KIM Dengan Kode")
    put(page, 4, "Kode wilayah", "53.71.04.1001")

    sheet = written(returned(book, "kim_id", office), office)

    assert sheet.outcome["result"]["new"] == 3
    assert list(Kim.objects.exclude(pk=kim.pk).order_by("name").values_list("name", "region")) == [
        ("KIM Dengan Kode", "53.71.04.1001"), ("KIM Oebobo", "53.71.04.1001"), ("KIM Sekecamatan", "53.71.04"),
    ]  # fmt: skip
    assert KimLink.objects.get(kind="tiktok").kim.name == "KIM Oebobo"


@pytest.mark.parametrize(
    ("heading", "value", "message"),
    [
        ("Nomor KIM", 99999, "Nomor KIM 99999 tidak ada di wilayah kerja kantor ini. Kosongkan untuk KIM baru."),
        ("Nomor KIM", "satu", "Nomor KIM satu tidak ada di wilayah kerja kantor ini. Kosongkan untuk KIM baru."),
        ("Kode wilayah", "36.73.01.1001",
         "Kode wilayah 36.73.01.1001 tidak ada di wilayah kerja kantor ini (Kota Kupang)."),
        ("Kode wilayah", "Oebob", "Kelurahan “Oebob” tidak ada. Maksud Anda Oebobo, Oebobo?"),
        ("Status", "Jalan terus", "“Jalan terus” tidak dikenal. Pilih salah satu: Aktif, Tidak aktif, Belum ber-SK, "
                                  "Belum terbentuk."),
        ("Tanggal SK", "kemarin", "“kemarin” bukan tanggal. Tulis seperti 11 Juli 2024."),
        ("No. WA KIM", "12", "“12” bukan nomor HP. Tulis seperti 0812-3456-7890, atau kosongkan."),
        ("Instagram", "@namosain", "“@namosain” bukan alamat situs. Tulis seperti https://kim.id/nama."),
    ],
)  # fmt: skip
def test_a_fault_names_row_column_and_way_out(kim, office, officer, now, heading, value, message):
    RegionFactory(code="36.73.01.1001")
    book, before = book_of(officer, now), state()
    put(book["KIM"], 1, heading, value)

    sheet = returned(book, "kim_id", office)

    assert problems(sheet) == [(HEADING_LINE + 1, heading, message)]
    written(sheet, office)
    assert state() == before


def test_a_number_twice_and_a_name_of_another_are_refused(kim, office, officer, now):
    KimFactory(name="KIM Lain", hamlet="RW 3")
    book = book_of(officer, now)
    page = book["KIM"]
    other = [row["Nama KIM"] for row in table(page)].index("KIM Lain") + 1
    put(page, other, "Nama KIM", "KIM Namosain")
    put(page, 3, "Nama KIM", "KIM Namosain")
    put(page, 3, "Nomor KIM", kim.pk)

    sheet = returned(book, "kim_id", office)

    assert [text for _line, _column, text in problems(sheet)] == [
        "KIM dengan nama ini sudah ada di wilayah itu. Periksa nomornya.",
        f"KIM ini sudah ada di baris {HEADING_LINE + 3 - other} berkas ini. Hapus salah satunya.",
    ]


def test_changed_cells_of_a_person_are_written(chair, kim, office, officer, now):
    book = book_of(officer, now)
    page = book["Pengurus dan anggota"]
    put(page, 1, "Nama lengkap", "Maria Dolorosa Bria")
    put(page, 1, "Jabatan", "Sekretaris")
    put(page, 1, "Seksi", "Publikasi")
    put(page, 1, "Unsur", "nelayan")
    put(page, 1, "No. HP", "0812 0000 0002")
    put(page, 1, "Kode wilayah tinggal", "53.71.04.1001")
    put(page, 1, "Mulai", date(2023, 2, 3))
    put(page, 1, "Selesai", date(2024, 7, 10))

    sheet = written(returned(book, "kim_id_people", office), office)

    chair.refresh_from_db()
    member = Member.objects.get()
    assert sheet.outcome["result"]["changed"] == 1
    assert (member.full_name, str(member.phone), member.region_id) == (
        "Maria Dolorosa Bria", "+6281200000002", "53.71.04.1001",
    )  # fmt: skip
    assert list(member.walks_of_life.values_list("name", flat=True)) == ["Nelayan"]
    assert (chair.office, chair.section, chair.starts_on, chair.ends_on) == (
        KimOffice.SECRETARY, "Publikasi", date(2023, 2, 3), date(2024, 7, 10),
    )  # fmt: skip


def test_new_rows_join_people_known_or_not(chair, kim, office, officer, now):
    known = MemberFactory(full_name="Yosef Known", phone="+6281200000009", organization=office["organization"])
    book = book_of(officer, now)
    page = book["Pengurus dan anggota"]
    for heading, value in {"Nama lengkap": "Yosef Known", "Nomor KIM": kim.pk, "No. HP": "0812-0000-0009"}.items():
        put(page, 2, heading, value)
    newcomer = {
        "Nama lengkap": "Orang Baru", "KIM": "Namosain", "L/P": "L", "Jabatan": "Seksi", "Seksi": "Diskusi",
        "Kelurahan/Desa tinggal": "Oebobo", "Kecamatan tinggal": "Oebobo", "Mulai": date(2022, 1, 1),
        "Selesai": date(2023, 1, 1),
    }  # fmt: skip
    for heading, value in newcomer.items():
        put(page, 3, heading, value)

    sheet = written(returned(book, "kim_id_people", office), office)

    assert (problems(sheet), sheet.outcome["result"]["new"]) == ([], 2)
    rows = KimMembership.objects.exclude(pk=chair.pk).order_by("member__full_name")
    assert [
        (row.member.full_name, row.office, row.section, row.starts_on, row.ends_on, row.member.region_id)
        for row in rows
    ] == [
        ("Orang Baru", "section", "Diskusi", date(2022, 1, 1), date(2023, 1, 1), "53.71.04.1001"),
        ("Yosef Known", "member", "", date(2024, 7, 11), None, known.region_id),
    ]
    assert Member.objects.count() == 3


def test_a_row_without_number_finds_the_membership_again(chair, kim, office, officer, now):
    book = book_of(officer, now)
    put(book["Pengurus dan anggota"], 1, "Nomor keanggotaan", "")
    before = state()

    sheet = returned(book, "kim_id_people", office)

    assert counts(sheet) == {"unchanged": 1}
    assert state() == before


def test_a_person_in_two_groups_says_the_same_twice(chair, kim, office, officer, now):
    other = KimFactory(name="KIM Oebobo", region=RegionFactory(code="53.71.04.1001"))
    KimMembershipFactory(kim=other, member=chair.member)
    book = book_of(officer, now)
    page = book["Pengurus dan anggota"]
    put(page, 1, "No. HP", "0812-0000-0005")

    sheet = returned(book, "kim_id_people", office)

    assert problems(sheet) == [
        (HEADING_LINE + 2, "", f"Data orang ini berbeda dari baris {HEADING_LINE + 1} berkas ini. Samakan isinya di "
         "semua barisnya."),
    ]  # fmt: skip
    put(page, 2, "No. HP", "0812-0000-0005")
    written(returned(book, "kim_id_people", office), office)
    assert str(Member.objects.get().phone) == "+6281200000005"


@pytest.mark.parametrize(
    ("heading", "value", "message"),
    [
        ("Nomor keanggotaan", 9999, "Nomor keanggotaan 9999 tidak ada di wilayah kerja kantor ini. Kosongkan untuk "
                                    "orang yang baru masuk."),
        ("Nomor KIM", 9999, "Nomor KIM 9999 tidak ada di wilayah kerja kantor ini. Salin dari lembar KIM."),
        ("Jabatan", "Raja", "“Raja” tidak dikenal. Pilih salah satu: Ketua, Sekretaris, Bendahara, Seksi, Anggota."),
        ("Unsur", "Nelayn", "Unsur “Nelayn” belum ada dalam daftar. Maksud Anda Nelayan?"),
        ("L/P", "x", "“x” tidak dikenal. Tulis L atau P."),
        ("Selesai", date(2020, 1, 1), "Hari terakhir tidak bisa sebelum hari pertama."),
        ("Kode wilayah tinggal", "Oebob", "Kelurahan “Oebob” tidak ada. Maksud Anda Oebobo, Oebobo?"),
    ],
)  # fmt: skip
def test_a_fault_about_a_person_names_row_column_and_way_out(chair, office, officer, now, heading, value, message):
    book, before = book_of(officer, now), state()
    put(book["Pengurus dan anggota"], 1, heading, value)

    sheet = returned(book, "kim_id_people", office)

    assert problems(sheet) == [(HEADING_LINE + 1, heading, message)]
    written(sheet, office)
    assert state() == before


def test_the_group_of_a_membership_stays(chair, kim, office, officer, now):
    other = KimFactory(name="KIM Oebobo", region=RegionFactory(code="53.71.04.1001"))
    book = book_of(officer, now)
    put(book["Pengurus dan anggota"], 1, "Nomor KIM", other.pk)

    sheet = returned(book, "kim_id_people", office)

    assert [text for _line, _column, text in problems(sheet)] == [
        "Keanggotaan ini milik KIM lain. Kosongkan nomor keanggotaannya untuk KIM baru."
    ]


def test_days_that_overlap_are_refused(chair, kim, office, officer, now):
    old = KimMembershipFactory(kim=kim, member=chair.member, starts_on=date(2020, 1, 1), ends_on=date(2022, 12, 31))
    book = book_of(officer, now)
    put(book["Pengurus dan anggota"], 1, "Mulai", old.ends_on)

    sheet = returned(book, "kim_id_people", office)

    assert problems(sheet) == [
        (HEADING_LINE + 1, "Mulai", "Orang ini sudah tercatat di KIM ini pada masa itu. Pilih masa yang lain.")
    ]


def test_a_number_of_another_account_is_refused(chair, office, officer, now):
    chair.member.user = UserFactory(phone="+6281200000001")
    chair.member.save()
    UserFactory(phone="+6281299999999")
    book = book_of(officer, now)
    put(book["Pengurus dan anggota"], 1, "No. HP", "0812-9999-9999")

    sheet = returned(book, "kim_id_people", office)

    assert problems(sheet) == [(HEADING_LINE + 1, "No. HP", "Nomor ini sudah dipakai akun lain. Periksa nomornya.")]


def test_people_who_come_near_are_decided_by_somebody(chair, kim, office, officer, now):
    book = book_of(officer, now)
    page = book["Pengurus dan anggota"]
    for heading, value in {"Nama lengkap": "Orang Lain", "Nomor KIM": kim.pk, "No. HP": "0812-0000-0001"}.items():
        put(page, 2, heading, value)

    sheet = returned(book, "kim_id_people", office)

    row = load_preview(sheet)[1][1]
    assert row.is_doubtful
    assert [candidate.title for candidate in row.candidates] == ["Maria Bria"]


def test_the_page_downloads_and_leads_to_the_imports(officer_client, chair):
    html = officer_client.get(reverse("office_kim_id")).content.decode()
    response = officer_client.post(reverse("office_kim_id_download"), {"district": "53.71.01", "status": "active"})

    assert "/cms/impor/baru/kim_id/" in html
    assert "/cms/impor/baru/kim_id_people/" in html
    assert response.headers["Content-Disposition"].startswith('attachment; filename="KIM.id ')
    assert len(table(load_workbook(BytesIO(response.content))["KIM"])) == 1


@pytest.mark.parametrize("chosen", [{"district": "36.73.01"}, {"status": "x"}])
def test_the_page_refuses_what_it_does_not_offer(officer_client, chair, chosen):
    assert officer_client.post(reverse("office_kim_id_download"), chosen).status_code == 404
    assert Disclosure.objects.count() == 0


def test_the_page_without_groups_says_so(officer_client):
    assert "Belum ada KIM yang dicatat." in officer_client.get(reverse("office_kim_id")).content.decode()
