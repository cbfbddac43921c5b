"""The agenda at its edges: midnight, three zones, parallel rooms, lines of another event, and what a refusal leaves."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from bimtek.choices import SpeakerRole
from bimtek.forms.agenda import ClockField, SlotForm
from bimtek.models import AgendaSlot, Speaker
from bimtek.services.agenda import (
    ForeignSpeaker,
    SlotOutsideEvent,
    add_new_speaker,
    add_speaker,
    agenda_days,
    event_days,
    find_overlaps,
    remove_speaker,
    save_slot,
)
from bimtek.services.attendance import slots_on
from bimtek.services.events import update_event
from members.models import Member
from tests.factories.bimtek import EventFactory, RegistrationFactory, SlotFactory, SpeakerFactory
from tests.factories.members import MemberFactory, OrganizationFactory

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def event(organization):
    return EventFactory(organization=organization)


@pytest.fixture
def night(organization):
    """From 20.00 WITA until 02.00 of the next day."""
    start = datetime(2024, 7, 11, 12, tzinfo=UTC)
    return EventFactory(organization=organization, starts_at=start, ends_at=start + timedelta(hours=6))


def line(event, start, minutes=60, **fields):
    starts_at = event.starts_at + timedelta(hours=start)
    return SlotFactory(event=event, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes), **fields)


def titles(days):
    return [[item.slot.title for item in day.lines] for day in days]


def test_a_line_across_midnight_belongs_to_the_day_it_begins_on(night):
    evening, late = line(night, 3, minutes=120, title="Malam"), line(night, 5, title="Dini hari")

    days = agenda_days(event=night)

    assert [day.day for day in days] == [date(2024, 7, 11), date(2024, 7, 12)]
    assert titles(days) == [["Malam"], ["Dini hari"]]
    assert slots_on(event=night, day=date(2024, 7, 11)) == [evening]
    assert slots_on(event=night, day=date(2024, 7, 12)) == [late]


def test_an_event_across_midnight_has_two_days(night):
    assert event_days(event=night) == [date(2024, 7, 11), date(2024, 7, 12)]


def test_days_without_a_line_are_not_counted(event):
    """A training on two Saturdays has a first and a second day, whatever lies between."""
    line(event, 1)
    line(event, 1 + 7 * 24)

    assert [(day.number, day.day.day) for day in agenda_days(event=event)] == [(1, 11), (2, 18)]


def test_an_event_of_one_minute_has_one_day(organization):
    start = datetime(2024, 7, 11, 15, 58, tzinfo=UTC)

    assert event_days(
        event=EventFactory(organization=organization, starts_at=start, ends_at=start + timedelta(minutes=1))
    ) == [date(2024, 7, 11)]


def test_one_moment_lies_on_two_dates_in_two_offices(organization):
    """15.30 UTC is 22.30 WIB and 00.30 WIT."""
    start = datetime(2024, 7, 11, 15, 30, tzinfo=UTC)
    offices = [
        OrganizationFactory(name=name, time_zone=zone)
        for name, zone in [("Dinas Barat", "Asia/Jakarta"), ("Dinas Timur", "Asia/Jayapura")]
    ]

    west, east = [
        EventFactory(organization=office, starts_at=start, ends_at=start + timedelta(minutes=60)) for office in offices
    ]

    assert [event_days(event=event)[0] for event in (west, east)] == [date(2024, 7, 11), date(2024, 7, 12)]


def test_lines_are_listed_by_time_and_at_the_same_time_by_age(event):
    for hour, title in [(3, "C"), (1, "A"), (1, "B")]:
        line(event, hour, title=title)

    assert titles(agenda_days(event=event)) == [["A", "B", "C"]]


def test_two_events_at_the_same_time_keep_their_own_agendas(event, organization):
    other = EventFactory(organization=organization)
    own, foreign = line(event, 1, title="Ruang satu"), line(other, 1, title="Ruang dua")

    assert titles(agenda_days(event=event)) == [["Ruang satu"]]
    assert titles(agenda_days(event=other)) == [["Ruang dua"]]
    assert find_overlaps(slot=own) == find_overlaps(slot=foreign) == []


def test_parallel_rooms_both_say_that_they_overlap_and_both_count(event):
    for title in ("Ruang satu", "Ruang dua"):
        line(event, 1, minutes=90, title=title)
    line(event, 2.5, minutes=30, title="Rehat", is_learning=False)

    [day] = agenda_days(event=event)

    assert [(item.slot.title, item.jp, item.overlaps) for item in day.lines] == [
        ("Ruang satu", 2, True),
        ("Ruang dua", 2, True),
        ("Rehat", 0, False),
    ]


def test_a_short_line_inside_a_long_one_overlaps_it(event):
    outer, inner = line(event, 1, minutes=180), line(event, 2, minutes=10)

    assert find_overlaps(slot=inner) == [outer]
    assert find_overlaps(slot=outer) == [inner]


def test_the_keys_of_days_and_lines_are_unlike_each_other(event):
    slot = line(event, 1)

    [day] = agenda_days(event=event)

    assert (day.key, day.number, day.lines[0].key) == ("2024-07-11", 1, str(slot.pk))


def test_an_event_without_lines_has_no_agenda(event):
    assert agenda_days(event=event) == []


def test_a_refused_change_leaves_the_line_as_it_was(event):
    speaker = SpeakerFactory(event=event)
    slot = line(event, 1, title="Materi")
    slot.speakers.add(speaker)

    with pytest.raises(SlotOutsideEvent):
        save_slot(event=event, slot=slot, title="Lain", starts_at=slot.starts_at, ends_at=event.ends_at + HOUR)

    slot.refresh_from_db()
    assert (slot.title, list(slot.speakers.all())) == ("Materi", [speaker])


def test_a_foreign_speaker_among_own_ones_adds_no_line(event):
    speakers = [SpeakerFactory(event=event), SpeakerFactory()]

    with pytest.raises(ForeignSpeaker):
        save_slot(
            event=event, title="Materi", starts_at=event.starts_at, ends_at=event.starts_at + HOUR, speakers=speakers
        )

    assert AgendaSlot.objects.count() == 0


def test_the_database_takes_no_line_without_length(event):
    with pytest.raises(IntegrityError, match="bimtek_slot_ends_after_start"), transaction.atomic():
        save_slot(event=event, title="Materi", starts_at=event.starts_at, ends_at=event.starts_at)

    assert AgendaSlot.objects.count() == 0


def test_minutes_leave_out_seconds(event):
    slot = line(event, 1)
    slot.ends_at = slot.starts_at + timedelta(minutes=44, seconds=59)

    assert slot.minutes == 44


def test_the_agenda_moves_by_days_of_the_offices_zone(organization):
    """From 23.30 to 00.30 WITA is one day further, though UTC stays on one date."""
    start = datetime(2024, 7, 11, 15, 30, tzinfo=UTC)
    event = EventFactory(organization=organization, starts_at=start, ends_at=start + 5 * HOUR)
    slot = line(event, 2)

    update_event(event=event, details={"starts_at": start + HOUR})

    moved = AgendaSlot.objects.get(pk=slot.pk)
    assert (moved.starts_at, moved.minutes) == (slot.starts_at + timedelta(days=1), 60)


def test_a_longer_event_leaves_its_agenda_where_it_is(event):
    slot = line(event, 1)

    update_event(event=event, details={"ends_at": event.ends_at + timedelta(days=2)})

    assert AgendaSlot.objects.get(pk=slot.pk).starts_at == slot.starts_at


def test_one_person_may_have_two_parts(event):
    member = MemberFactory()

    parts = [add_speaker(event=event, member=member, role=role) for role in (SpeakerRole.OPENER, SpeakerRole.SPEAKER)]

    assert [part.role for part in event.speakers.all()] == ["opener", "speaker"]
    assert len({part.pk for part in parts}) == 2


def test_taking_one_part_away_leaves_the_other(event):
    opener = SpeakerFactory(event=event, role=SpeakerRole.OPENER)
    speaker = SpeakerFactory(event=event, member=opener.member)

    remove_speaker(speaker=opener)

    assert list(event.speakers.all()) == [speaker]
    assert Member.objects.filter(pk=opener.member_id).exists()


def test_a_long_title_is_presented_whole_and_kept_short_in_the_list_of_people(event, now):
    title = "Kepala " * 25

    speaker = add_new_speaker(event=event, full_name="Ana", presented_as=title, now=now)

    assert speaker.presented_as == title
    assert speaker.member.institution == title[:150].strip()


def test_host_and_committee_stand_behind_the_stage(event):
    people = {role: SpeakerFactory(event=event, role=role) for role in SpeakerRole}

    offered = SlotForm(event=event).fields["speakers"].queryset

    assert list(offered) == [people[role] for role in ("opener", "speaker", "moderator", "facilitator")]


def test_a_speaker_of_another_event_cannot_be_ticked(event):
    data = {"title": "Materi", "day": "2024-07-11", "starts": "09.00", "ends": "10.00"}
    form = SlotForm(data | {"speakers": [SpeakerFactory().pk]}, event=event)

    assert list(form.errors) == ["speakers"]


def test_a_day_outside_of_the_event_is_no_choice(event):
    form = SlotForm({"title": "Materi", "day": "2024-07-12", "starts": "09.00", "ends": "10.00"}, event=event)

    assert list(form.errors) == ["day"]


def test_a_line_across_midnight_is_typed_as_two(night):
    form = SlotForm({"title": "Malam", "day": "2024-07-11", "starts": "23.00", "ends": "01.00"}, event=night)

    assert form.errors == {"ends": ["Jam selesai harus sesudah jam mulai."]}


def test_two_wrong_clocks_are_each_told(event):
    form = SlotForm({"title": "Materi", "day": "2024-07-11", "starts": "24.00", "ends": "pagi"}, event=event)

    assert form.errors == {"starts": ["Isi jam seperti 09.00."], "ends": ["Isi jam seperti 09.00."]}


def test_clocks_are_typed_with_colon_seconds_or_dot():
    field = ClockField()

    assert {f"{field.clean(text):%H:%M}" for text in ("09:05", "09:05:00", "9.05")} == {"09:05"}


def test_a_line_is_offered_for_editing_in_the_offices_clock(event):
    slot = line(event, 1, minutes=90, is_learning=False)

    initial = SlotForm(event=event, slot=slot).initial

    assert (initial["day"], f"{initial['starts']:%H.%M}", f"{initial['ends']:%H.%M}") == (
        "2024-07-11",
        "09.00",
        "10.30",
    )
    assert initial["is_learning"] is False


def test_a_line_of_another_event_has_no_page_under_this_one(officer_client, event, organization):
    foreign = line(EventFactory(organization=organization), 1)

    for name in ("office_slot", "office_slot_delete"):
        assert officer_client.post(reverse(name, args=[event.pk, foreign.pk]), {}).status_code == 404
    assert AgendaSlot.objects.get() == foreign


def test_a_line_outside_of_the_hours_is_refused_and_told_where_to_change_them(officer_client, event):
    data = {"title": "Materi", "day": "2024-07-11", "starts": "07.00", "ends": "09.00"}

    response = officer_client.post(reverse("office_agenda", args=[event.pk]), data)

    assert response.context["form"].errors == {
        "starts": ["Di luar waktu kegiatan. Ubah jamnya, atau ubah dulu waktu kegiatan di Ringkasan."]
    }
    assert AgendaSlot.objects.count() == 0


@pytest.mark.parametrize("chosen", [{"member": "²"}, {"role": "king"}])
def test_a_speaker_needs_a_person_and_a_part_that_exist(officer_client, event, organization, chosen):
    member = MemberFactory(organization=organization)

    response = officer_client.post(
        reverse("office_speaker_pick", args=[event.pk]), {"member": member.pk, "role": "speaker"} | chosen
    )

    assert response.status_code == 404
    assert Speaker.objects.count() == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_the_speakers_page_asks_the_same_number_of_questions(officer_client, event, rows, django_assert_num_queries):
    SpeakerFactory.create_batch(rows, event=event)
    address = reverse("office_speakers", args=[event.pk])
    officer_client.get(address)

    with django_assert_num_queries(7):
        assert officer_client.get(address).content.decode().count("/hapus/") == rows


@pytest.mark.parametrize("people", [1, 3])
def test_slots_of_a_day_are_one_question(event, people, django_assert_num_queries):
    for hour in range(people):
        line(event, hour)
    RegistrationFactory.create_batch(people, event=event)

    with django_assert_num_queries(1):
        assert len(slots_on(event=event, day=date(2024, 7, 11))) == people
