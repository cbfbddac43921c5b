"""Every layout keeps every text in its room, whatever is written there. All lengths in millimetres."""

import re
import subprocess

import pytest
from django.template.loader import render_to_string

from certificates.choices import DesignAccent, DesignLayout
from certificates.services.document import COLORS, choose_sizes, describe, draw_document, drawings, stylesheet
from certificates.services.fitting import GEOMETRIES, size_of_name
from tests.certificates.test_document import EXTREMES, SIXTY, crest, read, words
from tests.factories.certificates import printed

CONTENT = {"frame": (30, 267, 22, 188), "band": (48, 277, 17, 193), "weave": (24, 273, 26, 184)}
"""Left, right, top and bottom of what may be written on."""
SECOND = {
    "lines": ["KETUA PANITIA PENYELENGGARA BIMBINGAN TEKNIS,"],
    "name": "FERDINAN MISSA",
    "rank": "Penata (III/c)",
    "nip": "19850202 201001 1 002",
}
TALL = {**EXTREMES["long signature"], "second_signatory": EXTREMES["long signature"]["signatory"]}


def look(layout, **changes):
    return {"layout": str(layout), "accent": "navy", "has_materials": True, "has_photo_frame": False, **changes}


def boxes(content, tmp_path, page=1):
    """(left, right, top, bottom, word) of each word."""
    (tmp_path / "b.pdf").write_bytes(content)
    command = ["pdftotext", "-bbox", "-f", str(page), "-l", str(page), "b.pdf", "-"]
    found = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    pattern = r'xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">([^<]*)<'
    rows = [(*(float(part) * 25.4 / 72 for part in row[:4]), row[4]) for row in re.findall(pattern, found)]
    return [(left, right, top, bottom, word) for left, top, right, bottom, word in rows]


def top_of(rows, word):
    return min(top for _left, _right, top, _bottom, found in rows if found == word)


def bottom_of(rows, word):
    return max(bottom for _left, _right, _top, bottom, found in rows if found == word)


@pytest.mark.parametrize("layout", DesignLayout)
@pytest.mark.parametrize("case", EXTREMES)
def test_front_never_overlaps_and_stays_on_one_page(case, layout, tmp_path):
    text = printed(**{"issued_in": "ZZZTEMPAT", "name": SIXTY, **EXTREMES[case]}, look=look(layout))

    content = draw_document(printed=text, crest=crest())

    rows = boxes(content, tmp_path)
    left, right, top, bottom = CONTENT[layout]
    outside = [
        row for row in rows if row[0] < left - 1 or row[1] > right + 1 or row[2] < top - 2 or row[3] > bottom + 1
    ]
    assert outside == []
    assert bottom_of(rows, "kepada") < top_of(rows, text["name"].split()[0]) + 1.5  # the leading above the letters
    assert bottom_of(rows, "pelajaran.") < top_of(rows, "ZZZTEMPAT,") + 0.5
    assert "DAFTAR MATERI" in words(content, page=1)


@pytest.mark.parametrize("has_photo_frame", [False, True])
@pytest.mark.parametrize("layout", DesignLayout)
def test_two_signatures_stand_side_by_side(layout, has_photo_frame, tmp_path):
    text = printed(second_signatory=SECOND, look=look(layout, has_photo_frame=has_photo_frame))

    rows = boxes(draw_document(printed=text, crest=crest()), tmp_path)

    name = {
        word: (left, right) for left, right, _top, _bottom, word in rows if word in ("FERDINAN", "ELISABET", "MISSA")
    }
    assert name["MISSA"][1] < name["ELISABET"][0]
    assert bottom_of(rows, "FERDINAN") == pytest.approx(bottom_of(rows, "ELISABET"), abs=0.1)
    photo = [left for left, _right, _top, _bottom, word in rows if word == "foto"]
    assert len(photo) == has_photo_frame
    assert all(name["FERDINAN"][0] > left for left in photo)


@pytest.mark.parametrize("layout", DesignLayout)
def test_the_longest_authorities_leave_room_for_ink(layout, tmp_path):
    text = printed(**TALL, look=look(layout))

    rows = boxes(draw_document(printed=text, crest=crest()), tmp_path)

    assert top_of(rows, "NAMA") - bottom_of(rows, "BIDANG,") > 7
    assert max(row[3] for row in rows) < CONTENT[layout][3] + 1


@pytest.mark.parametrize("layout", DesignLayout)
def test_slots_stand_at_the_same_place_for_everybody(layout, tmp_path):
    """What differs from person to person is laid over one drawing of the rest."""
    short = boxes(draw_document(printed=printed(name="Yohana", look=look(layout)), crest=None), tmp_path)
    long = boxes(draw_document(printed=printed(name="Maria Goreti " * 14, look=look(layout)), crest=None), tmp_path)

    fixed = ["Nomor:", "KIM", "sebagai", "KPG7-M2QX-8RTD-4WZN-6B3H", "Periksa", "ELISABET"]
    assert [top_of(short, word) for word in fixed] == [top_of(long, word) for word in fixed]
    assert bottom_of(short, "Yohana") > bottom_of(long, "Goreti") - 3


@pytest.mark.parametrize("layout", DesignLayout)
def test_names_shrink_to_a_floor_and_then_wrap(layout, tmp_path):
    sizes = [size_of_name("M" * count) for count in range(1, 201)]

    assert sizes[0] == "pt-250"
    assert sorted(sizes, key=lambda size: -int(size[3:])) == sizes
    assert size_of_name("Maria Goreti Nahak " * 10) == "pt-120"


def test_each_field_of_a_person_has_one_slot():
    html = render_to_string("certificates/document.html", describe(printed(), crest_name="", is_sample=False))

    slots = re.findall(r'data-slot="([^"]+)"', html)
    assert sorted(slots) == ["code", "name", "name-2", "number", "number-2", "origin", "qr", "results"]


@pytest.mark.parametrize("accent", DesignAccent)
@pytest.mark.parametrize("layout", DesignLayout)
def test_every_color_dyes_every_drawing(layout, accent):
    everything = stylesheet(layout, accent) + "".join(part.decode() for part in drawings(layout, accent).values())

    ink = COLORS[accent][0]
    assert ink in everything
    others = {color for other in COLORS if other != accent for color in COLORS[other]} - set(COLORS[accent])
    assert [color for color in others if color in everything] == []


def test_words_on_paper_can_be_read_in_every_color():
    """WCAG 2.2, 7 to 1, of the ink on the color of the paper."""

    def light(color):
        parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    assert min((light("#fffdf8") + 0.05) / (light(colors[0]) + 0.05) for colors in COLORS.values()) >= 7


@pytest.mark.parametrize("layout", DesignLayout)
def test_a_design_without_materials_is_one_page(layout):
    text = printed(look=look(layout, has_materials=False), activity={"materials": []}, results="")

    content = draw_document(printed=text, crest=None)

    assert len(read(content).pages) == 1
    assert "DAFTAR MATERI" not in words(content)


def test_a_role_says_its_own_words():
    text = printed(role="narasumber", role_key="speaker", wording="sebagai narasumber", results="", is_passed=False)

    front = words(draw_document(printed=text, crest=None), page=0)

    assert "sebagai narasumber pada Bimbingan Teknis Desain Konten untuk KIM" in front
    assert ("LULUS" in front, "peserta" in front) == (False, False)


def test_an_end_is_printed():
    front = words(draw_document(printed=printed(valid_until="11 Juli 2027"), crest=None), page=0)

    assert "Berlaku sampai 11 Juli 2027." in front


def test_geometries_are_those_of_the_styles():
    for layout, geometry in GEOMETRIES.items():
        left, right, _top, _bottom = CONTENT[layout]
        css = stylesheet(layout)
        assert geometry.width == right - left
        assert f"left: 0; width: {geometry.width:.0f}mm; height: 9.5mm" in css
        assert "width: 225mm; height: 18mm" in css


def test_old_certificates_have_the_first_look():
    old = printed()

    assert "look" not in old
    assert draw_document(printed=old, crest=None) == draw_document(printed=printed(look=look("frame")), crest=None)
    assert choose_sizes(old) == choose_sizes(printed(look=look("frame")))


def hostile(value, word):
    """The same frozen text with `word` in every place a person can write."""
    if isinstance(value, dict):
        return {key: hostile(part, word) for key, part in value.items()}
    if isinstance(value, list):
        return [hostile(part, word) for part in value]
    return word if isinstance(value, str) else value


@pytest.mark.parametrize("layout", DesignLayout)
def test_hostile_words_in_every_field_are_only_words(layout, tmp_path):
    canary = tmp_path / "canary.txt"
    canary.write_text("RAHASIA-4182")
    word = f'<a rel=attachment href="file://{canary}"><img src="http://127.0.0.1:9/x"><svg onload=x()>{{{{ 7|add:7 }}}}'
    text = hostile(printed(second_signatory=SECOND, valid_until="x", materials=1), word)
    text |= {"look": look(layout), "role_key": "participant", "address_to_verify": "https://a.example/verifikasi/x/"}

    content = draw_document(printed=text, crest=None)

    assert "RAHASIA-4182" not in words(content)
    assert "/EmbeddedFiles" not in str(read(content).trailer["/Root"])
    assert "onload" in words(content)
