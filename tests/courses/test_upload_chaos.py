"""A line that drops, repeats, reorders and cuts: the file arrives once and whole. And handing in beside a merge."""

from random import Random
from threading import Barrier
from uuid import uuid4

import pytest

from courses.models import Submission, Upload
from courses.services.submissions import submit
from courses.services.uploads import TooLarge, WrongOffset, add_piece, begin_upload
from lms.files import private_files
from members.services.merges import MergeBlocked, merge_members
from tests.factories.assignments import AssignmentFactory, SubmissionFactory, UploadFactory
from tests.factories.courses import EnrollmentFactory
from tests.races import run_at_once

WORDS = ("Posko di balai RW buka pukul delapan. " * 120).encode()


class Line:
    """A phone behind a bad proxy: it only knows what came back to it."""

    def __init__(self, seed, upload, now):
        self.random, self.upload, self.now = Random(seed), upload, now
        self.offset, self.old, self.requests = 0, [], 0

    def send(self):
        offset = self.offset
        piece = WORDS[offset : offset + self.random.randrange(1, 700)]
        fate = self.random.choice(["arrives", "lost before", "lost after", "doubled", "late one first"])
        if fate == "late one first" and self.old:
            self.deliver(*self.random.choice(self.old))
        self.old.append((offset, piece))
        if fate == "lost before":
            return
        answer = self.deliver(offset, piece)
        if fate == "doubled":
            answer = self.deliver(offset, piece)
        if fate != "lost after":
            self.offset = answer

    def deliver(self, offset, piece):
        self.requests += 1
        try:
            return add_piece(upload=self.upload, offset=offset, piece=piece, now=self.now).received
        except WrongOffset as wrong:
            return wrong.received


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
def test_whatever_the_line_does_the_file_is_the_same(now, seed):
    upload = UploadFactory(content=WORDS, received=0)
    line = Line(seed, upload, now)

    while not Upload.objects.get().is_ready:
        line.send()
        assert line.requests < 2000

    stored = Upload.objects.get()
    assert private_files().open(stored.file.name).read() == WORDS
    assert (stored.received, Upload.objects.count()) == (len(WORDS), 1)


@pytest.mark.django_db
def test_a_piece_beyond_the_end_writes_nothing(now):
    upload = UploadFactory(content=WORDS, received=10)

    with pytest.raises(TooLarge):
        add_piece(upload=upload, offset=10, piece=WORDS, now=now)

    assert private_files().open(upload.file.name).read() == WORDS[:10]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_beginning_ten_times_at_once_begins_once(now):
    enrollment, key = EnrollmentFactory(), uuid4()
    assignment = AssignmentFactory()
    options = {
        "member": enrollment.member,
        "assignment": assignment,
        "key": key,
        "name": "a.txt",
        "size": 5,
        "now": now,
    }

    results = run_at_once([lambda: begin_upload(**options)] * 10)

    assert {getattr(result, "pk", result) for result in results} == {key}
    assert Upload.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_quota_holds_when_files_begin_at_once(now, settings):
    settings.UPLOAD_COUNT = 3
    enrollment, assignment = EnrollmentFactory(), AssignmentFactory()

    def begin():
        return begin_upload(member=enrollment.member, assignment=assignment, key=uuid4(), name="a.txt", size=5, now=now)

    results = run_at_once([begin] * 8)

    assert sorted(type(result).__name__ for result in results) == ["QuotaFull"] * 5 + ["Upload"] * 3


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_control_without_holding_the_person_the_quota_breaks(now, settings):
    """What holding the person is for: all count before any is written."""
    enrollment, assignment, counted = EnrollmentFactory(), AssignmentFactory(), Barrier(4)

    def begin():
        is_room = Upload.objects.of_member(enrollment.member).unused().count() < 3
        counted.wait(10)
        return is_room and UploadFactory(member=enrollment.member, assignment=assignment)

    run_at_once([begin] * 4)

    assert Upload.objects.count() == 4


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(3))
def test_handing_in_while_two_entries_become_one_loses_nothing(officer, now, turn):
    """Either the merge is first and the work belongs to the entry that stands, or two waiting stand against it."""
    assignment = AssignmentFactory()
    course = assignment.get_parent().get_parent().specific
    kept, merged = (EnrollmentFactory(course=course) for _ in range(2))
    SubmissionFactory(enrollment=kept, assignment=assignment)

    results = run_at_once(
        [
            lambda: merge_members(kept=kept.member, merged=merged.member, by=officer, now=now),
            lambda: submit(enrollment=merged, assignment=assignment, client_id=uuid4(), text="Isi.", now=now),
        ]
    )

    names = sorted(type(result).__name__ for result in results)
    assert names in (["MemberMerge", "StillWaiting"], [MergeBlocked.__name__, "Submission"])
    waiting = Submission.objects.waiting()
    assert waiting.count() == (1 if "StillWaiting" in names else 2)
    assert {row.enrollment.member.merged_into_id for row in waiting} == {None}
