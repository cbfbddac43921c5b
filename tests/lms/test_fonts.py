import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from lms import fonts
from lms.pdf import render_pdf

NAMES = ["NotoSans-400.ttf", "NotoSans-700.ttf", "NotoSerif-400.ttf", "NotoSerif-700.ttf"]


@pytest.fixture(scope="module")
def folder():
    return fonts.fixed_weight_fonts()


def test_four_fonts_without_a_variable_axis(folder):
    assert sorted(path.name for path in folder.iterdir()) == NAMES
    assert ["fvar" in TTFont(folder / name) for name in NAMES] == [False] * 4
    assert [TTFont(folder / name)["OS/2"].usWeightClass for name in NAMES] == [400, 700, 400, 700]


def test_every_letter_of_the_list_that_the_wheel_has_is_kept(folder):
    wanted = {letter for first, last in fonts.LETTERS for letter in range(first, last + 1)}
    for path in fonts.font_files():
        kept = set(TTFont(folder / f"{path.name.partition('[')[0]}-400.ttf").getBestCmap())

        assert kept == wanted & set(TTFont(path).getBestCmap())


def test_they_are_made_once(folder, monkeypatch):
    monkeypatch.setattr(fonts, "_cut_into", None)

    assert fonts.fixed_weight_fonts() == folder


def test_who_comes_second_throws_its_own_away(tmp_path):
    first, second, target = tmp_path / "a", tmp_path / "b", tmp_path / "versions"
    for made in (first, second):
        made.mkdir()
        (made / "font.ttf").write_text(made.name)

    fonts._move_into_place(first, target)
    fonts._move_into_place(second, target)

    assert [path.name for path in tmp_path.iterdir()] == ["versions"]
    assert (target / "font.ttf").read_text() == "a"


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path):
    made = tmp_path / "a"
    made.mkdir()

    with pytest.raises(OSError, match="missing"):
        fonts._move_into_place(made, tmp_path / "missing" / "versions")


@pytest.mark.parametrize("text", ["Мария Ωmega Yohana", "Yohana Nguyễn – “D’Rozari”"])
def test_letters_come_out_whole_whichever_font_is_used(text):
    html = f'<html lang="id"><title>x</title><p>{text} <b>{text}</b> <i>{text}</i>'

    reader = PdfReader(BytesIO(render_pdf(html=html, stylesheets=['p { font-family: "Noto Sans" }'])))

    assert reader.pages[0].extract_text().split() == f"{text} {text} {text}".split()
    names = [str(font.get_object()["/BaseFont"])[8:] for font in reader.pages[0]["/Resources"]["/Font"].values()]
    assert sorted(names) == ["Noto-Sans", "Noto-Sans-Bold", "Noto-Sans-Italic"]


@pytest.mark.parametrize(
    ("text", "is_whole"), [("Yohana\n\t Nguyễn – ’", False), ("Мария", True), ("Ω", True), ("漢", True), ("", False)]
)
def test_cut_fonts_are_used_for_latin(text, is_whole):
    assert fonts.needs_whole_fonts(text) is is_whole


def test_another_day_another_process_the_same_fonts(folder, tmp_path):
    """The bytes of a certificate must not depend on who cut its fonts, or when."""
    script = "import sys, pathlib, lms.fonts as f; f.cut_font(f.font_files()[1], pathlib.Path(sys.argv[1]))"
    environment = {"PATH": os.environ["PATH"], "PYTHONHASHSEED": "7"}
    command = [sys.executable, "-c", script, str(tmp_path)]
    subprocess.run(command, check=True, cwd=Path(__file__).parents[2], env=environment)

    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert made == {name: (folder / name).read_bytes() for name in NAMES[2:]}
