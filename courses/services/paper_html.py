"""The HTML of a lesson made ready for paper: nothing to tap, no answers, pictures from our own disk, room to write."""

from collections.abc import Callable
from io import BytesIO

from bs4 import BeautifulSoup, Tag
from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from PIL import Image, UnidentifiedImageError

PICTURE_WIDTH = 1000
"""Pixels across a page of 174 mm: 146 dots per inch."""
LINES = 5
GONE = (
    "script, style, svg, button, iframe, noscript, template, audio, video, object, embed, source, select, "
    "[hidden], .no-print, .needs-script, [data-no-paper], input[type=hidden]"
)
"""Nothing of these belongs on paper; blocks hide the key of a question behind `data-no-paper`."""
Keep = Callable[[str], str]
"""Takes the address of a picture, gives the one to print, or "" when there is none."""


def to_paper(html: str, *, keep: Keep, deeper: int = 0) -> str:
    """`html` of a lesson body for print; `deeper` is by how many levels its headings move down."""
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.select(GONE):
        tag.decompose()
    for tag in soup.find_all("img"):
        place_picture(tag, keep)
    for tag in soup.find_all(["form", "fieldset", "picture"]):
        tag.unwrap()
    for tag in soup.find_all("label"):
        tag.name = "p"
    for tag in soup.select("details:has(> summary.later)"):
        tag.decompose()
    for tag in soup.select(".ask"):
        leave_choices(soup, tag)
    for tag in soup.find_all(["input", "textarea"]):
        leave_room(soup, tag)
    for tag in soup.find_all(["details", "summary"]):
        tag.name = {"details": "div", "summary": "p"}[tag.name]
        tag["class"] = "folded"
    tidy(soup, deeper)
    for task in soup.select(".task"):
        task.append(blank_lines(soup))
    return str(soup)


def place_picture(tag: Tag, keep: Keep) -> None:
    address = keep(str(tag.get("src", "")))
    if address:
        tag.attrs = {"src": address, "alt": str(tag.get("alt") or "")}
    else:
        tag.decompose()


def leave_choices(soup: BeautifulSoup, ask: Tag) -> None:
    """A question in the text keeps its choices, each with a box; whether they are right stays behind the tap."""
    for tag in ask.find_all("small"):
        tag.decompose()
    for choice in ask.find_all("details"):
        line, box = soup.new_tag("p"), soup.new_tag("span")
        box["class"] = "box"
        line.append(box)
        line.append(choice.summary.get_text(" ", strip=True) if choice.summary else "")
        choice.replace_with(line)


def leave_room(soup: BeautifulSoup, tag: Tag) -> None:
    """A box to tick in place of a choice, lines in place of a field."""
    if tag.name == "input" and tag.get("type") in ("checkbox", "radio"):
        box = soup.new_tag("span")
        box["class"] = "box"
        tag.replace_with(box)
    else:
        tag.replace_with(blank_lines(soup))


def blank_lines(soup: BeautifulSoup) -> Tag:
    room = soup.new_tag("div")
    room["class"] = "room"
    for _number in range(LINES):
        line = soup.new_tag("div")
        line["class"] = "line"
        room.append(line)
    return room


def tidy(soup: BeautifulSoup, deeper: int) -> None:
    """Headings below those of the booklet, links only where paper can lead, no foreign addresses in attributes."""
    for tag in soup.find_all(True):
        if deeper and len(tag.name) == 2 and tag.name[0] == "h" and tag.name[1].isdigit():
            tag.name = f"h{min(6, int(tag.name[1]) + deeper)}"
        for name in [*tag.attrs]:
            if name not in ("class", "href", "src", "alt", "scope", "colspan", "rowspan"):
                del tag[name]
        if tag.name == "a" and not str(tag.get("href", "")).startswith(("http://", "https://")):
            tag.unwrap()


class PictureBox:
    """Pictures of one PDF, by the names `lms.pdf` looks them up under."""

    def __init__(self) -> None:
        self.assets: dict[str, bytes] = {}

    def keep(self, address: str) -> str:
        name = f"gambar-{len(self.assets)}.jpg"
        content = read_picture(address)
        if content is None:
            return ""
        self.assets[name] = content
        return f"asset:{name}"


def read_picture(address: str) -> bytes | None:
    """A picture of this site as JPEG, at most PICTURE_WIDTH wide; None when it is gone or nothing we can draw."""
    if not address.startswith(settings.MEDIA_URL):
        return None
    try:
        with default_storage.open(address.removeprefix(settings.MEDIA_URL)) as file, Image.open(file) as picture:
            return as_jpeg(picture)
    except (OSError, SuspiciousFileOperation, UnidentifiedImageError, Image.DecompressionBombError):
        return None


def as_jpeg(picture: Image.Image) -> bytes:
    """On white, because a printer has no transparent ink."""
    whole = picture.convert("RGBA")
    sheet = Image.new("RGB", whole.size, "white")
    sheet.paste(whole, mask=whole.getchannel("A"))
    sheet.thumbnail((PICTURE_WIDTH, 2 * PICTURE_WIDTH))
    out = BytesIO()
    sheet.save(out, "JPEG", quality=75)
    return out.getvalue()
