"""The rule an enrollment was made under: required activities, order, pass marks. See docs/enrollment-rules.md."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import F
from django.db.models.functions import Coalesce

from courses.models import ActivityPage, CoursePage, Enrollment
from courses.models.pages import ActivityQuerySet


@dataclass(frozen=True)
class Rule:
    """What completes a course; `pass_marks` are percents by the key of the activity, written as text for JSON."""

    required_activity_ids: list[int]
    is_sequential: bool
    pass_marks: dict[str, int]


def rule_now(course: CoursePage) -> Rule:
    """The rule somebody who joins at this moment keeps. One query; also of a course that is not live."""
    mark = mark_expression()
    rows = ActivityPage.objects.in_course(course).values_list("pk", "is_required", *([mark] if mark else []))
    required, marks = [], {}
    for pk, is_required, *found in rows:
        if is_required:
            required.append(pk)
        if found and found[0] is not None:
            marks[str(pk)] = found[0]
    return Rule(required, course.is_sequential, marks)


def graded_models() -> list[type[ActivityPage]]:
    """Kinds of activities with a pass mark, also those of apps above."""
    models = [model for model in apps.get_models() if issubclass(model, ActivityPage) and model is not ActivityPage]
    return [model for model in models if hasattr(model, "pass_mark")]


def mark_expression(prefix: str = "") -> Any:
    """The pass mark of whatever kind an activity is, for a query on activities (or, with a prefix, above them)."""
    paths = [f"{prefix}{model._meta.model_name}__pass_mark" for model in graded_models()]
    if not paths:
        return None
    return Coalesce(*paths) if len(paths) > 1 else F(paths[0])


def mark_of(*, enrollment: Enrollment, activity: Any) -> int:
    """Pass mark in percent for this learner; the page's own for what joined the course after the learner did."""
    return int(enrollment.pass_marks.get(str(activity.pk), activity.pass_mark))


def rule_of(enrollment: Enrollment) -> ActivityQuerySet:
    """The remembered required activities that are still published, in reading order."""
    return ActivityPage.objects.in_course(enrollment.course).filter(pk__in=enrollment.required_activity_ids)


def keep_rule(enrollment: Enrollment, rule: Rule) -> None:
    """Write the rule into the row, which is locked or new and not saved here."""
    enrollment.required_activity_ids = list(rule.required_activity_ids)
    enrollment.is_sequential = rule.is_sequential
    enrollment.pass_marks = dict(rule.pass_marks)


RULE_FIELDS = ["required_activity_ids", "is_sequential", "pass_marks"]
