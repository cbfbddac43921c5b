"""A course as one person sees it: modules, activities, knots, what comes next. One query for the pages."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.query import PageQuerySet

from courses.models import ActivityCompletion, CoursePage, Enrollment
from courses.services.order import lock_lines
from courses.services.rules import mark_expression
from lms.services.kept import read_kept
from members.models import User

COURSE_STEPS, MODULE_STEPS = 2, 1


@dataclass
class ActivityLine:
    """One activity in the outline; `minutes` is None for what is not read (a quiz shows its kind instead).

    `pass_mark` is the enrollment's own in percent, None where nothing is graded. `locked_by` comes first.
    """

    pk: int
    title: str
    url: str
    kind: str
    minutes: int | None
    is_required: bool
    requirement: str = ""
    is_done: bool = False
    done_at: datetime | None = None
    is_next: bool = False
    is_current: bool = False
    pass_mark: int | None = None
    locked_by: "ActivityLine | None" = None


@dataclass
class ModuleLine:
    pk: int
    number: int
    title: str
    lesson_minutes: int
    activities: list[ActivityLine] = field(default_factory=list)

    @cached_property
    def done_count(self) -> int:
        return sum(line.is_done for line in self.activities)

    @property
    def is_done(self) -> bool:
        return bool(self.activities) and self.done_count == len(self.activities)

    @property
    def is_open(self) -> bool:
        """Unfolded on the course page: where the learner goes on."""
        return any(line.is_next for line in self.activities)


@dataclass
class Outline:
    """`done_count` of `total_count` speak of the enrollment's own rule, not of what was added since."""

    course_pk: int
    course_title: str
    course_url: str
    modules: list[ModuleLine]
    is_sequential: bool = False
    has_courses_first: bool = False
    enrollment: Enrollment | None = None
    done_count: int = 0
    total_count: int = 0

    @cached_property
    def activities(self) -> list[ActivityLine]:
        return [line for module in self.modules for line in module.activities]

    @property
    def lesson_count(self) -> int:
        return sum(line.minutes is not None for line in self.activities)

    @property
    def lesson_minutes(self) -> int:
        return sum(module.lesson_minutes for module in self.modules)

    @property
    def next_activity(self) -> ActivityLine | None:
        """The first activity not done yet; None when everything is done."""
        return next((line for line in self.activities if line.is_next), None)

    @property
    def percent(self) -> int:
        return percent_of(self.done_count, self.total_count)

    @property
    def requirements(self) -> "list[Requirement]":
        """What completes the course, in words: the lessons together, every quiz by name."""
        rule = self.enrollment.required_activity_ids if self.enrollment else None
        counted = [line for line in self.activities if (line.pk in rule if rule else line.is_required)]
        lessons = [line for line in counted if line.minutes is not None]
        others = [other_requirement(line) for line in counted if line.minutes is None]
        return [lesson_requirement(lessons), *others] if lessons else others

    def place_of(self, page: Page) -> "Place | None":
        """Where the page stands in the course; None for a draft nobody can reach yet."""
        for module in self.modules:
            for index, line in enumerate(module.activities):
                if line.pk == page.pk:
                    return Place(self, module, line, index + 1)
        return None


@dataclass
class Requirement:
    label: str
    detail: str
    is_met: bool


def lesson_requirement(lessons: list[ActivityLine]) -> Requirement:
    missing = sum(not line.is_done for line in lessons)
    label = _("Selesaikan %(count)s pelajaran") % {"count": len(lessons)}
    return Requirement(label, _("Kurang %(count)s pelajaran lagi") % {"count": missing} if missing else "", not missing)


def other_requirement(line: ActivityLine) -> Requirement:
    words = line.requirement or _("Lulus %(kind)s: %(title)s")
    label = words % {"kind": line.kind.lower(), "title": line.title}
    detail = _("Nilai lulus %(mark)s") % {"mark": line.pass_mark} if line.pass_mark else ""
    return Requirement(label, detail, line.is_done)


@dataclass
class Place:
    """One activity within its module and course; `number` counts from 1 inside the module."""

    outline: Outline
    module: ModuleLine
    line: ActivityLine
    number: int

    @property
    def previous(self) -> ActivityLine | None:
        index = self.outline.activities.index(self.line)
        return self.outline.activities[index - 1] if index else None

    @property
    def next(self) -> ActivityLine | None:
        index = self.outline.activities.index(self.line)
        return next(iter(self.outline.activities[index + 1 :]), None)


def percent_of(done: int, total: int) -> int:
    """Whole percent, rounded down, so that 100 means everything."""
    return done * 100 // total if total else 0


def course_path_of(page: Page) -> str:
    """Tree path of the course an activity or a module belongs to; a page's own path when it is a course."""
    steps = {"modulepage": MODULE_STEPS, "coursepage": 0}.get(page._meta.model_name, COURSE_STEPS)
    return page.path[: len(page.path) - steps * Page.steplen]


def read_outline(*, page: Page, with_drafts: bool = False) -> Outline | None:
    """The live outline of the course `page` is or lies in, without knots; None when the course is not live.

    `with_drafts` is for an author's preview.
    """
    course_path = course_path_of(page)
    if with_drafts:
        return draw_outline(course_path, Page.objects.all())
    name = f"outline-{course_path}-{get_language()}"
    return read_kept(name=name, make=lambda: draw_outline(course_path, Page.objects.live()))


def draw_outline(course_path: str, pages: PageQuerySet) -> Outline | None:
    before = CoursePage.prerequisites.through.objects.filter(from_coursepage=OuterRef("pk"))
    rows = list(
        pages.filter(path__startswith=course_path)
        .order_by("path")
        .values(
            "pk", "title", "path", "depth", "url_path", "content_type_id",
            "modulepage__lesson_minutes", "activitypage__is_required", "activitypage__lessonpage__minutes",
            "coursepage__is_sequential", mark=mark_expression("activitypage__"), has_courses_first=Exists(before),
        )
    )  # fmt: skip
    if not rows or rows[0]["path"] != course_path:
        return None
    base = site_url(rows[0]["url_path"])
    flags = bool(rows[0]["coursepage__is_sequential"]), rows[0]["has_courses_first"]
    return Outline(rows[0]["pk"], rows[0]["title"], base, read_modules(rows, base), *flags)


def outline_of_reader(*, page: Page, user: User | AnonymousUser, with_drafts: bool = False) -> Outline | None:
    """The outline with the knots of whoever reads `page`; None when the course is not live. At most three queries."""
    outline = read_outline(page=page, with_drafts=with_drafts)
    if outline is None:
        return None
    enrollment = None
    if user.is_authenticated:
        own = Enrollment.objects.of_user(user).filter(course_id=outline.course_pk).current()
        enrollment = own.with_place_in(page.pk).first()
    return tie_knots(outline, enrollment=enrollment, current_pk=page.pk)


def read_modules(rows: list[dict[str, Any]], base: str) -> list[ModuleLine]:
    """Modules with at least one activity, numbered; activities of a module that is not live are left out."""
    course, modules = rows[0], {}
    for row in rows[1:]:
        if row["depth"] == course["depth"] + 1:
            modules[row["path"]] = ModuleLine(row["pk"], 0, row["title"], row["modulepage__lesson_minutes"] or 0)
        elif row["path"][: -Page.steplen] in modules:
            url = base + row["url_path"][len(course["url_path"]) :]
            modules[row["path"][: -Page.steplen]].activities.append(read_line(row, url))
    filled = [module for module in modules.values() if module.activities]
    for number, module in enumerate(filled, start=1):
        module.number = number
    return filled


def read_line(row: dict[str, Any], url: str) -> ActivityLine:
    model = ContentType.objects.get_for_id(row["content_type_id"]).model_class()
    kind = capfirst(str(model._meta.verbose_name)) if model else ""
    is_required = bool(row["activitypage__is_required"])
    minutes, words = row["activitypage__lessonpage__minutes"], str(getattr(model, "requirement", ""))
    return ActivityLine(row["pk"], row["title"], url, kind, minutes, is_required, words, pass_mark=row["mark"])


def site_url(url_path: str) -> str:
    """Address of a page on this site, from the cached site roots."""
    page = Page(url_path=url_path)
    return page.get_url() or "/"


def tie_knots(outline: Outline, *, enrollment: Enrollment | None, current_pk: int | None = None) -> Outline:
    """Mark what the enrollment has done, what comes next and where the reader is. One query when enrolled."""
    completions = (
        ActivityCompletion.objects.filter(enrollment=enrollment) if enrollment else ActivityCompletion.objects.none()
    )
    done = dict(completions.values_list("activity_id", "completed_at"))
    for line in outline.activities:
        line.is_done, line.done_at = line.pk in done, done.get(line.pk)
        line.is_current = line.pk == current_pk
    waiting = [line for line in outline.activities if not line.is_done]
    first = next((line for line in waiting if line.is_required), next(iter(waiting), None))
    if first and enrollment:
        first.is_next = True
    outline.enrollment = enrollment
    for line in outline.activities if enrollment else ():
        line.pass_mark = enrollment.pass_marks.get(str(line.pk), line.pass_mark)
    lock_lines(outline)
    count_progress(outline, done, enrollment)
    return outline


def count_progress(outline: Outline, done: Collection[int], enrollment: Enrollment | None) -> None:
    reachable = {line.pk for line in outline.activities}
    rule = [pk for pk in (enrollment.required_activity_ids if enrollment else []) if pk in reachable]
    outline.total_count = len(rule)
    outline.done_count = sum(pk in done for pk in rule)
