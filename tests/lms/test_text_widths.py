"""Widths as they will be drawn. All lengths in millimetres."""

import re
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.pdf import render_pdf
from lms.text_widths import MM_PER_POINT, count_lines, letter_widths, text_width

SERIF = "NotoSerif-700"
LATIN = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzéñü' .-", min_size=1, max_size=120)


def drawn_width(text, points, tmp_path):
    html = f'<html lang="id"><head><title>x</title></head><body><p>{text}</p></body></html>'
    style = f'@page {{ size: 900mm 60mm }} p {{ font: 700 {points}pt "Noto Serif"; white-space: nowrap }}'
    (tmp_path / "w.pdf").write_bytes(render_pdf(html=html, stylesheets=[style]))
    found = subprocess.run(
        ["pdftotext", "-bbox", "w.pdf", "-"], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    edges = re.findall(r'xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)"', found.stdout)
    return (max(float(right) for _left, right in edges) - min(float(left) for left, _right in edges)) * MM_PER_POINT


@pytest.mark.parametrize("points", [12, 25])
@pytest.mark.parametrize(
    "text",
    ["Yohana", "Maria Goreti Bernadetha Nahak", "AVATAR To. Wave", "José Ñandu Nguyễn", "iiiiiillllll", "WWWMMM"],
)
def test_measured_is_drawn_and_a_little_more(text, points, tmp_path):
    measured, drawn = text_width(text, face=SERIF, points=points), drawn_width(text, points, tmp_path)

    assert drawn <= measured <= drawn * 1.08


def test_width_grows_with_size_and_text():
    once = text_width("Maria", face=SERIF, points=10)

    assert text_width("Maria", face=SERIF, points=20) == pytest.approx(2 * once)
    assert text_width("MariaMaria", face=SERIF, points=10) == pytest.approx(2 * once)
    assert text_width("", face=SERIF, points=10) == 0


def test_letters_beyond_the_cut_fonts_count_as_wide_as_high():
    assert ord("Я") not in letter_widths(SERIF)
    assert text_width("Я", face=SERIF, points=72) == pytest.approx(25.4 * 1.02)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 50, 1),
        ("satu", 50, 1),
        ("satu dua tiga empat lima enam", 1000, 1),
        ("satu dua", 11, 2),
        ("satu dua tiga", 11, 3),
        ("W" * 40, 60, 4),
        ("a " + "W" * 40 + " b", 60, 5),
    ],
)
def test_lines_break_between_words_and_long_words_inside(text, width, lines):
    assert count_lines(text, face=SERIF, points=12, width=width) == lines


@settings(max_examples=60)
@given(LATIN, st.floats(20, 200), st.floats(6, 25))
def test_lines_never_hold_more_than_they_can(text, width, points):
    lines = count_lines(text, face=SERIF, points=points, width=width)

    assert lines >= 1
    assert text_width(" ".join(text.split()), face=SERIF, points=points) <= lines * width + lines * points
    assert count_lines(text, face=SERIF, points=points, width=width * 2) <= lines
