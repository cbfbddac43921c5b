"""What becomes of progress and reminders: two entries of one person, the own data, erasing, periods, scope."""

from datetime import UTC, datetime, timedelta

import pytest

from courses.models import ActivityProgress, ProgressEvent, Reminder
from members.models import Member, RetentionRule
from members.services.erasure import erase_member, preview_erasure
from members.services.merge_undo import undo_merge
from members.services.merges import merge_members
from members.services.retention import active_people, apply_retention, preview_retention
from members.services.subject_data import collect, subject_of
from tests.factories.courses import (
    ActivityProgressFactory,
    EnrollmentFactory,
    LessonFactory,
    ProgressEventFactory,
    ReminderFactory,
)
from tests.factories.members import MemberFactory, OrganizationFactory, RegionFactory, UserFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def lesson():
    return LessonFactory(title="Judul yang jujur")


@pytest.fixture
def course(lesson):
    return lesson.get_parent().get_parent().specific


@pytest.fixture
def enrollment(member, course):
    return EnrollmentFactory(member=member, course=course)


@pytest.fixture
def twin(course, organization):
    """The same person, recorded once more and learning the same course."""
    return EnrollmentFactory(member=MemberFactory(organization=organization), course=course)


@pytest.fixture
def root(db):
    return UserFactory(is_superuser=True)


def place(enrollment, lesson, day, **fields):
    opened_at = datetime(2024, 7, day, tzinfo=UTC)
    return ActivityProgressFactory(enrollment=enrollment, activity=lesson, opened_at=opened_at, **fields)


def test_reading_of_two_entries_adds_up_and_the_later_position_wins(enrollment, twin, lesson, root, now):
    place(enrollment, lesson, 5, position="b-11111111", seconds=100, version_at=now - 9 * DAY)
    place(twin, lesson, 3, seen_at=now, position="b-22222222", seconds=50, version_at=now - 4 * DAY)

    merge_members(kept=enrollment.member, merged=twin.member, by=root, now=now)

    found = enrollment.progress.get()
    assert (found.seconds, found.position) == (150, "b-22222222")
    assert (found.opened_at.day, found.seen_at, found.version_at) == (3, now, now - 4 * DAY)


def test_an_empty_position_does_not_win(enrollment, twin, lesson, root, now):
    place(enrollment, lesson, 5, position="b-11111111")
    place(twin, lesson, 9)

    merge_members(kept=enrollment.member, merged=twin.member, by=root, now=now)

    found = enrollment.progress.get()
    assert (found.position, found.seen_at.day, found.version_at) == ("b-11111111", 9, None)


def test_taking_a_merge_back_gives_reports_and_reading_back(enrollment, twin, lesson, root, now):
    for row in (enrollment, twin):
        place(row, lesson, 5, seconds=60)
        ProgressEventFactory(enrollment=row, activity=lesson, seconds=60)
        ReminderFactory(enrollment=row)

    merge = merge_members(kept=enrollment.member, merged=twin.member, by=root, now=now)
    together = [enrollment.events.count(), enrollment.reminders.count(), enrollment.progress.get().seconds]
    undo_merge(merge=merge, by=root, now=now + DAY)

    assert together == [2, 2, 120]
    assert [row.events.count() for row in (enrollment, twin)] == [1, 1]
    assert [row.reminders.count() for row in (enrollment, twin)] == [1, 1]
    assert [row.progress.get().seconds for row in (enrollment, twin)] == [60, 60]


def test_a_person_sees_how_long_they_read_and_who_was_asked_to_remind_them(enrollment, lesson, now):
    place(enrollment, lesson, 5, seconds=75, version_at=now - 2 * DAY)
    ProgressEventFactory.create_batch(2, enrollment=enrollment, activity=lesson)
    ReminderFactory(enrollment=enrollment)

    (learning,) = [part for part in collect(subject=subject_of(member=enrollment.member)) if part.key == "learning"]

    (entry,) = learning.entries
    shown = {fact.label: fact.value for fact in [*entry.facts, *entry.details]}
    assert shown["Laporan kemajuan dari HP"] == 2
    assert shown["Detik membaca: Judul yang jujur"] == 75
    assert shown["Terakhir dibaca: Judul yang jujur"] == datetime(2024, 7, 5, tzinfo=UTC)
    assert shown["Versi yang dibaca: Judul yang jujur"] == now - 2 * DAY
    assert shown["Ajakan lanjut: WhatsApp"] == datetime(2024, 7, 5, tzinfo=UTC)


def test_erasing_a_person_takes_how_they_read(enrollment, lesson, officer, now):
    place(enrollment, lesson, 5)
    ProgressEventFactory(enrollment=enrollment, activity=lesson)
    ReminderFactory(enrollment=enrollment)
    other = place(EnrollmentFactory(), lesson, 5)
    gone = {effect.label: effect.gone for effect in preview_erasure(member=enrollment.member, now=now)}

    erase_member(member=enrollment.member, by=officer, now=now)

    assert gone["Posisi dan waktu membaca, dan ajakan lanjut"] == 3
    assert list(ActivityProgress.objects.all()) == [other]
    assert [ProgressEvent.objects.count(), Reminder.objects.count()] == [0, 0]


def test_old_reports_go_by_rule_and_the_state_stays(enrollment, lesson, now):
    RetentionRule.objects.filter(subject="progress_events").update(is_active=True)
    place(enrollment, lesson, 5, seconds=90)
    ProgressEventFactory(enrollment=enrollment, activity=lesson, happened_at=now - 400 * DAY)
    fresh = ProgressEventFactory(enrollment=enrollment, activity=lesson, happened_at=now - DAY)

    assert apply_retention(now=now) == {"progress_events": 1}

    assert list(ProgressEvent.objects.all()) == [fresh]
    assert enrollment.progress.get().seconds == 90


def test_the_period_is_six_months_until_somebody_changes_it(now):
    (line,) = [row for row in preview_retention(now=now) if row.rule.subject == "progress_events"]

    assert (line.rule.months, line.rule.is_active) == (6, False)


def test_whoever_reads_is_active(enrollment, lesson, now):
    place(enrollment, lesson, 5, seen_at=now)

    active = [row for keys in active_people(moment=now - DAY) for row in Member.objects.filter(pk__in=keys)]

    assert active == [enrollment.member]


def test_reminders_are_seen_by_those_who_may_see_the_person(enrollment, officer):
    own = ReminderFactory(enrollment=enrollment)
    serang = OrganizationFactory(name="Dinas Serang", region=RegionFactory(code="36.73"))
    ReminderFactory(enrollment=EnrollmentFactory(member=MemberFactory(organization=serang, region=None)))

    assert list(Reminder.objects.visible_to(officer)) == [own]
