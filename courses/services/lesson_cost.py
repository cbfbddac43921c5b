"""What a lesson costs a reader who pays by the megabyte: measured on the page that is really sent, draft or not."""

import gzip
import logging
from dataclasses import dataclass, field

from django.http import HttpRequest

from courses.models import LessonPage
from courses.services.lesson_advice import Advice, advise
from courses.services.lesson_blocks import count_words, read_blocks
from courses.services.rendered_blocks import file_bytes
from courses.services.sizes import count_picture_bytes

logger = logging.getLogger(__name__)
WORDS_PER_MINUTE = 110
"""Reading on a small screen: 500 to 900 words fill the 5 to 8 minutes a lesson should take."""


@dataclass
class Cost:
    """Bytes as sent (compressed). `full_bytes` is text and pictures, `saving_bytes` the page in "hemat data" mode;
    `tap_bytes` are films, sounds and documents, which only a tap loads and which neither contains.
    """

    text_bytes: int
    picture_bytes: int
    saving_bytes: int
    tap_bytes: int
    words: int
    minutes: int
    advice: list[Advice] = field(default_factory=list)

    @property
    def full_bytes(self) -> int:
        return self.text_bytes + self.picture_bytes


def measure_cost(page: LessonPage) -> Cost:
    """Of the page object at hand, so of a draft when it holds one; makes missing renditions, changes nothing else."""
    blocks = read_blocks(page)
    words = count_words(page.body)
    return Cost(
        text_bytes=sent_bytes(page, saves_data=False),
        picture_bytes=count_picture_bytes(page.body),
        saving_bytes=sent_bytes(page, saves_data=True),
        tap_bytes=file_bytes([address for block in blocks for address in block.rendered.files]),
        words=words,
        minutes=minutes_of(words),
        advice=advise(blocks=blocks, words=words, minutes=minutes_of(words), written_minutes=page.minutes),
    )


def measure_or_none(page: LessonPage) -> Cost | None:
    """None when a half-written draft cannot be drawn yet: the editor must open all the same, to mend it."""
    try:
        return measure_cost(page)
    except Exception as error:  # whatever a template makes of unfinished blocks
        logger.warning("Lesson %s cannot be measured: %s", page.pk, type(error).__name__)
        return None


def minutes_of(words: int) -> int:
    return max(1, round(words / WORDS_PER_MINUTE))


def sent_bytes(page: LessonPage, *, saves_data: bool) -> int:
    """Size of the page as a visitor gets it, compressed."""
    asking = HttpRequest()
    asking.META["HTTP_COOKIE"] = f"hemat={int(saves_data)}"
    response = page.make_preview_request(asking, page.default_preview_mode)
    return len(gzip.compress(response.content, 6))
