"""Where `data-slot` elements lie, as WeasyPrint laid them out."""

import pytest

from lms.pdf import render_archival_pdf, render_marked_pdf

CSS = """
@page { size: 100mm 100mm; margin: 10mm }
* { margin: 0; font: 16px/20px "Noto Sans" }
.middle { text-align: center } .end { text-align: right } .spaced { letter-spacing: 2px }
.narrow { width: 50mm } .inset { padding-left: 10px }
"""
MM = 96 / 25.4


def marks(body, css=CSS):
    html = f'<html lang="id"><head><title>x</title></head><body>{body}</body></html>'
    drawn = render_marked_pdf(html=html, stylesheets=[css])
    assert drawn.content == render_archival_pdf(html=html, stylesheets=[css])
    return drawn.marks


def mark(body):
    (found,) = marks(body)
    return found


def test_a_line_knows_its_place_its_width_and_its_room():
    found = mark('<p>one<p data-slot="name">Maria')

    assert (found.slot, found.page, found.text) == ("name", 0, "Maria")
    assert found.x == pytest.approx(10 * MM)
    assert 10 * MM + 20 < found.y < 10 * MM + 40
    assert found.room == pytest.approx(80 * MM)
    assert 40 < found.width < 50
    assert (found.anchor, found.spacing, found.is_alone) == (0, 0, True)


@pytest.mark.parametrize(("name", "anchor"), [("", 0), ("middle", 0.5), ("end", 1)])
def test_growing_text_keeps_its_anchor(name, anchor):
    short, long = (mark(f'<p class="{name}" data-slot="a">{text}') for text in ("Mi", "Maria Goreti"))

    assert short.anchor == long.anchor == anchor
    assert short.x + anchor * short.width == pytest.approx(long.x + anchor * long.width)


def test_room_is_that_of_the_block_less_what_else_is_on_the_line():
    assert mark('<div class="narrow"><b data-slot="a">x</b></div>').room == pytest.approx(50 * MM)
    inset = mark('<div class="narrow"><span class="inset" data-slot="a">x</span></div>')
    assert inset.room == pytest.approx(50 * MM - 10)


def test_spacing_is_told():
    assert mark('<p class="spaced" data-slot="a">abc').spacing == 2


def test_a_text_on_two_lines_is_two_marks():
    assert [found.text for found in marks(f'<p data-slot="a">{"kata " * 30}')] != []
    assert len(marks(f'<p data-slot="a">{"kata " * 30}')) > 1


def test_a_line_break_is_nothing_that_stands_beside():
    first, second = marks('<p><b data-slot="a">x</b><br><span data-slot="b">y</span>')

    assert (first.slot, second.slot) == ("a", "b")
    assert first.is_alone
    assert second.is_alone


@pytest.mark.parametrize(
    "beside", ["before <b data-slot=a>x</b>", "<b data-slot=a>x</b>, after", "<b data-slot=a>x</b>"]
)
def test_what_shares_its_line_is_not_alone(beside):
    assert mark(f"<p>{beside}").is_alone == (beside == "<b data-slot=a>x</b>")


def test_pages_are_counted_and_pictures_found():
    square = '<svg data-slot="qr" width="20" height="10"><title>t</title><rect width="9" height="9"/></svg>'

    text, picture = marks(f'<p data-slot="a">x<p style="break-before: page">{square}')

    assert (text.page, picture.page) == (0, 1)
    assert (picture.slot, picture.text, picture.width) == ("qr", "", 20)


def test_a_page_without_slots_has_no_marks():
    assert marks("<p>nothing") == []
