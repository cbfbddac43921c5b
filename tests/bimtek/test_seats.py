"""Chairs of a hall: numbered in one go, corrected one by one, given to whoever comes later, freed by whoever leaves."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from bimtek.choices import SeatOrder
from bimtek.models import Registration
from bimtek.services.registrations import (
    RegistrationClosed,
    cancel,
    register,
    register_walk_in,
    sign_up,
    step_back,
)
from bimtek.services.seats import AlreadyNumbered, SeatTaken, give_seat, number_seats, renumber_seats, swap_seats
from bimtek.services.subject_data import EventEraser, events
from members.services.merge_undo import undo_merge
from members.services.merges import merge_members
from members.services.subject_data import Subject
from tests.factories.bimtek import EventFactory, RegistrationFactory
from tests.factories.members import RegionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(organization):
    return EventFactory(organization=organization)


@pytest.fixture
def before(event):
    return event.starts_at - timedelta(days=1)


def take_place(event, name, days=0, **fields):
    row = RegistrationFactory(event=event, member__full_name=name, **fields)
    row.created_at += timedelta(days=days)
    row.save()
    return row


@pytest.fixture
def hall(event):
    """Registered as Citra, ana, Budi, Tamu; a district before its villages, no place last."""
    return [
        take_place(event, "Citra", 0, member__region=RegionFactory(code="53.71.04.1001")),
        take_place(event, "ana", 1, member__region=RegionFactory(code="53.71.05.1002")),
        take_place(event, "Budi", 2, member__region=RegionFactory(code="53.71.04")),
        take_place(event, "Tamu", 3, member__region=None),
    ]


def seats(event):
    return {row.member.full_name: row.seat for row in event.registrations.select_related("member")}


def seated_names(event):
    return [row.member.full_name for row in event.registrations.seated().in_hall_order()]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (SeatOrder.NAME, ["ana", "Budi", "Citra", "Tamu"]),
        (SeatOrder.AREA, ["Budi", "Citra", "ana", "Tamu"]),
        (SeatOrder.REGISTRATION, ["Citra", "ana", "Budi", "Tamu"]),
    ],
)
def test_everybody_registered_gets_a_number_in_the_order_asked_for(event, hall, order, expected):
    gone = RegistrationFactory(event=event, status="cancelled", member__full_name="Pergi")
    elsewhere = RegistrationFactory(member__full_name="Lain")

    assert number_seats(event=event, order=order) == 4

    assert seated_names(event) == expected
    assert seats(event) == {name: number for number, name in enumerate(expected, 1)} | {gone.member.full_name: None}
    assert Registration.objects.get(pk=elsewhere.pk).seat is None


def test_people_of_one_village_stand_by_name(event):
    village = RegionFactory(code="53.71.04.1001")
    for name in ("Yanto", "adi"):
        take_place(event, name, member__region=village)

    number_seats(event=event, order=SeatOrder.AREA)

    assert seated_names(event) == ["adi", "Yanto"]


def test_without_numbers_the_hall_stands_by_name(event, hall):
    assert seated_names(event) == ["ana", "Budi", "Citra", "Tamu"]


def test_who_has_no_number_comes_last_by_name(event, hall):
    citra, ana, budi, _tamu = hall
    give_seat(registration=budi, seat=2)
    give_seat(registration=ana, seat=7)

    assert seated_names(event) == ["Budi", "ana", "Citra", "Tamu"]
    assert citra.seat is None


def test_numbers_are_not_replaced_unasked(event, hall):
    number_seats(event=event, order=SeatOrder.NAME)

    with pytest.raises(AlreadyNumbered):
        number_seats(event=event, order=SeatOrder.REGISTRATION)

    assert seated_names(event) == ["ana", "Budi", "Citra", "Tamu"]


def test_one_number_by_hand_already_counts(event, hall):
    give_seat(registration=hall[0], seat=40)

    with pytest.raises(AlreadyNumbered):
        number_seats(event=event, order=SeatOrder.NAME)


def test_renumbering_turns_a_hall_round(event, hall):
    """Every number changes hands, which neither database lets happen row by row."""
    number_seats(event=event, order=SeatOrder.NAME)
    Registration.objects.filter(pk=hall[3].pk).update(created_at=hall[0].created_at - timedelta(days=1))

    for _again in range(2):
        assert renumber_seats(event=event, order=SeatOrder.REGISTRATION) == 4

    assert seated_names(event) == ["Tamu", "Citra", "ana", "Budi"]
    assert sorted(seats(event).values()) == [1, 2, 3, 4]


def test_an_empty_hall_has_no_numbers(event):
    assert number_seats(event=event, order=SeatOrder.NAME) == 0
    assert renumber_seats(event=event, order=SeatOrder.NAME) == 0


def test_an_order_nobody_knows_is_refused(event, hall):
    with pytest.raises(ValueError, match="acak"):
        number_seats(event=event, order="acak")


def test_a_cancelled_event_is_not_numbered(organization):
    row = RegistrationFactory(event=EventFactory(organization=organization, status="cancelled"))

    for change in (number_seats, renumber_seats):
        with pytest.raises(RegistrationClosed):
            change(event=row.event, order=SeatOrder.NAME)
    with pytest.raises(RegistrationClosed):
        give_seat(registration=row, seat=1)


def test_a_taken_chair_names_who_sits_there(event, hall):
    citra, ana, *_others = hall
    give_seat(registration=citra, seat=12)

    with pytest.raises(SeatTaken) as taken:
        give_seat(registration=ana, seat=12)

    assert (taken.value.holder, taken.value.holder.member.full_name) == (citra, "Citra")
    assert seats(event) == {"Citra": 12, "ana": None, "Budi": None, "Tamu": None}


def test_the_own_chair_and_no_chair_are_always_free(event, hall):
    citra, ana, *_others = hall
    give_seat(registration=citra, seat=12)

    assert give_seat(registration=citra, seat=12).seat == 12
    assert give_seat(registration=citra, seat=None).seat is None
    assert give_seat(registration=ana, seat=None).seat is None


def test_two_people_change_chairs(event, hall):
    citra, ana, budi, _tamu = hall
    give_seat(registration=citra, seat=1)
    give_seat(registration=ana, seat=2)

    swap_seats(first=citra, second=ana)
    swap_seats(first=ana, second=budi)

    assert seats(event) == {"Citra": 2, "ana": None, "Budi": 1, "Tamu": None}


def test_nobody_changes_chairs_with_who_left_or_sits_elsewhere(event, hall):
    citra = hall[0]
    gone = RegistrationFactory(event=event, status="cancelled")
    number_seats(event=event, order=SeatOrder.REGISTRATION)

    for stranger in (gone, RegistrationFactory()):
        with pytest.raises(RegistrationClosed):
            swap_seats(first=citra, second=stranger)
    with pytest.raises(RegistrationClosed):
        give_seat(registration=gone, seat=9)

    assert seats(event)["Citra"] == 1


def test_the_database_keeps_one_person_to_a_chair_and_chairs_for_those_who_come(event, hall):
    citra, ana, *_others = hall
    give_seat(registration=citra, seat=1)
    wrong = [{"seat": 1}, {"seat": 0}, {"seat": 5, "status": "cancelled"}, {"seat": 5, "status": "waitlisted"}]

    for values in wrong:
        with (
            pytest.raises(IntegrityError, match=r"bimtek_seat_|event_id, bimtek_registration\.seat"),
            transaction.atomic(),
        ):
            Registration.objects.filter(pk=ana.pk).update(**values)

    RegistrationFactory(seat=1)
    assert seats(event)["ana"] is None


def test_nobody_gets_a_number_before_the_hall_has_them(event, officer, before):
    row = register_walk_in(event=event, full_name="Ma'u", by=officer, now=before)

    assert row.seat is None


def test_whoever_comes_later_takes_the_lowest_free_chair(event, hall, member, officer, before):
    number_seats(event=event, order=SeatOrder.REGISTRATION)

    cancel(registration=hall[1], by=officer, now=before)
    at_the_door = register_walk_in(event=event, full_name="Ma'u", by=officer, now=before)
    online = sign_up(event=event, member=member, by=member.user, now=before)
    back = register(event=event, member=hall[1].member, by=officer, now=before)

    assert [at_the_door.seat, online.seat, back.seat] == [2, 5, 6]
    assert register(event=event, member=member, by=officer, now=before).seat == 5


def test_who_leaves_frees_the_chair_by_either_door(event, hall, member, officer, before):
    number_seats(event=event, order=SeatOrder.REGISTRATION)
    own = sign_up(event=event, member=member, by=member.user, now=before)

    step_back(registration=own, by=member.user, now=before)
    cancel(registration=hall[0], by=officer, now=before)
    EventEraser().erase(member=hall[2].member, by=officer, now=before)

    assert seats(event) == {"Citra": None, "ana": 2, "Budi": None, "Tamu": 4, own.member.full_name: None}


def test_the_number_is_in_what_people_see_about_themselves(event, member):
    RegistrationFactory(event=event, member=member, seat=12)

    [entry] = events(subject=Subject(user=member.user, member=member)).entries

    assert [fact.value for fact in entry.facts if fact.label == "Nomor kursi"] == [12]


@pytest.mark.parametrize("rows", [1, 3])
def test_numbering_asks_the_same_questions_for_any_hall(event, rows, django_assert_num_queries):
    RegistrationFactory.create_batch(rows, event=event)

    with django_assert_num_queries(6):  # savepoint, event, people, no numbers, numbers, release
        renumber_seats(event=event, order=SeatOrder.AREA)


def join(first, second, officer, now):
    return merge_members(kept=first.member, merged=second.member, by=officer, now=now)


@pytest.mark.parametrize(("own", "other", "kept"), [(1, 2, 1), (None, 2, 2), (1, None, 1), (None, None, None)])
def test_two_entries_of_one_person_keep_one_chair_until_parted(event, officer, now, own, other, kept):
    first, second = RegistrationFactory(event=event, seat=own), RegistrationFactory(event=event, seat=other)

    done = join(first, second, officer, now)
    together = [Registration.objects.get(pk=row.pk).seat for row in (first, second)]
    undo_merge(merge=done, by=officer, now=now)

    assert together == [kept, None]
    assert [Registration.objects.get(pk=row.pk).seat for row in (first, second)] == [own, other]
    assert done.before.get("left", 0) == 0


def test_parting_gives_the_place_back_although_the_chair_is_taken(event, officer, now):
    first, second = RegistrationFactory(event=event, seat=1), RegistrationFactory(event=event, seat=2)
    done = join(first, second, officer, now)
    RegistrationFactory(event=event, seat=2)

    done = undo_merge(merge=done, by=officer, now=now)

    second.refresh_from_db()
    assert (second.is_seated, second.seat, done.before["left"]) == (True, None, 1)


def test_parting_takes_back_a_place_that_was_numbered_meanwhile(event, officer, now):
    first, second = RegistrationFactory(event=event, status="cancelled"), RegistrationFactory(event=event)
    done = join(first, second, officer, now)
    number_seats(event=event, order=SeatOrder.NAME)

    undo_merge(merge=done, by=officer, now=now)

    for row in (first, second):
        row.refresh_from_db()
    assert [(row.is_seated, row.seat) for row in (first, second)] == [(False, None), (True, None)]
