"""Handed-in work as data about a person: shown, merged, erased, and thrown away when nobody hands it in."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from courses.models import Submission, Upload
from courses.services.trainers import assign_trainer
from lms.files import private_files
from members.choices import RetentionSubject, Role
from members.models import RetentionRule, Scope
from members.services.erasure import erase_member, preview_erasure
from members.services.merge_undo import undo_merge
from members.services.merges import MergeBlocked, merge_members
from members.services.retention import active_people, apply_retention, months_before, preview_retention
from members.services.subject_data import collect, show_value, subject_of
from tests.factories.assignments import AssignmentFactory, SubmissionFactory, UploadFactory
from tests.factories.courses import CourseFactory, EnrollmentFactory, ModuleFactory
from tests.factories.members import MemberFactory, OrganizationFactory, RegionFactory, UserFactory, assign_role

SECOND = timedelta(seconds=1)


@pytest.fixture
def assignment(db):
    return AssignmentFactory(title="Poster posko")


@pytest.fixture
def course(assignment):
    return assignment.get_parent().get_parent().specific


def hand_in(member, assignment, enrollment=None, **fields):
    course = assignment.get_parent().get_parent().specific
    enrollment = enrollment or EnrollmentFactory(member=member, course=course)
    return SubmissionFactory(enrollment=enrollment, assignment=assignment, **fields)


def test_data_saya_shows_text_answer_points_and_files(assignment, member):
    rubric = [{"id": 1, "title": "Pesan", "points": 8, "highest": 10}]
    work = hand_in(member, assignment, status="returned", feedback="Perjelas jamnya.", rubric=rubric)
    UploadFactory(member=member, assignment=assignment, submission=work, name="poster.jpg")
    UploadFactory(member=member, assignment=assignment, name="lama.jpg")

    [section] = [part for part in collect(subject=subject_of(member=member)) if part.key == "assignments"]
    entries = {
        entry.title: {fact.label: show_value(fact.value, "Asia/Makassar") for fact in [*entry.facts, *entry.details]}
        for entry in section.entries
    }

    assert entries["Poster posko, kiriman ke-1"] == {
        "Jawaban": "Posko di balai RW buka pukul delapan.",
        "Status": "perlu diperbaiki",
        "Dikumpulkan pada": "11 Juli 2024 10.00 WITA",
        "Nilai": "80",
        "Tanggapan": "Perjelas jamnya.",
        "Dinilai pada": "11 Juli 2024 10.00 WITA",
        "Berkas": "poster.jpg",
        "Pesan": "8/10",
    }
    assert entries["Berkas yang belum dikumpulkan: lama.jpg"]["Tugas"] == "Poster posko"


def test_merging_gives_the_moved_work_the_next_number(assignment, officer, now):
    kept, merged = MemberFactory(), MemberFactory()
    first = hand_in(kept, assignment, status="returned")
    second = hand_in(merged, assignment, status="returned")
    file = UploadFactory(member=merged, assignment=assignment, submission=second)

    merge = merge_members(kept=kept, merged=merged, by=officer, now=now)

    second.refresh_from_db()
    file.refresh_from_db()
    assert (second.enrollment, second.number, file.member) == (first.enrollment, 2, kept)
    undo_merge(merge=merge, by=officer, now=now)
    second.refresh_from_db()
    assert (second.enrollment.member, second.number) == (merged, 1)


@pytest.mark.parametrize(("status", "is_blocked"), [("submitted", True), ("returned", False)])
def test_two_waiting_for_one_assignment_stand_against_a_merge(assignment, officer, now, status, is_blocked):
    kept, merged = MemberFactory(), MemberFactory()
    hand_in(kept, assignment)
    hand_in(merged, assignment, status=status)
    hand_in(merged, AssignmentFactory())

    if is_blocked:
        with pytest.raises(MergeBlocked, match="belum dinilai"):
            merge_members(kept=kept, merged=merged, by=officer, now=now)
    else:
        merge_members(kept=kept, merged=merged, by=officer, now=now)

    assert Submission.objects.filter(enrollment__member=kept).count() == (1 if is_blocked else 3)


def test_what_somebody_left_behind_does_not_stand_against_a_merge(assignment, course, officer, now):
    kept, merged = MemberFactory(), MemberFactory()
    hand_in(kept, assignment)
    left = EnrollmentFactory(member=merged, course=course, status="withdrawn", withdrawn_at=now)
    hand_in(merged, assignment, left)

    merge_members(kept=kept, merged=merged, by=officer, now=now)

    assert Submission.objects.waiting().count() == 1


def erase(member, officer, now, capture):
    with capture(execute=True):
        erase_member(member=member, by=officer, now=now)


def test_erasing_takes_texts_and_files_and_keeps_the_score(
    assignment, member, officer, now, django_capture_on_commit_callbacks
):
    marked = hand_in(member, assignment, status="accepted", feedback="Bagus, Ibu Maria.")
    hand_in(member, assignment, marked.enrollment, number=2)
    names = [
        UploadFactory(member=member, assignment=assignment, submission=marked).file.name,
        UploadFactory(member=member, assignment=assignment).file.name,
    ]
    effects = {effect.label: (effect.gone, effect.kept) for effect in preview_erasure(member=member, now=now)}

    erase(member, officer, now, django_capture_on_commit_callbacks)

    assert (effects["Isi dan tanggapan tugas"], effects["Berkas tugas"]) == ((2, 0), (2, 0))
    assert effects["Nilai tugas"] == (0, 1)
    [row] = Submission.objects.all()
    assert (row.text, row.feedback, row.score) == ("", "", 80)
    assert Upload.objects.count() == 0
    assert [name for name in names if private_files().exists(name)] == []


@pytest.mark.parametrize(("later", "count"), [(-SECOND, 1), (timedelta(0), 0)])
def test_what_was_never_handed_in_goes_after_its_months(
    assignment, member, now, later, count, django_capture_on_commit_callbacks
):
    RetentionRule.objects.filter(subject=RetentionSubject.UNUSED_UPLOADS).update(is_active=True)
    moment = months_before(now, 1) + later
    lying = UploadFactory(member=member, assignment=assignment, created_at=moment, received=3)
    used = UploadFactory(
        member=member, assignment=assignment, created_at=moment, submission=hand_in(member, assignment)
    )

    with django_capture_on_commit_callbacks(execute=True):
        done = apply_retention(now=now)

    assert done == {"unused_uploads": count}
    assert private_files().exists(lying.file.name) == (count == 0)
    assert private_files().exists(used.file.name)


def test_an_empty_scope_throws_nothing_away(assignment, member, now):
    UploadFactory(member=member, assignment=assignment, created_at=months_before(now, 12))

    found = {row.rule.subject: row.count for row in preview_retention(scope=Scope(), now=now)}

    assert found["unused_uploads"] == 0


def test_who_hands_something_in_is_active(assignment, member, now):
    long_ago = months_before(now, 60)
    course = assignment.get_parent().get_parent().specific
    hand_in(member, assignment, EnrollmentFactory(member=member, course=course, enrolled_at=long_ago))

    keys = {pk for found in active_people(moment=now) for row in found for pk in row.values()}

    assert keys == {member.pk}


@pytest.fixture
def elsewhere(db):
    return OrganizationFactory(name="Dinas Serang", region=RegionFactory(code="36.73"))


def seen_by(user):
    return (Submission.objects.visible_to(user).count(), Upload.objects.visible_to(user).count())


def test_only_those_of_the_course_see_its_work(organization, elsewhere, member):
    course = CourseFactory(organization=organization)
    assignment = AssignmentFactory(parent=ModuleFactory(parent=course))
    work = hand_in(member, assignment)
    UploadFactory(member=member, assignment=assignment, submission=work)
    UploadFactory(member=member, assignment=assignment)
    trainer, idle = (assign_role(UserFactory(), Role.TRAINER, organization) for _ in range(2))
    assign_trainer(course=course, user=trainer)
    officer, admin = (assign_role(UserFactory(), role, organization) for role in (Role.OFFICER, Role.ADMIN))
    strangers = [assign_role(UserFactory(), role, elsewhere) for role in (Role.OFFICER, Role.ADMIN, Role.TRAINER)]
    viewer = assign_role(UserFactory(), Role.VIEWER, organization)

    allowed = [trainer, officer, admin, UserFactory(is_superuser=True)]
    refused = [idle, viewer, member.user, AnonymousUser(), UserFactory(is_superuser=True, is_active=False)]

    assert [seen_by(user) for user in allowed] == [(1, 1)] * 4
    assert [seen_by(user) for user in [*refused, *strangers]] == [(0, 0)] * 8
