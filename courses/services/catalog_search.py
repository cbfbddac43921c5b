"""`/kursus/`: courses and lessons for a search, and what the filters say."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.core.paginator import Page as Screen
from django.core.paginator import Paginator
from wagtail.models import Page

from courses.models import CatalogPage, CoursePage
from courses.services.catalog import open_courses
from courses.services.finding import Finding, FoundLine, course_path, find_pages, read_lines
from courses.services.locked_activities import locked_activities
from members.models import User

LINES_AT_ONCE = 10
SUGGESTION_COUNT = 4
FILTERS = {"wajib": True, "pilihan": False}


@dataclass
class Found:
    """`courses` after search and filter; `counts` per filter before it; `lines` of `screen` only for a search.

    `places` are courses with the number of lines found in them; `suggestions` are there when nothing was found.
    """

    courses: list[CoursePage] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    lines: list[FoundLine] = field(default_factory=list)
    screen: Screen | None = None
    places: list[tuple[CoursePage, int]] = field(default_factory=list)
    corrected: str = ""
    suggestions: list[CoursePage] = field(default_factory=list)


def search_courses(
    *,
    catalog: CatalogPage,
    text: str,
    kind: str,
    place: str = "",
    number: int = 1,
    closed: Collection[str] = (),
    user: User | None = None,
) -> Found:
    """All courses in order; with `text` those that hold it, best first, and screen `number` of modules and lessons.

    `place` is the slug of a course to look into; `closed` the tree paths the reader may not open. What a course in
    sequence keeps closed to `user` is not found either: its text is not yet to be read.
    """
    everything = [course for course in open_courses(catalog) if not course.path.startswith(tuple(closed))]
    if not text:
        return Found(filter_kind(everything, kind), count_kinds(everything))
    finding = find_pages(root=catalog, text=text, closed=closed)
    locked = locked_activities(courses=everything, user=user)
    finding.pages = [page for page in finding.pages if page.pk not in locked]
    return gather(everything, finding, kind, place, number)


def gather(everything: list[CoursePage], finding: Finding, kind: str, place: str, number: int) -> Found:
    by_path = {course.path: course for course in everything}
    matching = [by_path[page.path] for page in finding.pages if page.path in by_path]
    wanted = {course.path for course in filter_kind(everything, kind)}
    below = [page for page in finding.pages if page.path not in by_path and course_path(page) in wanted]
    found = Found(filter_kind(matching, kind), count_kinds(matching), places=count_places(everything, below))
    if place:
        found.courses = []
        below = [page for page in below if by_path[course_path(page)].slug == place]
    found.screen = Paginator(below, LINES_AT_ONCE).get_page(number)
    found.lines = read_lines(pages=list(found.screen), courses=everything, forms=finding.forms)
    found.corrected = " ".join(finding.asked) if finding.is_corrected else ""
    if not finding.pages:
        found.suggestions = everything[:SUGGESTION_COUNT]
    return found


def filter_kind(courses: list[CoursePage], kind: str) -> list[CoursePage]:
    return [course for course in courses if kind not in FILTERS or course.is_required == FILTERS[kind]]


def count_kinds(courses: Sequence[CoursePage]) -> dict[str, int]:
    required = sum(course.is_required for course in courses)
    return {"all": len(courses), "required": required, "optional": len(courses) - required}


def count_places(courses: Sequence[CoursePage], pages: Sequence[Page]) -> list[tuple[CoursePage, int]]:
    """Courses in which something was found, in the order of the catalogue."""
    counts = Counter(course_path(page) for page in pages)
    return [(course, counts[course.path]) for course in courses if counts[course.path]]
