"""A stamped certificate against the full rendering of the same text."""

import json
import re
import subprocess
from io import BytesIO

import pikepdf
import pytest
import segno
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops
from segno.utils import matrix_to_lines

from certificates.choices import DesignLayout
from certificates.services import backgrounds, slots
from certificates.services.codes import ALPHABET, group_code
from certificates.services.document import draw_document
from certificates.services.drawing import draw_certificate
from certificates.services.qr import BORDER, qr_strokes
from certificates.services.slots import STAND_INS, Unstampable, check_slots
from certificates.services.stamping import describe_background, stamp_document
from lms.pdf import Mark
from tests.certificates.test_archival import INSIDE, NO_SPEAKERS, crest
from tests.factories.certificates import printed
from tests.vera import PASSES, broken_rules, needs_java

OTHER = "0" * 19 + "Z"
PEOPLE = {
    "usual": {},
    "one letter": {"name": "Y"},
    "accents": {"name": "Yosefina Da'Lopez N’Diaye Ñandu José"},
    "joined letters": {"name": "Afif Taufik Waffle Steffl Fjord", "origin": "KIM Official & Fiksi"},
    "kerned": {"name": "AVATAR Wa To. Ty, LTV", "number": "AV/11/TO.7/Wy/2024"},
    "42 letters": {"name": "Maria Goreti Bernadetha Nahak Seran Lopes."},
    "without origin": {"origin": "", "results": ""},
    "markup": {"name": "<b>A</b> & {{ code }} <a rel=attachment href=file:///etc/passwd>"},
    "parentheses": {"name": "A (B) \\ C", "number": "0(1)\\2"},
    "other code": {"code": OTHER, "code_groups": group_code(OTHER)},
    "course": {"activity": NO_SPEAKERS, "results": ""},
    "many materials": {"materials": 25},
}


def with_code(text):
    return {**text, "address_to_verify": f"http://localhost:8000/verifikasi/{text['code']}/"}


def both(text, picture=None):
    stamped = stamp_document(printed=text, crest=picture, attachment=INSIDE)
    assert stamped is not None
    return stamped, draw_document(printed=text, crest=picture, attachments=[INSIDE])


def contents(pdf):
    return [page.Contents.read_bytes() for page in pdf.pages]


@pytest.mark.parametrize("case", PEOPLE)
def test_pages_are_byte_for_byte_those_of_the_full_rendering(case):
    stamped, whole = both(with_code(printed(**PEOPLE[case])))

    with pikepdf.open(BytesIO(stamped)) as ours, pikepdf.open(BytesIO(whole)) as theirs:
        assert ours.check_pdf_syntax() == []
        assert contents(ours) == contents(theirs)
        assert ours.Root.Metadata.read_bytes() == theirs.Root.Metadata.read_bytes()
        assert dict(ours.trailer.Info.items()) == dict(theirs.trailer.Info.items())
        (file,) = ours.Root.AF
        assert file.EF.F.read_bytes() == INSIDE.content
        assert file.EF.F.stream_dict.unparse() == theirs.Root.AF[0].EF.F.stream_dict.unparse()


def look(content, folder):
    """Pages as pictures, and their text."""
    (folder / "x.pdf").write_bytes(content)
    subprocess.run(["pdftoppm", "-r", "100", "-png", "x.pdf", "x"], cwd=folder, check=True)
    text = subprocess.run(["pdftotext", "-layout", "x.pdf", "-"], cwd=folder, check=True, capture_output=True).stdout
    pictures = [Image.open(path).convert("RGB") for path in sorted(folder.glob("x-*.png"))]
    return pictures, text


@pytest.mark.parametrize("layout", DesignLayout.values)
def test_every_layout_is_stamped_and_looks_and_reads_the_same(layout, tmp_path):
    """Not one pixel differs at 100 dpi; measured, so the tolerance is none."""
    text = with_code(printed(name="Maria Taufik Ñandu", code=OTHER, code_groups=group_code(OTHER)))
    text["look"] = {"layout": layout, "accent": "teal", "has_materials": True, "has_photo_frame": False}
    stamped, whole = both(text, crest())
    for name in ("ours", "theirs"):
        (tmp_path / name).mkdir()

    ours, our_text = look(stamped, tmp_path / "ours")
    theirs, their_text = look(whole, tmp_path / "theirs")

    assert [ImageChops.difference(a, b).getbbox() for a, b in zip(ours, theirs, strict=True)] == [None] * len(theirs)
    assert our_text == their_text
    assert "Maria Taufik Ñandu" in our_text.decode()
    (code,) = zxingcpp.read_barcodes(ours[0].resize([side * 2 for side in ours[0].size]))
    assert code.text == text["address_to_verify"]


@needs_java
def test_stamped_files_are_pdf_a_3a_and_pdf_ua_1(tmp_path):
    cases = ("joined letters", "without origin", "parentheses", "course")
    texts = {case.replace(" ", "-"): with_code(printed(**PEOPLE[case])) for case in cases}
    files = {name: stamp_document(printed=text, crest=crest(), attachment=INSIDE) for name, text in texts.items()}
    for layout in DesignLayout.values:
        text = printed(look={"layout": layout, "accent": "navy", "has_materials": True, "has_photo_frame": True})
        files[layout] = stamp_document(printed=text, crest=None)

    assert broken_rules(files, tmp_path) == dict.fromkeys(files, PASSES)
    assert max(map(len, files.values())) <= 200 * 1024
    assert max(len(files[layout]) for layout in DesignLayout.values) <= 120 * 1024


def test_nothing_of_the_stand_ins_is_left():
    content = stamp_document(printed=printed(origin="", results=""), crest=None, attachment=INSIDE)

    with pikepdf.open(BytesIO(content)) as pdf:
        parts = [part.read_bytes() if isinstance(part, pikepdf.Stream) else part.unparse() for part in pdf.objects]
    for text in {*STAND_INS.values(), "Zqwxa"}:
        assert [part for part in parts if text.encode() in part] == []


def test_same_input_same_bytes_whatever_was_drawn_before():
    first = stamp_document(printed=printed(), crest=None, attachment=INSIDE)
    stamp_document(printed=printed(name="Yohana"), crest=None, attachment=INSIDE)
    backgrounds.background_of.cache_clear()

    assert stamp_document(printed=printed(), crest=None, attachment=INSIDE) == first
    assert stamp_document(printed=printed(name="Yohana"), crest=None, attachment=INSIDE) != first


@pytest.mark.parametrize(
    "name",
    [
        "W" * 60,
        "Maria Goreti " * 15,
        "Nguyễn Văn",
        "Мария",
        "two  spaces",
        " in front",
        "Ma\u00adria",
        "Maria\u00a0Goreti",
        "e\u0301a",
    ],
)
def test_what_must_wrap_or_has_other_letters_is_rendered_whole(name):
    text = printed(name=name)

    assert stamp_document(printed=text, crest=None) is None
    assert draw_certificate(printed=text, crest=None) == draw_document(printed=text, crest=None)


def test_one_drawing_serves_everybody_with_a_name_of_the_same_size():
    texts = [printed(name="Yohana"), printed(name="Maria Seran", number="9", code=OTHER)]
    small = printed(name="Maria Goreti Bernadetha Nahak Seran Lopes da Costa Fernandez")

    assert len({describe_background(with_code(text), None) for text in texts}) == 1
    assert describe_background(small, None) != describe_background(texts[0], None)
    assert describe_background(printed(role="moderator"), None) != describe_background(texts[0], None)


def mark(slot, **changes):
    return Mark(**{"slot": slot, "page": 0, "text": "x", "x": 0, "y": 0, "width": 1, **changes})


FOUR = ["number", "name", "code", "qr"]
BODY = "".join(
    f'<p data-slot="{slot}">{text}</p>'
    for slot, text in zip(FOUR, [*(STAND_INS[key] for key in ("number", "name", "code_groups")), ""], strict=True)
)


@pytest.mark.parametrize(
    ("html", "drawn", "reason"),
    [
        (BODY, FOUR[:3], "missing"),
        (BODY, [*FOUR, "name"], "missing"),
        (BODY + '<i data-slot="name">', [*FOUR, "name"], "missing"),
        (BODY.replace("name", "nama"), ["number", "nama", "code", "qr"], "need slots"),
        (BODY + '<i data-slot="seat">', [*FOUR, "seat"], "unknown"),
        (BODY + STAND_INS["name"], FOUR, "outside"),
        (BODY + f'<img alt="{STAND_INS["code"]}">', FOUR, "outside"),
    ],
)
def test_a_template_that_breaks_the_rules_is_refused(html, drawn, reason):
    with pytest.raises(Unstampable, match=reason):
        check_slots(f"<body>{html}", [mark(slot) for slot in drawn])


def test_a_slot_that_shares_its_line_is_refused():
    marks = [mark(slot, is_alone=slot != "name") for slot in FOUR]

    check_slots(f"<body>{BODY}", [mark(slot) for slot in FOUR])
    with pytest.raises(Unstampable, match="name shares"):
        check_slots(f"<body>{BODY}", marks)


def test_a_bookmark_that_quotes_a_name_is_found(monkeypatch):
    """A name in a heading is kept a second time, in the outline."""
    context = json.loads(describe_background(printed(), None))
    drawn, page = backgrounds._draw(context, None, None)
    with pikepdf.open(BytesIO(drawn.content)) as pdf:
        pdf.Root.Outlines.First.Title = STAND_INS["name"]
        changed = BytesIO()
        pdf.save(changed)

    with pytest.raises(Unstampable, match="outside of the pages"):
        backgrounds._take_apart(type(drawn)(changed.getvalue(), drawn.marks), page)


@settings(max_examples=60, deadline=None)
@given(code=st.text(alphabet=ALPHABET, min_size=20, max_size=20))
def test_qr_codes_put_together_are_those_of_the_library(code):
    address = f"https://belajar.example.go.id/verifikasi/{code}/"
    matrix = segno.make_qr(address, error="m", mask=2, boost_error=False).matrix
    lines = matrix_to_lines(matrix, BORDER, BORDER + 0.5)

    strokes = qr_strokes(address=address, code=code)

    assert strokes.decode() == "".join(f"{left} {top} m\n{right} {top} l\n" for (left, top), (right, _) in lines)


HOSTILE = [
    "<img src=file:///etc/passwd>",
    "A\u202eB",
    "A\x00B",
    "Maria \U0001f600",
    "\ue000",
    "W" * 200,
    "محمد",
    "ᬩᬮᬶ",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_fare_as_in_the_full_rendering(name):
    """Row 16 of the attacks: what is refused whole is refused here, and nothing is ever fetched or embedded."""
    text = printed(name=name)

    stamped = stamp_document(printed=text, crest=None)

    if stamped is None:
        return
    with pikepdf.open(BytesIO(stamped)) as ours:
        assert not re.findall(rb"/URI|/Launch|/EmbeddedFile|/GoToR", b"".join(part.unparse() for part in ours.objects))
        assert contents(ours) == contents(pikepdf.open(BytesIO(draw_document(printed=text, crest=None))))


def test_only_plain_letters_are_stamped():
    assert [name for name in HOSTILE if stamp_document(printed=printed(name=name), crest=None)] == HOSTILE[:1]


def test_personal_keys_are_all_stood_in_for():
    assert set(slots.stand_ins_for(printed())) == slots.PERSONAL
