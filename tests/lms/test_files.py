"""A file is sent whole or in the piece a player asks for."""

from io import BytesIO

import pytest
from django.test import RequestFactory

from lms.file_names import clean_file_name
from lms.files import CHUNK, read_range, send_file

CONTENT = bytes(range(100))


def ask(piece="", content=CONTENT):
    headers = {"Range": piece} if piece else {}
    request = RequestFactory().get("/x", headers={**headers, "Accept-Encoding": "gzip"})
    file = BytesIO(content)
    response = send_file(request=request, file=file, size=len(content), content_type="video/mp4")
    return request, file, response


def body(response):
    return b"".join(response.streaming_content)


def test_without_a_wish_the_whole_file_is_sent():
    _request, file, response = ask()

    assert (response.status_code, response["Content-Length"], response["Accept-Ranges"]) == (200, "100", "bytes")
    assert "Content-Range" not in response
    assert body(response) == CONTENT
    assert file.closed is True


@pytest.mark.parametrize(
    ("piece", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=10-19", 10, 20),
        ("bytes=90-", 90, 100),
        ("bytes=-5", 95, 100),
        ("bytes=-500", 0, 100),
        ("bytes=50-5000", 50, 100),
        (" bytes=99-99 ", 99, 100),
    ],
)
def test_a_piece_comes_with_its_place_in_the_file(piece, start, end):
    _request, _file, response = ask(piece)

    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {start}-{end - 1}/100"
    assert response["Content-Length"] == str(end - start)
    assert body(response) == CONTENT[start:end]


@pytest.mark.parametrize("piece", ["bytes=100-", "bytes=100-200", "bytes=20-10", "bytes=-0"])
def test_a_piece_that_is_not_there_names_the_size_and_closes_the_file(piece):
    _request, file, response = ask(piece)

    assert (response.status_code, response["Content-Range"], response.content) == (416, "bytes */100", b"")
    assert file.closed is True


@pytest.mark.parametrize("piece", ["bytes=-", "bytes=0-1,5-6", "lines=0-1", "bytes=a-b", "bytes=" + "9" * 80 + "-"])
def test_a_wish_nobody_understands_is_the_whole_file(piece):
    assert ask(piece)[2].status_code == 200


def test_a_piece_of_nothing_is_not_there():
    assert ask("bytes=0-", content=b"")[2].status_code == 416


def test_nothing_is_compressed_on_the_way():
    request, _file, _response = ask("bytes=0-1")

    assert request.META["HTTP_ACCEPT_ENCODING"] == ""


def test_a_large_piece_comes_in_chunks_and_ends_where_asked():
    content = b"a" * (2 * CHUNK) + b"bc"

    chunks = list(ask(f"bytes=1-{2 * CHUNK}", content=content)[2].streaming_content)

    assert [len(chunk) for chunk in chunks] == [CHUNK, CHUNK]
    assert chunks[-1][-1:] == b"b"


def test_a_file_cut_short_meanwhile_ends_without_waiting():
    request = RequestFactory().get("/x")
    response = send_file(request=request, file=BytesIO(b"abc"), size=100, content_type="video/mp4")

    assert body(response) == b"abc"


def test_the_start_of_a_piece_is_included_and_its_end_is_not():
    assert read_range("bytes=0-9", 100) == (0, 10)
    assert read_range("", 100) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("../../etc/passwd", "....etcpasswd"),
        ('daftar"; filename="x', "daftar filenamex"),
        ("a\r\nSet-Cookie: b", "a Set-Cookie b"),
        ("Namosain – 2024", "Namosain 2024"),
        ("...", ""),
    ],
)
def test_a_name_breaks_out_of_no_path_and_no_header(text, name):
    assert clean_file_name(text).strip(".") == name.strip(".")


def test_a_long_name_is_cut_without_a_dangling_space():
    assert clean_file_name("a" * 79 + " bcd") == "a" * 79
