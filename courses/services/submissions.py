"""Handing work in: waiting → returned → a second try, or accepted. docs/assignments.md draws the states."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from courses.choices import EnrollmentStatus, SubmissionStatus
from courses.models import AssignmentPage, Enrollment, Submission, Upload
from courses.services.order import refuse_locked
from courses.services.uploads import WholeFile, store_whole
from members.models import Member
from members.services.merges import standing_entry


class SubmissionRefused(Exception):
    """Base of every reason why nothing was handed in."""


class NotEnrolled(SubmissionRefused):
    """The enrollment is withdrawn or belongs to another course."""


class StillWaiting(SubmissionRefused):
    """The last try is not marked yet."""


class AlreadyAccepted(SubmissionRefused):
    """The work was accepted; there is nothing left to hand in."""


class NothingHandedIn(SubmissionRefused):
    """Neither text nor a file that this assignment takes."""


class TooManyFiles(SubmissionRefused):
    """More files than one submission may hold."""


class FileMissing(SubmissionRefused):
    """A file that was named has not arrived in full, or is not the member's own."""


class SentDifferently(SubmissionRefused):
    """This key was handed in before with another text; `submission` is what counts."""

    def __init__(self, submission: Submission) -> None:
        super().__init__(submission.pk)
        self.submission = submission


@transaction.atomic
def submit(
    *,
    enrollment: Enrollment,
    assignment: AssignmentPage,
    client_id: UUID,
    text: str,
    uploads: Sequence[UUID] = (),
    files: Sequence[WholeFile] = (),
    now: datetime,
) -> Submission:
    """Hand in a text and files: those sent before (`uploads`) and those of the form (`files`).

    The same `client_id` answers the same submission, however often it comes. Raise SubmissionRefused,
    order.ActivityLocked.
    """
    locked = lock_enrollment(enrollment)
    if locked.status == EnrollmentStatus.WITHDRAWN or not assignment.path.startswith(locked.course.path):
        raise NotEnrolled(enrollment)
    text = text.strip() if assignment.takes_text else ""
    known = Submission.objects.filter(client_id=client_id).first()
    if known is not None:
        return _same(known, locked, assignment, text)
    refuse_locked(activity=assignment, enrollment=locked)
    number = _next_number(locked, assignment)
    sent = _own_files(locked.member, assignment, uploads)
    _check_amount(text, len(sent) + len(files))
    try:
        with transaction.atomic():
            made = Submission.objects.create(
                enrollment=locked, assignment=assignment, client_id=client_id, number=number, text=text,
                submitted_at=now,
            )  # fmt: skip
    except IntegrityError as error:  # the key came from somebody else at the same moment
        raise NotEnrolled(client_id) from error
    new = [store_whole(member=locked.member, assignment=assignment, file=file, now=now) for file in files]
    Upload.objects.filter(pk__in=[upload.pk for upload in [*sent, *new]]).update(submission=made)
    return made


def lock_enrollment(enrollment: Enrollment) -> Enrollment:
    """The person first, as merging does: of one just merged, what their standing entry has of this course."""
    entry = standing_entry(member=Member.objects.get(enrollments=enrollment.pk))
    rows = Enrollment.objects.select_for_update(of=("self",)).select_related("course", "member").of_member(entry)
    found = rows.filter(pk=enrollment.pk).first() or rows.filter(course=enrollment.course_id).current().first()
    if found is None:
        raise NotEnrolled(enrollment)
    return found


def _same(known: Submission, enrollment: Enrollment, assignment: AssignmentPage, text: str) -> Submission:
    if (known.enrollment_id, known.assignment_id) != (enrollment.pk, assignment.pk):
        raise NotEnrolled(known.client_id)
    if known.text != text:
        raise SentDifferently(known)
    return known


def _next_number(enrollment: Enrollment, assignment: AssignmentPage) -> int:
    tries = Submission.objects.filter(enrollment=enrollment, assignment=assignment)
    last = tries.order_by("-number").first()
    if tries.filter(status=SubmissionStatus.SUBMITTED).exists():
        raise StillWaiting(enrollment.pk)
    if tries.filter(status=SubmissionStatus.ACCEPTED).exists():
        raise AlreadyAccepted(enrollment.pk)
    return last.number + 1 if last else 1


def _own_files(member: Member, assignment: AssignmentPage, keys: Sequence[UUID]) -> list[Upload]:
    if not keys or not assignment.takes_files:
        return []
    own = Upload.objects.select_for_update().of_member(member).unused().filter(assignment=assignment, pk__in=keys)
    found = [upload for upload in own if upload.is_ready]
    if len(found) != len(set(keys)):
        raise FileMissing(member.pk)
    return found


def _check_amount(text: str, file_count: int) -> None:
    if not text and not file_count:
        raise NothingHandedIn
    if file_count > settings.ASSIGNMENT_FILE_COUNT:
        raise TooManyFiles(file_count)
