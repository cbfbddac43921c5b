"""Handing in and marking: numbers, repeats, refusals, points, what completes an activity."""

from decimal import Decimal
from threading import Barrier
from uuid import uuid4

import pytest

from courses.models import ActivityCompletion, ActivityScore, Submission, Upload
from courses.services.enrollments import withdraw
from courses.services.marking import AlreadyMarked, BelowPassMark, Mark, RubricChanged, mark_submission
from courses.services.progress import complete_activity
from courses.services.submissions import (
    AlreadyAccepted,
    FileMissing,
    NotEnrolled,
    NothingHandedIn,
    SentDifferently,
    StillWaiting,
    TooManyFiles,
    submit,
)
from courses.services.upload_kinds import CleanFile
from courses.services.uploads import WholeFile
from lms.files import private_files
from members.services.merges import merge_members
from tests.factories.assignments import AssignmentFactory, SubmissionFactory, UploadFactory
from tests.factories.courses import EnrollmentFactory
from tests.factories.members import UserFactory
from tests.races import run_at_once


@pytest.fixture
def assignment(db):
    return AssignmentFactory()


@pytest.fixture
def course(assignment):
    return assignment.get_parent().get_parent().specific


@pytest.fixture
def enrollment(course):
    return EnrollmentFactory(course=course)


def hand_in(enrollment, assignment, now, **fields):
    options = {"client_id": uuid4(), "text": "Posko buka pukul delapan.", **fields}
    return submit(enrollment=enrollment, assignment=assignment, now=now, **options)


def mark_of(assignment, *points, feedback="", is_accepted=True):
    keys = [row.pk for row in assignment.criteria.all()]
    return Mark(points=dict(zip(keys, points, strict=True)), feedback=feedback, is_accepted=is_accepted)


def test_the_first_try_waits(assignment, enrollment, now):
    file = UploadFactory(member=enrollment.member, assignment=assignment)

    work = hand_in(enrollment, assignment, now, text=" Isi. ", uploads=[file.pk])

    assert (work.number, work.text, work.is_waiting, work.submitted_at) == (1, "Isi.", True, now)
    assert list(work.files.all()) == [file]


def test_the_same_key_is_the_same_submission(assignment, enrollment, now):
    key = uuid4()
    first = hand_in(enrollment, assignment, now, client_id=key)

    assert hand_in(enrollment, assignment, now, client_id=key) == first
    with pytest.raises(SentDifferently):
        hand_in(enrollment, assignment, now, client_id=key, text="Lain.")
    assert Submission.objects.count() == 1


def test_a_key_of_somebody_else_is_not_answered(assignment, course, enrollment, now):
    key = hand_in(enrollment, assignment, now).client_id
    other = EnrollmentFactory(course=course)

    with pytest.raises(NotEnrolled):
        hand_in(other, assignment, now, client_id=key)


def test_a_second_try_needs_a_return(assignment, enrollment, now):
    first = hand_in(enrollment, assignment, now)
    with pytest.raises(StillWaiting):
        hand_in(enrollment, assignment, now)
    mark_submission(
        submission=first, mark=mark_of(assignment, 2, 1, feedback="Lagi.", is_accepted=False), by=UserFactory(), now=now
    )

    second = hand_in(enrollment, assignment, now)

    assert (second.number, second.is_waiting) == (2, True)
    first.refresh_from_db()
    assert first.is_returned


def test_accepted_work_is_not_handed_in_again(assignment, enrollment, now):
    SubmissionFactory(enrollment=enrollment, assignment=assignment, status="accepted")

    with pytest.raises(AlreadyAccepted):
        hand_in(enrollment, assignment, now)


def test_something_must_be_handed_in(assignment, enrollment, now):
    with pytest.raises(NothingHandedIn):
        hand_in(enrollment, assignment, now, text=" \n ")


def test_only_what_the_assignment_takes_is_kept(course, enrollment, now):
    module = course.get_children().get()
    texts = AssignmentFactory(parent=module, takes_files=False)
    photos = AssignmentFactory(parent=module, takes_text=False)
    file = UploadFactory(member=enrollment.member, assignment=texts)

    assert hand_in(enrollment, texts, now, uploads=[file.pk]).files.count() == 0
    with pytest.raises(NothingHandedIn):
        hand_in(enrollment, photos, now)


def foreign(enrollment, assignment):
    return UploadFactory(assignment=assignment)


def of_another_assignment(enrollment, assignment):
    return UploadFactory(member=enrollment.member, assignment=AssignmentFactory())


def half_there(enrollment, assignment):
    return UploadFactory(member=enrollment.member, assignment=assignment, received=3)


def already_used(enrollment, assignment):
    return UploadFactory(
        member=enrollment.member, assignment=assignment, submission=SubmissionFactory(assignment=assignment)
    )


@pytest.mark.parametrize("make", [foreign, of_another_assignment, half_there, already_used])
def test_files_are_own_whole_and_unused(assignment, enrollment, now, make):
    file = make(enrollment, assignment)

    with pytest.raises(FileMissing):
        hand_in(enrollment, assignment, now, uploads=[file.pk])

    assert not Submission.objects.filter(enrollment=enrollment).exists()


def test_the_number_of_files_is_bounded(assignment, enrollment, now, settings):
    settings.ASSIGNMENT_FILE_COUNT = 2
    files = [WholeFile(f"{n}.txt", 2, CleanFile(b"ya", "txt")) for n in range(3)]

    with pytest.raises(TooManyFiles):
        hand_in(enrollment, assignment, now, files=files)
    work = hand_in(enrollment, assignment, now, files=files[:2])

    assert sorted(work.files.values_list("name", flat=True)) == ["0.txt", "1.txt"]
    assert all(private_files().exists(file.file.name) for file in work.files.all())


def test_who_left_hands_nothing_in(assignment, enrollment, now):
    withdraw(enrollment=enrollment, now=now)

    with pytest.raises(NotEnrolled):
        hand_in(enrollment, assignment, now)


def test_another_course_takes_nothing(enrollment, now):
    with pytest.raises(NotEnrolled):
        hand_in(enrollment, AssignmentFactory(), now)


def test_a_merged_entry_hands_in_for_the_one_that_stands(assignment, course, enrollment, officer, now):
    kept = EnrollmentFactory(course=course)
    merge_members(kept=kept.member, merged=enrollment.member, by=officer, now=now)

    assert hand_in(enrollment, assignment, now).enrollment == kept


def test_accepting_completes_scores_and_freezes_the_rubric(assignment, enrollment, now):
    trainer, work = UserFactory(), hand_in(enrollment, assignment, now)

    marked = mark_submission(submission=work, mark=mark_of(assignment, 8, 4), by=trainer, now=now)
    assignment.criteria.update(title="Diganti")

    marked.refresh_from_db()
    assert (marked.score, marked.is_accepted, marked.reviewed_by, marked.reviewed_at) == (80, True, trainer, now)
    assert [(row["title"], row["points"], row["highest"]) for row in marked.rubric] == [
        ("Pesan", 8, 10),
        ("Tata letak", 4, 5),
    ]
    assert ActivityCompletion.objects.get().activity_id == assignment.pk
    assert ActivityScore.objects.get().score == 80


def test_returning_records_the_score_and_completes_nothing(assignment, enrollment, now):
    work = hand_in(enrollment, assignment, now)

    mark_submission(
        submission=work, mark=mark_of(assignment, 5, 2, feedback="Lagi.", is_accepted=False), by=UserFactory(), now=now
    )

    assert not ActivityCompletion.objects.exists()
    assert ActivityScore.objects.get().score == Decimal("46.67")


def test_a_return_takes_no_completion_back(assignment, enrollment, now):
    work = hand_in(enrollment, assignment, now)
    complete_activity(enrollment=enrollment, activity=assignment, now=now)

    mark_submission(
        submission=work, mark=mark_of(assignment, 0, 0, feedback="Lagi.", is_accepted=False), by=UserFactory(), now=now
    )

    assert ActivityCompletion.objects.count() == 1


def test_the_best_score_stays(assignment, enrollment, now):
    for points, is_accepted in [((6, 3), False), ((2, 1), False), ((10, 5), True)]:
        work = hand_in(enrollment, assignment, now)
        mark = mark_of(assignment, *points, feedback="x", is_accepted=is_accepted)
        mark_submission(submission=work, mark=mark, by=UserFactory(), now=now)

    assert ActivityScore.objects.get().score == 100
    assert list(Submission.objects.order_by("number").values_list("score", flat=True)) == [60, 20, 100]


@pytest.mark.parametrize(("own_mark", "is_enough"), [(None, False), (60, True), (90, False)])
def test_the_pass_mark_is_the_one_the_learner_started_under(assignment, enrollment, now, own_mark, is_enough):
    if own_mark is not None:
        enrollment.pass_marks = {str(assignment.pk): own_mark}
        enrollment.save()
    work = hand_in(enrollment, assignment, now)

    if is_enough:
        mark_submission(submission=work, mark=mark_of(assignment, 6, 3), by=UserFactory(), now=now)
    else:
        with pytest.raises(BelowPassMark) as refusal:
            mark_submission(submission=work, mark=mark_of(assignment, 6, 3), by=UserFactory(), now=now)
        assert (refusal.value.score, refusal.value.mark) == (60, own_mark or 70)

    assert ActivityCompletion.objects.exists() == is_enough


def test_the_same_mark_twice_changes_nothing_and_another_is_refused(assignment, enrollment, now):
    trainer, work = UserFactory(), hand_in(enrollment, assignment, now)
    mark = mark_of(assignment, 8, 4, feedback="Bagus.")
    mark_submission(submission=work, mark=mark, by=trainer, now=now)

    again = mark_submission(submission=work, mark=mark, by=trainer, now=now)
    for other, by in [(mark_of(assignment, 9, 4, feedback="Bagus."), trainer), (mark, UserFactory())]:
        with pytest.raises(AlreadyMarked):
            mark_submission(submission=work, mark=other, by=by, now=now)

    assert (again.score, again.reviewed_by) == (80, trainer)


@pytest.mark.parametrize("points", [(11, 0), (-1, 0)])
def test_points_stay_inside_the_criterion(assignment, enrollment, now, points):
    work = hand_in(enrollment, assignment, now)

    with pytest.raises(RubricChanged):
        mark_submission(submission=work, mark=mark_of(assignment, *points), by=UserFactory(), now=now)


def test_a_rubric_that_changed_meanwhile_is_looked_at_again(assignment, enrollment, now):
    work, mark = hand_in(enrollment, assignment, now), mark_of(assignment, 8, 4)
    assignment.criteria.last().delete()

    with pytest.raises(RubricChanged):
        mark_submission(submission=work, mark=mark, by=UserFactory(), now=now)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_ten_presses_at_once_hand_in_once(assignment, enrollment, now):
    key = uuid4()

    results = run_at_once([lambda: hand_in(enrollment, assignment, now, client_id=key)] * 10)

    assert {result.pk for result in results} == {Submission.objects.get().pk}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_ten_keys_at_once_leave_one_waiting(assignment, enrollment, now):
    results = run_at_once([lambda: hand_in(enrollment, assignment, now)] * 10)

    assert sorted(type(result).__name__ for result in results) == ["StillWaiting"] * 9 + ["Submission"]
    assert Submission.objects.get().number == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_trainers_at_once_overwrite_nothing(assignment, enrollment, now):
    work, trainers = hand_in(enrollment, assignment, now), [UserFactory() for _ in range(4)]
    marks = [mark_of(assignment, 7 + place % 2, 5, feedback=f"{place}") for place in range(4)]

    results = run_at_once(
        [
            lambda place=place: mark_submission(submission=work, mark=marks[place], by=trainers[place], now=now)
            for place in range(4)
        ]
    )

    winners = [place for place, result in enumerate(results) if isinstance(result, Submission)]
    assert [type(result) for result in results].count(AlreadyMarked) == 3
    work.refresh_from_db()
    assert [(work.reviewed_by, work.feedback)] == [(trainers[place], str(place)) for place in winners]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_the_second_trainer_overwrites_the_first(assignment, enrollment, now):
    """What the lock is for: both read "waiting", both write."""
    work, both = hand_in(enrollment, assignment, now), Barrier(2)

    def mark(words):
        row = Submission.objects.get(pk=work.pk)
        assert row.is_waiting
        both.wait(10)
        row.feedback, row.status, row.score, row.reviewed_at = words, "accepted", 80, now
        row.save()
        return words

    assert set(run_at_once([lambda: mark("satu"), lambda: mark("dua")])) == {"satu", "dua"}


def test_files_of_a_refused_hand_in_wait_on(assignment, enrollment, now):
    file = UploadFactory(member=enrollment.member, assignment=assignment)
    hand_in(enrollment, assignment, now)

    with pytest.raises(StillWaiting):
        hand_in(enrollment, assignment, now, uploads=[file.pk])

    assert list(Upload.objects.unused()) == [file]
