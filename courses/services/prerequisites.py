"""Courses to finish first: which may be named, and that none leads back to itself."""

from collections.abc import Iterable

from django.db.models import Q
from wagtail.query import PageQuerySet

from courses.models import CoursePage
from courses.permissions import pages_in_reach
from members.models import User


def possible_prerequisites(*, course: CoursePage, user: User) -> PageQuerySet:
    """Courses an author may name: public ones, those the user may open anyway, and those named already."""
    named = [page.pk for page in course.prerequisites.all()] if course.pk else []
    reach = pages_in_reach(user, CoursePage.objects.all()).values("pk")
    return CoursePage.objects.filter(Q(pk__in=reach) | Q(pk__in=named)).exclude(pk=course.pk).order_by("path")


def find_circle(*, course_pk: int | None, chosen: Iterable[CoursePage]) -> CoursePage | None:
    """The chosen course that leads back to this one, itself or through others; None when none does.

    Looks at what is published, one query per step.
    """
    if course_pk is None:
        return None
    through = CoursePage.prerequisites.through
    for first in chosen:
        seen: set[int] = set()
        ahead = {first.pk}
        while ahead:
            if course_pk in ahead:
                return first
            seen |= ahead
            steps = through.objects.filter(from_coursepage__in=ahead).values_list("to_coursepage_id", flat=True)
            ahead = set(steps) - seen
    return None
