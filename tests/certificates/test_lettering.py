"""Lines as WeasyPrint writes them, and PDFs put together from parts."""

from io import BytesIO

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates.services.backgrounds import TEXT, write_number
from certificates.services.lettering import FILES, LETTERS, UNITS, Lettering, cut_font, repertoire, shape
from certificates.services.skeletons import make_skeleton, write_stream
from lms.pdf import render_pdf

SIZE = 20
WORDS = st.text(alphabet=sorted(set(LETTERS) - {" ", "\u00a0"}), min_size=1, max_size=12)


def lettering(face="Noto-Serif-Bold", spacing=0):
    return Lettering(face, SIZE * UNITS, spacing, repertoire(face))


def drawn(texts, spacing=0):
    """What WeasyPrint writes for each text, one a line."""
    css = (
        "@page { size: 2000px 20000px } p { margin: 0; white-space: pre;"
        f' font: 700 {SIZE}px "Noto Serif"; letter-spacing: {spacing}px }}'
    )
    escaped = [text.replace("&", "&amp;").replace("<", "&lt;") for text in texts]
    content = render_pdf(
        html=f'<html lang="id"><body>{"".join(f"<p>{text}</p>" for text in escaped)}', stylesheets=[css]
    )
    with pikepdf.open(BytesIO(content)) as pdf:
        return [match[6].decode() for match in TEXT.finditer(pdf.pages[0].Contents.read_bytes())]


@settings(max_examples=15, deadline=None)
@given(texts=st.lists(st.lists(WORDS, min_size=1, max_size=4).map(" ".join), min_size=8, max_size=8))
def test_any_line_is_set_as_weasyprint_sets_it(texts):
    """Or it is refused; a line set otherwise would be a wrong certificate."""
    lines = [lettering().set_line(text) for text in texts]

    for line, operand in zip(lines, drawn(texts), strict=True):
        assert line is None or line.operand == operand


@pytest.mark.parametrize("spacing", [0, 0.5, 3, -1])
def test_spaced_letters_are_set_as_weasyprint_sets_them(spacing):
    texts = ["KPG7-M2QX", "AVATAR To", "i"]

    lines = [lettering(spacing=int(spacing * UNITS)).set_line(text).operand for text in texts]

    assert lines == drawn(texts, spacing)


def test_common_names_are_all_set():
    names = ["Maria Goreti", "Yosefina Da'Lopez", "Taufik Afifah", "José Ñandu", "N’Diaye", "A. B. (C) & D/E"]

    assert [name for name in names if lettering().set_line(name) is None] == []


@pytest.mark.parametrize("text", ["", "Ñ\u0303", "Мария", "\U0001f600", "א", "Nguyễn", "a\u0301"])
def test_what_the_embedded_font_lacks_is_refused(text):
    assert lettering().set_line(text) is None


@pytest.mark.parametrize("face", FILES)
def test_the_cut_font_keeps_numbers_and_widths_of_its_glyphs(face):
    letters = repertoire(face)
    cut = TTFont(BytesIO(cut_font(face, set(letters))))

    assert set(letters.values()) >= set(LETTERS)
    assert "GSUB" not in cut
    for text in ("A", "ñ", "fi"):
        (glyph,) = shape(face, 1000, 0, text)
        assert cut["hmtx"][cut.getGlyphName(glyph.number)][0] == glyph.advance
    assert cut_font(face, set(letters)) == cut_font(face, set(letters))


@pytest.mark.parametrize(
    ("number", "text"), [(1.0, "1"), (1.5, "1.5"), (0.1234567, "0.123457"), (-2.25, "-2.25"), (100.0, "100")]
)
def test_numbers_are_written_as_weasyprint_writes_them(number, text):
    assert write_number(number) == text


def page():
    return pikepdf.open(BytesIO(render_pdf(html='<html lang="id"><title>Uji</title><p>isi')))


def test_a_file_put_together_is_sound_and_holds_the_new_objects():
    with page() as pdf:
        number = pdf.pages[0].Contents.objgen[0]
        skeleton = make_skeleton(pdf=pdf, changing={number})

    content = skeleton.assemble({number: write_stream(b"q Q")})

    with pikepdf.open(BytesIO(content)) as made:
        assert made.check_pdf_syntax() == []
        assert made.pages[0].Contents.read_bytes() == b"q Q"
        assert made.Root.Lang == "id"
        assert made.trailer.ID[0] == made.trailer.ID[1]
    assert content.count(b"startxref") == content.count(b"%%EOF") == 1


def test_the_identity_follows_the_content():
    with page() as pdf:
        number = pdf.pages[0].Contents.objgen[0]
        skeleton = make_skeleton(pdf=pdf, changing={number})

    one, same, other = (skeleton.assemble({number: write_stream(text)}) for text in (b"q Q", b"q Q", b"q q Q Q"))

    assert one == same
    assert pikepdf.open(BytesIO(one)).trailer.ID[0] != pikepdf.open(BytesIO(other)).trailer.ID[0]
