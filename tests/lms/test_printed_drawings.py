"""SVG for paper: few plain shapes, or a reason that says what to do."""

import pytest

from lms.printed_drawings import LARGEST, MOST_SHAPES, refuse_for_print
from tests.factories.crests import HEAD, SHIELD, heavy_drawing


def reason(inside, head=HEAD):
    return refuse_for_print(f"{head}{inside}</svg>".encode())


def test_a_crest_of_plain_shapes_is_taken():
    assert refuse_for_print(SHIELD) == ""
    assert refuse_for_print(heavy_drawing()) == ""
    assert reason('<style>.a { fill: #123 }</style><path class="a" d="M0 0h9v9z"/>') == ""


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        ("<script>alert(1)</script>", "<script>"),
        ("<foreignObject><p/></foreignObject>", "<foreignObject>"),
        ('<image href="#a"/>', "<image>"),
        ('<path onclick="x()" d="M0 0"/>', "onclick"),
        ('<use href="https://jahat.example/a.svg#b"/>', "href"),
        ('<path fill="url(https://jahat.example/a)" d="M0 0"/>', "fill"),
        ("<text>KOTA</text>", "huruf"),
        ('<filter id="f"><feFlood/></filter>', "<feFlood>"),
        ('<mask id="m"/>', "<mask>"),
    ],
)
def test_what_runs_fetches_or_cannot_be_printed_is_named(inside, words):
    assert words in reason(inside)


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
        b'<?xml-stylesheet href="a.css"?>' + SHIELD,
    ],
)
def test_entities_and_instructions_are_refused(content):
    assert refuse_for_print(content).startswith("Gambar SVG ini memuat ")


def test_size_and_number_of_shapes_have_a_limit():
    assert "lebih besar dari 100 KB" in refuse_for_print(heavy_drawing(LARGEST + 2000))
    assert reason("<path/>" * (MOST_SHAPES - 1)) == ""
    assert f"terlalu rumit ({MOST_SHAPES + 1} bentuk)" in reason("<path/>" * MOST_SHAPES)


def test_a_few_letters_do_not_make_a_million_shapes():
    """Ten groups, each drawing the one before ten times: 10,000,000,000 shapes."""
    groups = ['<g id="g0"><path d="M0 0h1v1z"/></g>']
    groups += [f'<g id="g{n}">{f"""<use href="#g{n - 1}"/>""" * 10}</g>' for n in range(1, 11)]

    assert "terlalu rumit" in reason("".join(groups))


@pytest.mark.parametrize(
    "inside", ['<g id="a"><use href="#a"/></g>', '<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>']
)
def test_a_drawing_inside_itself_is_refused(inside):
    assert "memuat dirinya sendiri" in reason(inside)


def test_a_drawing_says_its_size():
    assert "tidak menyebut ukurannya" in reason("<path/>", head='<svg xmlns="http://www.w3.org/2000/svg">')
