"""Progress over many courses at once, with a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Sum
from django.db.models.functions import Substr
from wagtail.query import PageQuerySet

from courses.models import ActivityCompletion, ActivityPage, CoursePage, Enrollment, ModulePage
from courses.models.pages import COURSE_DEPTH
from courses.services.outline import percent_of
from courses.services.progress import minutes_per_jp
from members.models import User


@dataclass
class CourseProgress:
    """`done` of `total` activities of the enrollment's rule; `next_activity` is None when nothing is left."""

    enrollment: Enrollment
    done: int
    total: int
    next_activity: ActivityPage | None

    @property
    def percent(self) -> int:
        return percent_of(self.done, self.total)


@dataclass
class CourseCard:
    course: CoursePage
    lesson_count: int
    jp: int
    progress: CourseProgress | None = None


def read_progress(enrollments: Iterable[Enrollment]) -> list[CourseProgress]:
    """One line per enrollment, in the given order. Two queries."""
    enrollments = list(enrollments)
    ids = {pk for enrollment in enrollments for pk in enrollment.required_activity_ids}
    activities = list(reachable_with_minutes(ids)) if ids else []
    done = defaultdict(set)
    pairs = ActivityCompletion.objects.filter(enrollment__in=enrollments).values_list("enrollment_id", "activity_id")
    for enrollment_pk, activity_pk in pairs if enrollments else []:
        done[enrollment_pk].add(activity_pk)
    return [measure(enrollment, activities, done[enrollment.pk]) for enrollment in enrollments]


def reachable_with_minutes(ids: set[int]) -> PageQuerySet:
    """Adds `minutes` of reading, None for what is not read."""
    return ActivityPage.objects.reachable().filter(pk__in=ids).annotate(minutes=F("lessonpage__minutes"))


def measure(enrollment: Enrollment, activities: list[ActivityPage], done: set[int]) -> CourseProgress:
    rule = set(enrollment.required_activity_ids)
    own = [activity for activity in activities if activity.pk in rule]
    waiting = [activity for activity in own if activity.pk not in done]
    return CourseProgress(enrollment, len(own) - len(waiting), len(own), waiting[0] if waiting else None)


def read_cards(*, courses: Iterable[CoursePage], user: User | None = None) -> list[CourseCard]:
    """Cards with size and, for a learner, progress; two queries for the sizes, three for the progress."""
    courses = list(courses)
    lessons, minutes = count_lessons(), sum_minutes()
    progress = {}
    if user is not None and user.is_authenticated:
        enrollments = Enrollment.objects.of_user(user).current().filter(course__in=courses)
        progress = {line.enrollment.course_id: line for line in read_progress(enrollments)}
    return [
        CourseCard(
            course,
            lessons.get(course.path, 0),
            minutes.get(course.path, 0) // minutes_per_jp(course),
            progress.get(course.pk),
        )
        for course in courses
    ]


def count_lessons() -> dict[str, int]:
    """Lessons a learner can reach, per course path."""
    rows = in_courses(ActivityPage.objects.reachable().filter(lessonpage__isnull=False))
    return dict(rows.values_list("course_path").annotate(count=Count("pk")))


def sum_minutes() -> dict[str, int]:
    """Learning minutes of the live modules, per course path."""
    return dict(
        in_courses(ModulePage.objects.live()).values_list("course_path").annotate(minutes=Sum("lesson_minutes"))
    )


def in_courses(pages: PageQuerySet) -> PageQuerySet:
    """Adds `course_path`."""
    return pages.annotate(course_path=Substr("path", 1, CoursePage.steplen * COURSE_DEPTH)).order_by()
