"""What differs from person to person, and the stand-ins a page is drawn with to learn where it lies."""

import re
from collections import Counter
from collections.abc import Mapping

from certificates.services.codes import group_code
from lms.pdf import Mark

VALUES = {
    "number": "number",
    "name": "name",
    "origin": "origin",
    "results": "results",
    "code": "code_groups",
    "qr": "address_to_verify",
}
"""Slot → what of the frozen text fills it. A second place for the same is called `name-2`."""
PERSONAL = {*VALUES.values(), "code"}
CODE = "QGMDQGHNQGHDQGMNQGHD"
"""Wider than nearly every code: a box as wide as its text has room for the others then."""
STAND_INS = {
    "number": "000/QXZ/0000",
    "name": "Zqwxa Vjkzu Qyxo",
    "origin": "KIM Vxqzu · Jqzwa",
    "results": "Qzvja: 0",
    "code": CODE,
    "code_groups": group_code(CODE),
}
"""In letters every font has, short enough for one line, and nothing anybody is called."""
SLOT = re.compile(r'data-slot="([^"]*)"')


class Unstampable(Exception):
    """The page cannot be drawn once for many people; each certificate is then rendered whole, which takes longer."""


def stand_ins_for(printed: Mapping) -> dict[str, str]:
    """Invented personal texts of the same kinds as in `printed`: nobody gets a line that others lack."""
    filled = {key: text for key, text in STAND_INS.items() if printed[key]}
    return {**dict.fromkeys(PERSONAL, ""), **filled, "address_to_verify": address_of_stand_in(printed)}


def address_of_stand_in(printed: Mapping) -> str:
    return printed["address_to_verify"].replace(printed["code"], CODE)


def value_of(slot: str) -> str:
    """The key of the frozen text for a slot. Raises Unstampable."""
    name = slot.removesuffix("-2")
    if name not in VALUES:
        raise Unstampable(f"slot {slot} is unknown")
    return VALUES[name]


def check_slots(html: str, marks: list[Mark]) -> None:
    """Every personal text stands in a slot, alone on its line, and every slot was drawn once. Raises Unstampable."""
    slots = Counter(SLOT.findall(html))
    if slots != Counter(mark.slot for mark in marks) or set(slots.values()) != {1}:
        raise Unstampable("a slot is missing, empty, doubled or wrapped")
    if not {"number", "name", "code", "qr"} <= set(slots):
        raise Unstampable("number, name, code and QR need slots")
    crowded = [mark.slot for mark in marks if not mark.is_alone]
    if crowded:
        raise Unstampable(f"slot {crowded[0]} shares its line")
    wanted = Counter(value_of(slot) for slot in slots)
    body = html.partition("<body")[2]
    for key, text in STAND_INS.items():
        if body.count(text) != wanted[key]:
            raise Unstampable(f"{key} is printed outside of its slot")
