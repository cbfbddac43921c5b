"""Lists of people: matched, compared, written once."""

import pytest

from members.choices import KimOffice
from members.models import KimMembership, Member, SheetImport, WalkOfLife
from members.services.sheet_files import load_preview
from members.services.sheet_imports import confirm_import, decide_rows, ready_count
from tests.factories.members import KimFactory, KimMembershipFactory, MemberFactory, RegionFactory, UserFactory
from tests.factories.sheets import checked, csv_file, imported, upload, work

pytestmark = pytest.mark.django_db
HEAD = ["No", "Nama Lengkap", "L/P", "No. HP", "Kelurahan", "Kecamatan", "Unsur", "Nama KIM", "Jabatan"]


@pytest.fixture(autouse=True)
def places(settings, tmp_path):
    for code, name in [("53.71.01.1001", "Namosain"), ("53.71.02.1001", "Oesapa"), ("53.71.02.1002", "Oesapa Barat")]:
        RegionFactory(code=code, name=name)
    for code, name in [("53.71.01", "Alak"), ("53.71.02", "Kelapa Lima")]:
        type(RegionFactory(code=code)).objects.filter(code=code).update(name=name)


@pytest.fixture
def office(organization, officer, now):
    return {"organization": organization, "by": officer, "now": now}


def rows_of(sheet):
    return load_preview(sheet)[1]


def test_a_row_becomes_a_person_with_everything_in_it(office):
    WalkOfLife.objects.get_or_create(name="Pemuda")
    WalkOfLife.objects.get_or_create(name="Perempuan")
    kim = KimFactory(name="KIM Suara Namosain", region=RegionFactory())

    sheet = imported(
        HEAD,
        [
            "1",
            "maria  Bria",
            "Perempuan",
            "81234567890",
            "Kel. Namosain",
            "",
            "Pemuda / Perempuan",
            "suara namosain",
            "Ketua",
        ],
        **office,
    )

    person = Member.objects.get()
    membership = KimMembership.objects.get()
    assert sheet.outcome["result"] == {"new": 1, "changed": 0, "unchanged": 0, "skipped": 0, "left": 0}
    assert (person.full_name, person.gender, str(person.phone)) == ("maria Bria", "P", "+6281234567890")
    assert person.region_id == "53.71.01.1001"
    assert sorted(person.walks_of_life.values_list("name", flat=True)) == ["Pemuda", "Perempuan"]
    assert (membership.kim, membership.member, membership.office) == (kim, person, KimOffice.CHAIR)
    assert membership.starts_on.isoformat() == "2024-07-11"


def test_nothing_is_written_before_somebody_confirms(office):
    sheet = checked(HEAD, ["1", "Maria Bria", "P", "", "Namosain", "", "", "", ""], **office)

    assert sheet.outcome["counts"]["new"] == 1
    assert Member.objects.count() == 0


def test_second_import_of_the_same_file_changes_nothing(office):
    WalkOfLife.objects.get_or_create(name="Pemuda")
    KimFactory(name="KIM Suara Namosain", region=RegionFactory())
    rows = [
        HEAD,
        [
            "1",
            "Maria Bria",
            "P",
            "0812-3456-7890",
            "Namosain",
            "Alak",
            "Pemuda",
            "KIM Suara Namosain",
            "Seksi Publikasi",
        ],
        ["2", "Yosef Lado", "L", "", "Oesapa", "", "", "", "Camat"],
        ["3", "Ana Tode", "", "", "", "", "", "", ""],
    ]
    first = imported(*rows, **office)
    before = list(Member.objects.order_by("pk").values())

    second = imported(*rows, **office)

    assert first.outcome["result"]["new"] == 3
    assert second.outcome["counts"] | {"unchanged": 3} == second.outcome["counts"]
    assert second.outcome["result"] == {"new": 0, "changed": 0, "unchanged": 3, "skipped": 0, "left": 0}
    assert list(Member.objects.order_by("pk").values()) == before
    assert KimMembership.objects.count() == 1


def test_changed_fields_are_named_with_before_and_after(office, organization):
    MemberFactory(full_name="Maria Bria", phone="+6281234567890", organization=organization, region=RegionFactory())

    sheet = checked(HEAD, ["1", "Maria Bria", "L", "081234567890", "Oesapa", "", "", "", ""], **office)

    [row] = rows_of(sheet)
    assert row.kind == "changed"
    assert [(change.field, change.before, change.after) for change in row.changes] == [
        ("L/P", "Perempuan", "Laki-laki"),
        ("Kelurahan", "Namosain, Kecamatan Alak", "Oesapa, Kecamatan Kelapa Lima"),
    ]


def test_an_empty_cell_erases_nothing(office, organization):
    MemberFactory(full_name="Maria Bria", phone="+6281234567890", organization=organization, institution="Lurah")

    sheet = imported(HEAD, ["1", "Maria Bria", "", "", "Namosain", "", "", "", ""], **office)

    assert sheet.outcome["result"]["unchanged"] == 1
    assert Member.objects.get().institution == "Lurah"


def test_errors_name_column_reason_and_suggestion(office):
    sheet = checked(HEAD, ["1", "Maria Bria", "X", "12", "Oesapa Brt", "", "Pemudi", "", ""], **office)

    [row] = rows_of(sheet)
    found = {problem.column: problem.text for problem in row.problems}
    assert row.kind == "error"
    assert found["Kelurahan"] == "Kelurahan “Oesapa Brt” tidak ada. Maksud Anda Oesapa Barat, Kelapa Lima?"
    assert found["L/P"] == "“X” tidak dikenal. Tulis L atau P."
    assert found["No. HP"] == "“12” bukan nomor HP. Tulis seperti 0812-3456-7890, atau kosongkan."
    assert set(found) == {"Kelurahan", "L/P", "No. HP", "Unsur"}
