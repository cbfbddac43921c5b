"""What a phone has to fetch so that a course can be read without a line. Questions of quizzes are never part of it."""

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.urls import reverse

from courses.models import Enrollment, LessonPage
from courses.services.outline import ActivityLine, ModuleLine, Outline, read_outline, tie_knots
from courses.services.sizes import PAGE_FRAME_BYTES, render_lesson
from lms.services.devices import part_sizes

PAGE_BYTES = 2 * PAGE_FRAME_BYTES
"""The course's own page and the list of what is on the phone, about."""
SIZES_SECONDS = 30 * 24 * 60 * 60


@dataclass(frozen=True)
class Weight:
    """Bytes of a lesson as sent: the page (compressed), and its pictures."""

    page: int
    pictures: int


def read_offline(*, enrollment: Enrollment, saves_data: bool, module_pk: int | None = None) -> dict[str, Any] | None:
    """The list for one course or one of its modules; None when there is no such module or the course is closed.

    `saves_data` leaves pictures out. Lessons that a course in sequence keeps closed are counted as `locked`. Versions
    are those the lesson's page carries.
    """
    outline = read_outline(page=enrollment.course)
    if outline is None:
        return None
    tie_knots(outline, enrollment=enrollment)
    modules = [module for module in outline.modules if module_pk in {None, module.pk}]
    if module_pk is not None and not modules:
        return None
    lessons = read_lessons(outline)
    weights = weigh_lessons(lessons)
    rows = [
        describe_lesson(module, line, lessons[line.pk], weights[line.pk], saves_data)
        for module in modules
        for line in module.activities
        if line.pk in lessons and not line.locked_by
    ]
    locked = sum(line.locked_by is not None for module in modules for line in module.activities if line.pk in lessons)
    closed = name_closed(outline, set(lessons))
    return {**describe_course(outline), **total(rows), "lessons": rows, "closed": closed, "locked": locked}


def read_lessons(outline: Outline) -> dict[int, LessonPage]:
    return LessonPage.objects.filter(pk__in=[line.pk for line in outline.activities]).in_bulk()


def version_of(page: LessonPage) -> str:
    """When the text that members read was published; the same words as `data-version` of its page."""
    return page.last_published_at.isoformat() if page.last_published_at else ""


def weigh_lessons(lessons: dict[int, LessonPage]) -> dict[int, Weight]:
    """Measured once per version: drawing a lesson reads its pictures."""
    keys = {f"luring-{pk}-{version_of(page)}".replace(" ", ""): page for pk, page in lessons.items()}
    known = cache.get_many(keys)
    new = {key: weigh_lesson(page) for key, page in keys.items() if key not in known}
    if new:
        cache.set_many(new, SIZES_SECONDS)
    return {page.pk: Weight(*(known.get(key) or new[key])) for key, page in keys.items()}


def weigh_lesson(page: LessonPage) -> tuple[int, int]:
    rendered = render_lesson(page)
    return rendered.text_bytes, rendered.picture_bytes


def describe_lesson(
    module: ModuleLine, line: ActivityLine, page: LessonPage, weight: Weight, saves_data: bool
) -> dict[str, Any]:
    return {
        "pk": line.pk,
        "module": module.pk,
        "url": line.url,
        "title": line.title,
        "version": version_of(page),
        "is_done": line.is_done,
        "bytes": weight.page + (0 if saves_data else weight.pictures),
    }


def describe_course(outline: Outline) -> dict[str, Any]:
    return {
        "course": outline.course_pk,
        "title": outline.course_title,
        "pages": [outline.course_url, reverse("learning_offline")],
        "modules": [{"pk": module.pk, "title": module.title} for module in outline.modules],
    }


def total(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """`bytes` of everything together, with the parts every page shares."""
    files = [{"url": url, "bytes": size} for url, size in part_sizes().items()]
    return {"files": files, "bytes": sum(row["bytes"] for row in [*rows, *files]) + PAGE_BYTES}


def name_closed(outline: Outline, stored: set[int]) -> list[dict[str, str]]:
    """Quizzes and other parts that need a line: names only, so that the phone can say so."""
    lines = [line for line in outline.activities if line.pk not in stored]
    return [{"url": line.url, "title": line.title, "kind": line.kind} for line in lines]
