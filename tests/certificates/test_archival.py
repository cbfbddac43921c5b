"""The certificate as an archive sees it: PDF/A-3a and PDF/UA-1 in one file, by veraPDF."""

import re
from datetime import datetime
from io import BytesIO

import pikepdf
import pytest
from PIL import Image
from pypdf import PdfReader

from certificates.services.document import draw_document
from certificates.services.samples import LONG_NAME, SHORT_NAME
from lms.pdf import Attachment, render_archival_pdf, render_pdf
from tests.certificates.test_document import EXTREMES
from tests.certificates.test_layouts import SECOND
from tests.factories.certificates import printed
from tests.vera import PASSES, broken_rules, needs_java

INSIDE = Attachment("catatan.json", b'{"a": 1}' * 40, "Catatan", datetime(2024, 7, 11, 8, 0))
NO_SPEAKERS = {"materials": [{"title": "Modul 1", "speakers": "", "jp": "1,5"}]}
CASES = {
    "usual": {},
    "shortest": {"name": SHORT_NAME},
    "longest": {"name": LONG_NAME},
    "wrapping": {"name": "Maria Goreti " * 15},
    "accents": {"name": "Yosefina Da'Lopez N’Diaye Ñandu Nguyễn"},
    "cyrillic": {"name": "Мария"},
    "third-page": {"materials": 40},
    "course": {"activity": NO_SPEAKERS, "results": ""},
    "everything": EXTREMES["everything"],
    "band": {"look": {"layout": "band", "accent": "teal"}},
    "weave": {"look": {"layout": "weave", "accent": "maroon"}},
    "two-signatures": {"look": {"layout": "weave", "has_photo_frame": True}, "second_signatory": SECOND},
    "one-page": {"look": {"layout": "band", "accent": "ochre", "has_materials": False}, "results": ""},
}


def crest(noise=60):
    """A picture that compresses badly, of the size `flatten_crest` leaves."""
    out = BytesIO()
    Image.effect_noise((350, 420), noise).convert("RGB").save(out, "JPEG", quality=88, subsampling=0)
    return out.getvalue()


def draw(**changes):
    return draw_document(printed=printed(**changes), crest=crest())


@pytest.fixture(scope="module")
def drawn():
    """Everything the site draws as a certificate."""
    contents = {name: draw(**changes) for name, changes in CASES.items()}
    contents["no-crest"] = draw_document(printed=printed(), crest=None)
    contents["attachment"] = draw_document(printed=printed(), crest=crest(), attachments=[INSIDE])
    return contents


@needs_java
def test_every_certificate_is_pdf_a_3a_and_pdf_ua_1(drawn, tmp_path):
    assert broken_rules(drawn, tmp_path) == dict.fromkeys(drawn, PASSES)


@needs_java
def test_the_judge_says_no(tmp_path):
    """Negative controls: without these rules the test above would prove nothing."""

    def page(body):
        return f'<html lang="id"><head><title>Uji</title></head><body>{body}</body></html>'

    picture = {"x.jpg": crest()}
    verdicts = broken_rules(
        {
            "plain": render_pdf(html=page("<p>x")),
            "smooth": render_archival_pdf(html=page('<p><img alt="x" src="asset:x.jpg"></p>'), assets=picture),
            "wordless": render_archival_pdf(
                html=page('<svg width="9" height="9"><rect width="9" height="9"/></svg>'),
                stylesheets=["img { image-rendering: pixelated }"],
            ),
            "part-missing": draw().replace(b"<pdfuaid:part>1</pdfuaid:part>", b"<!-- pdfuaid:part was here -->"[:30]),
        },
        tmp_path,
    )

    assert {name: [profile for profile, rules in found.items() if rules] for name, found in verdicts.items()} == {
        "plain": ["3a", "ua1"],
        "smooth": ["3a"],
        "wordless": ["ua1"],
        "part-missing": ["ua1"],
    }


def test_there_is_one_metadata_packet_with_both_parts(drawn):
    packet = PdfReader(BytesIO(drawn["usual"])).trailer["/Root"]["/Metadata"].get_object().get_data().decode()

    assert packet.count("<rdf:RDF") == packet.count("<?xpacket begin") == 1
    assert re.findall(r'pdfaid:(?:part|conformance)="(\w+)"', packet) == ["3", "A"]
    assert re.findall(r"<pdfuaid:part>(\d)</pdfuaid:part>", packet) == ["1"]
    assert packet.encode() in drawn["usual"]  # not compressed, so that others can search it


def test_files_inside_say_what_they_are(drawn):
    with pikepdf.open(BytesIO(drawn["attachment"])) as document:
        assert list(document.attachments) == ["catatan.json"]
        (related,) = document.Root.AF
        assert (str(related.AFRelationship), str(related.Desc)) == ("/Data", "Catatan")
        assert str(related.EF.F.Subtype) == "/application/json"
        assert related.EF.F.read_bytes() == INSIDE.content


def test_same_input_same_bytes(drawn):
    picture = crest()

    first = draw_document(printed=printed(), crest=picture, attachments=[INSIDE])

    assert draw_document(printed=printed(), crest=picture, attachments=[INSIDE]) == first
    assert draw_document(printed=printed(), crest=picture) != first
    assert draw_document(printed=printed(), crest=None) == drawn["no-crest"]


def test_a_sample_claims_nothing():
    content = draw_document(printed=printed(), crest=None, is_sample=True)

    assert b"pdfuaid" not in content
    assert "/Metadata" not in PdfReader(BytesIO(content)).trailer["/Root"]


@pytest.mark.parametrize("name", [*CASES, "attachment"])
def test_at_most_200_kb_with_the_heaviest_crest(drawn, name):
    assert len(drawn[name]) <= 200 * 1024


def test_at_most_120_kb_without_a_raster_crest(drawn):
    assert len(drawn["no-crest"]) <= 120 * 1024


def test_every_font_is_embedded_and_subset(drawn):
    for name, content in drawn.items():
        for page in PdfReader(BytesIO(content)).pages:
            for font in page["/Resources"]["/Font"].values():
                whole = font.get_object()
                descriptor = whole["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
                assert re.fullmatch(r"/[A-Z]{6}\+Noto-.+", whole["/BaseFont"]), name
                assert {"/FontFile2", "/FontFile3"} & set(descriptor), name


def test_the_window_shows_the_title(drawn):
    root = PdfReader(BytesIO(drawn["usual"])).trailer["/Root"]

    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert root["/Lang"] == "id"
