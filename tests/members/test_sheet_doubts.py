"""Rows that may be about somebody the office knows: nobody is made one, or two, without a decision."""

import pytest

from members.models import KimMembership, Member
from members.services.duplicates import dismiss_pair, reopen_pair
from members.services.sheets.imports import confirm_import, decide_rows, ready_count
from tests.factories.members import KimFactory, MemberFactory, RegionFactory
from tests.factories.sheets import HEAD, checked, imported, rows_of, villages, work

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places(db):
    villages()


@pytest.fixture
def office(organization, officer, now):
    return {"organization": organization, "by": officer, "now": now}


def doubtful(office, organization, **person):
    """One row about somebody who comes near to a known person."""
    known = MemberFactory(organization=organization, **({"region": RegionFactory()} | person))
    sheet = checked(HEAD, ["1", "Maria Bria", "P", "081234567890", "Namosain", "", "", "", ""], **office)
    return known, sheet


@pytest.mark.parametrize(
    "person",
    [
        {"full_name": "Yusak Radja", "phone": "+6281234567890"},  # a phone shared by a household
        {"full_name": "Maria Bria", "phone": "+6281299999999"},  # the same name with another number
        {"full_name": "Maria Bria", "region": None},  # the same name without a place
        {"full_name": "Maria Dolorosa Bria, S.Pd"},  # nearly the same name in the same place
    ],
)
def test_somebody_who_comes_near_waits_for_a_decision(office, organization, person):
    known, sheet = doubtful(office, organization, **person)

    [row] = rows_of(sheet)
    assert row.kind == "doubt"
    assert [found.pk for found in row.candidates] == [known.pk]
    assert ready_count(sheet) == 0


def test_undecided_rows_are_not_written_and_come_back(office, organization):
    _known, sheet = doubtful(office, organization, full_name="Yusak Radja", phone="+6281234567890")

    done = work(confirm_import(sheet=sheet, now=office["now"]), office["now"])

    assert done.outcome["result"] == {"new": 0, "changed": 0, "unchanged": 0, "skipped": 0, "left": 1}
    assert rows_of(done)[0].problems[0].text == (
        "Mungkin orang yang sama dengan yang sudah tercatat; belum diputuskan."
    )
    assert Member.objects.count() == 1


@pytest.mark.parametrize(
    ("decision", "result", "names"),
    [
        ("new", "new", ["Maria Bria", "Yusak Radja"]),
        ("same", "changed", ["Maria Bria"]),
        ("skip", "skipped", ["Yusak Radja"]),
    ],
)
def test_a_decision_is_carried_out(office, organization, decision, result, names):
    known, sheet = doubtful(office, organization, full_name="Yusak Radja", phone="+6281234567890")
    line = rows_of(sheet)[0].line
    answer = f"same:{known.pk}" if decision == "same" else decision

    sheet = decide_rows(sheet=sheet, decisions={line: answer})
    done = work(confirm_import(sheet=sheet, now=office["now"]), office["now"])

    assert ready_count(sheet) == (0 if decision == "skip" else 1)
    assert done.outcome["result"][result] == 1
    assert list(Member.objects.order_by("full_name").values_list("full_name", flat=True)) == names


@pytest.mark.parametrize("decision", ["same:987654", "same:x", "", "delete", "new; skip"])
def test_an_answer_nobody_offered_decides_nothing(office, organization, decision):
    _known, sheet = doubtful(office, organization, full_name="Yusak Radja", phone="+6281234567890")

    sheet = decide_rows(sheet=sheet, decisions={2: decision, 99: "new"})

    assert sheet.decisions == {}


def test_the_same_person_twice_in_a_file_is_refused_the_second_time(office):
    sheet = checked(
        HEAD,
        ["1", "Maria Bria", "P", "081234567890", "Namosain", "", "", "", ""],
        ["2", "MARIA BRIA", "P", "081234567890", "Namosain", "", "", "", ""],
        ["3", "Maria Bria", "L", "", "Namosain", "", "", "", ""],
        **office,
    )

    rows = rows_of(sheet)
    assert [row.kind for row in rows] == ["new", "error", "error"]
    assert rows[1].problems[0].text == (
        "Orang ini sudah ada di baris 2 berkas ini. Hapus salah satunya, atau samakan isinya."
    )


def test_one_person_may_stand_in_two_rows_for_two_groups(office):
    first, second = (KimFactory(name=f"KIM {name}", region=RegionFactory()) for name in ("Lontar", "Sasando"))
    rows = [
        HEAD,
        ["1", "Maria Bria", "P", "", "Namosain", "", "", "Lontar", "Ketua"],
        ["2", "Maria Bria", "P", "", "Namosain", "", "", "Sasando", "Anggota"],
    ]

    imported(*rows, **office)
    again = imported(*rows, **office)

    assert Member.objects.count() == 1
    assert sorted(KimMembership.objects.values_list("kim", "office")) == sorted(
        [(first.pk, "chair"), (second.pk, "member")]
    )
    assert again.outcome["result"]["changed"] == 0


def test_a_shared_phone_within_the_file_is_asked_about(office):
    sheet = checked(
        HEAD,
        ["1", "Maria Bria", "P", "081234567890", "Namosain", "", "", "", ""],
        ["2", "Yusak Radja", "L", "081234567890", "Namosain", "", "", "", ""],
        **office,
    )

    rows = rows_of(sheet)
    assert [row.kind for row in rows] == ["new", "doubt"]
    assert [(found.pk, found.note) for found in rows[1].candidates] == [(0, "baris 2 berkas ini")]


def household(organization):
    """Two people of one house: the number stands at one of them, the other has none."""
    owner = MemberFactory(organization=organization, full_name="Yusak Radja", phone="+6281234567890")
    other = MemberFactory(
        organization=organization, full_name="Maria Bria", phone="", region=RegionFactory(), gender="P"
    )
    return owner, other


ROW = ["1", "Maria Bria", "P", "081234567890", "Namosain", "", "", "", ""]


def test_two_people_under_one_number_are_asked_about_until_somebody_said_so(office, organization, officer, now):
    owner, other = household(organization)
    before = rows_of(checked(HEAD, ROW, **office))
    dismiss_pair(one=owner, other=other, by=officer, now=now)

    done = imported(HEAD, ROW, **office)

    assert [row.kind for row in before] == ["doubt"]
    assert done.outcome["result"] == {"new": 0, "changed": 1, "unchanged": 0, "skipped": 0, "left": 0}
    assert sorted(Member.objects.values_list("full_name", "phone")) == [
        ("Maria Bria", "+6281234567890"),
        ("Yusak Radja", "+6281234567890"),
    ]


def test_a_pair_that_was_opened_again_is_asked_about_again(office, organization, officer, now):
    owner, other = household(organization)
    dismiss_pair(one=owner, other=other, by=officer, now=now)
    reopen_pair(one=owner, other=other)

    assert [row.kind for row in rows_of(checked(HEAD, ROW, **office))] == ["doubt"]


def test_a_remark_about_others_says_nothing_about_these(office, organization, officer, now):
    owner, other = household(organization)
    third = MemberFactory(organization=organization, full_name="Ana Tode", phone="")
    dismiss_pair(one=owner, other=third, by=officer, now=now)
    dismiss_pair(one=other, other=third, by=officer, now=now)

    assert [row.kind for row in rows_of(checked(HEAD, ROW, **office))] == ["doubt"]


def test_every_owner_of_the_number_must_be_somebody_else(office, organization, officer, now):
    owner, other = household(organization)
    MemberFactory(organization=organization, full_name="Benyamin Radja", phone="+6281234567890")
    dismiss_pair(one=owner, other=other, by=officer, now=now)

    [row] = rows_of(checked(HEAD, ROW, **office))

    assert row.kind == "doubt"
    assert len(row.candidates) == 2


def test_a_remark_does_not_help_somebody_who_is_not_known_yet(office, organization, officer, now):
    """The person of this name lives elsewhere: whether the row is about her is still for somebody to say."""
    owner, other = household(organization)
    dismiss_pair(one=owner, other=other, by=officer, now=now)

    [row] = rows_of(checked(HEAD, [*ROW[:4], "Oesapa", *ROW[5:]], **office))

    assert (row.kind, [found.pk for found in row.candidates]) == ("doubt", [owner.pk])
