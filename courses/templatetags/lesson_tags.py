"""The parts of a lesson's body: a block with the place a reader can come back to, and a picture."""

import re

from django import template
from django.utils.safestring import SafeString

from courses.services.pictures import draw

register = template.Library()
FIRST_TAG = re.compile(r"^\s*<[a-z][a-z0-9]*")


@register.simple_tag(takes_context=True)
def lesson_block(context, block):
    """The block's markup; its first element carries `id="b-…"` of the block's own id, kept by every publishing."""
    anchor = f"b-{block.id[:8]}" if block.id else ""
    html = block.render({**context.flatten(), "group": anchor})
    return SafeString(FIRST_TAG.sub(rf'\g<0> id="{anchor}"', html, count=1)) if anchor else html


@register.inclusion_tag("blocks/lesson_picture.html", takes_context=True)
def lesson_picture(context, image):
    """`<picture>` in AVIF and WebP; when the reader saves data, a link that says what it costs."""
    drawn = draw(image)
    return {"drawn": drawn, "alt": drawn.alt, "is_later": context.get("saves_data", False)}
