"""What a learner sees of an assignment, and what a trainer sees of the work that waits."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet
from wagtail.query import PageQuerySet

from courses.choices import SubmissionStatus
from courses.models import AssignmentPage, CoursePage, Enrollment, Submission, Upload
from courses.services.rules import mark_of
from courses.services.upload_kinds import is_picture
from members.models import User


@dataclass
class FileLine:
    upload: Upload

    @property
    def is_picture(self) -> bool:
        return is_picture(str(self.upload.file.name))


@dataclass
class Work:
    """One try with its files; `percent` of the mark it needed."""

    submission: Submission
    files: list[FileLine]


@dataclass
class Desk:
    """An assignment as one learner sees it, newest try first; `pass_mark` is the one of their enrollment."""

    assignment: AssignmentPage
    enrollment: Enrollment | None
    pass_mark: int
    criteria: list
    tries: list[Work] = field(default_factory=list)

    @property
    def last(self) -> Submission | None:
        return self.tries[0].submission if self.tries else None

    @property
    def can_hand_in(self) -> bool:
        return self.enrollment is not None and (self.last is None or self.last.is_returned)


def read_desk(*, assignment: AssignmentPage, enrollment: Enrollment | None) -> Desk:
    """Two queries with an enrollment and a try, one without a try."""
    pass_mark = mark_of(enrollment=enrollment, activity=assignment) if enrollment else assignment.pass_mark
    criteria = list(assignment.criteria.all())
    tries = read_works(Submission.objects.filter(enrollment=enrollment, assignment=assignment)) if enrollment else []
    return Desk(assignment, enrollment, pass_mark, criteria, tries)


def read_works(submissions: QuerySet[Submission]) -> list[Work]:
    """Newest first, with their files."""
    rows = submissions.order_by("-number").prefetch_related("files")
    return [Work(row, [FileLine(upload) for upload in row.files.all()]) for row in rows]


@dataclass
class MarkingDesk:
    """One piece of work before its trainer; `earlier` are the tries before it, newest first."""

    work: Work
    earlier: list[Work]
    pass_mark: int
    criteria: list


def read_marking_desk(*, submission: Submission) -> MarkingDesk:
    rows = Submission.objects.filter(
        enrollment=submission.enrollment_id, assignment=submission.assignment_id, number__lte=submission.number
    )
    first, *earlier = read_works(rows)
    criteria = list(submission.assignment.criteria.all())
    pass_mark = mark_of(enrollment=submission.enrollment, activity=submission.assignment)
    return MarkingDesk(first, earlier, pass_mark, criteria)


def next_waiting(*, user: User, after: Submission) -> Submission | None:
    """The oldest piece of work that still waits for somebody like this trainer; None when nothing does."""
    return Submission.objects.visible_to(user).waiting().exclude(pk=after.pk).order_by("submitted_at", "pk").first()


def queue(*, user: User, course: CoursePage | None, assignment: AssignmentPage | None, is_marked: bool) -> QuerySet:
    """Oldest first what waits, newest first what is marked."""
    rows = Submission.objects.visible_to(user).with_learner()
    rows = rows.exclude(status=SubmissionStatus.SUBMITTED) if is_marked else rows.waiting()
    rows = rows.filter(enrollment__course=course) if course else rows
    rows = rows.filter(assignment=assignment) if assignment else rows
    return rows.order_by("-reviewed_at", "-pk") if is_marked else rows.order_by("submitted_at", "pk")


def marked_courses(user: User) -> PageQuerySet:
    """Courses with work the user may mark."""
    return CoursePage.objects.filter(
        pk__in=Submission.objects.visible_to(user).values("enrollment__course_id")
    ).order_by("path")


def marked_assignments(user: User) -> PageQuerySet:
    return AssignmentPage.objects.filter(pk__in=Submission.objects.visible_to(user).values("assignment_id")).order_by(
        "path"
    )


def days_waiting(submission: Submission, now: datetime) -> int:
    return max((now - submission.submitted_at).days, 0)
