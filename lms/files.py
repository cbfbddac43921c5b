"""Where uploaded files live that no address leads to, and how a file is sent piece by piece."""

import re
from collections.abc import Iterator
from typing import IO

from django.core.files.storage import Storage, storages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

CHUNK = 64 * 1024
RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def private_files() -> Storage:
    """Outside of MEDIA_ROOT and without addresses: only a view that has checked who asks hands such a file out."""
    return storages["private"]


def send_file(*, request: HttpRequest, file: IO[bytes], size: int, content_type: str) -> HttpResponseBase:
    """The file, or the piece of it that a player asks for (206), so that a broken line goes on where it stopped.

    A piece outside of the file answers 416. Nothing is compressed: pieces of a compressed stream fit nowhere.
    """
    request.META["HTTP_ACCEPT_ENCODING"] = ""
    wanted = read_range(request.headers.get("Range", ""), size)
    if wanted is not None and wanted[0] >= wanted[1]:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    start, end = wanted or (0, size)
    response = StreamingHttpResponse(pieces(file, start, end), content_type=content_type)
    response.headers["Content-Length"] = str(end - start)
    response.headers["Accept-Ranges"] = "bytes"
    if wanted is not None:
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return response


def read_range(header: str, size: int) -> tuple[int, int] | None:
    """Start and end (exclusive) of the piece asked for; None for the whole; start >= end: no such piece."""
    found = RANGE.fullmatch(header.strip()[:60])
    if found is None or not any(found.groups()):
        return None
    first, last = found.groups()
    if not first:
        return max(size - int(last), 0), size if int(last) else 0
    return int(first), min(int(last) + 1, size) if last else size


def pieces(file: IO[bytes], start: int, end: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        left = end - start
        while left > 0 and (chunk := file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
