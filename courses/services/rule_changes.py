"""What a changed rule means to people who learn already, and taking it over for them on purpose."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet
from wagtail.log_actions import log

from courses.choices import EnrollmentStatus
from courses.models import ActivityCompletion, ActivityPage, ActivityScore, CoursePage, Enrollment
from courses.services.enrollments import lock_course
from courses.services.progress import finish_activities, settle_enrollment
from courses.services.rules import RULE_FIELDS, Rule, keep_rule, rule_now
from courses.signals import progress_changed
from members.models import User

APPLIED = "courses.apply_rule"


class RuleChanged(Exception):
    """Somebody published another rule since the preview was shown; nothing was written."""


@dataclass
class Effect:
    """People learning now, and of those under an older rule: who would be done, have more to do, or less."""

    learner_count: int = 0
    older_count: int = 0
    completed_count: int = 0
    more_count: int = 0
    less_count: int = 0


@dataclass
class Standing:
    """What one learner has done, and what the new rule adds to it."""

    enrollment: Enrollment
    done: set[int]
    earned: set[int]

    def missing_under(self, required: Iterable[int]) -> set[int]:
        return set(required) - self.done


def count_learners(course: CoursePage | int) -> int:
    """People in the middle of the course. One query."""
    return learning(course).count()


def learning(course: CoursePage | int) -> QuerySet[Enrollment]:
    return Enrollment.objects.filter(course=course, status=EnrollmentStatus.ACTIVE)


def fingerprint(rule: Rule) -> str:
    """Tells whether the rule somebody saw is still the rule."""
    return hashlib.sha256(json.dumps(asdict(rule), sort_keys=True).encode()).hexdigest()[:16]


def preview_rule(*, course: CoursePage) -> Effect:
    """Four queries, however many learn."""
    rule = rule_now(course)
    effect = Effect()
    published = published_ids(course)
    for standing in read_standings(list(learning(course)), rule):
        count_effect(effect, standing, rule, published)
    return effect


def count_effect(effect: Effect, standing: Standing, rule: Rule, published: set[int]) -> None:
    effect.learner_count += 1
    if is_same(standing.enrollment, rule):
        return
    before = standing.missing_under(published & set(standing.enrollment.required_activity_ids))
    after = standing.missing_under(rule.required_activity_ids) - standing.earned
    effect.older_count += 1
    effect.completed_count += bool(rule.required_activity_ids) and not after
    effect.more_count += bool(after - before)
    effect.less_count += bool(before - after) and bool(after) and not after - before


def is_same(enrollment: Enrollment, rule: Rule) -> bool:
    return (
        set(enrollment.required_activity_ids) == set(rule.required_activity_ids)
        and enrollment.is_sequential == rule.is_sequential
        and enrollment.pass_marks == rule.pass_marks
    )


def published_ids(course: CoursePage) -> set[int]:
    return set(ActivityPage.objects.in_course(course).values_list("pk", flat=True))


def read_standings(enrollments: list[Enrollment], rule: Rule) -> list[Standing]:
    """Two queries. A score that reaches the new mark counts as passed; what was passed before stays so."""
    done: dict[int, set[int]] = defaultdict(set)
    earned: dict[int, set[int]] = defaultdict(set)
    finished = ActivityCompletion.objects.filter(enrollment__in=enrollments)
    for enrollment_pk, activity_pk in finished.values_list("enrollment_id", "activity_id"):
        done[enrollment_pk].add(activity_pk)
    scores = ActivityScore.objects.filter(enrollment__in=enrollments)
    for enrollment_pk, activity_pk, score in scores.values_list("enrollment_id", "activity_id", "score"):
        mark = rule.pass_marks.get(str(activity_pk))
        if mark is not None and score >= Decimal(mark) and activity_pk not in done[enrollment_pk]:
            earned[enrollment_pk].add(activity_pk)
    return [Standing(row, done[row.pk], earned[row.pk]) for row in enrollments]


@transaction.atomic
def apply_rule(*, course: CoursePage, seen: str, by: User, now: datetime) -> Effect:
    """Give everybody in the middle of the course the rule that new learners get; returns what it did.

    Nothing done is taken back, finished enrollments keep their rule. `seen` is the `fingerprint` of the rule that was
    shown; raise RuleChanged when it is another one by now.
    """
    course = lock_course(course)
    rule = rule_now(course)
    if fingerprint(rule) != seen:
        raise RuleChanged(course.pk)
    effect, published = Effect(), published_ids(course)
    rows = learning(course).select_related("course").select_for_update(of=("self",)).order_by("pk")
    for standing in read_standings(list(rows), rule):
        count_effect(effect, standing, rule, published)
        if not is_same(standing.enrollment, rule):
            switch(standing, rule, now)
    log(instance=course, action=APPLIED, user=by, data=asdict(effect), timestamp=now)
    return effect


def switch(standing: Standing, rule: Rule, now: datetime) -> None:
    """The enrollment is locked."""
    enrollment = standing.enrollment
    keep_rule(enrollment, rule)
    enrollment.save(update_fields=RULE_FIELDS)
    required = set(rule.required_activity_ids)
    enrollment.completions.filter(activity__in=required, is_counted=False).update(is_counted=True)
    if standing.earned:
        finish_activities(enrollment, dict.fromkeys(standing.earned, now), now)
    elif settle_enrollment(enrollment, now):
        progress_changed.send(sender=Enrollment, enrollment=enrollment, now=now)
