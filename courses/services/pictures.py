"""Pictures as learners get them: a small AVIF and WebP each, with their size; what was uploaded stays away."""

import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.safestring import SafeString
from PIL import features
from wagtail.blocks import StreamValue
from wagtail.images.models import AbstractImage, AbstractRendition, Picture
from wagtail.images.shortcuts import get_renditions_or_not_found
from wagtail.models import Page

from courses.models import ActivityPage
from lms.services import jobs

JOB = "courses.draw_pictures"
WIDTH = 720
"""Pixels: the 328 of a phone of 360 with two dots each, and the reading column of a computer."""
FORMATS = [*(["avif|avifquality-50"] if features.check("avif") else []), "webp|webpquality-65"]
SPECS = [f"preserve-svg|width-{WIDTH}|format-{form}" for form in FORMATS]
STORED_SPECS = [*(spec.removeprefix("preserve-svg|") for spec in SPECS), f"width-{WIDTH}"]
"""As Wagtail names them in its table; the last one is for SVG."""


@dataclass
class Drawn:
    """One picture, ready to be shown; the browser takes the first of `renditions` it understands."""

    renditions: dict[str, AbstractRendition]
    alt: str

    @property
    def markup(self) -> SafeString:
        """`<picture>` with width, height and alt; loaded only when the reader comes near."""
        picture = Picture(self.renditions, {"alt": self.alt, "loading": "lazy", "decoding": "async"})
        return SafeString(str(picture))

    @property
    def address(self) -> str:
        """What every browser understands."""
        return list(self.renditions.values())[-1].url

    @cached_property
    def byte_count(self) -> int:
        """What a phone of today loads: the AVIF, or an SVG as sent (compressed); 0 when the file is gone."""
        file = next(iter(self.renditions.values())).file
        try:
            if not file.name.endswith(".svg"):
                return file.size
            with file.storage.open(file.name) as opened:
                return len(gzip.compress(opened.read(), 6))
        except OSError:
            return 0


def draw(image: AbstractImage) -> Drawn:
    """The renditions of `image`, made now when nobody made them before."""
    alt = "" if getattr(image, "decorative", False) else (image.contextual_alt_text or image.default_alt_text)
    return Drawn(get_renditions_or_not_found(image, SPECS), alt)


def pictures_of(body: StreamValue) -> list[AbstractImage]:
    """Every picture of a body in reading order, galleries included; one shown twice is there twice."""
    return [image for block in body for image in images_in(block.block_type, block.value) if image]


def images_in(kind: str, value: Any) -> Iterator[AbstractImage | None]:
    if kind == "picture":
        yield value["image"]
    elif kind == "gallery":
        yield from (item["image"] for item in value)


def fetch_renditions(images: Iterable[AbstractImage]) -> None:
    """One query for all pictures, whatever their number."""
    images = list(images)
    if images:
        model = images[0].get_rendition_model()
        known = model.objects.filter(filter_spec__in=STORED_SPECS)
        prefetch_related_objects(images, Prefetch("renditions", known, to_attr="prefetched_renditions"))


def promise_pictures(*, page: Page, now: datetime) -> None:
    """After publishing: let the worker draw, so that the first reader does not wait."""
    body = getattr(page, "body", None)
    if isinstance(page, ActivityPage) and isinstance(body, StreamValue) and pictures_of(body):
        jobs.enqueue(kind=JOB, key=f"{page.pk}-{page.live_revision_id or 0}", now=now)


def draw_pictures(*, key: str, now: datetime) -> int:
    """Every rendition of a page, before the job's transaction; how many pictures there are. Safe to repeat."""
    page = ActivityPage.objects.live().filter(pk=int(key.partition("-")[0])).specific().first()
    images = pictures_of(page.body) if page is not None and hasattr(page, "body") else []
    fetch_renditions(images)
    for image in images:
        draw(image)
    return len(images)


def finish_drawing(*, key: str, now: datetime, prepared: int) -> None:
    """The drawing itself was `draw_pictures`."""


def register_picture_job() -> None:
    jobs.register(JOB, f"{__name__}.finish_drawing", prepare=f"{__name__}.draw_pictures")
