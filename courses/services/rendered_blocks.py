"""What a rendered piece of a lesson makes a phone load: read from the very HTML that is sent."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from wagtail.documents import get_document_model

PHONE_WIDTH = 800
"""The widest picture a phone asks for, in pixels: 360 to 400 of them, twice as dense."""
DOCUMENT = re.compile(r"/documents/(\d+)/")


@dataclass
class Link:
    address: str
    text: str = ""


@dataclass
class Rendered:
    """Addresses of `pictures` as a new browser chooses them; `files` are opened only on tap."""

    pictures: list[str] = field(default_factory=list)
    alternatives: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)


class BlockReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.rendered = Rendered()
        self.source: str | None = None
        self.in_picture = self.in_media = False
        self.link: Link | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "picture":
            self.in_picture, self.source = True, None
        elif tag in ("video", "audio"):
            self.in_media = True
            self.rendered.files += [values["src"]] if values.get("src") else []
        elif tag == "source" and self.in_picture:
            self.source = self.source or choose(values.get("srcset", ""))
        elif tag == "source" and self.in_media:
            self.rendered.files.append(values.get("src", ""))
        elif tag == "img":
            self.rendered.pictures.append(self.source or choose(values.get("srcset", "")) or values.get("src", ""))
            self.rendered.alternatives.append(values.get("alt", ""))
        elif tag == "a" and "href" in values:
            self.link = Link(values["href"])
            self.rendered.links.append(self.link)

    def handle_endtag(self, tag: str) -> None:
        if tag == "picture":
            self.in_picture, self.source = False, None
        elif tag in ("video", "audio"):
            self.in_media = False
        elif tag == "a":
            self.link = None

    def handle_data(self, data: str) -> None:
        if self.link is not None:
            self.link.text += data


def read_rendered(html: str) -> Rendered:
    reader = BlockReader()
    reader.feed(html)
    reader.close()
    reader.rendered.files += [link.address for link in reader.rendered.links if is_own_file(link.address)]
    return reader.rendered


def choose(srcset: str) -> str:
    """The widest candidate up to PHONE_WIDTH, or the narrowest there is."""
    candidates = sorted(candidates_in(srcset))
    fitting = [address for width, address in candidates if width <= PHONE_WIDTH]
    return fitting[-1] if fitting else next((address for _width, address in candidates), "")


def candidates_in(srcset: str) -> Iterator[tuple[int, str]]:
    for candidate in srcset.split(","):
        address, _space, size = candidate.strip().partition(" ")
        if address:
            yield int(size[:-1]) if re.fullmatch(r"\d+w", size) else 0, address


def is_own_file(address: str) -> bool:
    return address.startswith(settings.MEDIA_URL) or DOCUMENT.match(address) is not None


def file_bytes(addresses: list[str]) -> int:
    """Size of these files of this site, each once; a file of another site counts nothing, it is not sent by us."""
    return sum(size_of(address) for address in set(addresses))


def size_of(address: str) -> int:
    path = unquote(urlsplit(address).path)
    document = DOCUMENT.match(path)
    if document:
        found = get_document_model().objects.filter(pk=document[1]).first()
        return (found.get_file_size() or 0) if found else 0
    if not path.startswith(settings.MEDIA_URL):
        return 0
    try:
        return default_storage.size(path.removeprefix(settings.MEDIA_URL))
    except (OSError, SuspiciousFileOperation):
        return 0
