"""Where a person stands, as a phone is told to go on where another one stopped."""

from dataclasses import dataclass
from typing import Any

from courses.models import ActivityCompletion, ActivityProgress, Enrollment
from members.models import User


@dataclass
class Standing:
    """What a phone needs to go on where another one stopped."""

    done: list[int]
    positions: dict[int, dict[str, Any]]


def read_standing(*, user: User, course_pk: int | None = None) -> Standing:
    """Of the courses the person takes now, or of one. Two queries."""
    enrollments = Enrollment.objects.of_user(user).current()
    if course_pk is not None:
        enrollments = enrollments.filter(course=course_pk)
    done = ActivityCompletion.objects.filter(enrollment__in=enrollments).values_list("activity_id", flat=True)
    places = ActivityProgress.objects.filter(enrollment__in=enrollments).exclude(position="")
    return Standing(
        sorted(done),
        {place.activity_id: {"position": place.position, "at": place.seen_at.isoformat()} for place in places},
    )
