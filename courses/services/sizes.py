"""What a lesson costs on a line that is paid by the megabyte."""

import gzip
from dataclasses import dataclass

from wagtail.blocks import StreamValue

from courses.models import LessonPage

PAGE_FRAME_BYTES = 3 * 1024
"""Header, outline and footer of a lesson page as sent (compressed); tests compare the sum with a real answer."""

PICTURE_FILTER = "width-800|format-webp|webpquality-70"


@dataclass
class RenderedLesson:
    """`text_bytes` as sent (compressed) with the page around it; `picture_bytes` of all pictures, 0 without."""

    html: str
    text_bytes: int
    picture_bytes: int


def render_lesson(page: LessonPage) -> RenderedLesson:
    html = page.body.render_as_block()
    return RenderedLesson(html, PAGE_FRAME_BYTES + len(gzip.compress(html.encode(), 6)), count_picture_bytes(page.body))


def count_picture_bytes(body: StreamValue) -> int:
    images = [block.value["image"] for block in body if block.block_type == "picture"]
    return sum(image.get_rendition(PICTURE_FILTER).file.size for image in images if image)
