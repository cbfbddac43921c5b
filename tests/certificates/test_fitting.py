"""The largest size that fits, for every kind of text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates.choices import DesignLayout
from certificates.services import fitting
from certificates.services.document import choose_sizes, stylesheet
from tests.factories.certificates import printed

FRAME = fitting.GEOMETRIES[DesignLayout.FRAME]
SIGNATORY = {"lines": ["KEPALA DINAS,"], "name": "NAMA", "rank": "", "nip": ""}


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("Yohana", "pt-250"),
        ("Maria Goreti Bernadetha Nahak Seran", "pt-250"),
        ("Maria Goreti Bernadetha Nahak Seran Lopes da Costa", "pt-220"),
        ("i" * 60, "pt-250"),
        ("W" * 30, "pt-180"),
        ("Maria Goreti Nahak " * 4, "pt-160"),
        ("Maria Goreti Nahak " * 10, "pt-120"),
        ("W" * 200, "pt-100"),
    ],
)
def test_names_take_the_largest_size_that_fits(name, size):
    assert fitting.size_of_name(name.strip()) == size


def test_what_fits_nowhere_takes_the_last_size():
    assert fitting.fit("W" * 500, width=10, face=fitting.SERIF, steps=((9, 1), (8, 1))) == "pt-80"


@pytest.mark.parametrize(
    ("office", "step"),
    [("Dinas Kominfo Kota Kupang", 1), ("Dinas Komunikasi dan Informatika " * 4, 2), ("Dinas Komunikasi " * 14, 3)],
)
def test_letterheads_shrink_with_the_name_of_the_office(office, step):
    size = fitting.size_of_head(government="Pemerintah Kota", office=office, address="Jalan", width=FRAME.head_width)

    assert size == f"head-{step}"


@pytest.mark.parametrize(("title", "step"), [("Desain Konten", 1), ("Penguatan Kapasitas " * 9, 2), ("Judul " * 90, 4)])
def test_sentences_shrink_with_the_title(title, step):
    size = fitting.size_of_text(before="sebagai peserta pada", title=title, after="pada 11 Juli", geometry=FRAME)

    assert size == f"text-{step}"


@pytest.mark.parametrize("layout", DesignLayout)
@pytest.mark.parametrize(("has_photo", "least"), [(False, 65), (True, 50)])
def test_two_signatures_share_what_is_left(layout, has_photo, least):
    geometry = fitting.GEOMETRIES[layout]

    width = fitting.sign_width(count=2, has_photo_frame=has_photo, geometry=geometry)

    taken = fitting.QR_WIDTH + has_photo * (fitting.PHOTO_WIDTH + fitting.GAP)
    assert taken + 2 * width + fitting.GAP == pytest.approx(geometry.width)
    assert width >= least
    assert fitting.sign_width(count=1, has_photo_frame=has_photo, geometry=geometry) == 100


@pytest.mark.parametrize(("line_count", "step"), [(1, 1), (2, 1), (4, 2), (7, 3), (9, 4), (30, 5)])
def test_who_needs_most_room_sets_the_size_of_all_signatures(line_count, step):
    tall = {**SIGNATORY, "lines": ["KEPALA,"] * line_count, "rank": "Pembina", "nip": "1"}

    size = fitting.size_of_signatures(signatories=[SIGNATORY, tall], width=70, height=52)

    assert size == f"sign-{step}"


@pytest.mark.parametrize(("title", "is_wide"), [("SERTIFIKAT", False), ("PIAGAM PENGHARGAAN", False), ("W" * 40, True)])
def test_wide_titles_are_told(title, is_wide):
    assert fitting.is_wide_title(title, width=FRAME.width) is is_wide


@pytest.mark.parametrize("layout", DesignLayout)
def test_every_step_has_a_rule_in_the_style(layout):
    css = stylesheet(layout)
    steps = [
        *fitting.NAME_STEPS,
        *fitting.NUMBER_STEPS,
        *fitting.ORIGIN_STEPS,
        *fitting.SUB_STEPS,
        *fitting.AGAIN_STEPS,
    ]

    wanted = {f".pt-{points * 10:.0f} " for points, _lines in steps}
    wanted |= {f".text-{step} " for step in range(2, len(fitting.TEXT_STEPS) + 1)}
    wanted |= {f".sign-{step} " for step in range(2, len(fitting.SIGN_STEPS) + 1)}
    wanted |= {f".head-{step} " for step in range(2, len(fitting.HEAD_STEPS) + 1)}
    assert [rule for rule in wanted if rule not in css] == []


@settings(max_examples=40)
@given(st.sampled_from(DesignLayout.values), st.text(min_size=1, max_size=200), st.text(max_size=200))
def test_any_text_gets_some_size(layout, name, origin):
    sizes = choose_sizes(printed(name=name, origin=origin, look={"layout": layout}))

    assert all(sizes[key].startswith("pt-") for key in ("name", "origin", "number", "sub", "name_2", "number_2"))
