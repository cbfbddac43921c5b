"""Pictures in curriculum/: drawn for this project, light, and told in words to those who cannot see them."""

import re

import pytest

from lms.drawings import refuse_drawing
from lms.env import PROJECT

CURRICULUM = PROJECT / "curriculum"
PICTURES = sorted(CURRICULUM.glob("*/gambar/*"))
SHOWN = re.compile(r'!\[(?P<alt>[^\]]*)\]\((?P<address>gambar/[^ )]+)(?: "(?P<caption>[^"]*)")?\)')


def shown():
    """(course, address, alternative text, caption) of every picture a lesson names."""
    lessons = sorted(CURRICULUM.glob("*/*/*.md"))
    return [(path.parents[1].name, *row.group("address", "alt", "caption"))
            for path in lessons for row in SHOWN.finditer(path.read_text())]  # fmt: skip


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.name)
def test_picture_is_a_light_drawing_that_does_nothing(path):
    assert path.suffix == ".svg"
    assert path.stat().st_size <= 4096
    assert refuse_drawing(path.read_bytes()) == ""


@pytest.mark.parametrize(("course", "address", "alt", "caption"), shown())
def test_picture_is_told_in_words_and_has_a_caption(course, address, alt, caption):
    assert 40 <= len(alt) <= 255, "say what is on it; Wagtail keeps 255 letters"
    assert caption


def test_every_picture_is_shown_once():
    assert sorted((course, address) for course, address, _alt, _caption in shown()) == [
        (path.parents[1].name, f"gambar/{path.name}") for path in PICTURES
    ]
