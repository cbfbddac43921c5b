"""Attendance, results and scores at their edges: two halls, odd thresholds, letters instead of numbers, refusals."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from bimtek.choices import AttendanceStatus, EventStatus, TestKind
from bimtek.forms.sheets import ScoreSheet, parse_score, read_attendance
from bimtek.models import Attendance, TestScore
from bimtek.services.attendance import (
    UnknownParticipant,
    UnknownStatus,
    mark_attendance,
    mark_slots,
    recorded_statuses,
)
from bimtek.services.checklist import steps_of
from bimtek.services.exports import note_export
from bimtek.services.registrations import RegistrationClosed, cancel
from bimtek.services.results import event_jp, participant_results
from bimtek.services.scores import ScoreOutOfRange, read_quiz_scores, record_scores
from bimtek.services.sheets import draw_attendance_sheet, sheet_rows
from courses.models import ActivityPage, ActivityScore
from members.models import Disclosure
from tests.factories.bimtek import EventFactory, RegistrationFactory, SlotFactory
from tests.factories.courses import EnrollmentFactory, LessonFactory
from tests.factories.members import MemberFactory, RegionFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(organization):
    return EventFactory(organization=organization)


@pytest.fixture
def hall(event):
    return [RegistrationFactory(event=event, member__full_name=name) for name in ("Ana", "Beni", "Citra")]


def slot_of(event, minutes=90, **fields):
    start = event.starts_at + timedelta(hours=1)
    return SlotFactory(event=event, starts_at=start, ends_at=start + timedelta(minutes=minutes), **fields)


def present(*rows):
    return {row.pk: AttendanceStatus.PRESENT for row in rows}


def marks():
    return list(Attendance.objects.order_by("slot_id", "registration_id").values_list("registration_id", "status"))


def test_no_slot_means_nothing_to_mark(hall, officer, now):
    assert mark_slots(slots=[], statuses=present(*hall), by=officer, now=now) == 0
    assert marks() == []


def test_nobody_named_changes_nothing(event, hall, officer, now):
    assert mark_attendance(slot=slot_of(event), statuses={}, by=officer, now=now) == 0
    assert marks() == []


def test_only_what_changed_is_counted(event, hall, officer, now):
    slots = [slot_of(event), slot_of(event)]
    mark_attendance(slot=slots[0], statuses=present(*hall), by=officer, now=now)

    assert mark_slots(slots=slots, statuses=present(*hall), by=officer, now=now) == 3
    assert len(marks()) == 6


def test_marking_again_keeps_who_marked_first(event, hall, officer, now):
    slot, other = slot_of(event), UserFactory()
    mark_attendance(slot=slot, statuses=present(*hall), by=officer, now=now)

    mark_attendance(slot=slot, statuses=present(*hall), by=other, now=now + timedelta(hours=1))

    assert set(Attendance.objects.values_list("recorded_by", "recorded_at")) == {(officer.pk, now)}


def test_one_wrong_mark_among_many_stores_none(event, hall, officer, now):
    slot = slot_of(event)

    with pytest.raises(UnknownStatus) as caught:
        mark_attendance(slot=slot, statuses=present(*hall) | {hall[0].pk: "Hadir"}, by=officer, now=now)

    assert caught.value.args == ({"Hadir"},)
    assert marks() == []


def test_the_same_person_in_two_halls_is_marked_in_each_alone(event, organization, officer, now):
    member = MemberFactory()
    seats = [RegistrationFactory(event=row, member=member) for row in (event, EventFactory(organization=organization))]
    slots = [slot_of(seat.event) for seat in seats]

    mark_attendance(slot=slots[0], statuses=present(seats[0]), by=officer, now=now)

    with pytest.raises(UnknownParticipant):
        mark_attendance(slot=slots[1], statuses=present(seats[0]), by=officer, now=now)
    assert marks() == [(seats[0].pk, "present")]
    assert [participant_results(event=seat.event)[0].attendance_percent for seat in seats] == [100, 0]


def test_a_person_has_one_mark_for_each_slot(event, hall, officer, now):
    slot = slot_of(event)
    mark_attendance(slot=slot, statuses=present(hall[0]), by=officer, now=now)

    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.create(
            slot=slot, registration=hall[0], status="absent", recorded_at=now, recorded_by=officer
        )

    assert marks() == [(hall[0].pk, "present")]


def test_who_was_excused_may_still_give_the_seat_back_and_the_mark_stays(event, hall, officer, now):
    mark_attendance(slot=slot_of(event), statuses={hall[0].pk: AttendanceStatus.EXCUSED}, by=officer, now=now)

    assert cancel(registration=hall[0], by=officer, now=now).is_seated is False
    assert marks() == [(hall[0].pk, "excused")]
    assert [row.registration for row in participant_results(event=event)] == hall[1:]


def test_without_slots_nothing_is_recorded():
    assert recorded_statuses(slots=[]) == {}


def test_posted_marks_are_taken_letter_by_letter(hall):
    first, second, third = hall
    data = {f"h{first.pk}": "PRESENT", f"h{second.pk}": " present", f"h{third.pk}": "sick"}

    assert read_attendance(data, hall) == {third.pk: "sick"}


def test_a_slot_too_short_for_one_jp_still_counts_for_presence(event, hall, officer, now):
    short, long = slot_of(event, 44), slot_of(event, 90)
    mark_attendance(slot=short, statuses=present(hall[0]), by=officer, now=now)
    mark_attendance(slot=long, statuses=present(hall[1]), by=officer, now=now)

    assert event_jp(event) == 2
    assert [(row.attendance_percent, row.jp) for row in participant_results(event=event)] == [(50, 0), (50, 2), (0, 0)]


def test_six_of_seven_are_eighty_five_percent(event, hall, officer, now):
    slots = [slot_of(event, 45) for _ in range(7)]
    mark_slots(slots=slots[:6], statuses=present(hall[0]), by=officer, now=now)
    event.min_attendance = 85

    first = participant_results(event=event)[0]
    event.min_attendance = 86

    assert (first.attendance_percent, first.jp, first.meets_attendance) == (85, 6, True)
    assert participant_results(event=event)[0].meets_attendance is False


def test_an_event_that_asks_for_nobody_present_is_met_by_everybody(event, hall):
    event.min_attendance = 0
    slot_of(event)

    assert [row.meets_attendance for row in participant_results(event=event)] == [True] * 3


def test_another_office_rounds_with_its_own_minutes(event, hall, officer, now):
    """60 minutes for one JP: 119 minutes are one, 120 are two."""
    event.organization.minutes_per_jp = 60
    slots = [slot_of(event, 119), slot_of(event, 120)]
    mark_slots(slots=slots, statuses=present(hall[0]), by=officer, now=now)

    assert event_jp(event) == participant_results(event=event)[0].jp == 3


def test_results_keep_the_order_they_are_asked_in(event, hall):
    wanted = [hall[2], hall[0]]

    assert [row.registration for row in participant_results(event=event, registrations=wanted)] == wanted


def test_an_untaken_pre_test_is_no_zero(event, hall, officer, now):
    record_scores(event=event, kind=TestKind.PRE, scores={hall[0].pk: Decimal(0)}, by=officer, now=now)

    assert [row.pre_score for row in participant_results(event=event)] == [Decimal(0), None, None]


def test_a_pre_test_alone_passes_nobody(event, hall, officer, now):
    record_scores(event=event, kind=TestKind.PRE, scores={hall[0].pk: Decimal(100)}, by=officer, now=now)

    assert [row.meets_post_test for row in participant_results(event=event)] == [False] * 3


def test_zero_is_enough_where_nothing_is_asked(event, hall, officer, now):
    event.pass_mark = 0
    record_scores(event=event, kind=TestKind.POST, scores={hall[0].pk: Decimal(0)}, by=officer, now=now)

    assert [row.meets_post_test for row in participant_results(event=event)] == [True, False, False]


def test_one_score_out_of_range_among_many_stores_none(event, hall, officer, now):
    scores = {hall[0].pk: Decimal(80), hall[1].pk: Decimal("100.01"), hall[2].pk: Decimal("-0.01")}

    with pytest.raises(ScoreOutOfRange) as caught:
        record_scores(event=event, kind=TestKind.POST, scores=scores, by=officer, now=now)

    assert caught.value.args == ([hall[1].pk, hall[2].pk],)
    assert TestScore.objects.count() == 0


def test_a_score_that_never_was_is_not_taken_away(event, hall, officer, now):
    assert record_scores(event=event, kind=TestKind.POST, scores={hall[0].pk: None}, by=officer, now=now) == 0


def test_taking_one_test_away_leaves_the_other(event, hall, officer, now):
    for kind in TestKind:
        record_scores(event=event, kind=kind, scores={hall[0].pk: Decimal(60)}, by=officer, now=now)

    record_scores(event=event, kind=TestKind.PRE, scores={hall[0].pk: None}, by=officer, now=now)

    assert list(TestScore.objects.values_list("kind", "score")) == [("post", Decimal(60))]


def test_the_same_number_written_longer_is_no_change(event, hall, officer, now):
    record_scores(event=event, kind=TestKind.POST, scores={hall[0].pk: Decimal("80")}, by=officer, now=now)

    scores = {hall[0].pk: Decimal("80.00")}

    assert record_scores(event=event, kind=TestKind.POST, scores=scores, by=UserFactory(), now=now) == 0
    assert TestScore.objects.get().recorded_by == officer


def test_a_paper_score_needs_somebody_who_wrote_it(hall, now):
    with pytest.raises(IntegrityError, match="bimtek_paper_score_has_recorder"), transaction.atomic():
        TestScore.objects.create(registration=hall[0], kind=TestKind.POST, score=80, recorded_at=now)


def test_online_scores_of_a_closed_event_are_still_read(event, hall, now):
    activity = ActivityPage.objects.get(pk=LessonFactory().pk)
    event.course, event.post_test, event.status = activity.get_parent().get_parent().specific, activity, "closed"
    event.save()
    enrollment = EnrollmentFactory(member=hall[0].member, course=event.course)
    ActivityScore.objects.create(enrollment=enrollment, activity=activity, score=90, scored_at=now)

    assert read_quiz_scores(event=event, kind=TestKind.POST, now=now) == 1
    assert list(TestScore.objects.values_list("score", "source", "recorded_by")) == [(Decimal(90), "quiz", None)]


def test_nobody_tried_the_online_test(event, hall, now):
    event.post_test = ActivityPage.objects.get(pk=LessonFactory().pk)
    event.save()

    assert read_quiz_scores(event=event, kind=TestKind.POST, now=now) == 0


def test_scores_are_rounded_to_two_places_half_to_even():
    assert [parse_score(text) for text in ("66,665", "66,675", "99,999")] == [
        Decimal("66.66"),
        Decimal("66.68"),
        Decimal("100.00"),
    ]


def test_two_wrong_cells_are_both_marked_and_keep_their_text(event, hall):
    first = hall[0]
    sheet = ScoreSheet.of_results(participant_results(event=event))

    sheet.read({f"pre-{first.pk}": " 101 ", f"post-{first.pk}": "80%"})

    row = sheet.rows[0]
    assert (sheet.error_count, row.pre.text, row.post.text) == (2, "101", "80%")
    assert row.pre.error == row.post.error == "Tulis angka 0 sampai 100, misalnya 85 atau 72,5."


def test_an_online_score_is_taken_for_each_test_the_event_names(officer_client, event, hall, now):
    event.pre_test = ActivityPage.objects.get(pk=LessonFactory().pk)
    event.save()
    enrollment = EnrollmentFactory(member=hall[0].member, course=event.pre_test.get_parent().get_parent().specific)
    ActivityScore.objects.create(enrollment=enrollment, activity=event.pre_test, score=55, scored_at=now)

    response = officer_client.post(reverse("office_scores_online", args=[event.pk]), follow=True)

    assert [str(message) for message in response.context["messages"]] == [
        "1 nilai diambil dari kuis daring. Nilai yang diketik tidak ditimpa."
    ]
    assert list(TestScore.objects.values_list("kind", "score")) == [("pre", Decimal(55))]


def test_the_checklist_counts_seated_people_only(event, hall, officer, now):
    slot = slot_of(event)
    mark_attendance(slot=slot, statuses={row.pk: "absent" for row in hall}, by=officer, now=now)
    cancel(registration=hall[0], by=officer, now=now)
    RegistrationFactory(event=event)

    steps = {step.url_name: (step.is_done, step.detail) for step in steps_of(event=event)}

    assert steps["office_registrations"] == (True, "3 dari 51 tempat terisi")
    assert steps["office_attendance"] == (False, "2 dari 3 peserta")
    assert steps["office_scores"] == (False, "0 dari 3 peserta")


@pytest.mark.parametrize("people", [1, 3])
def test_the_checklist_asks_four_questions_for_any_hall(event, people, django_assert_num_queries):
    RegistrationFactory.create_batch(people, event=event)

    with django_assert_num_queries(4):
        steps_of(event=event)


def test_an_export_counts_who_has_a_seat(event, hall, officer, now):
    cancel(registration=hall[0], by=officer, now=now)

    note_export(event=event, what="Daftar hadir", by=officer, now=now)

    assert list(Disclosure.objects.values_list("user", "subject", "people_count")) == [
        (officer.pk, f"Daftar hadir: {event.title}", 2)
    ]


def test_a_sheet_that_could_not_be_drawn_is_no_export(officer_client, event):
    RegistrationFactory(event=event, member__full_name="Ana 𒀀")

    officer_client.get(reverse("office_attendance_sheet", args=[event.pk]))

    assert Disclosure.objects.count() == 0


def test_the_sheet_of_a_day_that_is_none_is_the_whole_sheet(officer_client, event):
    address = reverse("office_attendance_sheet", args=[event.pk])

    answers = [officer_client.get(f"{address}?hari={day}").content for day in ("", "kemarin", "2019-01-01")]

    assert answers[0] == answers[1] == answers[2]


def test_an_empty_hall_gets_a_sheet_of_blank_rows(event):
    assert [row.number for row in sheet_rows(event=event)] == list(range(1, 11))
    assert draw_attendance_sheet(event=event).startswith(b"%PDF")


def test_a_participant_without_place_stands_with_the_institution(event):
    RegistrationFactory(event=event, member__region=None, member__institution="Radio Kupang")
    RegistrationFactory(event=event, member__full_name="Zet", member__region=RegionFactory(), member__institution="RRI")

    assert [(row.capacity, row.place) for row in sheet_rows(event=event)[:2]] == [
        ("Radio Kupang", "Radio Kupang"),
        ("RRI", "Namosain (Alak)"),
    ]


def test_a_closed_event_still_takes_marks_and_scores(event, hall, officer, now):
    event.status = EventStatus.CLOSED
    event.save()

    assert mark_attendance(slot=slot_of(event), statuses=present(*hall), by=officer, now=now) == 3
    assert record_scores(event=event, kind="post", scores={hall[0].pk: Decimal(80)}, by=officer, now=now) == 1


def test_cancelled_since_the_page_was_loaded_takes_neither(event, hall, officer, now):
    slot = slot_of(event)
    type(event).objects.filter(pk=event.pk).update(status=EventStatus.CANCELLED)

    with pytest.raises(RegistrationClosed):
        mark_attendance(slot=slot, statuses=present(*hall), by=officer, now=now)
    with pytest.raises(RegistrationClosed):
        record_scores(event=event, kind="post", scores={hall[0].pk: Decimal(80)}, by=officer, now=now)
    assert (marks(), TestScore.objects.count()) == ([], 0)
