"""What somebody hostile tries with handed-in work: scripts in every text, foreign keys, forged fields, silent looks."""

import logging
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from courses.models import Submission, Upload
from courses.services.trainers import assign_trainer, dismiss_trainer
from members.choices import Role
from tests.factories.assignments import AssignmentFactory, SubmissionFactory, UploadFactory
from tests.factories.courses import CourseFactory, EnrollmentFactory, ModuleFactory
from tests.factories.members import MemberFactory, UserFactory, assign_role

SCRIPT = "<script>alert(1)</script>"
QUOTES = "\"><img src=x onerror=alert(1)>'"


@pytest.fixture
def course(organization):
    return CourseFactory(organization=organization)


@pytest.fixture
def assignment(course):
    return AssignmentFactory(parent=ModuleFactory(parent=course))


@pytest.fixture
def enrollment(course, member):
    return EnrollmentFactory(course=course, member=member)


@pytest.fixture
def trainer(course, organization):
    user = assign_role(UserFactory(), Role.TRAINER, organization)
    assign_trainer(course=course, user=user)
    return user


def browser(user, **options):
    client = Client(**options)
    client.force_login(user)
    return client


@pytest.mark.parametrize("words", [SCRIPT, QUOTES])
def test_no_text_becomes_a_part_of_a_page(assignment, enrollment, trainer, words):
    """Answer, feedback, criterion, file name and the member's own name, before both readers."""
    assignment.criteria.update(title=words, description=words)
    enrollment.member.full_name = words
    enrollment.member.save()
    rubric = [{"id": 1, "title": words, "points": 1, "highest": 2}]
    first = SubmissionFactory(
        enrollment=enrollment, assignment=assignment, status="returned", text=words, feedback=words, rubric=rubric
    )
    second = SubmissionFactory(enrollment=enrollment, assignment=assignment, number=2, text=words)
    for work in (first, second):
        UploadFactory(member=enrollment.member, assignment=assignment, submission=work, name=f"{words[:60]}.txt")

    learner, marker = browser(enrollment.member.user), browser(trainer)
    pages = [
        learner.get(assignment.url),
        marker.get("/cms/tugas/"),
        marker.get(f"/cms/tugas/{second.pk}/"),
        marker.post(f"/cms/tugas/{second.pk}/", {"feedback": words, "decision": "terima"}),
        learner.post(f"/belajar/tugas/{assignment.pk}/kumpulkan/", {"client_id": uuid4(), "text": words}),
    ]

    assert [words in page.content.decode() for page in pages] == [False] * 5
    assert ["<img src=x" in page.content.decode() for page in pages] == [False] * 5


def test_forged_fields_change_nothing(assignment, enrollment, now):
    other = EnrollmentFactory(course=enrollment.course)
    forged = {
        "status": "accepted",
        "score": "100",
        "number": "9",
        "enrollment": other.pk,
        "submitted_at": "2001-01-01",
        "feedback": "Bagus!",
        "reviewed_at": "2001-01-01",
        "rubric": "[]",
    }

    browser(enrollment.member.user).post(
        f"/belajar/tugas/{assignment.pk}/kumpulkan/", {"client_id": uuid4(), "text": "Isi.", **forged}
    )

    work = Submission.objects.get()
    assert (work.enrollment, work.number, work.status, work.score) == (enrollment, 1, "submitted", None)
    assert (work.feedback, work.reviewed_at, work.submitted_at.year > 2001) == ("", None, True)


def test_a_foreign_file_is_not_handed_in_through_the_form(assignment, enrollment):
    foreign = UploadFactory(assignment=assignment)

    response = browser(enrollment.member.user).post(
        f"/belajar/tugas/{assignment.pk}/kumpulkan/", {"client_id": uuid4(), "text": "Isi.", "unggahan": foreign.pk}
    )

    assert response.status_code == 400
    assert Upload.objects.get().submission is None


def test_a_handed_in_file_takes_no_more_bytes(assignment, enrollment):
    work = SubmissionFactory(enrollment=enrollment, assignment=assignment)
    file = UploadFactory(member=enrollment.member, assignment=assignment, submission=work)

    response = browser(enrollment.member.user).patch(
        f"/belajar/tugas/unggahan/{file.pk}/",
        b"lain",
        content_type="application/offset+octet-stream",
        headers={"Upload-Offset": "0"},
    )

    assert (response.status_code, response["Upload-Offset"]) == (409, str(file.size))


def test_handing_in_makes_room_again(assignment, enrollment, settings):
    settings.UPLOAD_COUNT = 1
    client = browser(enrollment.member.user)
    file = UploadFactory(member=enrollment.member, assignment=assignment, created_at=timezone.now())
    headers = {
        "Upload-Length": "5",
        "Upload-Metadata": "filename YQ==,id MTIzNDU2NzgtMTIzNC00MTIzLTgxMjMtMTIzNDU2Nzg5YWJj",
    }

    full = client.post(f"/belajar/tugas/{assignment.pk}/berkas/", headers=headers)
    client.post(f"/belajar/tugas/{assignment.pk}/kumpulkan/", {"client_id": uuid4(), "text": "x", "unggahan": file.pk})
    free = client.post(f"/belajar/tugas/{assignment.pk}/berkas/", headers=headers)

    assert (full.status_code, free.status_code) == (429, 201)


def test_a_dismissed_trainer_is_out_at_once(assignment, enrollment, trainer, course):
    work = SubmissionFactory(enrollment=enrollment, assignment=assignment)
    file = UploadFactory(member=enrollment.member, assignment=assignment, submission=work)
    client = browser(trainer)
    addresses = [f"/cms/tugas/{work.pk}/", f"/belajar/tugas/berkas/{file.pk}/"]
    before = [client.get(address).status_code for address in addresses]

    dismiss_trainer(course=course, user=trainer)

    assert before == [200, 200]
    assert [client.get(address).status_code for address in addresses] == [404, 404]


@pytest.mark.parametrize(("role", "is_shown"), [(Role.TRAINER, True), (Role.OFFICER, True), (Role.VIEWER, False)])
def test_the_queue_is_for_those_who_mark(organization, role, is_shown):
    client = browser(assign_role(UserFactory(), role, organization))

    assert client.get("/cms/tugas/").status_code == (200 if is_shown else 404)
    assert ("Nilai tugas" in client.get("/cms/").content.decode()) == is_shown


def test_every_form_needs_its_token(assignment, enrollment, trainer):
    work = SubmissionFactory(enrollment=enrollment, assignment=assignment)
    learner, marker = (browser(user, enforce_csrf_checks=True) for user in (enrollment.member.user, trainer))

    assert learner.post(f"/belajar/tugas/{assignment.pk}/kumpulkan/", {"text": "x"}).status_code == 403
    assert marker.post(f"/cms/tugas/{work.pk}/", {"decision": "terima"}).status_code == 403


def test_nothing_personal_is_kept_by_caches_or_written_to_logs(assignment, enrollment, trainer, caplog):
    enrollment.member.full_name = "Maria Goreti Nahak"
    enrollment.member.save()
    client, marker = browser(enrollment.member.user), browser(trainer)
    file = SimpleUploadedFile("rahasia-maria.txt", b"Rumah Maria")

    with caplog.at_level(logging.DEBUG):
        answers = [
            client.post(
                f"/belajar/tugas/{assignment.pk}/kumpulkan/",
                {"client_id": uuid4(), "text": "Cerita Maria.", "files": file},
            ),
            client.get(assignment.url),
            marker.get("/cms/tugas/"),
            marker.get(f"/cms/tugas/{Submission.objects.get().pk}/"),
            marker.get(f"/belajar/tugas/berkas/{Upload.objects.get().pk}/"),
        ]

    shown = [row.getMessage() for row in caplog.records if not row.name.startswith("django.db")]
    assert [line for line in shown if "aria" in line] == []
    assert ["private" in answer["Cache-Control"] for answer in answers] == [True] * 5
    assert "Maria" not in Upload.objects.get().file.name


def test_names_do_not_break_out_of_the_header(assignment, enrollment):
    file = UploadFactory(member=enrollment.member, assignment=assignment, name='a"; filename="x.html.txt')

    response = browser(enrollment.member.user).get(f"/belajar/tugas/berkas/{file.pk}/?unduh")

    assert response["Content-Disposition"] == 'attachment; filename="a\\"; filename=\\"x.html.txt"'
    assert response["Content-Type"] == "text/plain; charset=utf-8"


def test_who_left_the_course_reads_and_hands_in_nothing(assignment, enrollment, now):
    enrollment.status, enrollment.withdrawn_at = "withdrawn", now
    enrollment.save()
    SubmissionFactory(enrollment=enrollment, assignment=assignment, status="returned", feedback="Perjelas.")

    page = browser(enrollment.member.user).get(assignment.url).content.decode()

    assert ("Ikuti kursus ini dulu" in page, "Perjelas." in page) == (True, False)


def test_a_member_without_an_account_link_is_led_to_the_course(assignment):
    response = browser(UserFactory()).post(f"/belajar/tugas/{assignment.pk}/kumpulkan/", {"text": "x"})

    assert (response.status_code, response["Location"]) == (302, assignment.url)


def test_another_member_of_the_course_sees_only_own_work(assignment, enrollment, course):
    SubmissionFactory(enrollment=enrollment, assignment=assignment, text="Milik orang pertama")
    other = EnrollmentFactory(course=course, member=MemberFactory(user=UserFactory()))

    page = browser(other.member.user).get(assignment.url).content.decode()

    assert ("Milik orang pertama" in page, "data-tugas" in page) == (False, True)
