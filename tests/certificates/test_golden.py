"""The same text gives the same bytes, on every machine with these versions."""

import platform
import zlib
from hashlib import sha256
from importlib.metadata import version

import pytest
from weasyprint.text.ffi import pango

from certificates.choices import DesignLayout
from certificates.services.document import draw_document
from tests.factories.certificates import printed
from tests.factories.crests import SHIELD

PACKAGES = ("weasyprint", "pydyf", "fonttools", "tinycss2", "segno", "fontpkg-noto-sans", "fontpkg-noto-serif")
VERSIONS = {
    "weasyprint": "70.0",
    "pydyf": "0.13.0",
    "fonttools": "4.68.0",
    "tinycss2": "1.5.1",
    "segno": "1.6.6",
    "fontpkg-noto-sans": "2.15",
    "fontpkg-noto-serif": "2.15",
    "pango": "1.50.12",
    "zlib": "1.2.13",
    "machine": "x86_64",
}
HASHES = {
    "frame": "a1e020aa3f289dd23c6b203bdea0bd415b5a0ba42607769e39b27a447e0ddd7f",
    "band": "ab723444c988d017f21b5b56429da67aa2034cf024d2f15651e44cb56e15feef",
    "weave": "54a00a65740a3e37aab1250ea076777d20fe6f60c74638b4a6770a83698876a0",
}
"""Of `golden(layout)` under VERSIONS. Who changes the drawing on purpose changes the hashes in the same commit."""


def versions():
    number = pango.pango_version()
    return {
        **{name: version(name) for name in PACKAGES},
        "pango": f"{number // 10000}.{number // 100 % 100}.{number % 100}",
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        "machine": platform.machine(),
    }


def golden(layout):
    look = {"layout": str(layout), "accent": "navy", "has_materials": True, "has_photo_frame": False}
    return draw_document(printed=printed(look=look), crest=SHIELD)


@pytest.mark.parametrize("layout", DesignLayout)
def test_unsigned_files_have_the_bytes_they_always_had(layout):
    other = {name: found for name, found in versions().items() if VERSIONS.get(name) != found}
    if other:
        pytest.skip(f"hashes are kept for other versions: {other}")

    assert sha256(golden(layout)).hexdigest() == HASHES[layout]


def test_the_hashes_depend_on_every_letter():
    assert golden("frame") == golden("frame")
    assert draw_document(printed=printed(name="Orang Lain"), crest=SHIELD) != golden("frame")
