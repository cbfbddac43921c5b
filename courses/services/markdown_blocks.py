"""The blocks of a lesson in the form in which two of them are compared, however they were written."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _
from markdown_it.common.normalize_url import normalizeLink

from courses.services.markdown_text import NotWritable, canonical
from lms.file_kinds import AUDIO, DOCUMENTS, VIDEO

Block = dict[str, Any]
FILE_KINDS = {"video": VIDEO, "audio": AUDIO, "document": DOCUMENTS}
"""Blocks that offer a file, and which kinds of it."""


def plain(value: Any) -> str:
    """One line of words."""
    return " ".join(str(value or "").split())


def items_of(value: Any) -> list[Any]:
    """A list block's values, stored with or without ids."""
    return [
        row["value"] if isinstance(row, dict) and row.get("type") == "item" and "value" in row else row
        for row in value or []
    ]


def picture_of(value: dict[str, Any]) -> dict[str, Any]:
    """`image` (key), `alt_text`, `is_decorative`, `caption` of a picture block."""
    stored = value.get("image")
    chosen = stored if isinstance(stored, dict) else {"image": stored}
    is_decorative = bool(chosen.get("decorative"))
    return {
        "image": chosen.get("image"),
        "alt_text": "" if is_decorative else plain(chosen.get("alt_text")),
        "is_decorative": is_decorative,
        "caption": plain(value.get("caption")),
    }


def pictures_of(block: Block) -> list[dict[str, Any]]:
    """What a block shows, as `picture_of` tells it."""
    if block["type"] == "gallery":
        return [picture_of(item) for item in items_of(block["value"])]
    return [picture_of(block["value"])] if block["type"] == "picture" else []


def file_of(block: Block) -> Any:
    """Key of the video, recording or document a block offers; None without."""
    return block["value"].get("file") if block["type"] in FILE_KINDS else None


def tidy_table(value: dict[str, Any]) -> dict[str, Any]:
    return {
        "caption": plain(value.get("caption")),
        "header": [plain(cell) for cell in items_of(value.get("header"))],
        "rows": [[canonical(str(cell or "")) for cell in items_of(row)] for row in items_of(value.get("rows"))],
    }


def tidy_media(value: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": plain(value.get("title")),
        "file": value.get("file"),
        "address": normalizeLink(plain(value.get("address"))),
        "duration": plain(value.get("duration")),
        "transcript": canonical(value.get("transcript") or ""),
    }


def tidy_question(value: dict[str, Any]) -> dict[str, Any]:
    return {
        "question": plain(value.get("question")),
        "choices": [
            (plain(choice["text"]), bool(choice.get("is_right")), plain(choice.get("feedback")))
            for choice in items_of(value.get("choices"))
        ],
    }


TIDY: dict[str, Callable[[Any], Any]] = {
    "heading": plain,
    "subheading": plain,
    "text": canonical,
    "task": canonical,
    "notice": lambda value: {"kind": value["kind"], "text": canonical(value["text"])},
    "quote": lambda value: {"text": canonical(value["text"]), "source": plain(value.get("source"))},
    "compare": lambda value: {
        "good_title": plain(value.get("good_title")),
        "good": canonical(value["good"]),
        "bad_title": plain(value.get("bad_title")),
        "bad": canonical(value["bad"]),
    },
    "steps": lambda value: [canonical(str(step or "")) for step in items_of(value)],
    "table": tidy_table,
    "picture": picture_of,
    "gallery": lambda value: [picture_of(item) for item in items_of(value)],
    "video": tidy_media,
    "audio": tidy_media,
    "document": lambda value: {
        "title": plain(value.get("title")),
        "file": value.get("file"),
        "pages": value.get("pages") or None,
    },
    "question": tidy_question,
    "checklist": lambda value: {
        "title": plain(value.get("title")),
        "lines": [plain(line) for line in items_of(value.get("lines"))],
    },
    "term": lambda value: {"term": plain(value.get("term")), "meaning": canonical(value.get("meaning") or "")},
    "references": lambda value: list(items_of(value)),
    "hand_in": lambda value: {"text": canonical(value.get("text") or ""), "page": value.get("page")},
}


def tidy_blocks(blocks: Iterable[Block]) -> list[tuple[str, Any]]:
    """Kind and tidied value of every block. Raise NotWritable for a kind no text holds."""
    return [(block["type"], tidy_block(block)) for block in blocks]


def tidy_block(block: Block) -> Any:
    tidy = TIDY.get(block["type"])
    if tidy is None:
        raise NotWritable(_("bagian jenis “%(kind)s” hanya bisa diubah di editor lengkap") % {"kind": block["type"]})
    return tidy(block["value"])
