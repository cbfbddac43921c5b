"""Reports of phones: each counts once, in any order, from any phone; nothing goes back."""

from datetime import timedelta
from random import Random
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.models import ActivityCompletion, ActivityProgress, ProgressEvent
from courses.services.enrollments import enroll, withdraw
from courses.services.progress_events import (
    CLOSED,
    LEFT,
    LOCKED,
    NOT_JOINED,
    NOT_MARKABLE,
    UNREADABLE,
    record_events,
)
from courses.services.standing import read_standing
from courses.signals import progress_changed
from lms.services.devices import account_key
from members.services.merges import merge_members
from tests.factories.courses import CourseFactory, EnrollmentFactory, LessonFactory, ModuleFactory
from tests.factories.members import MemberFactory, UserFactory
from tests.factories.quizzes import QuizFactory

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def course():
    return CourseFactory()


@pytest.fixture
def lessons(course):
    module = ModuleFactory(parent=course)
    return [LessonFactory(parent=module) for _ in range(3)]


@pytest.fixture
def enrollment(member, course, lessons, now):
    return enroll(member=member, course=course, now=now - timedelta(days=3))


@pytest.fixture
def send(member, enrollment, now):
    def send(*events, user=member.user, at=now):
        return record_events(user=user, events=events, now=at)

    return send


def event(lesson, at, kind="read", seconds=60, **fields):
    return {
        "id": str(uuid4()), "activity": lesson.pk, "kind": kind, "position": "", "seconds": seconds,
        "at": at.isoformat(), **fields,
    }  # fmt: skip


def why(receipt):
    return [refusal.why for refusal in receipt.refused]


def standing(enrollment):
    rows = enrollment.progress.order_by("activity_id")
    done = sorted(enrollment.completions.values_list("activity_id", flat=True))
    return list(rows.values_list("activity_id", "position", "seconds", "opened_at", "seen_at")), done


def test_an_event_is_kept_with_what_it_says(send, lessons, enrollment, now):
    told = event(lessons[0], now - MINUTE, position="b-12345678", seconds=40)

    receipt = send(told)

    assert (receipt.received, receipt.refused) == ([told["id"]], [])
    row = ProgressEvent.objects.get()
    assert (str(row.pk), row.enrollment, row.activity_id) == (told["id"], enrollment, lessons[0].pk)
    assert (row.kind, row.position, row.seconds) == ("read", "b-12345678", 40)
    assert (row.happened_at, row.received_at) == (now - MINUTE, now)
    assert standing(enrollment) == ([(lessons[0].pk, "b-12345678", 40, now - MINUTE, now - MINUTE)], [])


def test_a_repeated_event_changes_nothing_and_is_received_again(send, lessons, enrollment, now):
    told = event(lessons[0], now - MINUTE, kind="finished")
    send(told)
    before = standing(enrollment)

    again = [send(told, at=now + timedelta(days=1)), send(told, told)]

    assert [receipt.received for receipt in again] == [[told["id"]], [told["id"]]]
    assert standing(enrollment) == before
    assert ProgressEvent.objects.count() == 1


def test_any_order_and_any_batching_lead_to_the_same_place(send, lessons, enrollment, now):
    random = Random(7)
    events = [
        event(
            lessons[number % 3],
            now - timedelta(hours=9, seconds=-211 * number),
            kind=random.choice(["opened", "read", "read", "finished"]),
            seconds=random.randrange(200),
            position=f"b-{number:08}",
        )
        for number in range(40)
    ]
    send(*events)
    expected = standing(enrollment)

    for _round in range(4):
        for rows in (enrollment.events, enrollment.progress, enrollment.completions):
            rows.all().delete()
        random.shuffle(events)
        while_sending = [*events, *random.sample(events, 10)]
        for start in range(0, len(while_sending), 7):
            send(*while_sending[start : start + 7])

        assert standing(enrollment) == expected


def test_an_older_report_moves_nobody_back(send, lessons, enrollment, now):
    send(event(lessons[0], now, position="b-00000009"))

    send(event(lessons[0], now - 9 * MINUTE, position="b-00000001"))

    assert standing(enrollment)[0] == [(lessons[0].pk, "b-00000009", 120, now - 9 * MINUTE, now)]


def test_two_phones_at_the_same_minute_are_one_minute(send, lessons, enrollment, now):
    send(event(lessons[0], now, seconds=60))

    send(event(lessons[0], now, seconds=60), event(lessons[1], now - MINUTE / 2, seconds=60))

    assert [row.seconds for row in enrollment.progress.order_by("activity_id")] == [60, 30]


def test_reading_in_another_course_at_the_same_time_counts_once(send, member, lessons, now):
    other = LessonFactory()
    EnrollmentFactory(member=member, course=other.get_parent().get_parent().specific)

    send(event(lessons[0], now, seconds=60), event(other, now, seconds=90))

    assert sorted(ActivityProgress.objects.values_list("seconds", flat=True)) in ([30, 60], [0, 90])


@pytest.mark.parametrize(("seconds", "kept"), [(-5, 0), (0, 0), (3600, 3600), (3601, 3600), (10**30, 3600)])
def test_impossible_stretches_are_cut(send, lessons, enrollment, now, seconds, kept):
    send(event(lessons[0], now, seconds=seconds))

    assert enrollment.progress.get().seconds == kept


def test_nobody_reads_longer_than_they_take_part(send, lessons, enrollment, now):
    began = enrollment.enrolled_at

    send(event(lessons[0], began + MINUTE, seconds=3600))

    assert enrollment.progress.get().seconds == 60


def test_a_clock_that_runs_ahead_is_set_right_and_distances_stay(send, lessons, enrollment, now):
    tomorrow = now + timedelta(days=1)

    send(event(lessons[0], tomorrow - MINUTE, seconds=30), event(lessons[0], tomorrow, seconds=30))

    found = enrollment.progress.get()
    assert (found.seconds, found.opened_at, found.seen_at) == (60, now - MINUTE, now)


def test_a_dead_clock_counts_as_now(send, lessons, enrollment, now):
    send(event(lessons[0], now.replace(year=2000), seconds=30), event(lessons[1], now.replace(year=1970)))

    assert enrollment.progress.get(activity=lessons[0]).seen_at == now
    assert enrollment.progress.get(activity=lessons[1]).seen_at == enrollment.enrolled_at


def test_a_report_of_last_month_adds_no_time_but_still_finishes(send, member, course, lessons, enrollment, now):
    type(enrollment).objects.update(enrolled_at=now - timedelta(days=90))

    receipt = send(event(lessons[0], now - timedelta(days=40), kind="finished"))

    assert len(receipt.received) == 1
    assert enrollment.progress.get().seconds == 0
    assert enrollment.completions.get().completed_at == now - timedelta(days=40)


def test_finishing_everything_completes_the_course_once(send, lessons, enrollment, now):
    heard = []

    def listen(sender, enrollment, **kwargs):
        heard.append(enrollment.status)

    progress_changed.connect(listen)
    send(*[event(lesson, now, kind="finished", seconds=0) for lesson in lessons])
    send(event(lessons[0], now, kind="finished"))
    progress_changed.disconnect(listen)

    enrollment.refresh_from_db()
    assert (enrollment.status, enrollment.completed_at) == ("completed", now)
    assert heard == ["completed"]
    assert ActivityCompletion.objects.count() == 3


def test_opening_again_takes_no_completion_back(send, lessons, enrollment, now):
    send(event(lessons[0], now - MINUTE, kind="finished"))

    send(event(lessons[0], now, kind="opened"))

    assert enrollment.completions.get().completed_at == now - MINUTE


def test_what_cannot_be_kept_is_refused_with_a_reason(send, lessons, course, enrollment, now):
    draft = LessonFactory(parent=lessons[0].get_parent(), live=False)
    quiz = QuizFactory(parent=lessons[0].get_parent())
    foreign = LessonFactory()

    receipt = send(
        event(draft, now, kind="finished"), event(quiz, now, kind="finished"), event(foreign, now, kind="finished"),
        event(lessons[1], now, activity=987654), event(course, now), event(lessons[0], now),
    )  # fmt: skip

    assert why(receipt) == [CLOSED, NOT_MARKABLE, NOT_JOINED, CLOSED, CLOSED]
    assert len(receipt.received) == 1
    assert ActivityCompletion.objects.count() == 0


def test_a_quiz_may_be_opened_and_read(send, lessons, enrollment, now):
    quiz = QuizFactory(parent=lessons[0].get_parent())

    assert len(send(event(quiz, now, kind="opened", seconds=0)).received) == 1


def test_whoever_left_the_course_is_told_so(send, lessons, enrollment, now):
    withdraw(enrollment=enrollment, now=now)

    assert why(send(event(lessons[0], now, kind="finished"))) == [LEFT]


def test_whoever_joined_again_goes_on_in_the_new_enrollment(send, member, course, lessons, enrollment, now):
    withdraw(enrollment=enrollment, now=now - MINUTE)
    again = enroll(member=member, course=course, now=now - MINUTE)

    send(event(lessons[0], now, seconds=10))

    assert [again.progress.count(), enrollment.progress.count()] == [1, 0]


def test_a_closed_course_takes_nothing(send, lessons, course, enrollment, now):
    course.unpublish()

    assert why(send(event(lessons[0], now, kind="finished"))) == [CLOSED]


def test_the_order_of_a_sequential_course_holds(send, lessons, enrollment, now):
    type(enrollment).objects.update(is_sequential=True)

    early = send(event(lessons[1], now, kind="finished"), event(lessons[1], now, kind="read"))
    together = send(event(lessons[1], now, kind="finished"), event(lessons[0], now, kind="finished"))

    assert (why(early), len(early.received)) == ([LOCKED], 1)
    assert (why(together), len(together.received)) == ([], 2)
    assert enrollment.completions.count() == 2


def test_a_part_left_out_by_choice_locks_nothing(send, lessons, enrollment, now):
    enrollment.is_sequential, enrollment.required_activity_ids = True, [lessons[0].pk, lessons[2].pk]
    enrollment.save()

    receipt = send(event(lessons[2], now, kind="finished"), event(lessons[0], now, kind="finished"))

    assert why(receipt) == []


def test_an_account_without_an_entry_is_told_to_join(lessons, now):
    assert why(record_events(user=UserFactory(), events=[event(lessons[0], now)], now=now)) == [NOT_JOINED]


def test_the_key_of_somebody_else_is_neither_received_nor_told_apart(send, lessons, course, enrollment, now):
    other = EnrollmentFactory(member=MemberFactory(user=UserFactory()), course=course)
    theirs = event(lessons[0], now, seconds=30)
    record_events(user=other.member.user, events=[theirs], now=now)

    receipt = send({**theirs, "kind": "finished"}, {"id": str(uuid4())})

    assert receipt.received == []
    assert why(receipt) == [UNREADABLE, UNREADABLE]
    assert ProgressEvent.objects.get().enrollment == other
    assert enrollment.progress.count() == 0


def test_a_report_sent_again_after_a_merge_is_still_known(send, member, course, lessons, enrollment, now):
    told = event(lessons[0], now, seconds=30)
    send(told)
    twin = EnrollmentFactory(member=MemberFactory(organization=member.organization), course=course)
    merge_members(kept=twin.member, merged=member, by=UserFactory(is_superuser=True), now=now)

    receipt = send(told)

    assert receipt.received == [told["id"]]
    assert twin.progress.get().seconds == 30


def test_the_version_read_is_the_newest_that_was_published(send, lessons, enrollment, now):
    lesson = lessons[0]
    type(lesson).objects.filter(pk=lesson.pk).update(last_published_at=now - 30 * MINUTE)

    def told(version):
        return send(event(lesson, now, seconds=0, version=version))

    told(None)
    versions = [enrollment.progress.get().version_at]
    for version in ("2024-07-11T01:10:00Z", "2024-07-11T01:00:00Z", "2099-01-01T00:00:00Z", "kemarin"):
        told(version)
        versions.append(enrollment.progress.get().version_at)

    assert versions == [None, now - 50 * MINUTE, now - 50 * MINUTE, now - 30 * MINUTE, now - 30 * MINUTE]


def test_an_error_of_one_course_loses_no_other(send, member, lessons, enrollment, now, caplog):
    other = LessonFactory()
    second = EnrollmentFactory(member=member, course=other.get_parent().get_parent().specific)

    def fail(sender, enrollment, **kwargs):
        if enrollment.pk == second.pk:
            raise RuntimeError

    events = event(lessons[0], now, kind="finished"), event(other, now, kind="finished")
    progress_changed.connect(fail)
    receipt = send(*events)
    progress_changed.disconnect(fail)

    assert (receipt.received, receipt.refused) == ([events[0]["id"]], [])
    assert [second.events.count(), second.completions.count(), enrollment.completions.count()] == [0, 0, 1]
    assert send(*events).received == [events[0]["id"], events[1]["id"]]
    assert second.completions.count() == 1


@pytest.mark.parametrize("count", [1, 50])
def test_a_batch_asks_as_often_whatever_its_size(send, lessons, enrollment, now, count):
    kinds = ["opened", "read", "finished"]
    events = [
        event(lessons[number % 2], now - number * MINUTE, kind="finished" if count == 1 else kinds[number % 3])
        for number in range(count)
    ]

    with CaptureQueriesContext(connection) as queries:
        send(*events)

    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) == 11


def test_the_standing_is_that_of_current_courses(
    send, member, course, lessons, enrollment, now, django_assert_num_queries
):
    other = LessonFactory()
    EnrollmentFactory(member=member, course=other.get_parent().get_parent().specific)
    send(
        event(lessons[0], now, kind="finished"), event(lessons[1], now, position="b-00000001"),
        event(other, now, kind="finished"),
    )  # fmt: skip

    with django_assert_num_queries(2):
        everything = read_standing(user=member.user)
    narrowed = read_standing(user=member.user, course_pk=course.pk)
    withdraw(enrollment=enrollment, now=now)

    assert everything.done == sorted([lessons[0].pk, other.pk])
    assert narrowed.done == [lessons[0].pk]
    assert narrowed.positions == {lessons[1].pk: {"position": "b-00000001", "at": now.isoformat()}}
    assert read_standing(user=member.user).positions == {}


def test_the_key_of_an_account_names_nobody():
    one, other = UserFactory(), UserFactory()

    assert account_key(one) == account_key(one)
    assert account_key(one) != account_key(other)
    assert len(account_key(one)) == 20
