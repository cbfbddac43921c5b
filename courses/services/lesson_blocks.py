"""The blocks of a lesson as they come out of the templates, each with what it loads."""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.text import Truncator, capfirst
from wagtail.blocks import StreamValue

from courses.services.pictures import fetch_renditions, pictures_of
from courses.services.rendered_blocks import Rendered, file_bytes, read_rendered


@dataclass
class LessonBlock:
    """One block of the body: `number` counts from 1, `anchor` is its id in the page."""

    number: int
    block_id: str
    kind: str
    label: str
    value: Any
    rendered: Rendered
    picture_bytes: int = 0

    @property
    def anchor(self) -> str:
        return f"b-{self.block_id[:8]}"


def read_blocks(page: Any) -> list[LessonBlock]:
    fetch_renditions(pictures_of(page.body))
    return [read_block(number, block, page) for number, block in enumerate(page.body, start=1)]


def read_block(number: int, block: Any, page: Any) -> LessonBlock:
    rendered = read_rendered(block.render({"page": page, "saves_data": False}))
    block_id = str(block.id or "")
    label = block_label(block)
    cost = LessonBlock(number, block_id, block.block_type, label, block.value, rendered)
    cost.picture_bytes = file_bytes(rendered.pictures)
    return cost


def count_words(body: StreamValue) -> int:
    texts = body.stream_block.get_searchable_content(body)
    return sum(len(re.findall(r"[^\W_]+(?:[-'’][^\W_]+)*", str(text))) for text in texts)


def block_label(block: Any) -> str:
    """`Kotak pesan: “Tulis sumber …”`: the kind of the block and its first words."""
    kind = capfirst(str(block.block.label))
    texts = block.block.get_searchable_content(block.value)
    words = next((str(text).strip() for text in texts if str(text).strip()), "")
    return f"{kind}: “{Truncator(' '.join(words.split())).chars(40)}”" if words else kind
