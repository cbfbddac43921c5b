"""Lists of people: matched, compared, written once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.choices import KimOffice
from members.models import KimMembership, Member, SheetImport, WalkOfLife
from members.services.sheets.imports import confirm_import, decide_rows
from members.services.sheets.jobs import prepare_check
from members.services.sheets.people import Person
from members.services.sheets.writing import PeopleMoved, write_people
from tests.factories.members import KimFactory, KimMembershipFactory, MemberFactory, RegionFactory, UserFactory
from tests.factories.sheets import HEAD, checked, csv_file, imported, rows_of, upload, villages, work

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places(db):
    villages()


@pytest.fixture
def office(organization, officer, now):
    return {"organization": organization, "by": officer, "now": now}


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


def test_what_several_places_are_called_needs_the_district(office):
    RegionFactory(code="53.71.04.1001", name="Oesapa")

    sheet = checked(
        HEAD,
        ["1", "Maria Bria", "", "", "Oesapa", "", "", "", ""],
        ["2", "Ana Tode", "", "", "Oesapa", "Kec. Kelapa Lima", "", "", ""],
        ["3", "Yosef Lado", "", "", "Oesapa, Kecamatan Kelapa Lima", "", "", "", ""],
        ["4", "Yanti Lado", "", "", "53.71.02.1001", "", "", "", ""],
        **office,
    )

    rows = rows_of(sheet)
    assert [row.kind for row in rows] == ["error", "new", "new", "new"]
    assert rows[0].problems[0].text == (
        "Ada 2 wilayah bernama “Oesapa”: di Kecamatan Kelapa Lima atau Oebobo. Tulis juga kecamatannya."
    )


def test_a_village_in_another_district_is_pointed_out(office):
    sheet = checked(HEAD, ["1", "Maria Bria", "", "", "Namosain", "Kelapa Lima", "", "", ""], **office)

    assert rows_of(sheet)[0].problems[0].text == (
        "Kelurahan “Namosain” tidak ada di Kecamatan Kelapa Lima. Maksud Anda Namosain, Alak?"
    )


@pytest.mark.parametrize("text", ["Serang Kota", "36.73.01.1001"])
def test_places_outside_of_the_office_are_refused(office, text):
    RegionFactory(code="36.73.01.1001", name="Serang Kota")

    sheet = checked(HEAD, ["1", "Maria Bria", "", "", text, "", "", "", ""], **office)

    assert "tidak ada di wilayah kerja kantor ini (Kota Kupang)" in rows_of(sheet)[0].problems[0].text


def test_people_of_another_office_are_never_matched(office):
    other = RegionFactory(code="36.73.01.1001", name="Serang Kota")
    MemberFactory(
        full_name="Maria Bria",
        phone="+6281234567890",
        region=other,
        organization__name="Dinas Serang",
        organization__region=RegionFactory(code="36.73"),
    )

    sheet = imported(HEAD, ["1", "Maria Bria", "", "081234567890", "Namosain", "", "", "", ""], **office)

    assert sheet.outcome["result"]["new"] == 1
    assert Member.objects.filter(full_name="Maria Bria").count() == 2


def test_merged_and_erased_entries_are_nobody(office, organization, now):
    MemberFactory(full_name="Maria Bria", organization=organization, region=RegionFactory(), erased_at=now)

    assert (
        checked(HEAD, ["1", "Maria Bria", "", "", "Namosain", "", "", "", ""], **office).outcome["counts"]["new"] == 1
    )


def test_another_office_in_the_group_closes_the_old_membership(office, organization):
    person = MemberFactory(full_name="Maria Bria", organization=organization, region=RegionFactory())
    kim = KimFactory(name="KIM Lontar", region=RegionFactory())
    KimMembershipFactory(kim=kim, member=person, office=KimOffice.MEMBER)

    imported(HEAD, ["1", "Maria Bria", "", "", "Namosain", "", "", "KIM Lontar", "Sekretaris"], **office)

    rows = KimMembership.objects.order_by("starts_on").values_list("office", "starts_on", "ends_on")
    assert [(office, str(start), str(end)) for office, start, end in rows] == [
        ("member", "2024-01-01", "2024-07-10"),
        ("secretary", "2024-07-11", "None"),
    ]


def test_without_an_office_in_the_row_the_one_held_stays(office, organization):
    person = MemberFactory(full_name="Maria Bria", organization=organization, region=RegionFactory())
    kim = KimFactory(name="KIM Lontar", region=RegionFactory())
    KimMembershipFactory(kim=kim, member=person, office=KimOffice.CHAIR)

    sheet = checked(HEAD, ["1", "Maria Bria", "", "", "Namosain", "", "", "KIM Lontar", ""], **office)

    assert sheet.outcome["counts"]["unchanged"] == 1


def test_an_unknown_group_names_what_comes_near(office):
    KimFactory(name="KIM Suara Namosain", region=RegionFactory())

    sheet = checked(HEAD, ["1", "Maria Bria", "", "", "Namosain", "", "", "Suara Namosein", ""], **office)

    assert rows_of(sheet)[0].problems[0].text == "KIM “Suara Namosein” tidak ada. Maksud Anda KIM Suara Namosain?"


def test_unsur_are_replaced_by_what_the_row_says(office, organization):
    old, new = (WalkOfLife.objects.create(name=name) for name in ("Unsur lama", "Unsur baru"))
    person = MemberFactory(full_name="Maria Bria", organization=organization, region=RegionFactory())
    person.walks_of_life.add(old)

    sheet = imported(HEAD, ["1", "Maria Bria", "", "", "Namosain", "", "Unsur baru", "", ""], **office)

    assert sheet.outcome["result"]["changed"] == 1
    assert list(person.walks_of_life.all()) == [new]


def test_a_new_number_is_the_one_to_log_in_with(office, organization):
    login = UserFactory(phone="+6281211111111")
    MemberFactory(
        full_name="Maria Bria", user=login, phone="+6281211111111", organization=organization, region=RegionFactory()
    )

    sheet = checked(HEAD, ["1", "Maria Bria", "", "081234567890", "Namosain", "", "", "", ""], **office)
    sheet = decide_rows(sheet=sheet, decisions={2: f"same:{login.member.pk}"})
    work(confirm_import(sheet=sheet, now=office["now"]), office["now"])

    login.refresh_from_db()
    assert str(login.phone) == "+6281234567890"


def test_a_number_that_leads_to_another_account_is_refused(office, organization):
    UserFactory(phone="+6281234567890")
    MemberFactory(full_name="Maria Bria", user=UserFactory(), organization=organization, region=RegionFactory())

    sheet = checked(HEAD, ["1", "Maria Bria", "", "081234567890", "Namosain", "", "", "", ""], **office)

    [row] = rows_of(sheet)
    assert [(problem.column, problem.text) for problem in row.problems] == [
        ("No. HP", "Nomor ini sudah dipakai akun lain. Periksa nomornya.")
    ]


def test_rows_without_anything_we_keep_and_the_example_are_left_out(office):
    example = ["1", "Maria Contoh Bria", "P", "0812-0000-0000", "Namosain", "Alak", "Pemuda, Perempuan", "", ""]

    sheet = checked(
        HEAD, example, ["2", "", "", "", "", "", "", "", ""], ["3", "Ana Tode", "", "", "", "", "", "", ""], **office
    )

    assert [row.title for row in rows_of(sheet)] == ["Ana Tode"]


def test_the_check_asks_a_fixed_number_of_questions(office):
    """However many rows: regions, people and groups are read once."""

    def count(rows):
        people = [[str(n), f"Orang{n} Uji{n}", "P", f"0813{n:08d}", "Oesapa", "", "", "", ""] for n in range(rows)]
        sheet = upload(content=csv_file(HEAD, *people), **office)
        with CaptureQueriesContext(connection) as queries:
            prepare_check(key=SheetImport.objects.get(pk=sheet.pk).job_key, now=office["now"])
        return len(queries)

    assert count(1) == count(30)


def test_somebody_merged_while_the_rows_are_written_stops_the_job(office, organization, now):
    """The job runs again, reads the people anew and then finds the standing entry."""
    kept, merged = (MemberFactory(full_name="Maria Bria", organization=organization) for _twice in range(2))
    Member.objects.filter(pk=merged.pk).update(merged_into=kept)
    pair = (Person(merged.pk, "Maria Bria"), Person(merged.pk, "Maria Lado"))

    with pytest.raises(PeopleMoved):
        write_people(pairs=[pair], organization=organization, today=now.date(), now=now)

    assert list(Member.objects.values_list("full_name", flat=True)) == ["Maria Bria", "Maria Bria"]
