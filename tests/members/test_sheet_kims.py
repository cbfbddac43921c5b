"""Lists of groups: place, decree, status, chair."""

from datetime import date

import pytest

from members.choices import KimOffice, KimStatus
from members.models import Kim, KimMembership, Member
from members.services.sheets.imports import confirm_import, decide_rows
from tests.factories.members import KimFactory, KimMembershipFactory, MemberFactory, RegionFactory
from tests.factories.sheets import checked, imported, rows_of, villages, work

pytestmark = pytest.mark.django_db
HEAD = [
    "Nama KIM",
    "Kelurahan",
    "RW",
    "Status",
    "No. SK",
    "Tanggal SK",
    "SK berlaku sampai",
    "Ketua",
    "No HP",
    "KIM.id",
]
FULL = [
    "KIM Suara Namosain", "Namosain", "", "Aktif", "12/KEP/2024", "11 Juli 2024", "11/07/2027", "Maria Bria",
    "081234567890", "kim.id/suara",
]  # fmt: skip


@pytest.fixture(autouse=True)
def places(db):
    villages()


@pytest.fixture
def office(organization, officer, now):
    return {"organization": organization, "by": officer, "now": now, "kind": "kims"}


def test_a_row_becomes_a_group_with_its_chair(office):
    sheet = imported(HEAD, FULL, **office)

    kim = Kim.objects.get()
    chair = KimMembership.objects.get()
    assert sheet.outcome["result"] == {"new": 1, "changed": 0, "unchanged": 0, "skipped": 0, "left": 0}
    assert (kim.name, kim.region_id, kim.status) == ("KIM Suara Namosain", "53.71.01.1001", KimStatus.ACTIVE)
    assert (kim.decree_number, kim.decree_date, kim.decree_valid_until) == (
        "12/KEP/2024",
        date(2024, 7, 11),
        date(2027, 7, 11),
    )
    assert (str(kim.contact_phone), kim.kim_id_url) == ("+6281234567890", "https://kim.id/suara")
    assert (chair.kim, chair.member.full_name, chair.office) == (kim, "Maria Bria", KimOffice.CHAIR)
    assert chair.member.region_id == "53.71.01.1001"


def test_second_import_of_the_same_file_changes_nothing(office):
    imported(HEAD, FULL, **office)
    before = list(Kim.objects.values())

    second = imported(HEAD, FULL, **office)

    assert second.outcome["result"]["unchanged"] == 1
    assert list(Kim.objects.values()) == before
    assert (Member.objects.count(), KimMembership.objects.count()) == (1, 1)


def test_the_word_kim_before_the_name_makes_no_other_group(office):
    KimFactory(name="KIM Suara Namosain", region=RegionFactory())

    sheet = checked(["Nama", "Desa"], ["Suara  namosain", "Namosain"], **office)

    assert [(change.field, change.after) for change in rows_of(sheet)[0].changes] == [("Nama KIM", "Suara namosain")]


def test_a_district_may_have_a_group(office):
    imported(["Nama KIM", "Wilayah"], ["KIM Alak", "Kecamatan Alak"], **office)

    assert Kim.objects.get().region_id == "53.71.01"


@pytest.mark.parametrize(
    ("column", "text", "wrong", "reason"),
    [
        (1, "Namosein", "Kelurahan", "Maksud Anda Namosain, Alak?"),
        (1, "", "Kelurahan", "Kelurahan kosong."),
        (0, "", "Nama KIM", "Nama KIM kosong."),
        (3, "entah", "Status", "Pilih salah satu"),
        (4, "", "No. SK", "Tulis juga nomor SK"),
        (5, "bulan lalu", "Tanggal SK", "bukan tanggal"),
        (6, "1 Januari 2020", "SK berlaku sampai", "SK berakhir sebelum tanggalnya"),
        (8, "123", "No. WA KIM", "bukan nomor HP"),
        (9, "tidak punya situs", "Alamat di KIM.id", "bukan alamat situs"),
    ],
)
def test_what_is_wrong_is_said_per_column(office, column, text, wrong, reason):
    row = [*FULL[:column], text, *FULL[column + 1 :]]

    [outcome] = rows_of(checked(HEAD, row, **office))

    assert [problem.column for problem in outcome.problems] == [wrong]
    assert reason in outcome.problems[0].text


def test_a_new_chair_follows_the_old_one(office):
    kim = KimFactory(name="KIM Suara Namosain", region=RegionFactory())
    old = KimMembershipFactory(kim=kim, office=KimOffice.CHAIR)
    known = MemberFactory(full_name="Maria Bria", region=RegionFactory(), organization=office["organization"])

    sheet = imported(["Nama KIM", "Kelurahan", "Ketua"], ["KIM Suara Namosain", "Namosain", "maria bria"], **office)

    old.refresh_from_db()
    new = KimMembership.objects.get(ends_on=None)
    assert sheet.outcome["result"]["changed"] == 1
    assert old.ends_on == date(2024, 7, 10)
    assert (new.member, new.office, new.starts_on) == (known, KimOffice.CHAIR, date(2024, 7, 11))
    assert Member.objects.count() == 2


def test_a_member_who_becomes_chair_keeps_the_history(office):
    kim = KimFactory(name="KIM Suara Namosain", region=RegionFactory())
    person = MemberFactory(full_name="Maria Bria", region=RegionFactory(), organization=office["organization"])
    KimMembershipFactory(kim=kim, member=person)

    imported(["Nama KIM", "Kelurahan", "Ketua"], ["KIM Suara Namosain", "Namosain", "Maria Bria"], **office)

    rows = KimMembership.objects.order_by("starts_on").values_list("office", "ends_on")
    assert list(rows) == [("member", date(2024, 7, 10)), ("chair", None)]


def test_a_name_nearly_the_same_in_one_place_waits_for_a_decision(office):
    known = KimFactory(name="KIM Suara Namosain", region=RegionFactory())
    sheet = checked(["Nama KIM", "Kelurahan"], ["KIM Suara Namosaen", "Namosain"], **office)
    [row] = rows_of(sheet)

    sheet = decide_rows(sheet=sheet, decisions={row.line: f"same:{known.pk}"})
    done = work(confirm_import(sheet=sheet, now=office["now"]), office["now"])

    assert (row.kind, [found.pk for found in row.candidates]) == ("doubt", [known.pk])
    assert done.outcome["result"]["changed"] == 1
    assert list(Kim.objects.values_list("name", flat=True)) == ["KIM Suara Namosaen"]


def test_the_same_group_twice_in_a_file_is_refused(office):
    rows = rows_of(checked(["Nama KIM", "Kelurahan"], ["KIM A", "Namosain"], ["kim a", "Namosain"], **office))

    assert [row.kind for row in rows] == ["new", "error"]
    assert rows[1].problems[0].text == "KIM ini sudah ada di baris 2 berkas ini. Hapus salah satunya."


def test_one_new_chair_of_two_groups_is_one_person(office):
    imported(
        ["Nama KIM", "Kelurahan", "Ketua"],
        ["KIM A", "Namosain", "Ana Tode"],
        ["KIM B", "Namosain", "Ana Tode"],
        **office,
    )

    assert Member.objects.count() == 1
    assert KimMembership.objects.filter(office=KimOffice.CHAIR).count() == 2


def test_groups_outside_of_the_office_are_refused(office):
    RegionFactory(code="36.73.01.1001", name="Kasemen")

    [row] = rows_of(checked(["Nama KIM", "Kelurahan"], ["KIM Kasemen", "36.73.01.1001"], **office))

    assert "tidak ada di wilayah kerja kantor ini (Kota Kupang)" in row.problems[0].text
