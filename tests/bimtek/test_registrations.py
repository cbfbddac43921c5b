"""Seats: who gets one, who gives it back, and what the ledger remembers."""

from datetime import timedelta

import pytest

from bimtek.choices import AttendanceStatus, EventStatus
from bimtek.models import Attendance, Registration, RegistrationChange
from bimtek.services.registrations import (
    AlreadyAttended,
    EventFull,
    RegistrationClosed,
    cancel,
    is_open,
    register,
    register_walk_in,
    sign_up,
    step_back,
)
from members.models import Member
from tests.factories.bimtek import EventFactory, RegistrationFactory, SlotFactory
from tests.factories.members import MemberFactory, RegionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(organization):
    return EventFactory(organization=organization)


@pytest.fixture
def before(event):
    """The day before the event."""
    return event.starts_at - timedelta(days=1)


def ledger(registration):
    return list(registration.changes.values_list("status", "changed_by__username"))


def test_register_seats_and_writes_the_ledger(event, officer, before):
    registration = register(event=event, member=MemberFactory(), by=officer, now=before)

    assert registration.is_seated
    assert registration.created_at == before
    assert ledger(registration) == [("registered", "petugas")]


def test_register_twice_changes_nothing(event, officer, before):
    first = register(event=event, member=MemberFactory(), by=officer, now=before)

    second = register(event=event, member=first.member, by=officer, now=before + timedelta(hours=1))

    assert second == first
    assert ledger(first) == [("registered", "petugas")]


def test_register_twice_works_in_a_full_event(organization, officer, before):
    event = EventFactory(organization=organization, capacity=1)
    first = register(event=event, member=MemberFactory(), by=officer, now=before)

    assert register(event=event, member=first.member, by=officer, now=before) == first


def test_register_refuses_when_full(organization, officer, before):
    event = EventFactory(organization=organization, capacity=1)
    RegistrationFactory(event=event)

    with pytest.raises(EventFull):
        register(event=event, member=MemberFactory(), by=officer, now=before)

    assert event.registrations.count() == 1


def test_a_cancelled_seat_is_free_again(organization, officer, before):
    event = EventFactory(organization=organization, capacity=1)
    first = register(event=event, member=MemberFactory(), by=officer, now=before)
    cancel(registration=first, by=officer, now=before, reason="Sakit")

    second = register(event=event, member=MemberFactory(), by=officer, now=before)

    assert second.is_seated
    with pytest.raises(EventFull):
        register(event=event, member=first.member, by=officer, now=before)


def test_register_after_cancelling_takes_the_same_row(event, officer, before):
    first = register(event=event, member=MemberFactory(), by=officer, now=before)
    cancel(registration=first, by=officer, now=before)

    again = register(event=event, member=first.member, by=officer, now=before)

    assert again == first
    assert again.is_seated
    assert [status for status, _ in ledger(first)] == ["registered", "cancelled", "registered"]


@pytest.mark.parametrize("status", [EventStatus.DRAFT, EventStatus.PUBLISHED, EventStatus.CLOSED])
def test_an_officer_registers_in_every_state_but_cancelled(organization, officer, before, status):
    event = EventFactory(organization=organization, status=status)

    assert register(event=event, member=MemberFactory(), by=officer, now=before).is_seated


def test_nobody_is_registered_for_a_cancelled_event(organization, officer, before):
    event = EventFactory(organization=organization, status=EventStatus.CANCELLED)

    with pytest.raises(RegistrationClosed):
        register(event=event, member=MemberFactory(), by=officer, now=before)

    assert Registration.objects.count() == 0


def test_an_officer_registers_late(organization, officer):
    event = EventFactory(organization=organization)
    event.registration_closes_at = event.starts_at - timedelta(days=3)
    event.save()

    late = event.starts_at + timedelta(hours=2)

    assert register(event=event, member=MemberFactory(), by=officer, now=late).is_seated


def test_a_member_signs_up(event, member, before):
    registration = sign_up(event=event, member=member, by=member.user, now=before)

    assert ledger(registration) == [("registered", member.user.username)]


def test_a_member_cannot_sign_up_after_closing_time(event, member, before):
    event.registration_closes_at = before
    event.save()

    with pytest.raises(RegistrationClosed):
        sign_up(event=event, member=member, by=member.user, now=before)

    assert sign_up(event=event, member=member, by=member.user, now=before - timedelta(seconds=1)).is_seated


def test_without_closing_time_sign_up_ends_when_the_event_starts(event, member):
    with pytest.raises(RegistrationClosed):
        sign_up(event=event, member=member, by=member.user, now=event.starts_at)


@pytest.mark.parametrize("status", [EventStatus.DRAFT, EventStatus.CLOSED, EventStatus.CANCELLED])
def test_a_member_signs_up_only_while_published(organization, member, before, status):
    event = EventFactory(organization=organization, status=status)

    assert is_open(event, before) is False
    with pytest.raises(RegistrationClosed):
        sign_up(event=event, member=member, by=member.user, now=before)


def test_the_state_is_read_under_the_lock(event, member, before):
    """An event closed after the page was loaded is closed."""
    stale = type(event).objects.get(pk=event.pk)
    type(event).objects.filter(pk=event.pk).update(status=EventStatus.CLOSED)

    with pytest.raises(RegistrationClosed):
        sign_up(event=stale, member=member, by=member.user, now=before)


def test_a_full_event_refuses_a_member_too(organization, member, before):
    event = EventFactory(organization=organization, capacity=1)
    RegistrationFactory(event=event)

    with pytest.raises(EventFull):
        sign_up(event=event, member=member, by=member.user, now=before)


def test_walk_in_becomes_a_person_with_a_seat(event, officer, now):
    region = RegionFactory()

    registration = register_walk_in(
        event=event, full_name="  Yohanis   Benu ", region=region, gender="L", institution="RT 3", by=officer, now=now
    )

    person = registration.member
    assert (person.full_name, person.region, person.gender, person.institution) == ("Yohanis Benu", region, "L", "RT 3")
    assert person.organization == event.organization
    assert person.user is None


def test_walk_in_leaves_nobody_behind_when_full(organization, officer, now):
    event = EventFactory(organization=organization, capacity=1)
    RegistrationFactory(event=event)
    people = Member.objects.count()

    with pytest.raises(EventFull):
        register_walk_in(event=event, full_name="Yohanis Benu", by=officer, now=now)

    assert Member.objects.count() == people


def test_cancel_frees_the_seat_and_says_why(event, officer, before):
    registration = register(event=event, member=MemberFactory(), by=officer, now=before)

    cancel(registration=registration, by=officer, now=before, reason="Pindah kota")

    assert event.registrations.seated().count() == 0
    assert registration.changes.last().reason == "Pindah kota"


def test_cancel_twice_is_one_line(event, officer, before):
    registration = register(event=event, member=MemberFactory(), by=officer, now=before)
    cancel(registration=registration, by=officer, now=before)

    cancel(registration=registration, by=officer, now=before)

    assert registration.changes.count() == 2


def test_somebody_who_was_there_is_not_taken_off(event, officer, now):
    registration = RegistrationFactory(event=event)
    attendance = Attendance.objects.create(
        slot=SlotFactory(event=event), registration=registration, status="present", recorded_at=now, recorded_by=officer
    )

    with pytest.raises(AlreadyAttended):
        cancel(registration=registration, by=officer, now=now)

    attendance.status = AttendanceStatus.ABSENT
    attendance.save()
    assert cancel(registration=registration, by=officer, now=now).is_seated is False


def test_a_member_steps_back_before_the_event(event, member, before):
    registration = sign_up(event=event, member=member, by=member.user, now=before)

    step_back(registration=registration, by=member.user, now=before)

    assert ledger(registration)[-1] == ("cancelled", member.user.username)


def test_a_member_cannot_step_back_once_it_began(event, member, before):
    registration = sign_up(event=event, member=member, by=member.user, now=before)

    with pytest.raises(RegistrationClosed):
        step_back(registration=registration, by=member.user, now=event.starts_at)

    assert RegistrationChange.objects.count() == 1
