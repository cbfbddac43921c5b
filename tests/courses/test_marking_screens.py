"""The trainer's queue without JavaScript: what waits, the mark, the next one, two trainers at once."""

from datetime import timedelta

import pytest

from courses.models import ActivityCompletion, Submission
from courses.services.marking import Mark, mark_submission
from courses.services.trainers import assign_trainer
from members.choices import Role
from tests.factories.assignments import NOW, AssignmentFactory, SubmissionFactory, UploadFactory
from tests.factories.courses import CourseFactory, EnrollmentFactory, ModuleFactory
from tests.factories.members import MemberFactory, UserFactory, assign_role


@pytest.fixture
def course(organization):
    return CourseFactory(title="Desain", organization=organization)


@pytest.fixture
def assignment(course):
    return AssignmentFactory(title="Poster", parent=ModuleFactory(parent=course))


@pytest.fixture
def trainer(course, organization):
    user = assign_role(
        UserFactory(username="pelatih", first_name="Ibu", last_name="Pelatih"), Role.TRAINER, organization
    )
    assign_trainer(course=course, user=user)
    return user


@pytest.fixture
def trainer_client(client, trainer):
    client.force_login(trainer)
    return client


def hand_in(assignment, name="Maria Nahak", **fields):
    course = assignment.get_parent().get_parent().specific
    enrollment = EnrollmentFactory(course=course, member=MemberFactory(full_name=name))
    return SubmissionFactory(assignment=assignment, enrollment=enrollment, **fields)


def page(client, address="/cms/tugas/"):
    return " ".join(client.get(address).content.decode().split())


def points(assignment, *values, **fields):
    keys = [f"points-{row.pk}" for row in assignment.criteria.all()]
    return dict(zip(keys, values, strict=True)) | fields


def test_an_empty_queue_says_so(trainer_client, assignment):
    assert "Tidak ada yang menunggu" in page(trainer_client)


def test_the_oldest_comes_first_and_is_counted(trainer_client, assignment, now):
    hand_in(assignment, "Baru", submitted_at=now)
    hand_in(assignment, "Lama", submitted_at=now - timedelta(days=3))
    hand_in(assignment, "Selesai", status="accepted")
    left = hand_in(assignment, "Berhenti")
    left.enrollment.status, left.enrollment.withdrawn_at = "withdrawn", now
    left.enrollment.save()

    waiting, marked = page(trainer_client), page(trainer_client, "/cms/tugas/?status=sudah")

    assert "2 kiriman menunggu dinilai" in waiting
    assert waiting.index("Lama") < waiting.index("Baru")
    assert [name in waiting for name in ("Selesai", "Berhenti")] == [False, False]
    assert ("Selesai" in marked, "Lama" in marked) == (True, False)


def test_filters_narrow_to_a_course_and_an_assignment(trainer_client, trainer, organization, assignment, course):
    other = AssignmentFactory(title="Naskah", parent=course.get_children().get())
    hand_in(assignment, "Satu")
    hand_in(other, "Dua")

    found = page(trainer_client, f"/cms/tugas/?tugas={other.pk}&kursus={course.pk}")

    assert ("Satu</b>" in found, "Dua</b>" in found) == (False, True)


def test_foreign_work_is_neither_listed_nor_offered(trainer_client, assignment):
    foreign = hand_in(AssignmentFactory(title="Rahasia"), "Orang Lain")

    listed = page(trainer_client, f"/cms/tugas/?tugas={foreign.assignment_id}")

    assert [word in listed for word in ("Orang Lain", "Rahasia")] == [False, False]
    assert trainer_client.get(f"/cms/tugas/{foreign.pk}/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_asks_as_often_for_one_as_for_three(trainer_client, assignment, django_assert_num_queries, count):
    for number in range(count):
        hand_in(assignment, f"Orang {number}")
    trainer_client.get("/cms/tugas/")

    with django_assert_num_queries(QUEUE_QUERIES):
        trainer_client.get("/cms/tugas/")


@pytest.mark.parametrize("count", [1, 3])
def test_one_piece_of_work_asks_as_often_with_three_files(trainer_client, assignment, django_assert_num_queries, count):
    work = hand_in(assignment)
    for number in range(count):
        UploadFactory(member=work.enrollment.member, assignment=assignment, submission=work, name=f"{number}.txt")
    trainer_client.get(f"/cms/tugas/{work.pk}/")

    with django_assert_num_queries(WORK_QUERIES):
        trainer_client.get(f"/cms/tugas/{work.pk}/")


QUEUE_QUERIES, WORK_QUERIES = 7, 7


def test_accepting_leads_to_the_next_one(trainer_client, trainer, assignment):
    first, second = hand_in(assignment, "Satu"), hand_in(assignment, "Dua")

    data = points(assignment, 9, 4, feedback="Bagus.", decision="terima")
    response = trainer_client.post(f"/cms/tugas/{first.pk}/", data)

    assert response["Location"] == f"/cms/tugas/{second.pk}/"
    first.refresh_from_db()
    assert (first.is_accepted, first.feedback, first.reviewed_by) == (True, "Bagus.", trainer)
    assert ActivityCompletion.objects.filter(enrollment=first.enrollment).count() == 1
    data = points(assignment, 1, 1, feedback="Perjelas.", decision="perbaiki")
    assert trainer_client.post(f"/cms/tugas/{second.pk}/", data)["Location"] == "/cms/tugas/"
    assert "Perjelas." in page(trainer_client, f"/cms/tugas/{second.pk}/")


WRONG = {
    "tanpa nilai": ({}, "Isi nilainya, 0 sampai 10."),
    "terlalu besar": ({0: 11, 1: 5}, "10"),
    "bukan angka": ({0: "sepuluh", 1: 5}, "Tulis bilangan bulat."),
    "di bawah nilai lulus": ({0: 5, 1: 2}, "di bawah nilai lulus 70%"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_mark_that_cannot_be_kept_keeps_the_words(trainer_client, assignment, case):
    given, words = WRONG[case]
    work = hand_in(assignment)
    keys = [f"points-{row.pk}" for row in assignment.criteria.all()]
    data = {keys[place]: value for place, value in given.items()}

    response = trainer_client.post(f"/cms/tugas/{work.pk}/", {**data, "feedback": "Kata saya.", "decision": "terima"})

    shown = response.content.decode()
    assert (response.status_code, words in shown, "Kata saya." in shown) == (400, True, True)
    assert Submission.objects.waiting().count() == 1


def test_sending_back_needs_words(trainer_client, assignment):
    work = hand_in(assignment)

    response = trainer_client.post(f"/cms/tugas/{work.pk}/", points(assignment, 1, 1, decision="perbaiki"))

    assert "Tulis apa yang perlu diperbaiki." in response.content.decode()


def test_the_second_trainer_is_told_and_overwrites_nothing(trainer_client, assignment, organization):
    work = hand_in(assignment)
    first = UserFactory(first_name="Pak", last_name="Duluan")
    keys = [row.pk for row in assignment.criteria.all()]
    mark_submission(submission=work, mark=Mark({keys[0]: 9, keys[1]: 5}, "Bagus.", True), by=first, now=NOW)

    data = points(assignment, 1, 1, feedback="Ulangi.", decision="perbaiki")
    response = trainer_client.post(f"/cms/tugas/{work.pk}/", data)

    shown = response.content.decode()
    assert "Pak Duluan sudah menilai kiriman ini lebih dulu" in shown
    assert "Ulangi." in shown
    work.refresh_from_db()
    assert (work.is_accepted, work.feedback, work.reviewed_by) == (True, "Bagus.", first)


def test_pressing_twice_is_one_mark(trainer_client, assignment):
    work = hand_in(assignment)
    data = points(assignment, 9, 4, feedback="Bagus.", decision="terima")

    answers = [trainer_client.post(f"/cms/tugas/{work.pk}/", data).status_code for _ in range(2)]

    assert answers == [302, 302]


def test_earlier_tries_stay_readable(trainer_client, assignment):
    first = hand_in(assignment, status="returned", text="Versi pertama", feedback="Perjelas jamnya.")
    second = SubmissionFactory(assignment=assignment, enrollment=first.enrollment, number=2, text="Versi kedua")

    shown = page(trainer_client, f"/cms/tugas/{second.pk}/")

    assert [words in shown for words in ("Versi pertama", "Versi kedua", "Perjelas jamnya.")] == [True] * 3
    assert "Versi kedua" not in page(trainer_client, f"/cms/tugas/{first.pk}/")
