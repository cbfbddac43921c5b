"""The catalogue: which courses there are."""

from django.db.models import Exists
from wagtail.models import Page
from wagtail.query import PageQuerySet

from courses.models import CatalogPage, CoursePage
from courses.models.pages import COURSE_DEPTH, MODULE_DEPTH, path_at


def without_closed_parents(pages: PageQuerySet) -> PageQuerySet:
    """Leave out what lies in a course or module that is not live; Wagtail itself looks at the page alone."""
    parents = Page.objects.filter(live=False, path__in=[path_at(COURSE_DEPTH), path_at(MODULE_DEPTH)])
    return pages.exclude(Exists(parents))


def open_courses(catalog: CatalogPage | None = None) -> PageQuerySet:
    """Live courses in the order of the catalogue."""
    courses = CoursePage.objects.live().select_related("organization").order_by("path")
    return courses.child_of(catalog) if catalog else courses
