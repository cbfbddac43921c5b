"""What a group's page advises: every hint by hand, and rules that hold for any group."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.choices import KimOffice, KimStatus
from members.models import Kim, KimMembership
from members.services.decrees import ENDS_SOON, DecreeState, decree_state
from members.services.kim_hints import hints_for

TODAY = date(2024, 7, 11)
NO_DECREE = "Statusnya aktif tanpa nomor SK. Catat SK-nya, atau ubah statusnya menjadi belum ber-SK."
HAS_DECREE = "SK sudah dicatat. Ubah statusnya menjadi aktif bila KIM ini berjalan."
HAS_PEOPLE = "KIM ini sudah punya anggota. Ubah statusnya bila sudah terbentuk."
ADDRESS = "Alamat di KIM.id biasanya berakhiran kim.id. Periksa lagi alamatnya."
NO_CHAIR = "Belum ada ketua yang dicatat."
ONE, TWO = "Baru 1 orang yang dicatat.", "Baru 2 orang yang dicatat."
NOBODY = "Baru 0 orang yang dicatat."


def people(offices):
    """`K` is a ketua, `a` an anggota."""
    return [KimMembership(office=KimOffice.CHAIR if letter == "K" else KimOffice.MEMBER) for letter in offices]


def texts(offices="Kaa", today=TODAY, **fields):
    kim = Kim(**{"status": KimStatus.ACTIVE, "decree_number": "7/2024"} | fields)
    return [hint.text for hint in hints_for(kim=kim, memberships=people(offices), today=today)]


def test_a_group_in_order_hears_nothing():
    assert texts() == []


@pytest.mark.parametrize(
    ("offices", "found"),
    [
        ("", [NO_CHAIR, NOBODY]),
        ("K", [ONE]),
        ("a", [NO_CHAIR, ONE]),
        ("Ka", [TWO]),
        ("aaa", [NO_CHAIR]),
        ("KKa", ["Ada 2 ketua. Akhiri jabatan ketua yang lama."]),
        ("KK", ["Ada 2 ketua. Akhiri jabatan ketua yang lama.", TWO]),
        ("KKKK", ["Ada 4 ketua. Akhiri jabatan ketua yang lama."]),
    ],
)
def test_people_are_counted(offices, found):
    assert texts(offices) == found


@pytest.mark.parametrize(("least", "found"), [(0, []), (1, []), (2, []), (3, [TWO]), (10, [TWO])])
def test_an_office_sets_how_many_are_enough(settings, least, found):
    settings.KIM_MEMBERS_AT_LEAST = least

    assert texts("Ka") == found


@pytest.mark.parametrize(
    ("status", "number", "found"),
    [
        ("active", "7/2024", []),
        ("active", "", [NO_DECREE]),
        ("inactive", "7/2024", []),
        ("inactive", "", []),
        ("without_decree", "7/2024", [HAS_DECREE]),
        ("without_decree", "", []),
        ("not_formed", "7/2024", [HAS_PEOPLE]),
        ("not_formed", "", [HAS_PEOPLE]),
    ],
)
def test_status_and_decree_are_compared(status, number, found):
    assert texts(status=status, decree_number=number) == found


def test_a_plan_needs_neither_chair_nor_people():
    assert texts("", status="not_formed", decree_number="") == []


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("", []),
        ("https://namosain.kim.id", []),
        ("https://kim.id/namosain", []),
        ("http://a.b.kim.id:8080/x", []),
        ("https://NAMOSAIN.KIM.ID", []),
        ("https://kim.id.contoh.com", [ADDRESS]),
        ("https://bukankim.id", [ADDRESS]),
        ("https://facebook.com/kim.id", [ADDRESS]),
        ("https://contoh.com/?x=.kim.id", [ADDRESS]),
    ],
)
def test_addresses_elsewhere_are_noticed(url, found):
    assert texts(kim_id_url=url) == found


@pytest.mark.parametrize(
    ("until", "found", "is_urgent"),
    [
        (
            date(2024, 7, 10),
            "SK KIM ini habis pada 10 Juli 2024. Mintakan SK baru, lalu catat nomor dan tanggalnya.",
            True,
        ),
        (date(2024, 7, 11), "SK KIM ini berlaku sampai 11 Juli 2024. Siapkan SK baru.", False),
        (date(2024, 9, 9), "SK KIM ini berlaku sampai 9 September 2024. Siapkan SK baru.", False),
    ],
)
def test_a_decree_that_ends_is_said_with_its_day(until, found, is_urgent):
    kim = Kim(status=KimStatus.ACTIVE, decree_number="7", decree_valid_until=until)

    (hint,) = hints_for(kim=kim, memberships=people("Kaa"), today=TODAY)

    assert (hint.text, hint.is_urgent) == (found, is_urgent)


def test_the_urgent_comes_first():
    found = texts("", decree_valid_until=date(2024, 7, 10), kim_id_url="https://contoh.com")

    assert [text[:12] for text in found] == ["SK KIM ini h", "Alamat di KI", "Belum ada ke", "Baru 0 orang"]


# Rules for any group

days = st.dates(date(2020, 1, 1), date(2030, 1, 1))
groups = st.builds(
    Kim,
    status=st.sampled_from(KimStatus.values),
    decree_number=st.sampled_from(["", "7/2024"]),
    decree_valid_until=st.none() | days,
    kim_id_url=st.sampled_from(["", "https://a.kim.id", "https://contoh.com"]),
)
offices = st.lists(st.sampled_from("Ka"), max_size=5)


@given(kim=groups, offices=offices, today=days)
def test_advice_never_contradicts_itself(kim, offices, today):
    found = [hint.text for hint in hints_for(kim=kim, memberships=people(offices), today=today)]

    assert len(found) == len(set(found))
    assert len({NO_DECREE, HAS_DECREE, HAS_PEOPLE} & set(found)) <= 1
    assert (NO_CHAIR in found) is (kim.status != KimStatus.NOT_FORMED and "K" not in offices)


@given(kim=groups, today=days)
def test_only_an_ended_decree_is_urgent(kim, today):
    urgent = [hint for hint in hints_for(kim=kim, memberships=[], today=today) if hint.is_urgent]

    assert len(urgent) == (decree_state(kim=kim, today=today) == DecreeState.ENDED)


@given(until=days, today=days)
def test_a_decree_goes_one_way_only(until, today):
    """Valid, ending, ended: time never brings a decree back."""
    kim, order = Kim(decree_number="7", decree_valid_until=until), list(DecreeState)

    states = [decree_state(kim=kim, today=today + timedelta(days=days)) for days in (0, 1, 60, 61, 400)]

    assert states == sorted(states, key=order.index)
    assert decree_state(kim=kim, today=until) == DecreeState.ENDING
    assert decree_state(kim=kim, today=until + timedelta(days=1)) == DecreeState.ENDED
    assert decree_state(kim=kim, today=until - ENDS_SOON - timedelta(days=1)) == DecreeState.VALID
