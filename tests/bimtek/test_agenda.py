"""Agenda lines and speakers."""

from datetime import timedelta

import pytest

from bimtek.models import AgendaSlot, Speaker
from bimtek.services.agenda import (
    ForeignSpeaker,
    SlotHasAttendance,
    SlotOutsideEvent,
    add_new_speaker,
    add_speaker,
    agenda_days,
    event_days,
    find_overlaps,
    remove_slot,
    remove_speaker,
    save_slot,
)
from bimtek.services.attendance import mark_attendance
from tests.factories.bimtek import EventFactory, RegistrationFactory, SlotFactory, SpeakerFactory
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(organization):
    return EventFactory(organization=organization)


def times(event, start_hour, hours=1):
    start = event.starts_at + timedelta(hours=start_hour)
    return {"starts_at": start, "ends_at": start + timedelta(hours=hours)}


def test_save_slot_adds_and_changes(event):
    speaker = SpeakerFactory(event=event)
    slot = save_slot(event=event, title="Materi", speakers=[speaker], **times(event, 1))

    save_slot(event=event, slot=slot, title="Rehat", is_learning=False, **times(event, 2))

    slot.refresh_from_db()
    assert (slot.title, slot.is_learning, slot.minutes) == ("Rehat", False, 60)
    assert list(slot.speakers.all()) == []
    assert AgendaSlot.objects.count() == 1


@pytest.mark.parametrize("start_hour", [-1, 6.5])
def test_a_slot_lies_inside_the_event(event, start_hour):
    with pytest.raises(SlotOutsideEvent):
        save_slot(event=event, title="Materi", **times(event, start_hour))

    assert AgendaSlot.objects.count() == 0


def test_a_slot_may_fill_the_whole_event(event):
    assert save_slot(event=event, title="Materi", **times(event, 0, hours=7)).minutes == 420


def test_a_foreign_speaker_is_refused(event):
    with pytest.raises(ForeignSpeaker):
        save_slot(event=event, title="Materi", speakers=[SpeakerFactory()], **times(event, 1))

    assert AgendaSlot.objects.count() == 0


def test_overlaps_are_told(event):
    first = save_slot(event=event, title="Satu", **times(event, 1))
    second = save_slot(event=event, title="Dua", **times(event, 1.5))
    save_slot(event=event, title="Tiga", **times(event, 2.5))

    assert find_overlaps(slot=first) == [second]
    assert [line.overlaps for line in agenda_days(event=event)[0].lines] == [True, True, False]


def test_slots_touching_each_other_do_not_overlap(event):
    first = save_slot(event=event, title="Satu", **times(event, 1))
    save_slot(event=event, title="Dua", **times(event, 2))

    assert find_overlaps(slot=first) == []


def test_remove_slot(event):
    remove_slot(slot=SlotFactory(event=event))

    assert AgendaSlot.objects.count() == 0


def test_a_slot_with_attendance_stays(event, officer, now):
    slot = SlotFactory(event=event)
    registration = RegistrationFactory(event=event)
    mark_attendance(slot=slot, statuses={registration.pk: "present"}, by=officer, now=now)

    with pytest.raises(SlotHasAttendance):
        remove_slot(slot=slot)

    assert AgendaSlot.objects.count() == 1


def test_days_go_by_the_offices_clock(organization):
    """07.00 WITA of the second day is still the first day in UTC."""
    event = EventFactory(organization=organization)
    event.ends_at = event.starts_at + timedelta(hours=26)
    event.save()
    SlotFactory(event=event)
    save_slot(event=event, title="Pagi kedua", **times(event, 23))

    days = agenda_days(event=event)

    assert [day.day.isoformat() for day in days] == ["2024-07-11", "2024-07-12"]
    assert [day.isoformat() for day in event_days(event=event)] == ["2024-07-11", "2024-07-12"]
    assert [line.jp for day in days for line in day.lines] == [2, 1]


@pytest.mark.parametrize("rows", [1, 3])
def test_agenda_query_count(event, django_assert_num_queries, rows):
    for _ in range(rows):
        slot = SlotFactory(event=event)
        slot.speakers.add(SpeakerFactory(event=event))

    with django_assert_num_queries(3):
        days = agenda_days(event=event)
        assert len([speaker.member.full_name for line in days[0].lines for speaker in line.slot.speakers.all()]) == rows


def test_a_speaker_has_each_part_once(event):
    member = MemberFactory()
    add_speaker(event=event, member=member, presented_as="Lurah")

    speaker = add_speaker(event=event, member=member, presented_as="Camat")
    add_speaker(event=event, member=member, role="moderator")

    assert speaker.presented_as == "Camat"
    assert Speaker.objects.count() == 2


def test_a_new_speaker_becomes_a_person_of_the_office(event, now):
    speaker = add_new_speaker(event=event, full_name=" Yuliana  Radja ", presented_as="Pranata Humas", now=now)

    assert (speaker.member.full_name, speaker.member.institution) == ("Yuliana Radja", "Pranata Humas")
    assert speaker.member.organization == event.organization


def test_taking_a_speaker_away_keeps_the_lines(event):
    speaker = SpeakerFactory(event=event)
    slot = SlotFactory(event=event)
    slot.speakers.add(speaker)

    remove_speaker(speaker=speaker)

    assert list(slot.speakers.all()) == []
