"""Two officers at the same moment, on PostgreSQL; each with a control that fails without the guard."""

from threading import Barrier

import pytest
from django.db import IntegrityError, transaction

from members.models import KimMembership, Member, User
from members.services.accounts import AlreadyHasLogin, LoginTaken, create_login
from members.services.kims import AlreadyMember, join_kim
from members.services.people import PhoneTaken, update_member
from tests.factories.members import KimFactory, MemberFactory, UserFactory
from tests.races import run_at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
OFFICERS = 6


def kinds(results):
    return sorted(type(result).__name__ for result in results)


def test_joining_at_once_makes_one_membership(member, now):
    kim = KimFactory()

    results = run_at_once([lambda: join_kim(kim=kim, member=member, now=now)] * OFFICERS)

    assert kinds(results) == sorted([AlreadyMember.__name__] * (OFFICERS - 1) + [KimMembership.__name__])
    assert kim.memberships.count() == 1


def test_control_without_the_lock_joining_at_once_breaks(member, now):
    kim, both_looked = KimFactory(), Barrier(2)

    def join_unlocked():
        with transaction.atomic():
            is_free = not kim.memberships.filter(member=member, ends_on__isnull=True).exists()
            both_looked.wait(10)
            if is_free:
                return KimMembership.objects.create(kim=kim, member=member, starts_on=now.date())
        return None

    assert kinds(run_at_once([join_unlocked] * 2)) == [IntegrityError.__name__, KimMembership.__name__]


def test_two_officers_make_one_account_for_one_person(now):
    person = MemberFactory(full_name="Maria Goreti")
    names = [f"maria{number}" for number in range(OFFICERS)]

    results = run_at_once(
        [lambda name=name: create_login(member=person, username=name, now=now) for name in names]
    )  # fmt: skip

    person.refresh_from_db()
    assert kinds(results) == sorted([AlreadyHasLogin.__name__] * (OFFICERS - 1) + [User.__name__])
    assert [user.pk for user in User.objects.all()] == [person.user_id]


def test_control_without_the_lock_an_account_is_left_over(now):
    person, both_looked = MemberFactory(), Barrier(2)

    def create_unlocked(name):
        with transaction.atomic():
            own = Member.objects.get(pk=person.pk)
            both_looked.wait(10)
            if own.user_id is None:
                own.user = User.objects.create_user(name)
                own.save(update_fields=["user"])

    run_at_once([lambda name=name: create_unlocked(name) for name in ("maria1", "maria2")])

    assert (User.objects.count(), User.objects.filter(member=None).count()) == (2, 1)


def test_one_username_for_several_people_goes_to_one(now):
    people = MemberFactory.create_batch(OFFICERS)

    results = run_at_once(
        [lambda person=person: create_login(member=person, username="maria", now=now) for person in people]
    )

    assert kinds(results) == sorted([LoginTaken.__name__] * (OFFICERS - 1) + [User.__name__])
    assert Member.objects.exclude(user=None).count() == 1
    assert User.objects.count() == 1


def test_one_number_for_two_people_goes_to_one_and_the_other_keeps_everything(organization, now):
    people = [MemberFactory(user=UserFactory(), full_name=f"Orang {number}") for number in (1, 2)]

    def renumber(person):
        return update_member(
            member=Member.objects.get(pk=person.pk),
            full_name="Nama Baru",
            region=None,
            gender="P",
            phone="+6281234567890",
            institution="",
            walks_of_life=[],
            now=now,
        )

    results = run_at_once([lambda person=person: renumber(person) for person in people])

    assert kinds(results) == [Member.__name__, PhoneTaken.__name__]
    assert User.objects.filter(phone="+6281234567890").count() == 1
    assert Member.objects.filter(full_name="Nama Baru", phone="+6281234567890").count() == 1
