"""Files in pieces by the tus protocol: begun once, resumed, checked when whole, bounded, foreign ones absent."""

import base64
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.test import Client
from PIL import Image

from courses.models import Upload
from courses.services.upload_files import write_piece
from courses.services.uploads import WrongOffset, add_piece, begin_upload, finish_upload, forget_expired
from lms.files import private_files
from tests.factories.assignments import AssignmentFactory, SubmissionFactory, UploadFactory
from tests.factories.courses import EnrollmentFactory
from tests.factories.members import MemberFactory, UserFactory
from tests.races import run_at_once

PIECE = "application/offset+octet-stream"
WORDS = b"Posko di balai RW buka pukul delapan.\n" * 20


@pytest.fixture
def assignment(db):
    return AssignmentFactory()


@pytest.fixture
def course(assignment):
    return assignment.get_parent().get_parent().specific


@pytest.fixture
def enrollment(course, member):
    return EnrollmentFactory(course=course, member=member)


def encoded(word):
    return base64.b64encode(word.encode()).decode()


def begin(client, assignment, key, size, name="catatan.txt", **headers):
    headers = {
        "Upload-Length": str(size),
        "Upload-Metadata": f"filename {encoded(name)},id {encoded(str(key))}",
        **headers,
    }
    return client.post(f"/belajar/tugas/{assignment.pk}/berkas/", headers=headers)


def send(client, key, offset, piece, **headers):
    return client.patch(
        f"/belajar/tugas/unggahan/{key}/", piece, content_type=PIECE, headers={"Upload-Offset": str(offset), **headers}
    )


def head(client, key):
    return client.head(f"/belajar/tugas/unggahan/{key}/")


def test_a_file_goes_up_in_pieces_and_is_whole(member_client, assignment, enrollment):
    key = uuid4()

    begun = begin(member_client, assignment, key, len(WORDS))
    first = send(member_client, key, 0, WORDS[:300])
    asked = head(member_client, key)
    last = send(member_client, key, 300, WORDS[300:])

    assert (begun.status_code, begun["Location"]) == (201, f"/belajar/tugas/unggahan/{key}/")
    assert (first.status_code, first["Upload-Offset"]) == (204, "300")
    assert (asked.status_code, asked["Upload-Offset"], asked["Upload-Length"]) == (200, "300", str(len(WORDS)))
    assert "no-store" in asked["Cache-Control"]
    assert last["Upload-Offset"] == str(len(WORDS))
    upload = Upload.objects.get()
    assert upload.file.name == f"uploads/{key}.txt"
    assert private_files().open(upload.file.name).read() == WORDS


def test_beginning_again_answers_where_it_stands(member_client, assignment, enrollment):
    key = uuid4()
    begin(member_client, assignment, key, len(WORDS))
    send(member_client, key, 0, WORDS[:100])

    again = begin(member_client, assignment, key, len(WORDS))

    assert (again.status_code, again["Upload-Offset"]) == (201, "100")
    assert Upload.objects.count() == 1


def test_a_piece_sent_twice_is_told_where_to_go_on(member_client, assignment, enrollment):
    key = uuid4()
    begin(member_client, assignment, key, len(WORDS))
    send(member_client, key, 0, WORDS[:100])

    again = send(member_client, key, 0, WORDS[:100])

    assert (again.status_code, again["Upload-Offset"]) == (409, "100")


def test_a_piece_that_was_written_but_never_noted_is_written_over(member_client, assignment, enrollment):
    key = uuid4()
    begin(member_client, assignment, key, len(WORDS))
    with private_files().open(Upload.objects.get().file.name, "r+b") as file:
        file.write(b"rusak" * 100)

    send(member_client, key, 0, WORDS)

    assert private_files().open(Upload.objects.get().file.name).read() == WORDS


def test_a_photo_loses_its_place_and_its_size(member_client, assignment, enrollment):
    exif = Image.Exif()
    exif[0x8825] = {1: "S", 2: (10.0, 10.0, 0.0)}
    exif[0x010F] = "Kamera Ibu Maria"
    content = BytesIO()
    Image.new("RGB", (3200, 1000), "teal").save(content, "JPEG", exif=exif)
    key, sent = uuid4(), content.getvalue()

    begin(member_client, assignment, key, len(sent), "foto.jpg")
    for offset in range(0, len(sent), 100_000):
        send(member_client, key, offset, sent[offset : offset + 100_000])

    upload = Upload.objects.get()
    kept = private_files().open(upload.file.name).read()
    with Image.open(BytesIO(kept)) as picture:
        assert (picture.size, dict(picture.getexif())) == ((1600, 500), {})
    assert b"Maria" not in kept
    assert (upload.size, upload.received) == (len(sent), len(sent))


def test_a_whole_file_that_was_never_checked_is_checked_later(assignment, enrollment, now):
    upload = begin_upload(
        member=enrollment.member, assignment=assignment, key=uuid4(), name="a.txt", size=len(WORDS), now=now
    )
    write_piece(upload, WORDS)
    Upload.objects.update(received=len(WORDS))
    upload.refresh_from_db()

    assert (upload.is_ready, finish_upload(upload=upload).is_ready) == (False, True)
    assert finish_upload(upload=Upload.objects.get()).is_ready


@pytest.mark.parametrize(
    "content", [b"<!doctype html><script>alert(1)</script>", b'<svg xmlns="x"/>', b"MZ\x90\x00\x03"]
)
def test_what_is_no_such_file_goes_at_once(
    member_client, assignment, enrollment, content, django_capture_on_commit_callbacks
):
    key = uuid4()
    begin(member_client, assignment, key, len(content), "foto.jpg")
    part = Upload.objects.get().file.name

    with django_capture_on_commit_callbacks(execute=True):
        response = send(member_client, key, 0, content)

    assert response.status_code == 422
    assert "Jenis berkas ini tidak diterima" in response.content.decode()
    assert not Upload.objects.exists()
    assert not private_files().exists(part)


def test_more_bytes_than_declared_are_refused(member_client, assignment, enrollment):
    key = uuid4()
    begin(member_client, assignment, key, 10)

    assert send(member_client, key, 0, b"a" * 11).status_code == 413
    assert head(member_client, key)["Upload-Offset"] == "0"


@pytest.mark.parametrize("size", ["0", "-1", "99999999", "1e3", "²", "", "9" * 30])
def test_sizes_that_make_no_sense_begin_nothing(member_client, assignment, enrollment, size):
    assert begin(member_client, assignment, uuid4(), size).status_code in {400, 413}
    assert not Upload.objects.exists()


@pytest.mark.parametrize("metadata", ["", "filename", "id !!!", "id YmVyYXM=", f"filename {'/' * 9},id x", "id\x00 x"])
def test_descriptions_that_make_no_sense_begin_nothing(member_client, assignment, enrollment, metadata):
    response = begin(member_client, assignment, uuid4(), 10, **{"Upload-Metadata": metadata})

    assert response.status_code == 400


def test_pieces_are_small(member_client, assignment, enrollment, settings):
    settings.ASSIGNMENT_PIECE_LIMIT = 100
    key = uuid4()
    begin(member_client, assignment, key, 500)

    assert send(member_client, key, 0, b"a" * 101).status_code == 413


def test_odd_pieces_are_refused(member_client, assignment, enrollment):
    key = uuid4()
    begin(member_client, assignment, key, 500)
    address = f"/belajar/tugas/unggahan/{key}/"

    assert member_client.patch(address, b"a", content_type="text/plain").status_code == 415
    assert send(member_client, key, "x", b"a").status_code == 400
    assert send(member_client, key, 0, b"a", **{"Tus-Resumable": "0.2.2"}).status_code == 412
    assert member_client.put(address).status_code == 405
    assert member_client.options(address)["Tus-Extension"] == "creation,expiration,termination"


def test_a_foreign_file_looks_absent(member_client, assignment, enrollment):
    key = uuid4()
    begin(member_client, assignment, key, 10)
    other = Client()
    other.force_login(EnrollmentFactory(course=enrollment.course, member=MemberFactory(user=UserFactory())).member.user)

    answers = [head(other, key), send(other, key, 0, b"a"), other.delete(f"/belajar/tugas/unggahan/{key}/")]

    assert [row.status_code for row in answers] == [404, 404, 404]
    assert begin(other, assignment, key, 10).status_code == 409
    assert Client().head(f"/belajar/tugas/unggahan/{key}/").status_code == 401
    assert head(member_client, key)["Upload-Offset"] == "0"


def test_only_learners_of_the_course_begin(member_client, assignment):
    assert begin(member_client, assignment, uuid4(), 10).status_code == 404


def test_a_key_with_another_size_is_another_file(member_client, assignment, enrollment):
    key = uuid4()
    begin(member_client, assignment, key, 10)

    assert begin(member_client, assignment, key, 11).status_code == 409


@pytest.mark.parametrize(("setting", "value"), [("UPLOAD_COUNT", 3), ("UPLOAD_BYTES", 30)])
def test_a_member_has_a_quota(member_client, assignment, enrollment, settings, setting, value):
    setattr(settings, setting, value)

    answers = [begin(member_client, assignment, uuid4(), 10).status_code for _ in range(5)]

    assert answers == [201, 201, 201, 429, 429]
    assert Upload.objects.count() == 3


def test_the_owner_takes_a_file_back_until_it_is_handed_in(
    member_client, assignment, enrollment, django_capture_on_commit_callbacks
):
    waiting = UploadFactory(member=enrollment.member, assignment=assignment)
    work = SubmissionFactory(enrollment=enrollment, assignment=assignment)
    handed = UploadFactory(member=enrollment.member, assignment=assignment, submission=work)

    with django_capture_on_commit_callbacks(execute=True):
        for upload in (waiting, handed):
            assert member_client.delete(f"/belajar/tugas/unggahan/{upload.pk}/").status_code == 204

    assert list(Upload.objects.all()) == [handed]
    assert not private_files().exists(waiting.file.name)


def test_a_file_left_lying_expires_and_is_swept(member_client, assignment, enrollment, now, settings):
    lying = UploadFactory(
        member=enrollment.member, assignment=assignment, received=3, created_at=now - timedelta(days=15)
    )
    fresh = UploadFactory(member=enrollment.member, assignment=assignment, created_at=now - timedelta(days=13))

    assert head(member_client, lying.pk).status_code == 410
    assert forget_expired(now=now) == 1
    assert list(Upload.objects.all()) == [fresh]


NAMES = {
    "../../etc/passwd": "passwd",
    "C:\\Users\\maria\\foto.jpg": "foto.jpg",
    "foto\u202egpj.exe": "fotogpj.exe",
    "a\x00b\r\n.txt": "ab.txt",
    "...": "berkas",
    "": "berkas",
    "x" * 300 + ".jpg": "x" * 114 + ".jpg",
}


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_names_lose_folders_and_hidden_letters(member_client, assignment, enrollment, name):
    begin(member_client, assignment, uuid4(), 10, name)

    upload = Upload.objects.get()
    assert (upload.name, upload.file.name) == (NAMES[name], f"uploads/{upload.pk}.part")


def test_sending_pieces_needs_the_token(member, assignment, enrollment):
    client = Client(enforce_csrf_checks=True)
    client.force_login(member.user)

    assert begin(client, assignment, uuid4(), 10).status_code == 403
    assert send(client, uuid4(), 0, b"a").status_code == 403


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_same_piece_ten_times_at_once_is_written_once(assignment, now):
    upload = UploadFactory(assignment=assignment, content=WORDS, received=0)

    results = run_at_once([lambda: add_piece(upload=upload, offset=0, piece=WORDS[:400], now=now)] * 10)

    assert sorted(type(result).__name__ for result in results) == ["Upload"] + ["WrongOffset"] * 9
    assert {result.received for result in results if isinstance(result, WrongOffset)} == {400}
    upload.refresh_from_db()
    assert upload.received == 400
