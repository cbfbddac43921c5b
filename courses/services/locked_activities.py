"""What courses in sequence keep closed to one reader, over many courses at once; `order` decides about one course."""

from collections.abc import Iterable, Sequence

from courses.models import ActivityCompletion, ActivityPage, CoursePage, Enrollment
from courses.services.outline import course_path_of
from members.models import User


def locked_activities(*, courses: Sequence[CoursePage], user: User | None) -> set[int]:
    """Primary keys of activities the reader cannot open yet. At most three statements, whatever the courses."""
    enrollments = current_enrollments(courses, user)
    closing = {course.path: enrollments.get(course.pk) for course in courses if is_sequence(course, enrollments)}
    if not closing:
        return set()
    done = set(
        ActivityCompletion.objects.filter(enrollment__in=[row for row in closing.values() if row]).values_list(
            "enrollment_id", "activity_id"
        )
    )
    return {pk for path, pks in by_course(closing).items() for pk in closed_in(pks, closing[path], done)}


def current_enrollments(courses: Sequence[CoursePage], user: User | None) -> dict[int, Enrollment]:
    if user is None or not user.is_authenticated:
        return {}
    return {row.course_id: row for row in Enrollment.objects.of_user(user).current().filter(course__in=courses)}


def is_sequence(course: CoursePage, enrollments: dict[int, Enrollment]) -> bool:
    """The rule a learner started under, else the one of the course."""
    enrollment = enrollments.get(course.pk)
    return course.is_sequential if enrollment is None else enrollment.is_sequential and not enrollment.is_completed


def by_course(paths: Iterable[str]) -> dict[str, list[tuple[int, bool]]]:
    """Published activities of these courses in reading order, each with whether it is required."""
    found: dict[str, list[tuple[int, bool]]] = {path: [] for path in paths}
    for activity in ActivityPage.objects.published().only("pk", "path", "is_required"):
        if (path := course_path_of(activity)) in found:
            found[path].append((activity.pk, activity.is_required))
    return found


def closed_in(
    activities: list[tuple[int, bool]], enrollment: Enrollment | None, done: set[tuple[int, int]]
) -> set[int]:
    """What comes after the first required activity that is not done."""
    rule = enrollment.required_activity_ids if enrollment else []
    closed, is_open = set(), True
    for pk, is_required in activities:
        is_done = enrollment is not None and (enrollment.pk, pk) in done
        if not is_open and not is_done:
            closed.add(pk)
        if not is_done and (pk in rule if rule else is_required):
            is_open = False
    return closed
