"""What becomes of seats, attendance, courses, attempts and certificates of two entries."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from bimtek.choices import AttendanceStatus, RegistrationStatus, TestKind
from bimtek.models import Attendance, TestScore
from bimtek.services.registrations import register, register_walk_in
from courses.models import ActivityCompletion
from courses.services.progress import complete_activity
from courses.signals import progress_changed
from members.services.merge_undo import undo_merge
from members.services.merges import MergeBlocked, merge_members
from quizzes.services.attempts import start_attempt, submit_attempt
from tests.factories.bimtek import EventFactory, SlotFactory, SpeakerFactory
from tests.factories.certificates import CertificateFactory
from tests.factories.courses import CourseFactory, EnrollmentFactory, LessonFactory, ModuleFactory
from tests.factories.members import MemberFactory
from tests.factories.quizzes import QuizFactory, course_of, make_attempt


@pytest.fixture
def kept(organization):
    return MemberFactory(full_name="Maria Goreti", organization=organization)


@pytest.fixture
def merged(organization):
    return MemberFactory(full_name="Maria G.", organization=organization)


@pytest.fixture
def merge(kept, merged, officer, now):
    return lambda: merge_members(kept=kept, merged=merged, by=officer, now=now)


def present(slot, registration, officer, now, status=AttendanceStatus.PRESENT):
    return Attendance.objects.create(
        slot=slot, registration=registration, status=status, recorded_at=now, recorded_by=officer
    )


def test_a_walk_in_who_was_expected_was_there(kept, officer, now, organization):
    """The case that elsewhere destroyed names: registered by letter, recorded again at the door."""
    event = EventFactory(organization=organization)
    slot = SlotFactory(event=event)
    expected = register(event=event, member=kept, by=officer, now=now)
    present(slot, expected, officer, now, AttendanceStatus.ABSENT)
    at_the_door = register_walk_in(event=event, full_name="Maria G. Nahak", by=officer, now=now)
    seen = present(slot, at_the_door, officer, now)

    done = merge_members(kept=kept, merged=at_the_door.member, by=officer, now=now)
    after = expected.attendances.get().status, list(event.registrations.seated())
    undo_merge(merge=done, by=officer, now=now)
    seen.refresh_from_db()

    assert after == (AttendanceStatus.PRESENT, [expected])
    assert (seen.status, seen.registration) == (AttendanceStatus.PRESENT, at_the_door)
    assert event.registrations.seated().count() == 2
    assert at_the_door.member.full_name == "Maria G. Nahak"


def test_the_ledger_only_grows(kept, merged, merge, officer, now):
    event = EventFactory()
    register(event=event, member=kept, by=officer, now=now)
    theirs = register(event=event, member=merged, by=officer, now=now)

    undo_merge(merge=merge(), by=officer, now=now)

    assert [row.status for row in theirs.changes.order_by("pk")] == ["registered", "cancelled", "registered"]


def test_a_seat_of_the_merged_entry_is_a_seat(kept, merged, merge, officer, now):
    event = EventFactory()
    mine = event.registrations.create(member=kept, status=RegistrationStatus.CANCELLED, created_at=now)
    register(event=event, member=merged, by=officer, now=now)

    merge()

    assert list(event.registrations.seated()) == [mine]


def test_the_better_test_score_counts_and_the_other_is_kept_too(kept, merged, merge, officer, now):
    event = EventFactory()
    seats = [register(event=event, member=member, by=officer, now=now) for member in (kept, merged)]
    for seat, score in zip(seats, (40, 90), strict=True):
        TestScore.objects.create(
            registration=seat, kind=TestKind.POST, score=Decimal(score), recorded_at=now, recorded_by=officer
        )

    merge()

    assert [seat.test_scores.get().score for seat in seats] == [90, 40]


def test_a_second_part_in_an_event_stays_and_its_slots_move(kept, merged, merge):
    event = EventFactory()
    mine, theirs = SpeakerFactory(event=event, member=kept), SpeakerFactory(event=event, member=merged)
    slot = SlotFactory(event=event)
    slot.speakers.add(theirs)

    done = merge()

    assert list(slot.speakers.all()) == [mine]
    assert done.before["counts"]["bimtek.Speaker"] == [0, 0, 1]


def test_certificates_keep_their_name_and_verify(client, kept, merged, merge, officer, now):
    seat = register(event=EventFactory(), member=merged, by=officer, now=now)
    certificate = CertificateFactory(registration=seat, member=merged)

    merge()
    certificate.refresh_from_db()
    page = client.get(reverse("verify", args=[certificate.code])).content.decode()

    assert (certificate.member, certificate.printed["name"]) == (kept, "Maria G.")
    assert page.count("Maria G.") >= 1


def test_a_certificate_follows_its_seat_so_that_no_second_one_is_issued(kept, merged, merge, officer, now):
    event = EventFactory()
    mine = register(event=event, member=kept, by=officer, now=now)
    theirs = register(event=event, member=merged, by=officer, now=now)
    certificate = CertificateFactory(registration=theirs, member=merged)

    merge()
    certificate.refresh_from_db()

    assert (certificate.registration, certificate.member) == (mine, kept)


def course_with_lessons(count=2):
    course = CourseFactory()
    module = ModuleFactory(parent=course)
    return course, [LessonFactory(parent=module) for _ in range(count)]


def test_both_halves_of_a_course_finish_it_and_whoever_waits_is_told(kept, merged, merge, officer, now):
    course, lessons = course_with_lessons()
    mine, theirs = (EnrollmentFactory(member=member, course=course) for member in (kept, merged))
    complete_activity(enrollment=mine, activity=lessons[0], now=now)
    complete_activity(enrollment=theirs, activity=lessons[1], now=now)
    heard = []
    progress_changed.connect(lambda enrollment, **_more: heard.append(enrollment), weak=False, dispatch_uid="merge")

    done = merge()
    mine.refresh_from_db()
    finished = mine.is_completed, mine.completed_at, heard
    progress_changed.disconnect(dispatch_uid="merge")
    undo_merge(merge=done, by=officer, now=now)
    mine.refresh_from_db()

    assert finished == (True, now, [mine])
    assert (mine.is_completed, ActivityCompletion.objects.filter(enrollment=mine).count()) == (False, 1)


def test_the_earlier_of_two_finishes_counts(kept, merged, merge, now):
    course, _lessons = course_with_lessons()
    early = now - timedelta(days=40)
    mine = EnrollmentFactory(member=kept, course=course, status="completed", completed_at=now)
    EnrollmentFactory(member=merged, course=course, status="completed", completed_at=early)

    merge()
    mine.refresh_from_db()

    assert mine.completed_at == early


def test_all_tries_of_a_quiz_count(kept, merged, merge, now):
    quiz = QuizFactory(questions=2, time_limit_minutes=0)
    for member in (kept, merged):
        submit_attempt(attempt=make_attempt(quiz=quiz, member=member), now=now)

    merge()

    assert list(kept.attempts.order_by("number").values_list("number", flat=True)) == [1, 2]
    assert start_attempt(quiz=quiz, enrollment=kept.enrollments.current().get(), now=now).number == 3


def test_nobody_is_merged_in_the_middle_of_a_quiz(kept, merged, merge, now):
    attempt = make_attempt(member=merged, questions=2, time_limit_minutes=20, now=now)

    with pytest.raises(MergeBlocked) as caught:
        merge()
    submit_attempt(attempt=attempt, now=now)

    assert "sedang mengerjakan kuis" in str(caught.value)
    assert merge().kept == kept


def test_one_of_two_unsent_papers_is_sent_first(kept, merged, merge):
    quiz = QuizFactory(questions=2, time_limit_minutes=0)
    for member in (kept, merged):
        make_attempt(quiz=quiz, member=member)

    with pytest.raises(MergeBlocked) as caught:
        merge()

    assert "mengirim salah satunya dulu" in str(caught.value)


def test_an_unsent_paper_without_a_clock_moves_along(kept, merged, merge):
    attempt = make_attempt(member=merged, questions=2, time_limit_minutes=0)

    merge()
    attempt.refresh_from_db()

    assert (attempt.member, attempt.enrollment.member) == (kept, kept)
    assert course_of(attempt.quiz) == attempt.enrollment.course
