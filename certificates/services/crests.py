"""The crest as it is printed: small, flat, kept under its hash."""

import hashlib
from datetime import datetime
from io import BytesIO

from PIL import Image, UnidentifiedImageError

from certificates.models import PrintedAsset
from lms.printed_drawings import refuse_for_print
from members.models import Organization

PAPER = "#fffdf8"
LARGEST = (360, 420)
"""Pixels for a crest 15 mm wide and 17 mm high: about 600 dpi."""


class CrestUnreadable(Exception):
    """The crest of the office is missing on disk or is no picture; it must be uploaded again."""


def freeze_crest(*, organization: Organization, now: datetime) -> PrintedAsset | None:
    """The office's crest of this moment; the same picture is stored once. None for an office without a crest."""
    if organization.crest is None:
        return None
    content = flatten_crest(organization)
    asset, _is_new = PrintedAsset.objects.get_or_create(
        sha256=hashlib.sha256(content).hexdigest(), defaults={"content": content, "created_at": now}
    )
    return asset


def flatten_crest(organization: Organization) -> bytes:
    """What is printed: a drawing (SVG) as it is, anything else as a JPEG. Raises CrestUnreadable."""
    try:
        with organization.crest.file.open("rb") as file:
            content = file.read()
        if not organization.crest.is_svg():
            return _flatten_picture(content)
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise CrestUnreadable(organization.name) from error
    reason = refuse_for_print(content)  # the picture may have been changed since it was chosen
    if reason:
        raise CrestUnreadable(reason)
    return content


def _flatten_picture(content: bytes) -> bytes:
    """JPEG on the color of the paper: WeasyPrint copies it as it is, where a PNG costs 40 ms for every certificate."""
    with Image.open(BytesIO(content)) as picture:
        small = picture.convert("RGBA")
    small.thumbnail(LARGEST)
    paper = Image.new("RGBA", small.size, PAPER)
    paper.alpha_composite(small)
    out = BytesIO()
    paper.convert("RGB").save(out, "JPEG", quality=88, subsampling=0)
    return out.getvalue()
