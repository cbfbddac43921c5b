"""Crests drawn for tests."""

import random
from io import BytesIO

from django.core.files.images import ImageFile
from wagtail.images.models import Image

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 100 120">'
SHIELD = (
    f'{HEAD}<defs><linearGradient id="g"><stop offset="0" stop-color="#0b4a48"/><stop offset="1" stop-color="#1a2455"/>'
    '</linearGradient><path id="p" fill="#e3a72f" d="M0 0h4v4h-4z"/></defs>'
    '<path fill="url(#g)" d="M5 5h90v70l-45 40-45-40z"/><use xlink:href="#p" x="48" y="50"/></svg>'
).encode()


def heavy_drawing(size=100 * 1024, seed=7):
    """An SVG of nearly `size` bytes, of points without any order, so that nothing compresses."""
    chance = random.Random(seed)
    parts = [HEAD.encode()]
    while sum(map(len, parts)) < size - 400:
        points = " ".join(f"{chance.random() * 100:.2f} {chance.random() * 120:.2f}" for _ in range(20))
        parts.append(f'<path fill="#{chance.randrange(0x1000000):06x}" d="M{points}z"/>'.encode())
    return b"".join([*parts, b"</svg>"])


def drawn_crest(organization, content=SHIELD):
    """Gives the office a crest that is an SVG."""
    file = ImageFile(BytesIO(content), name="lambang.svg")
    organization.crest = Image.objects.create(title="Lambang", file=file)
    organization.save()
    return organization.crest
