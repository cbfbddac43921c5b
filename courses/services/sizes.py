"""What a lesson costs on a line that is paid by the megabyte."""

import gzip
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from wagtail.blocks import StreamValue
from wagtail.images.models import AbstractImage

from courses.services.pictures import draw, fetch_renditions, pictures_of
from lms.services.kept import read_kept

PAGE_FRAME_BYTES = 3 * 1024
"""Header, outline and footer of a lesson page as sent (compressed); tests compare the sum with a real answer."""


@dataclass
class RenderedLesson:
    """`text_bytes` as sent (compressed) with the page around it; `picture_bytes` of all pictures, 0 without."""

    html: str
    text_bytes: int
    picture_bytes: int


@dataclass
class PictureCost:
    """One picture and the bytes a phone loads for it."""

    image: AbstractImage
    byte_count: int


def render_lesson(page: Any, *, saves_data: bool = False) -> RenderedLesson:
    """The body of a lesson or an assignment. With `saves_data` pictures are links with their bytes."""
    fetch_renditions(pictures_of(page.body))
    html = page.body.render_as_block({"page": page, "saves_data": saves_data})
    return RenderedLesson(html, count_text_bytes(html), count_picture_bytes(page.body))


def read_lesson(page: Any, *, saves_data: bool = False) -> RenderedLesson:
    """The same of a page as it is public, drawn once until a page, picture or document changes."""
    name = f"lesson-{page.pk}-{get_language()}-{saves_data}"
    return read_kept(name=name, make=lambda: render_lesson(page, saves_data=saves_data))


def count_text_bytes(html: str) -> int:
    return PAGE_FRAME_BYTES + len(gzip.compress(html.encode(), 6))


def count_picture_bytes(body: StreamValue) -> int:
    return sum(cost.byte_count for cost in measure_pictures(body))


def measure_pictures(body: StreamValue) -> list[PictureCost]:
    """Every picture once, in reading order: one shown twice is loaded once."""
    images = list({image.pk: image for image in pictures_of(body)}.values())
    fetch_renditions([image for image in images if not hasattr(image, "prefetched_renditions")])
    return [PictureCost(image, draw(image).byte_count) for image in images]


def count_media_bytes(body: StreamValue) -> int:
    """Own video, sound and documents of a body, which load only when somebody taps them."""
    files = {
        block.value.document.pk: block.value.byte_count
        for block in body
        if block.block_type in ("video", "audio", "document") and block.value.document
    }
    return sum(files.values())
