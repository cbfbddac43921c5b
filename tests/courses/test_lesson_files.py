"""Files that lessons offer: who gets them, in pieces or whole, and that nothing in them runs."""

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.models import PageViewRestriction

from courses.models import LessonPage
from courses.services.trainers import picture_folder
from tests.courses.test_blocks import file
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db
CONTENT = bytes(range(256)) * 4


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def video(own_course):
    document = get_document_model()(title="Papan", file_size=len(CONTENT), collection=picture_folder(own_course))
    document.file.save("papan.mp4", ContentFile(CONTENT), save=False)
    document.save()
    return document


def body_with(document):
    value = {"title": "x", "file": document.pk, "address": "", "duration": "0:10", "transcript": "<p>x</p>"}
    return LessonPage._meta.get_field("body").stream_block.to_python([{"type": "video", "value": value}])


@pytest.fixture
def offered(own_lesson, video):
    """The file, in a published lesson."""
    own_lesson.body = body_with(video)
    own_lesson.save_revision().publish()
    return video


def test_everybody_gets_a_file_of_a_published_lesson(client, offered):
    answer = client.get(offered.url)

    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == CONTENT
    assert answer["Content-Type"] == "video/mp4"
    assert answer["Content-Length"] == str(len(CONTENT))
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "private" in answer["Cache-Control"]


def test_a_phone_that_has_it_loads_nothing(client, offered):
    etag = client.get(offered.url)["ETag"]

    assert client.get(offered.url, headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize(
    ("wanted", "piece"),
    [
        ("bytes=0-", (0, 1024)),
        ("bytes=0-0", (0, 1)),
        ("bytes=100-199", (100, 200)),
        ("bytes=1000-9999", (1000, 1024)),
        ("bytes=-24", (1000, 1024)),
        ("bytes=-9999", (0, 1024)),
    ],
)
def test_a_player_gets_the_piece_it_asks_for_uncompressed(client, offered, wanted, piece):
    answer = client.get(offered.url, headers={"Range": wanted, "Accept-Encoding": "gzip"})

    start, end = piece
    assert answer.status_code == 206
    assert b"".join(answer.streaming_content) == CONTENT[start:end]
    assert answer["Content-Range"] == f"bytes {start}-{end - 1}/1024"
    assert not answer.has_header("Content-Encoding")


@pytest.mark.parametrize("wanted", ["bytes=1024-", "bytes=5-2", "bytes=-0", "bytes=99999999999999999999-"])
def test_a_piece_that_is_not_there(client, offered, wanted):
    answer = client.get(offered.url, headers={"Range": wanted})

    assert (answer.status_code, answer["Content-Range"]) == (416, "bytes */1024")


@pytest.mark.parametrize("wanted", ["bytes=", "bytes=-", "items=0-1", "bytes=0-1,5-6", "bytes=a-b", "x" * 5000])
def test_what_is_no_range_gets_the_whole(client, offered, wanted):
    assert client.get(offered.url, headers={"Range": wanted}).status_code == 200


def test_documents_are_downloads_and_media_are_not(client, own_lesson, offered):
    paper = file("izin.pdf")
    value = {"title": "Izin", "file": paper.pk, "pages": None}
    own_lesson.body = LessonPage._meta.get_field("body").stream_block.to_python([{"type": "document", "value": value}])
    own_lesson.save_revision().publish()

    assert client.get(paper.url)["Content-Disposition"] == 'attachment; filename="izin.pdf"'
    assert client.get(offered.url).status_code == 404  # no longer in the lesson


def test_media_are_played_in_place(client, offered):
    assert client.get(offered.url)["Content-Disposition"].startswith("inline")


def test_a_file_nobody_published_is_absent_for_readers(client, video):
    assert client.get(video.url).status_code == 404


def test_a_draft_that_offers_a_file_does_not_publish_it(client, own_lesson, video):
    own_lesson.body = body_with(video)
    own_lesson.save_revision()

    assert client.get(video.url).status_code == 404


@pytest.mark.parametrize("closed", ["own_lesson", "own_module", "own_course"])
def test_a_closed_page_takes_its_files_along(client, request, offered, closed):
    request.getfixturevalue(closed).unpublish()

    assert client.get(offered.url).status_code == 404


def test_trainer_and_admin_of_the_course_see_unpublished_files(client, video, trainer):
    client.force_login(trainer)

    assert client.get(video.url).status_code == 200


def test_a_stranger_who_is_logged_in_does_not(client, video):
    client.force_login(UserFactory())

    assert client.get(video.url).status_code == 404


def test_a_trainer_of_nothing_here_does_not(client, video):
    other = UserFactory()
    other.groups.add(Group.objects.create(name="Pelatih kursus #999999"))
    client.force_login(other)

    assert client.get(video.url).status_code == 404


def test_a_restricted_lesson_restricts_its_files(client, own_lesson, offered):
    PageViewRestriction.objects.create(page=own_lesson, restriction_type=PageViewRestriction.LOGIN)

    assert client.get(offered.url).status_code == 404
    client.force_login(UserFactory())
    assert client.get(offered.url).status_code == 200


@pytest.mark.parametrize("address", ["/dokumen/{pk}/lain.mp4", "/dokumen/999999999999999999999/papan.mp4"])
def test_wrong_names_and_numbers_are_absent(client, offered, address):
    assert client.get(address.format(pk=offered.pk)).status_code == 404


def test_oddly_written_numbers_meet_the_same_rule(client, video):
    """Wagtail reads digits of other scripts, and answers behind our address."""
    digits = str(video.pk).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))

    assert client.get(f"/dokumen/{digits}/papan.mp4").status_code == 404


def test_a_file_gone_from_the_disk_is_absent(client, offered):
    offered.get_file_hash()
    offered.file.storage.delete(offered.file.name)

    assert client.get(offered.url).status_code == 404


def test_only_reading(client, offered):
    assert client.post(offered.url).status_code == 405
