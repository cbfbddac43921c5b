"""Sizes that make a text fit its place: tried from the largest down, measured in the very fonts that draw it."""

from collections.abc import Sequence
from dataclasses import dataclass

from certificates.choices import DesignLayout
from lms.text_widths import MM_PER_POINT, count_lines, text_width

SANS, BOLD, SERIF = "NotoSans-400", "NotoSans-700", "NotoSerif-700"
QR_WIDTH = 84.0
"""Millimetres of the foot that the QR code and its words take."""
PHOTO_WIDTH = 30.0
GAP = 5.0


@dataclass(frozen=True)
class Geometry:
    """Millimetres of one layout, as its layout.css and slots.css have them."""

    width: float
    head_width: float
    text_height: float
    foot_height: float


GEOMETRIES = {
    DesignLayout.FRAME: Geometry(width=237, head_width=197, text_height=27, foot_height=52),
    DesignLayout.BAND: Geometry(width=229, head_width=208, text_height=26, foot_height=52),
    DesignLayout.WEAVE: Geometry(width=249, head_width=209, text_height=25.5, foot_height=52),
}
NAME_WIDTH = 225.0
NAME_STEPS = ((25, 1), (22, 1), (20, 1), (18, 1), (16, 1), (16, 2), (14, 2), (12, 3), (10, 4))
"""Points and lines. Twelve is the floor for names people have; the last step is for 200 times the widest letter."""
NUMBER_STEPS = ((10.5, 1), (9.5, 1), (8.5, 2), (7.5, 2))
ORIGIN_STEPS = ((10.5, 1), (10.5, 2), (9.5, 2), (8.5, 2), (7.5, 3), (6.5, 3))
SUB_STEPS = ((11, 1), (9.5, 2), (8.5, 2), (7.5, 3), (6.5, 3))
AGAIN_STEPS = ((9.5, 1), (8.5, 1), (7.5, 1), (6.5, 2))
HEAD_STEPS = ((12, 14.5, 8.5), (10, 11.5, 8.5), (8, 8.5, 7))
"""Points of government, office and address."""
TEXT_STEPS = ((11, 15, 1.5), (10, 12.5, 1.4), (8.5, 10.5, 1.35), (7, 8.5, 1.25))
"""Points of the sentence and of the title in it, and the height of a line."""
SIGN_STEPS = ((9.5, 1.4, 20.0), (8.5, 1.3, 17.0), (7.5, 1.25, 15.0), (6.5, 1.2, 13.0), (5.5, 1.15, 8.0))
"""Points, height of a line, and millimetres left free for ink."""


def fit(text: str, *, width: float, face: str, steps: Sequence[tuple[float, int]]) -> str:
    """`pt-250`: the class of the largest size at which the text takes no more lines than that size may."""
    for points, most in steps:
        if count_lines(text, face=face, points=points, width=width) <= most:
            return _class(points)
    return _class(steps[-1][0])


def size_of_name(name: str) -> str:
    return fit(name, width=NAME_WIDTH, face=SERIF, steps=NAME_STEPS)


def size_of_head(*, government: str, office: str, address: str, width: float) -> str:
    """Four lines in all at the usual size, five at the next; wide letters and their spacing counted."""
    for step, (small, large, least) in enumerate(HEAD_STEPS[:-1], start=1):
        lines = [
            count_lines(government.upper(), face=SANS, points=small * 1.08, width=width),
            count_lines(office.upper(), face=SERIF, points=large * 1.05, width=width),
            count_lines(address, face=SANS, points=least, width=width),
        ]
        heights = [small * 1.45, large * 1.3, least * 1.35]
        if sum(count * height for count, height in zip(lines, heights, strict=True)) * MM_PER_POINT <= 20:
            return f"head-{step}"
    return f"head-{len(HEAD_STEPS)}"


def size_of_text(*, before: str, title: str, after: str, geometry: Geometry) -> str:
    """For the sentence with the title of the activity on lines of its own."""
    for step, (points, large, height) in enumerate(TEXT_STEPS, start=1):
        plain = sum(count_lines(part, face=BOLD, points=points, width=geometry.width) for part in (before, after))
        titled = count_lines(title, face=SERIF, points=large, width=geometry.width)
        if (plain * points * height + titled * large * 1.3) * MM_PER_POINT <= geometry.text_height:
            return f"text-{step}"
    return f"text-{len(TEXT_STEPS)}"


def sign_width(*, count: int, has_photo_frame: bool, geometry: Geometry) -> float:
    """Millimetres for each signature."""
    if count == 1:
        return 100.0
    photo = PHOTO_WIDTH + GAP if has_photo_frame else 0.0
    return (geometry.width - QR_WIDTH - photo - GAP) / 2


def size_of_signatures(*, signatories: Sequence[dict], width: float, height: float) -> str:
    """One size for all who sign, chosen by the one who needs most room."""
    for step, (points, line, ink) in enumerate(SIGN_STEPS, start=1):
        needs = [
            _sign_lines(signatory, points=points, width=width) * points * line * MM_PER_POINT + ink
            for signatory in signatories
        ]
        if max(needs) <= height:
            return f"sign-{step}"
    return f"sign-{len(SIGN_STEPS)}"


def _sign_lines(signatory: dict, *, points: float, width: float) -> int:
    """Place and date, authority, name, rank and NIP."""
    plain = [*signatory["lines"], *filter(None, [signatory["rank"], signatory["nip"]])]
    names = count_lines(signatory["name"], face=BOLD, points=points, width=width)
    return 1 + names + sum(count_lines(line, face=SANS, points=points, width=width) for line in plain)


def is_wide_title(title: str, *, width: float) -> bool:
    """More than fits in spaced capitals at the usual size."""
    return text_width(title.upper(), face=SERIF, points=38 * 1.25) > width


def _class(points: float) -> str:
    return f"pt-{points * 10:.0f}"
