"""A try begun by somebody whose two entries are being made one: it belongs to the entry that stands."""

from datetime import timedelta
from threading import Barrier

import pytest
from django.db import transaction

from courses.models import Enrollment
from courses.services.enrollments import withdraw
from members.choices import Role
from members.models import MemberMerge
from members.services.merge_undo import undo_merge
from members.services.merges import MergeBlocked, merge_members
from quizzes.models import Attempt
from quizzes.services.attempts import NotEnrolled, start_attempt, submit_attempt
from tests.factories.courses import EnrollmentFactory
from tests.factories.members import MemberFactory, OrganizationFactory, UserFactory, assign_role
from tests.factories.quizzes import QuizFactory, course_of
from tests.races import run_at_once

LATER = timedelta(hours=1)


@pytest.fixture
def quiz(db):
    return QuizFactory(questions=2)


@pytest.fixture
def by(db):
    return assign_role(UserFactory(), Role.OFFICER, OrganizationFactory())


@pytest.fixture
def kept(by):
    return MemberFactory()


@pytest.fixture
def merged(by):
    return MemberFactory()


def learn(member, quiz):
    return EnrollmentFactory(member=member, course=course_of(quiz))


def test_a_moved_enrollment_starts_a_try_of_the_kept_entry(quiz, by, kept, merged, now):
    enrollment = learn(merged, quiz)
    merge_members(kept=kept, merged=merged, by=by, now=now)

    attempt = start_attempt(quiz=quiz, enrollment=enrollment, now=now)

    assert (attempt.member, attempt.enrollment) == (kept, enrollment)


def test_an_empty_shell_leads_to_the_enrollment_of_the_kept_entry(quiz, by, kept, merged, now):
    own, shell = learn(kept, quiz), learn(merged, quiz)
    merge_members(kept=kept, merged=merged, by=by, now=now)
    assert Enrollment.objects.get(pk=shell.pk).member == merged

    attempt = start_attempt(quiz=quiz, enrollment=shell, now=now)

    assert (attempt.member, attempt.enrollment) == (kept, own)
    assert not Attempt.objects.filter(member=merged).exists()


def test_an_open_paper_of_the_kept_entry_goes_on(quiz, by, kept, merged, now):
    own, shell = learn(kept, quiz), learn(merged, quiz)
    merge_members(kept=kept, merged=merged, by=by, now=now)
    begun = start_attempt(quiz=quiz, enrollment=own, now=now)

    assert start_attempt(quiz=quiz, enrollment=shell, now=now) == begun


def test_a_shell_of_a_course_left_since_starts_nothing(quiz, by, kept, merged, now):
    own, shell = learn(kept, quiz), learn(merged, quiz)
    merge_members(kept=kept, merged=merged, by=by, now=now)
    withdraw(enrollment=own, now=now)

    with pytest.raises(NotEnrolled):
        start_attempt(quiz=quiz, enrollment=shell, now=now)

    assert not Attempt.objects.exists()


def test_tries_of_both_entries_count_together(quiz, by, kept, merged, now):
    quiz.attempt_limit = 3
    quiz.save()
    own, other = learn(kept, quiz), learn(merged, quiz)
    for enrollment in (own, other):
        submit_attempt(attempt=start_attempt(quiz=quiz, enrollment=enrollment, now=now), now=now)
    merge_members(kept=kept, merged=merged, by=by, now=now + LATER)

    attempt = start_attempt(quiz=quiz, enrollment=other, now=now + LATER)

    assert (attempt.member, attempt.number) == (kept, 3)


def test_after_parting_the_try_belongs_to_whom_the_enrollment_returned(quiz, by, kept, merged, now):
    enrollment = learn(merged, quiz)
    merge = merge_members(kept=kept, merged=merged, by=by, now=now)
    stale = Enrollment.objects.get(pk=enrollment.pk)
    assert stale.member == kept
    undo_merge(merge=merge, by=by, now=now)

    assert start_attempt(quiz=quiz, enrollment=stale, now=now).member == merged


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(4))
def test_starting_while_merging_leaves_no_try_behind(quiz, by, kept, merged, now, turn):
    """Either the merge is first and the kept entry begins, or the running paper stands against the merge."""
    enrollment = learn(merged, quiz)

    results = run_at_once(
        [
            lambda: merge_members(kept=kept, merged=merged, by=by, now=now),
            lambda: start_attempt(quiz=quiz, enrollment=enrollment, now=now),
        ]
    )

    outcome = {type(result) for result in results}
    attempt = Attempt.objects.get()
    assert attempt.member == attempt.enrollment.member
    assert (outcome, attempt.member) in [
        ({MemberMerge, Attempt}, kept),
        ({MergeBlocked, Attempt}, merged),
    ]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_control_without_holding_the_person_a_running_paper_is_moved(quiz, by, kept, merged, now):
    """What happened before: the merge did not see the paper that was just being handed out."""
    enrollment, at_desk = learn(merged, quiz), Barrier(2)

    def start():
        with transaction.atomic():
            at_desk.wait(10)
            at_desk.wait(10)
            Attempt.objects.create(
                quiz=quiz, member=merged, enrollment=enrollment, number=1, pass_mark=70, started_at=now
            )

    def merge():
        at_desk.wait(10)
        merge_members(kept=kept, merged=merged, by=by, now=now)
        at_desk.wait(10)

    run_at_once([start, merge])

    attempt = Attempt.objects.get()
    assert (attempt.member, attempt.enrollment.member) == (merged, kept)
