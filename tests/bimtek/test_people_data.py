"""What events hold about a person, and what becomes of it when the person goes or turns out to be two entries."""

from datetime import timedelta
from decimal import Decimal

import pytest

from bimtek.models import Attendance, Registration, RegistrationChange, Speaker, TestScore
from bimtek.services.merging import SEAT_ORDER, STRENGTH
from bimtek.services.subject_data import EventEraser, active_since, attendance, events
from members.services.merges import merge_members
from members.services.subject_data import Subject
from tests.factories.bimtek import EventFactory, RegistrationFactory, SlotFactory, SpeakerFactory
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(organization):
    return EventFactory(organization=organization, title="Bimtek Desain")


def mark(registration, status, officer, now):
    return Attendance.objects.create(
        slot=SlotFactory(event=registration.event, title="Materi"),
        registration=registration,
        status=status,
        recorded_at=now,
        recorded_by=officer,
    )


def test_somebody_who_was_nowhere_has_two_empty_sections(member):
    subject = Subject(user=member.user, member=member)

    assert (events(subject=subject).entries, attendance(subject=subject).entries) == ([], [])


def test_a_login_without_a_member_has_two_empty_sections(officer):
    subject = Subject(user=officer, member=None)

    assert (events(subject=subject).entries, attendance(subject=subject).entries) == ([], [])


def test_a_seat_without_marks_is_an_event_and_no_attendance(member, event):
    RegistrationFactory(event=event, member=member)
    subject = Subject(user=member.user, member=member)

    assert [entry.title for entry in events(subject=subject).entries] == ["Bimtek Desain"]
    assert attendance(subject=subject).entries == []


def test_a_seat_given_back_is_still_told_with_its_reason(member, event, officer, now):
    row = RegistrationFactory(event=event, member=member, status="cancelled")
    RegistrationChange.objects.create(
        registration=row, status="cancelled", changed_at=now, changed_by=officer, reason="Pindah kota"
    )

    [entry] = events(subject=Subject(user=member.user, member=member)).entries

    assert [fact.label.partition(": ")[2] for fact in entry.details] == ["Pindah kota"]


@pytest.mark.parametrize("rows", [1, 3])
def test_both_sections_ask_the_same_questions_for_any_number(member, officer, now, rows, django_assert_num_queries):
    for _ in range(rows):
        mark(RegistrationFactory(member=member), "present", officer, now)
    subject = Subject(user=member.user, member=member)

    with django_assert_num_queries(11):
        events(subject=subject)
        attendance(subject=subject)


def test_erasing_gives_back_seats_of_what_is_to_come_only(member, organization, officer, now):
    past, coming = [
        RegistrationFactory(member=member, event=EventFactory(organization=organization, **times))
        for times in (
            {"starts_at": now - timedelta(days=1), "ends_at": now},
            {"starts_at": now + timedelta(days=1), "ends_at": now + timedelta(days=2)},
        )
    ]

    EventEraser().erase(member=member, by=officer, now=now)

    assert [Registration.objects.get(pk=row.pk).is_seated for row in (past, coming)] == [True, False]
    assert list(RegistrationChange.objects.values_list("registration", "changed_by")) == [(coming.pk, officer.pk)]


def test_erasing_keeps_marks_and_scores_and_takes_the_words(member, event, officer, now):
    row = RegistrationFactory(event=event, member=member)
    mark(row, "sick", officer, now)
    TestScore.objects.create(registration=row, kind="post", score=80, recorded_at=now, recorded_by=officer)
    RegistrationChange.objects.create(
        registration=row, status="registered", changed_at=now, changed_by=officer, reason="Anak sakit"
    )
    SpeakerFactory(event=event, member=member)

    EventEraser().erase(member=member, by=officer, now=now)

    assert (Attendance.objects.count(), TestScore.objects.count(), Speaker.objects.count()) == (1, 1, 0)
    assert list(RegistrationChange.objects.values_list("reason", flat=True)) == [""]


def test_counting_what_erasing_would_do_writes_nothing(member, event, officer, now):
    row = RegistrationFactory(event=event, member=member)
    mark(row, "present", officer, now)
    SpeakerFactory(event=event, member=member)

    effects = EventEraser().effects(member=member, now=now)

    assert [(effect.gone, effect.kept) for effect in effects] == [(0, 2), (0, 0), (1, 0), (0, 0)]
    assert (Speaker.objects.count(), Registration.objects.get().is_seated) == (1, True)


def test_whoever_was_marked_lately_is_active_though_registered_long_ago(event, officer, now):
    _old, marked = [RegistrationFactory(event=event, created_at=now - timedelta(days=900)) for _ in range(2)]
    type(event).objects.update(
        starts_at=event.starts_at - timedelta(days=800), ends_at=event.ends_at - timedelta(days=800)
    )
    mark(marked, "absent", officer, now)

    active = {row["member_id"] for row in active_since(moment=now - timedelta(days=30))}

    assert active == {marked.member_id}


def two_entries(organization, event, **merged):
    kept, other = MemberFactory.create_batch(2, organization=organization)
    return RegistrationFactory(event=event, member=kept), RegistrationFactory(event=event, member=other, **merged)


def test_presence_under_either_entry_is_presence(organization, event, officer, now):
    first, second = two_entries(organization, event)
    slot = mark(first, "absent", officer, now).slot
    Attendance.objects.create(slot=slot, registration=second, status="present", recorded_at=now, recorded_by=officer)

    merge_members(kept=first.member, merged=second.member, by=officer, now=now)

    assert Attendance.objects.get(registration=first, slot=slot).status == "present"


def test_the_better_score_of_two_entries_stands(organization, event, officer, now):
    rows = two_entries(organization, event)
    for row, score in zip(rows, (60, 85), strict=True):
        TestScore.objects.create(registration=row, kind="post", score=score, recorded_at=now, recorded_by=officer)

    merge_members(kept=rows[0].member, merged=rows[1].member, by=officer, now=now)

    assert TestScore.objects.get(registration=rows[0]).score == Decimal(85)


def test_two_entries_of_one_person_leave_one_seat_and_a_line_in_the_ledger(organization, event, officer, now):
    first, second = two_entries(organization, event)

    merge_members(kept=first.member, merged=second.member, by=officer, now=now)

    assert list(event.registrations.seated()) == [first]
    assert list(second.changes.values_list("status", "changed_by", "reason")) == [
        ("cancelled", officer.pk, "Data orang ini digabung atau dipisahkan lagi.")
    ]


def test_every_state_and_mark_has_its_place_in_the_order():
    assert sorted(SEAT_ORDER) == sorted(dict(Registration._meta.get_field("status").choices))
    assert sorted(STRENGTH) == sorted(dict(Attendance._meta.get_field("status").choices))
