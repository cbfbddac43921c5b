"""Small worlds made at random: merging loses nothing, and taking it back gives the very same rows."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from django.apps import apps

from bimtek.choices import AttendanceStatus, RegistrationStatus, TestKind
from bimtek.models import Attendance, TestScore
from courses.models import ActivityCompletion, ActivityScore
from members.choices import CodePurpose, ConsentPurpose, KimOffice
from members.models import Consent, ConsentText, LoginCode, Member, WalkOfLife
from members.services.merge_undo import undo_merge
from members.services.merges import merge_members, preview_merge
from quizzes.models import Attempt
from tests.factories.assignments import AssignmentFactory, SubmissionFactory, UploadFactory
from tests.factories.bimtek import EventFactory, RegistrationFactory, SlotFactory, SpeakerFactory
from tests.factories.certificates import CertificateFactory
from tests.factories.courses import (
    ActivityProgressFactory,
    CourseFactory,
    EnrollmentFactory,
    LessonFactory,
    ModuleFactory,
    ProgressEventFactory,
    ReminderFactory,
)
from tests.factories.members import KimFactory, KimMembershipFactory, MemberFactory, RegionFactory, UserFactory
from tests.factories.quizzes import QuizFactory

START = datetime(2024, 6, 1, tzinfo=UTC)
TABLES = [
    *["members.Member", "members.User", "members.KimMembership", "members.LoginCode", "members.Consent"],
    *["members.Member_walks_of_life", "courses.Enrollment", "courses.ActivityCompletion", "courses.ActivityScore"],
    *["courses.ActivityProgress", "courses.ProgressEvent", "courses.Reminder"],
    *["courses.Submission", "courses.Upload"],
    *["quizzes.Attempt", "bimtek.Registration", "bimtek.Attendance", "bimtek.TestScore", "bimtek.Speaker"],
    *["bimtek.AgendaSlot_speakers", "certificates.Certificate"],
]
GROWING = ["bimtek.RegistrationChange"]
WORLDS = range(25)


class World:
    """Shared things (courses, events, groups) and two entries that use them at random."""

    def __init__(self, seed, officer):
        self.random, self.officer = Random(seed), officer
        self.courses = [self.make_course() for _ in range(2)]
        self.events = [EventFactory() for _ in range(2)]
        self.slots = {event: [SlotFactory(event=event) for _ in range(2)] for event in self.events}
        self.kims = [KimFactory() for _ in range(2)]
        self.walks = [WalkOfLife.objects.create(name=f"Unsur {number}") for number in range(3)]
        self.text = ConsentText.objects.create(
            purpose=ConsentPurpose.LISTING, version=77, text="Boleh?", published_at=START
        )
        self.people = [self.make_person(number) for number in range(2)]

    def maybe(self, share=0.6):
        return self.random.random() < share

    def moment(self):
        return START + timedelta(hours=self.random.randrange(800))

    def make_course(self):
        course = CourseFactory()
        module = ModuleFactory(parent=course)
        lessons = [LessonFactory(parent=module) for _ in range(3)]
        quiz, self.assignment = (make(parent=module, is_required=False) for make in (QuizFactory, AssignmentFactory))
        return course, lessons, quiz

    def make_person(self, number):
        person = MemberFactory(
            full_name=f"Maria {number}",
            gender=self.random.choice(["", "P"]),
            phone=self.random.choice(["", f"+62812345678{number}0"]),
            region=self.random.choice([None, RegionFactory()]),
            is_minor=self.random.choice([None, True, False]),
            user=UserFactory(phone=self.random.choice([None, f"+62812345678{number}0"])) if self.maybe() else None,
        )
        person.walks_of_life.set(self.random.sample(self.walks, self.random.randrange(3)))
        for course in self.courses:
            self.learn(person, *course)
        for event in self.events:
            self.take_part(person, event)
        self.join(person)
        return person

    def learn(self, person, course, lessons, quiz):
        if not self.maybe(0.8):
            return
        status = self.random.choice(["active", "completed", "withdrawn"])
        enrollment = EnrollmentFactory(
            member=person,
            course=course,
            status=status,
            required_activity_ids=[lesson.pk for lesson in lessons],
            enrolled_at=self.moment(),
            completed_at=self.moment() if status == "completed" else None,
            withdrawn_at=self.moment() if status == "withdrawn" else None,
        )
        for lesson in lessons:
            if self.maybe():
                ActivityCompletion.objects.create(
                    enrollment=enrollment, activity=lesson, completed_at=self.moment(), is_counted=self.maybe(0.8)
                )
        if self.maybe():
            score = Decimal(self.random.randrange(101))
            ActivityScore.objects.create(enrollment=enrollment, activity=quiz, score=score, scored_at=self.moment())
        self.read(enrollment, lessons)
        for number in range(1, self.random.randrange(4)):
            self.try_quiz(person, enrollment, quiz, number)
        if quiz.get_parent() == self.assignment.get_parent():
            self.hand_in(person, enrollment)
        if self.maybe(0.3):
            CertificateFactory(registration=None, enrollment=enrollment, member=person)

    def read(self, enrollment, lessons):
        for lesson in lessons:
            if self.maybe():
                opened_at, seconds = self.moment(), self.random.randrange(900)
                ActivityProgressFactory(enrollment=enrollment, activity=lesson, opened_at=opened_at, seconds=seconds)
                ProgressEventFactory(enrollment=enrollment, activity=lesson, happened_at=opened_at, seconds=seconds)
        if self.maybe(0.3):
            ReminderFactory(enrollment=enrollment, handed_by=self.officer)

    def hand_in(self, person, enrollment):
        for number in range(1, self.random.randrange(3)):
            status = self.random.choice(["returned", "accepted"])
            work = SubmissionFactory(enrollment=enrollment, assignment=self.assignment, number=number, status=status)
            UploadFactory(member=person, assignment=self.assignment, submission=work)

    def try_quiz(self, person, enrollment, quiz, number):
        Attempt.objects.create(
            quiz=quiz,
            member=person,
            enrollment=enrollment,
            number=number,
            state="submitted",
            pass_mark=70,
            started_at=self.moment(),
            submitted_at=self.moment(),
            score=Decimal(50),
        )

    def take_part(self, person, event):
        if self.maybe(0.3):
            speaker = SpeakerFactory(event=event, member=person)
            self.slots[event][0].speakers.add(speaker)
        if not self.maybe(0.8):
            return
        status = self.random.choice(RegistrationStatus.values)
        seat = 1 + event.registrations.count() if status == RegistrationStatus.REGISTERED else None
        registration = RegistrationFactory(event=event, member=person, status=status, seat=seat)
        registration.changes.create(status=status, changed_at=START, changed_by=self.officer)
        for slot in self.slots[event]:
            if self.maybe():
                Attendance.objects.create(
                    slot=slot,
                    registration=registration,
                    status=self.random.choice(AttendanceStatus.values),
                    recorded_at=self.moment(),
                    recorded_by=self.officer,
                )
        if self.maybe():
            TestScore.objects.create(
                registration=registration,
                kind=TestKind.PRE,
                score=Decimal(self.random.randrange(101)),
                recorded_at=self.moment(),
                recorded_by=self.officer,
            )
        if self.maybe(0.3):
            CertificateFactory(registration=registration, member=person)

    def join(self, person):
        for kim in self.kims:
            if self.maybe():
                first = date(2020, 1, 1) + timedelta(days=self.random.randrange(1000))
                KimMembershipFactory(
                    kim=kim,
                    member=person,
                    starts_on=first,
                    ends_on=self.random.choice([None, first + timedelta(days=30)]),
                    office=self.random.choice(KimOffice.values),
                )
        if self.maybe():
            LoginCode.objects.create(
                member=person,
                purpose=CodePurpose.CARD,
                digest=f"{person.pk}",
                issued_by=self.officer,
                issued_at=START,
                expires_at=START + timedelta(days=90),
            )
        if self.maybe():
            given = self.moment()
            Consent.objects.create(
                member=person,
                purpose=ConsentPurpose.LISTING,
                text=self.text,
                method="paper",
                given_at=given,
                recorded_by=self.officer,
                withdrawn_at=self.random.choice([None, given + timedelta(days=1)]),
            )


def snapshot(labels=TABLES):
    return {label: list(apps.get_model(label)._base_manager.order_by("pk").values()) for label in labels}


def without_links(rows):
    return {label: len(found) for label, found in rows.items()}


@pytest.mark.parametrize("seed", WORLDS)
def test_merging_and_taking_back_gives_the_very_same_rows(officer, now, seed):
    world = World(seed, officer)
    kept, merged = world.people
    before, ledger = snapshot(), snapshot(GROWING)

    merge = merge_members(kept=kept, merged=merged, by=officer, now=now)
    between = snapshot()
    undone = undo_merge(merge=merge, by=officer, now=now + timedelta(days=3))

    added_walks = len(merge.before["walks_added"])
    lengths = without_links(before)
    lengths["members.Member_walks_of_life"] += added_walks
    assert without_links(between) == lengths
    assert snapshot() == before
    assert undone.before["left"] == 0
    old = {row["id"] for row in ledger[GROWING[0]]}
    assert [row for row in snapshot(GROWING)[GROWING[0]] if row["id"] in old] == ledger[GROWING[0]]


@pytest.mark.parametrize("seed", WORLDS)
def test_the_kept_entry_has_the_best_of_both(officer, now, seed):
    world = World(seed, officer)
    kept, merged = world.people
    seats = world_seats(world.people)
    presences, finished, scores = world_presences(world.people), world_finished(world.people), world_tries(world.people)
    certificates = list(kept.certificates.all()) + list(merged.certificates.all())

    merge_members(kept=kept, merged=merged, by=officer, now=now)

    assert world_seats([kept]) == seats
    assert world_presences([kept]) == presences
    assert finished <= world_finished([kept])
    assert world_tries([kept]) == scores
    assert set(kept.certificates.all()) == set(certificates)
    assert not merged.registrations.seated().exists()
    assert not [row for row in kept.attempts.all() if row.enrollment.member_id != kept.pk]


def world_seats(people):
    return {row.event_id for person in people for row in person.registrations.seated()}


def world_presences(people):
    rows = Attendance.objects.filter(registration__member__in=people, status=AttendanceStatus.PRESENT)
    return set(rows.values_list("slot_id", flat=True))


def world_finished(people):
    return {
        row.course_id for person in people for row in person.enrollments.current() if row.is_completed
    }  # fmt: skip


def world_tries(people):
    return sum(person.attempts.count() for person in people)


@pytest.mark.parametrize("seed", [3, 11, 19])
def test_the_preview_counts_what_the_merge_records(officer, now, seed):
    kept, merged = World(seed, officer).people

    preview = preview_merge(kept=kept, merged=merged, by=officer, now=now)
    merge = merge_members(kept=kept, merged=merged, by=officer, now=now)

    counted = sorted((kind.moved, kind.combined, kind.stayed) for kind in preview.kinds)
    assert counted == sorted(tuple(row) for row in merge.before["counts"].values())


@pytest.mark.parametrize("seed", [1, 2, 5, 8])
def test_a_chain_of_three_is_taken_back_to_the_same_rows(officer, now, seed):
    world = World(seed, officer)
    one, two = world.people
    three = world.make_person(3)
    before = snapshot()

    first = merge_members(kept=two, merged=one, by=officer, now=now)
    second = merge_members(kept=three, merged=two, by=officer, now=now)
    undo_merge(merge=second, by=officer, now=now)
    undo_merge(merge=first, by=officer, now=now)

    assert snapshot() == before
    assert Member.objects.current().count() == before_people(before)


def before_people(before):
    return sum(row["merged_into_id"] is None for row in before["members.Member"])
