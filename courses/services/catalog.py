"""Finding courses."""

from dataclasses import dataclass, field

from django.db.models import Exists, Q
from wagtail.models import Page
from wagtail.query import PageQuerySet

from courses.models import ActivityPage, CatalogPage, CoursePage, LessonPage, ModulePage
from courses.models.pages import COURSE_DEPTH, MODULE_DEPTH, path_at

LESSON_LIMIT = 10
FILTERS = {"wajib": True, "pilihan": False}


def without_closed_parents(pages: PageQuerySet) -> PageQuerySet:
    """Leave out what lies in a course or module that is not live; Wagtail itself looks at the page alone."""
    parents = Page.objects.filter(live=False, path__in=[path_at(COURSE_DEPTH), path_at(MODULE_DEPTH)])
    return pages.exclude(Exists(parents))


@dataclass
class Found:
    """`courses` after search and filter, `lessons` only for a search, `counts` per filter before it."""

    courses: list[CoursePage] = field(default_factory=list)
    lessons: list[LessonPage] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)


def open_courses(catalog: CatalogPage | None = None) -> PageQuerySet:
    """Live courses in the order of the catalogue."""
    courses = CoursePage.objects.live().select_related("organization").order_by("path")
    return courses.child_of(catalog) if catalog else courses


def search_courses(*, catalog: CatalogPage, text: str, kind: str, is_refused: bool = False) -> Found:
    """Courses whose title, summary or outcomes hold `text`, and lessons whose title or summary does."""
    if is_refused:
        return Found()
    courses = open_courses(catalog)
    if text:
        courses = courses.filter(Q(title__icontains=text) | Q(summary__icontains=text) | Q(outcomes__icontains=text))
    matching = list(courses)
    required = sum(course.is_required for course in matching)
    counts = {"all": len(matching), "required": required, "optional": len(matching) - required}
    if kind in FILTERS:
        matching = [course for course in matching if course.is_required == FILTERS[kind]]
    return Found(matching, search_lessons(catalog, text) if text else [], counts)


def search_lessons(catalog: CatalogPage, text: str) -> list[LessonPage]:
    """By their own words or by the title of their module."""
    modules = (
        ModulePage.objects.live().descendant_of(catalog).filter(title__icontains=text).values_list("path", flat=True)
    )
    words = Q(title__icontains=text) | Q(summary__icontains=text)
    for path in modules[:LESSON_LIMIT]:
        words |= Q(path__startswith=path)
    reachable = ActivityPage.objects.reachable().descendant_of(catalog).values("pk")
    return list(LessonPage.objects.filter(pk__in=reachable).filter(words).order_by("path")[:LESSON_LIMIT])
