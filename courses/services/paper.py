"""A course or a lesson as one document for paper: what stands in it, and the PDF of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page

from courses.models import ActivityPage, CoursePage, ModulePage
from courses.services.paper_html import Keep, PictureBox, to_paper
from courses.services.progress import minutes_per_jp
from courses.services.sizes import render_lesson
from lms.env import PROJECT
from lms.pdf import render_pdf
from members.services.printable import printable

STYLE = PROJECT / "static" / "css" / "paper.css"


@dataclass
class PaperActivity:
    """`html` is empty for what is not read, such as a quiz: paper only says where to do it."""

    anchor: str
    title: str
    kind: str
    minutes: int | None
    summary: str
    html: SafeString
    address: str
    criteria: list[Any] = field(default_factory=list)
    needs_room: bool = False


@dataclass
class PaperModule:
    number: int
    title: str
    activities: list[PaperActivity] = field(default_factory=list)


@dataclass
class Paper:
    course: CoursePage
    address: str
    jp: int
    made_at: datetime
    modules: list[PaperModule]

    @property
    def qr(self) -> SafeString:
        return draw_qr(self.address)


def read_paper(*, course: CoursePage, activity_ids: Collection[int], keep: Keep, now: datetime) -> Paper:
    """The course with these activities, as they are published, in reading order."""
    activities = list(ActivityPage.objects.filter(pk__in=activity_ids).order_by("path").specific())
    return Paper(
        course=course,
        address=absolute(course),
        jp=sum(module.lesson_minutes for module in modules_of(course)) // minutes_per_jp(course),
        made_at=now,
        modules=sort_into_modules(course, activities, keep),
    )


def modules_of(course: CoursePage) -> Sequence[ModulePage]:
    return ModulePage.objects.live().child_of(course).order_by("path")


def sort_into_modules(course: CoursePage, activities: Sequence[Page], keep: Keep) -> list[PaperModule]:
    modules: list[PaperModule] = []
    for module in modules_of(course):
        inside = [activity for activity in activities if activity.path.startswith(module.path)]
        if inside:
            lines = [read_activity(activity, keep, deeper=2) for activity in inside]
            modules.append(PaperModule(len(modules) + 1, module.title, lines))
    return modules


def read_activity(activity: Any, keep: Keep, *, deeper: int = 0) -> PaperActivity:
    html = to_paper(render_lesson(activity).html, keep=keep, deeper=deeper) if getattr(activity, "body", None) else ""
    criteria = getattr(activity, "criteria", None)
    return PaperActivity(
        anchor=f"h{activity.pk}",
        title=activity.title,
        kind=str(activity._meta.verbose_name),
        minutes=getattr(activity, "minutes", None),
        summary=getattr(activity, "summary", ""),
        html=mark_safe(html),  # the body as its templates escaped it, with less in it
        address=absolute(activity),
        criteria=list(criteria.all()) if criteria is not None else [],
        needs_room=criteria is not None,
    )


def absolute(page: Page) -> str:
    return f"{settings.BASE_URL}{page.url or '/'}"


def draw_paper(*, page: Page, activity_ids: Collection[int], now: datetime) -> bytes:
    """The PDF of a course, or of one lesson. Raise PdfError when it cannot be drawn."""
    box = PictureBox()
    with translation.override(settings.LANGUAGE_CODE):
        html = render_paper(page=page, activity_ids=activity_ids, keep=box.keep, now=now)
    return render_pdf(html=printable(html), stylesheets=[stylesheet()], assets=box.assets)


def render_paper(*, page: Page, activity_ids: Collection[int], keep: Keep, now: datetime) -> str:
    if isinstance(page, CoursePage):
        paper = read_paper(course=page, activity_ids=activity_ids, keep=keep, now=now)
        return render_to_string("courses/paper/course.html", {"paper": paper})
    return render_to_string("courses/paper/lesson.html", lesson_context(page=page, keep=keep, now=now))


def lesson_context(*, page: Any, keep: Keep, now: datetime) -> dict[str, Any]:
    course = CoursePage.objects.ancestor_of(page).first()
    activity = read_activity(page, keep)
    return {"activity": activity, "course": course, "qr": draw_qr(activity.address), "made_at": now}


def draw_qr(address: str) -> SafeString:
    """Inline SVG with a title, which is its text for people who do not see it."""
    code = segno.make_qr(address, error="m", mask=2, boost_error=False)
    drawing = code.svg_inline(title="Kode QR ke halaman ini", border=2, svgclass=None, lineclass=None, light="#fff")
    return mark_safe(drawing)  # made of squares and our own address


@cache
def stylesheet() -> str:
    return STYLE.read_text(encoding="utf-8")
