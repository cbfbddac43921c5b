"""Small pieces of the look: icons, local times, printed dates, sizes."""

from functools import lru_cache
from zoneinfo import ZoneInfo

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from lms.text import format_size

register = template.Library()
ZONE_NAMES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


@register.simple_tag
@lru_cache(maxsize=500)
def icon(name, label=""):
    """An icon of static/icons.svg; without a label it is decoration. A page has twenty, so they are kept."""
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"/></svg>', label, static("icons.svg"), name
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', static("icons.svg"), name)


@register.filter
def clock(moment, zone_name):
    """`09.00 WITA`: a moment in the office's time zone, the way Indonesia writes it."""
    local = timezone.localtime(moment, ZoneInfo(zone_name))
    return f"{local:%H.%M} {ZONE_NAMES.get(zone_name, '')}".strip()


@register.filter
def long_date(moment, zone_name=""):
    """`Kamis, 11 Juli 2024`; a datetime is first moved to `zone_name`."""
    if zone_name:
        moment = timezone.localtime(moment, ZoneInfo(zone_name))
    return date_format(moment, "l, j F Y")


@register.filter
def kilobytes(byte_count):
    """`88 KB`: what a download will cost."""
    return format_size(byte_count)
