"""Who a certificate is for, in the words that are printed: participants, people with a part, learners."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bimtek.models import Speaker
from certificates.services import printing
from certificates.services.requirements import Check, ParticipantCheck
from courses.models import Enrollment
from members.models import KimMembership
from quizzes.models import QuizPage


def describe_people(*, checks: Sequence[Check], activity: printing.Activity, day: date) -> list[printing.Recipient]:
    """In the order of `checks`, which are all of one event or course; one query for the groups they belonged to.

    A test that was waived was not passed, so such a certificate never says LULUS.
    """
    if not checks:
        return []
    members = [check.source.member for check in checks]
    source = checks[0].source
    day = day if isinstance(source, Enrollment) else printing.first_day(source.event)
    groups = printing.memberships_on(members=members, day=day)
    people = [_describe(check, groups.get(check.source.member_id), activity) for check in checks]
    return [
        replace(person, is_passed=person.is_passed and not check.failed_test)
        for check, person in zip(checks, people, strict=True)
    ]


def _describe(check: Check, membership: KimMembership | None, activity: printing.Activity) -> printing.Recipient:
    if isinstance(check, ParticipantCheck):
        return printing.describe_participant(result=check.result, membership=membership, jp=activity.jp)
    if isinstance(check.source, Enrollment):
        return _describe_learner(check.source, membership)
    if isinstance(check.source, Speaker):
        return printing.describe_speaker(speaker=check.source, membership=membership)
    raise TypeError(check)


def _describe_learner(enrollment: Enrollment, membership: KimMembership | None) -> printing.Recipient:
    has_quiz = QuizPage.objects.filter(pk__in=enrollment.required_activity_ids).exists()
    return printing.describe_learner(enrollment=enrollment, membership=membership, has_pass_rule=has_quiz)
