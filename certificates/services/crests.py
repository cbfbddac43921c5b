"""The crest as it is printed: small, flat, kept under its hash."""

import hashlib
from datetime import datetime
from io import BytesIO

from PIL import Image, UnidentifiedImageError

from certificates.models import PrintedAsset
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
    """JPEG on the color of the paper: WeasyPrint copies it as it is, where a PNG costs 40 ms for every certificate."""
    try:
        with organization.crest.file.open("rb") as file, Image.open(file) as picture:
            small = picture.convert("RGBA")
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise CrestUnreadable(organization.name) from error
    small.thumbnail(LARGEST)
    paper = Image.new("RGBA", small.size, PAPER)
    paper.alpha_composite(small)
    out = BytesIO()
    paper.convert("RGB").save(out, "JPEG", quality=88, subsampling=0)
    return out.getvalue()
