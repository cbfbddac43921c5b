"""The page of an assignment and its form, without JavaScript, and the files of handed-in work."""

from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from courses.models import Submission, Upload
from courses.services.trainers import assign_trainer
from lms.files import private_files
from members.choices import Role
from tests.factories.assignments import AssignmentFactory, SubmissionFactory, UploadFactory
from tests.factories.courses import CourseFactory, EnrollmentFactory, ModuleFactory
from tests.factories.members import MemberFactory, UserFactory, assign_role


@pytest.fixture
def course(organization):
    return CourseFactory(organization=organization)


@pytest.fixture
def assignment(course):
    return AssignmentFactory(title="Poster posko", parent=ModuleFactory(parent=course))


@pytest.fixture
def enrollment(course, member):
    return EnrollmentFactory(course=course, member=member)


def address(assignment):
    return f"/belajar/tugas/{assignment.pk}/kumpulkan/"


def photo(kind="JPEG", size=(3000, 2000), **options):
    content = BytesIO()
    Image.new("RGB", size, "teal").save(content, kind, **options)
    return content.getvalue()


def text(response):
    return " ".join(response.content.decode().split())


def test_a_visitor_reads_and_is_asked_to_log_in(client, assignment):
    page = text(client.get(assignment.url))

    assert "Buat satu poster." in page
    assert "sampai 10" in page
    assert "Masuk dulu supaya tugas Anda bisa dikumpulkan" in page
    assert "data-tugas" not in page
    assert "assignment.js" not in page


def test_who_has_not_joined_is_asked_to(member_client, assignment):
    page = text(member_client.get(assignment.url))

    assert "Ikuti kursus ini dulu" in page
    assert "data-tugas" not in page


def test_a_learner_hands_in_text_and_photo_in_one_form(member_client, assignment, enrollment):
    files = [SimpleUploadedFile("poster.jpg", photo()), SimpleUploadedFile("naskah.txt", b"Posko buka.")]
    data = {"client_id": uuid4(), "text": "Ini poster saya.", "files": files}

    response = member_client.post(address(assignment), data)

    assert (response.status_code, response["Location"]) == (302, f"{assignment.url}#riwayat")
    work = Submission.objects.get()
    assert (work.text, work.enrollment) == ("Ini poster saya.", enrollment)
    assert {(file.name, file.file.name.rpartition(".")[2]) for file in work.files.all()} == {
        ("poster.jpg", "jpg"),
        ("naskah.txt", "txt"),
    }
    page = text(member_client.get(assignment.url))
    assert "Menunggu dinilai" in page
    assert "Ini poster saya." in page
    assert "data-tugas" not in page


def test_pressing_twice_hands_in_once(member_client, assignment, enrollment):
    data = {"client_id": uuid4(), "text": "Isi."}

    answers = [member_client.post(address(assignment), data).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert Submission.objects.count() == 1


REFUSED = {
    "kosong": ({"text": " "}, "Belum ada isinya"),
    "panjang": ({"text": "a" * 20_001}, "Paling panjang 20000 huruf"),
    "html": ({"text": "x", "files": SimpleUploadedFile("a.jpg", b"<html><script>1</script>")}, "tidak diterima"),
    "nol": ({"text": "x", "files": SimpleUploadedFile("a.txt", b"")}, "Berkas ini kosong"),
    "asing": ({"text": "x", "unggahan": "bukan-kunci"}, "Satu berkas tidak dikenal"),
    "tak ada": ({"text": "x", "unggahan": str(uuid4())}, "belum sampai seluruhnya"),
    "nol-nul": ({"text": "a\x00b"}, "Null characters"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_is_said_and_the_text_stays(member_client, assignment, enrollment, case):
    fields, words = REFUSED[case]
    for file in [value for value in fields.values() if isinstance(value, SimpleUploadedFile)]:
        file.seek(0)

    response = member_client.post(address(assignment), {"client_id": uuid4(), **fields})

    assert response.status_code == 400
    assert words in text(response) or case == "nol-nul"
    assert fields["text"][:50].strip("\x00") in response.content.decode() or case == "nol-nul"
    assert not Submission.objects.exists()


def test_too_many_and_too_large_files_are_refused(member_client, assignment, enrollment, settings):
    settings.ASSIGNMENT_FILE_COUNT, settings.ASSIGNMENT_FILE_LIMIT = 2, 20
    many = [SimpleUploadedFile(f"{n}.txt", b"ya") for n in range(3)]
    large = SimpleUploadedFile("besar.txt", b"a" * 21)

    answers = [
        text(member_client.post(address(assignment), {"client_id": uuid4(), "text": "x", "files": files}))
        for files in (many, large)
    ]

    assert "Paling banyak 2 berkas" in answers[0]
    assert "besar.txt terlalu besar" in answers[1]
    assert not Upload.objects.exists()


def test_the_script_gets_words_instead_of_a_page(client, member, assignment, enrollment):
    data = {"client_id": uuid4(), "text": "Isi."}
    options = {"headers": {"Accept": "application/json"}}

    logged_out = client.post(address(assignment), data, **options)
    client.force_login(member.user)
    empty = client.post(address(assignment), {**data, "text": ""}, **options)
    sent = client.post(address(assignment), data, **options)
    changed = client.post(address(assignment), {**data, "text": "Lain."}, **options)

    assert [row.status_code for row in (logged_out, empty, sent, changed)] == [401, 400, 200, 400]
    assert "masih ada di HP" in logged_out.json()["message"]
    assert "Belum ada isinya" in empty.json()["message"]
    assert "dengan isi lain" in changed.json()["message"]


def test_only_learners_of_the_course_hand_in(client, assignment, course):
    assert client.post(address(assignment)).url.startswith("/masuk/")
    client.force_login(MemberFactory(user=UserFactory()).user)

    assert client.post(address(assignment), {"text": "x"}).url == assignment.url
    assert not Submission.objects.exists()


def test_a_closed_assignment_is_not_there(member_client, assignment, enrollment):
    assignment.unpublish()

    assert member_client.post(address(assignment), {"text": "x"}).status_code == 404
    assert member_client.post(f"/belajar/tugas/{enrollment.course_id}/kumpulkan/", {"text": "x"}).status_code == 404


def test_returned_work_shows_the_answer_and_a_fresh_form(member_client, assignment, enrollment):
    rubric = [{"id": 1, "title": "Pesan", "points": 4, "highest": 10}]
    SubmissionFactory(
        enrollment=enrollment, assignment=assignment, status="returned", feedback="Perjelas jamnya.", rubric=rubric
    )

    page = text(member_client.get(assignment.url))

    assert "Perlu diperbaiki" in page
    assert page.count("Perjelas jamnya.") == 2
    assert "4 dari 10" in page
    assert "Kumpulkan perbaikan" in page
    assert f'data-tugas="{enrollment.pk}-{assignment.pk}-1"' in page


def test_accepted_work_needs_nothing_more(member_client, assignment, enrollment):
    SubmissionFactory(enrollment=enrollment, assignment=assignment, status="accepted")

    page = text(member_client.get(assignment.url))

    assert "Diterima dengan nilai 80" in page
    assert "data-tugas" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_as_often_for_one_try_as_for_three(
    member_client, assignment, enrollment, django_assert_max_num_queries, count
):
    for number in range(1, count + 1):
        work = SubmissionFactory(enrollment=enrollment, assignment=assignment, number=number, status="returned")
        UploadFactory(member=enrollment.member, assignment=assignment, submission=work)
    member_client.get(assignment.url)

    with django_assert_max_num_queries(QUERIES):
        member_client.get(assignment.url)


QUERIES = 13


def show(client, upload, query=""):
    return client.get(f"/belajar/tugas/berkas/{upload.pk}/{query}")


def test_files_go_to_their_owner_and_their_trainer_only(client, assignment, enrollment, course, organization):
    work = SubmissionFactory(enrollment=enrollment, assignment=assignment)
    handed = UploadFactory(member=enrollment.member, assignment=assignment, submission=work)
    waiting = UploadFactory(member=enrollment.member, assignment=assignment)
    half = UploadFactory(member=enrollment.member, assignment=assignment, received=2)
    trainer, idle = (assign_role(UserFactory(), Role.TRAINER, organization) for _ in range(2))
    assign_trainer(course=course, user=trainer)
    people = [enrollment.member.user, trainer, idle, MemberFactory(user=UserFactory()).user]

    seen = []
    for user in people:
        client.force_login(user)
        seen.append([show(client, file).status_code for file in (handed, waiting, half)])

    assert seen == [[200, 200, 404], [200, 404, 404], [404, 404, 404], [404, 404, 404]]
    client.logout()
    assert show(client, handed).status_code == 302


def test_files_are_never_run_by_a_browser(member_client, assignment, enrollment):
    picture = UploadFactory(member=enrollment.member, assignment=assignment, name="foto.jpg", content=photo())
    paper = UploadFactory(member=enrollment.member, assignment=assignment, name="surat\u202e.pdf", content=b"%PDF-1.4")

    shown, saved, sheet = (
        show(member_client, picture),
        show(member_client, picture, "?unduh"),
        show(member_client, paper),
    )

    for response in (shown, saved, sheet):
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert "no-store" in response["Cache-Control"]
    assert [row["Content-Disposition"].split(";")[0] for row in (shown, saved, sheet)] == [
        "inline",
        "attachment",
        "attachment",
    ]
    assert (shown["Content-Type"], sheet["Content-Type"]) == ("image/jpeg", "application/pdf")


def test_a_lost_file_is_not_found(member_client, assignment, enrollment):
    file = UploadFactory(member=enrollment.member, assignment=assignment)
    private_files().delete(file.file.name)

    assert show(member_client, file).status_code == 404
