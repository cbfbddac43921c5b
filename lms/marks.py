"""Where the elements with `data-slot` lie on the pages of a drawn document; reads WeasyPrint's boxes."""

from collections.abc import Iterator
from dataclasses import dataclass

from weasyprint.document import Document
from weasyprint.formatting_structure import boxes

from lms.pdf import Mark

CENTERED, AT_THE_END = 0.5, 1.0


@dataclass(frozen=True)
class _Place:
    """What is known on the way down to a text: the slot it is in, and the line and the block around it."""

    slot: str = ""
    block: boxes.Box | None = None
    line: boxes.Box | None = None


def find_marks(document: Document) -> list[Mark]:
    """Every text and every picture inside an element with `data-slot`, in order."""
    pages = enumerate(document.pages)
    return [mark for number, page in pages for mark in _walk(page._page_box, number, _Place())]


def _walk(box: boxes.Box, page: int, place: _Place) -> Iterator[Mark]:
    slot = place.slot
    if isinstance(box.element, object) and hasattr(box.element, "get"):
        slot = box.element.get("data-slot") or slot
    is_block = isinstance(box, boxes.BlockContainerBox)
    is_line = isinstance(box, boxes.LineBox)
    place = _Place(slot, box if is_block else place.block, box if is_line else place.line)
    if slot and isinstance(box, boxes.TextBox):
        yield _mark_text(box, page, place)
    elif slot and isinstance(box, boxes.ReplacedBox):
        yield Mark(slot=slot, page=page, text="", x=box.position_x, y=box.position_y, width=box.width)
    else:
        for child in getattr(box, "children", ()):
            yield from _walk(child, page, place)


def _mark_text(box: boxes.TextBox, page: int, place: _Place) -> Mark:
    around = place.line.width - box.width
    spacing = box.style["letter_spacing"]
    return Mark(
        slot=place.slot,
        page=page,
        text=box.text,
        x=box.position_x,
        y=box.position_y + box.baseline,
        width=box.width,
        room=place.block.width - around,
        anchor=_anchor(place.line),
        spacing=0 if spacing == "normal" else spacing,
        is_alone=_count_contents(place.line) == 1,
    )


def _anchor(line: boxes.LineBox) -> float:
    """The share of a text's growth that goes to its left."""
    align = line.style["text_align_all"]
    return {"center": CENTERED, "right": AT_THE_END, "end": AT_THE_END}.get(align, 0.0)


def _count_contents(box: boxes.Box) -> int:
    """Texts and pictures in a line; a line break is neither."""
    if isinstance(box, boxes.TextBox):
        return bool(box.text.strip())
    if isinstance(box, boxes.ParentBox) and box.children:
        return sum(map(_count_contents, box.children))
    return isinstance(box, boxes.AtomicInlineLevelBox)
