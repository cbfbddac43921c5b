"""Block ids that outlive a new text: readers come back to `#b-…`, so a mended comma must not move them."""

from difflib import SequenceMatcher
from typing import Any

from wagtail.blocks import StreamValue

from courses.services.markdown_blocks import Block, tidy_block
from courses.services.markdown_text import NotWritable


def keep_ids(*, old: StreamValue, new: StreamValue) -> StreamValue:
    """`new` with the id of every block that stayed: equal ones first, then those of one kind in the same place."""
    before, after = list(old.get_prep_value()), list(new.get_prep_value())
    for block in after:
        block["id"] = None
    matcher = SequenceMatcher(None, [told(block) for block in before], [told(block) for block in after], autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        pairs = zip(before[i1:i2], after[j1:j2], strict=False)
        for known, block in pairs if tag in ("equal", "replace") else ():
            if known["type"] == block["type"]:
                block["id"] = known["id"]
    return new.stream_block.to_python([without_empty_id(block) for block in after])


def told(block: Block) -> str:
    """What a block says, in a form that can be compared."""
    try:
        return f"{block['type']} {tidy_block(block)!r}"
    except NotWritable:
        return repr(block["value"])


def without_empty_id(block: dict[str, Any]) -> dict[str, Any]:
    return block if block["id"] else {key: part for key, part in block.items() if key != "id"}
