"""Merging while others work on the same people, on PostgreSQL; with controls that fail without the lock."""

from threading import Barrier

import pytest
from django.db import transaction

from bimtek.models import Registration
from bimtek.services.registrations import register
from courses.models import Enrollment
from courses.services.enrollments import enroll
from members.choices import Role
from members.models import KimMembership, Member, MemberMerge
from members.services.kims import join_kim
from members.services.merge_undo import undo_merge
from members.services.merges import MergeBlocked, merge_members
from tests.factories.bimtek import EventFactory, RegistrationFactory
from tests.factories.courses import CourseFactory
from tests.factories.members import KimFactory, MemberFactory, OrganizationFactory, UserFactory, assign_role
from tests.races import run_at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
TRIES = 5


@pytest.fixture
def by():
    return assign_role(UserFactory(), Role.OFFICER, OrganizationFactory())


def kinds(results):
    return sorted(type(result).__name__ for result in results)


def test_many_presses_make_one_merge(by, now):
    kept, merged = MemberFactory.create_batch(2)
    RegistrationFactory(member=merged)

    results = run_at_once([lambda: merge_members(kept=kept, merged=merged, by=by, now=now)] * TRIES)

    assert kinds(results) == [MemberMerge.__name__] * TRIES
    assert (MemberMerge.objects.count(), kept.registrations.count()) == (1, 1)


def test_merging_both_ways_at_once_goes_one_way(by, now):
    one, two = MemberFactory.create_batch(2)

    results = run_at_once(
        [
            lambda: merge_members(kept=one, merged=two, by=by, now=now),
            lambda: merge_members(kept=two, merged=one, by=by, now=now),
        ]
    )

    assert kinds(results) == [MemberMerge.__name__, MergeBlocked.__name__]
    assert Member.objects.current().count() == 1


def test_control_without_the_lock_both_entries_vanish(now):
    one, two = MemberFactory.create_batch(2)
    both_looked = Barrier(2)

    def point(merged, kept):
        with transaction.atomic():
            is_free = not Member.objects.filter(pk__in=[one.pk, two.pk], merged_into__isnull=False).exists()
            both_looked.wait(10)
            if is_free:
                Member.objects.filter(pk=merged.pk).update(merged_into=kept)

    run_at_once([lambda: point(one, two), lambda: point(two, one)])

    assert Member.objects.current().count() == 0


def test_many_presses_take_back_once(by, now):
    kept, merged = MemberFactory.create_batch(2)
    RegistrationFactory(member=merged)
    merge = merge_members(kept=kept, merged=merged, by=by, now=now)

    results = run_at_once([lambda: undo_merge(merge=merge, by=by, now=now)] * TRIES)

    assert kinds(results) == [MemberMerge.__name__] * TRIES
    assert (kept.registrations.count(), merged.registrations.count()) == (0, 1)


@pytest.mark.parametrize("turn", range(TRIES))
def test_a_seat_given_while_merging_ends_with_the_kept_entry(by, now, turn):
    kept, merged = MemberFactory.create_batch(2)
    event = EventFactory()

    results = run_at_once(
        [
            lambda: merge_members(kept=kept, merged=merged, by=by, now=now),
            lambda: register(event=event, member=merged, by=by, now=now),
        ]
    )

    assert kinds(results) == [MemberMerge.__name__, Registration.__name__]
    assert [row.member for row in event.registrations.all()] == [kept]


@pytest.mark.parametrize("turn", range(TRIES))
def test_a_course_joined_while_merging_belongs_to_the_kept_entry(by, now, turn):
    kept, merged = MemberFactory.create_batch(2)
    course = CourseFactory()

    results = run_at_once(
        [
            lambda: merge_members(kept=kept, merged=merged, by=by, now=now),
            lambda: enroll(member=merged, course=course, now=now),
        ]
    )

    assert kinds(results) == [Enrollment.__name__, MemberMerge.__name__]
    assert [row.member for row in course.enrollments.all()] == [kept]


@pytest.mark.parametrize("turn", range(TRIES))
def test_a_group_joined_while_merging_lists_the_kept_entry(by, now, turn):
    kept, merged = MemberFactory.create_batch(2)
    kim = KimFactory()

    results = run_at_once(
        [
            lambda: merge_members(kept=kept, merged=merged, by=by, now=now),
            lambda: join_kim(kim=kim, member=merged, now=now),
        ]
    )

    assert kinds(results) == [KimMembership.__name__, MemberMerge.__name__]
    assert [row.member for row in kim.memberships.all()] == [kept]


def test_control_without_asking_who_stands_a_seat_is_left_behind(by, now):
    kept, merged = MemberFactory.create_batch(2)
    event, chosen = EventFactory(), Barrier(2)

    def seat():
        with transaction.atomic():
            person = Member.objects.get(pk=merged.pk)
            chosen.wait(10)
            chosen.wait(10)
            Registration.objects.create(event=event, member=person, status="registered", created_at=now)

    def merge():
        chosen.wait(10)
        merge_members(kept=kept, merged=merged, by=by, now=now)
        chosen.wait(10)

    run_at_once([seat, merge])

    assert [row.member for row in event.registrations.all()] == [merged]
