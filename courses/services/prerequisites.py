"""Courses to finish first: which may be named, and that none leads back to itself."""

from collections import defaultdict
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from wagtail.models import Page, Revision
from wagtail.query import PageQuerySet

from courses.models import CoursePage
from courses.permissions import pages_in_reach
from members.models import User


def possible_prerequisites(*, course: CoursePage, user: User) -> PageQuerySet:
    """Courses an author may name: public ones, those the user may open anyway, and those named already."""
    named = [page.pk for page in course.prerequisites.all()] if course.pk else []
    reach = pages_in_reach(user, CoursePage.objects.all()).values("pk")
    return CoursePage.objects.filter(Q(pk__in=reach) | Q(pk__in=named)).exclude(pk=course.pk).order_by("path")


class CircleOfCourses(PermissionDenied):
    """Published like this nobody could ever join; `args[0]` is the title of the course that leads back.

    Wagtail's own screens answer it as a refusal instead of an error.
    """


def find_circle(*, course_pk: int | None, chosen: Iterable[CoursePage]) -> CoursePage | None:
    """The chosen course that leads back to this one, itself or through others; None when none does.

    Looks at what is published and at newer drafts, which would close the circle when they come out. Two queries.
    """
    if course_pk is None:
        return None
    needed = courses_needed()
    for first in chosen:
        seen: set[int] = set()
        ahead = {first.pk}
        while ahead:
            if course_pk in ahead:
                return first
            seen |= ahead
            ahead = {pk for course in ahead for pk in needed[course]} - seen
    return None


def courses_needed() -> dict[int, set[int]]:
    """For every course those it names as prerequisites, on the site or in a newer draft."""
    needed: dict[int, set[int]] = defaultdict(set)
    rows = CoursePage.prerequisites.through.objects.values_list("from_coursepage_id", "to_coursepage_id")
    for course, other in rows:
        needed[course].add(other)
    newer = CoursePage.objects.filter(has_unpublished_changes=True).values("latest_revision")
    for course, content in Revision.page_revisions.filter(pk__in=newer).values_list("object_id", "content"):
        needed[int(course)].update(content.get("prerequisites") or [])
    return needed


def refuse_circle(*, page: Page) -> None:
    """Before a course comes out. Two drafts saved at the same moment pass their forms. Raise CircleOfCourses."""
    if not issubclass(page.specific_class, CoursePage):
        return
    draft = page.specific.get_latest_revision_as_object()
    circle = find_circle(course_pk=page.pk, chosen=draft.prerequisites.all())
    if circle is not None:
        raise CircleOfCourses(circle.title)
