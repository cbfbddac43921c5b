"""Where a learner goes on: the course read last, the lesson in it, the part of the lesson."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wagtail.blocks import StreamValue

from courses.choices import SubmissionStatus
from courses.models import ActivityPage, ActivityProgress, Enrollment, LessonPage, Submission
from courses.services.learning import CourseProgress

HEADINGS = ("heading", "subheading")


@dataclass
class Section:
    """A block inside a lesson: its anchor, and the heading above it, empty before the first one."""

    anchor: str
    heading: str


@dataclass
class NextStep:
    """What `/belajar/` leads to first; `section` when the learner stopped in the middle of it."""

    line: CourseProgress
    activity: ActivityPage
    section: Section | None = None

    @property
    def url(self) -> str:
        return f"{self.activity.url}#{self.section.anchor}" if self.section else self.activity.url


def anchor_of(block_id: str) -> str:
    """The id a block has in the page; templates/blocks/ write the same."""
    return f"b-{block_id[:8]}"


def find_section(body: StreamValue, position: str) -> Section | None:
    """The block a position names; None at the very beginning, and for a block that was taken out since."""
    heading = ""
    for index, raw in enumerate(body.raw_data if position else ()):
        if raw["type"] in HEADINGS and isinstance(raw["value"], str):
            heading = raw["value"]
        if index and anchor_of(raw.get("id") or "") == position:
            return Section(position, heading)
    return None


def next_step(progress: Iterable[CourseProgress]) -> NextStep | None:
    """The course read last that still has something to do, and where in it; two queries, one without a position."""
    steps = {
        line.enrollment.pk: NextStep(line, line.next_activity)
        for line in progress
        if line.next_activity and not line.enrollment.is_completed
    }
    if not steps:
        return None
    last = ActivityProgress.objects.filter(enrollment__in=steps).order_by("-seen_at", "-pk").first()
    step = steps[last.enrollment_id] if last else next(iter(steps.values()))
    if last and last.position and last.activity_id == step.activity.pk:
        lesson = LessonPage.objects.filter(pk=last.activity_id).first()
        step.section = find_section(lesson.body, last.position) if lesson else None
    return step


def find_returned(enrollments: Iterable[Enrollment]) -> list[Submission]:
    """Work a trainer gave back whose repair was not handed in yet, the latest answer first. One query."""
    handed_in = Submission.objects.filter(enrollment__in=list(enrollments)).select_related("assignment")
    latest = {(row.enrollment_id, row.assignment_id): row for row in handed_in.order_by("number")}
    newest_first = sorted(latest.values(), key=lambda row: row.submitted_at, reverse=True)
    return [row for row in newest_first if row.status == SubmissionStatus.RETURNED and row.assignment.live]


@dataclass
class Reading:
    """What a lesson page tells its reader: where they stopped, and when they read what has changed since."""

    section: Section | None
    changed_since: datetime | None


def read_reading(page: LessonPage, *, place: Any) -> Reading:
    """`place` is the page's place in the outline, or None for a draft; asks nothing."""
    enrollment = place.outline.enrollment if place else None
    if enrollment is None:
        return Reading(None, None)
    read_at = enrollment.place_version_at or place.line.done_at
    is_newer = read_at and page.last_published_at and page.last_published_at > read_at
    section = None if place.line.is_done else find_section(page.body, enrollment.place_position or "")
    return Reading(section, (enrollment.place_seen_at or read_at) if is_newer else None)
