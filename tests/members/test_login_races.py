"""Two at once with one card, one person, one phone number; each with a control that shows what the lock prevents."""

from threading import Barrier

import pytest
from django.db import IntegrityError, transaction

from members.choices import AccountEventKind, CodePurpose
from members.models import LoginCode, Member, User
from members.services.accounts import AlreadyKnown, sign_up
from members.services.class_codes import renew_class_code
from members.services.codes import CodeDead, issue_code, use_code
from tests.factories.members import KimFactory, MemberFactory, OrganizationFactory, UserFactory
from tests.races import run_at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
AT_ONCE = 6


def kinds(results):
    return sorted(type(result).__name__ for result in results)


@pytest.fixture
def issued(now):
    member = MemberFactory(user=UserFactory())
    return issue_code(member=member, purpose=CodePurpose.CARD, by=UserFactory(), now=now)


def test_one_card_sets_one_password(issued, now):
    passwords = [f"sawah-hijau-{number}" for number in range(AT_ONCE)]

    results = run_at_once(
        [lambda text=text: use_code(code=issued.row, password=text, now=now) for text in passwords]
    )  # fmt: skip

    assert kinds(results) == [CodeDead.__name__] * (AT_ONCE - 1) + [User.__name__]
    user = User.objects.get(member=issued.row.member)
    assert [user.check_password(text) for text in passwords].count(True) == 1
    assert user.account_events.filter(kind=AccountEventKind.CODE_USED).count() == 1


def test_control_without_the_lock_a_card_works_twice(issued, now):
    both_looked = Barrier(2)

    def use_unlocked(password):
        with transaction.atomic():
            row = LoginCode.objects.open_at(now).get(pk=issued.row.pk)
            both_looked.wait(10)
            row.used_at = now
            row.save(update_fields=["used_at"])
            return True

    assert run_at_once([lambda: use_unlocked("a"), lambda: use_unlocked("b")]) == [True, True]


def test_two_officers_leave_one_open_code(now):
    member, officers = MemberFactory(user=UserFactory()), [UserFactory() for _officer in range(AT_ONCE)]

    run_at_once(
        [
            lambda officer=officer: issue_code(member=member, purpose=CodePurpose.CARD, by=officer, now=now)
            for officer in officers
        ]
    )

    assert LoginCode.objects.count() == AT_ONCE
    assert LoginCode.objects.open_at(now).count() == 1


def test_control_the_database_refuses_a_second_open_code(issued, now):
    row = LoginCode.objects.get()
    row.pk, row.digest = None, "0" * 64

    with pytest.raises(IntegrityError):
        row.save(force_insert=True)


def test_a_double_tap_signs_up_one_person(now):
    OrganizationFactory()
    kim = renew_class_code(kim=KimFactory())

    def join():
        return sign_up(
            class_code=kim.class_code,
            full_name="Maria Nahak",
            phone="+6281234567890",
            password="sawah-hijau-7",
            now=now,
        )

    results = run_at_once([join] * AT_ONCE)

    assert kinds(results) == [AlreadyKnown.__name__] * (AT_ONCE - 1) + [User.__name__]
    assert (Member.objects.count(), User.objects.count(), kim.memberships.count()) == (1, 1, 1)


def test_one_number_in_two_groups_goes_to_one(now):
    OrganizationFactory()
    kims = [renew_class_code(kim=KimFactory()) for _group in range(AT_ONCE)]

    results = run_at_once(
        [
            lambda number=number, kim=kim: sign_up(
                class_code=kim.class_code,
                full_name=f"Orang {number}",
                phone="+6281234567890",
                password="sawah-hijau-7",
                now=now,
            )
            for number, kim in enumerate(kims)
        ]
    )

    assert kinds(results) == [AlreadyKnown.__name__] * (AT_ONCE - 1) + [User.__name__]
    assert (Member.objects.count(), User.objects.count()) == (1, 1)


def test_control_without_the_constraint_in_mind_both_look_and_find_nothing(now):
    both_looked = Barrier(2)

    def look_and_write(name):
        with transaction.atomic():
            is_free = not User.objects.filter(phone="+6281234567890").exists()
            both_looked.wait(10)
            if is_free:
                return User.objects.create(username=name, phone="+6281234567890")
        return None

    assert kinds(run_at_once([lambda: look_and_write("a"), lambda: look_and_write("b")])) == [
        IntegrityError.__name__, User.__name__,
    ]  # fmt: skip
