"""Nothing leaves, nothing enters, nothing is left out quietly."""

import io
import logging
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pikepdf
import pytest
from django.utils.html import escape
from PIL import Image
from pypdf import PdfReader

from lms.pdf import PdfError, render_pdf

SECRET = "kata-rahasia-di-peladen"
VECTORS = {
    "img": '<img alt="" src="{url}">',
    "img srcset": '<img alt="" srcset="{url} 2x" src="{url}">',
    "stylesheet": '<link rel="stylesheet" href="{url}">',
    "style import": '<style>@import "{url}";</style>',
    "font": '<style>@font-face {{ font-family: x; src: url("{url}") }} p {{ font-family: x }}</style><p>x',
    "background": "<p style=\"background: url('{url}')\">x",
    "list picture": "<ul><li style=\"list-style-image: url('{url}')\">x</ul>",
    "content": "<style>p::before {{ content: url('{url}') }}</style><p>x",
    "object": '<object data="{url}"></object>',
    "embed": '<embed src="{url}">',
    "svg image": '<svg><image href="{url}" width="9" height="9"/></svg>',
    "svg use": '<svg><use href="{url}#a"/></svg>',
    "attachment link": '<a rel="attachment" href="{url}">x</a>',
    "attachment of the page": '<link rel="attachment" href="{url}">',
    "base": '<base href="{url}/"><img alt="" src="x.png">',
}
QUIET = {"svg use"}
"""Vectors that WeasyPrint ignores without a word; nothing may be fetched for them either."""


def page(body, title="Uji"):
    return f'<html lang="id"><head><title>{title}</title></head><body>{body}</body></html>'


def picture(format_name):
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8), "#1a2455").save(buffer, format_name)
    return buffer.getvalue()


def text_of(content):
    return " ".join(part.extract_text() for part in PdfReader(io.BytesIO(content)).pages)


@pytest.fixture
def visits():
    """A web server on this machine and the list of what was asked of it."""
    asked = []

    class Door(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


@pytest.fixture
def canary(tmp_path):
    path = tmp_path / "rahasia.txt"
    path.write_text(SECRET)
    return path


@pytest.mark.parametrize("vector", VECTORS)
def test_no_vector_reaches_the_network(visits, vector):
    base, asked = visits

    outcome = attempt(VECTORS[vector].format(url=f"{base}/x"))

    assert asked == []
    assert (outcome is None) == (vector not in QUIET)


@pytest.mark.parametrize("vector", VECTORS)
def test_no_vector_reads_a_file(canary, vector):
    outcome = attempt(VECTORS[vector].format(url=canary.as_uri()))

    assert (outcome is None) == (vector not in QUIET)
    if outcome:
        with pikepdf.open(io.BytesIO(outcome)) as document:
            assert len(document.attachments) == 0
        assert SECRET.encode() not in outcome


def attempt(body):
    """The PDF, or None when it was refused."""
    try:
        return render_pdf(html=page(body))
    except PdfError:
        return None


def test_the_network_control_would_have_been_noticed(visits):
    """Negative control: WeasyPrint's own fetcher does knock on the same door."""
    from weasyprint import HTML

    base, asked = visits

    HTML(string=page(VECTORS["img"].format(url=f"{base}/x"))).render()

    assert asked == ["/x"]


@pytest.mark.parametrize("rule", ['@import "{url}";', "body {{ background: url('{url}') }}"])
def test_our_own_stylesheets_fetch_nothing_either(visits, rule):
    base, asked = visits

    with pytest.raises(PdfError):
        render_pdf(html=page("<p>x"), stylesheets=[rule.format(url=f"{base}/x")])

    assert asked == []


def test_an_svg_asset_cannot_fetch(visits):
    base, asked = visits
    image = f'<image href="{base}/x" width="9" height="9"/>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{image}</svg>'

    with pytest.raises(PdfError):
        render_pdf(html=page('<img alt="" src="asset:crest.svg">'), assets={"crest.svg": svg.encode()})

    assert asked == []


def test_data_addresses_are_refused():
    with pytest.raises(PdfError, match=r"^Refused: data:"):
        render_pdf(html=page('<img alt="" src="data:image/png;base64,AAAA">'))


@pytest.mark.parametrize("format_name", ["PNG", "JPEG"])
def test_a_named_asset_is_drawn(format_name):
    name = f"crest.{format_name.lower()}"

    content = render_pdf(html=page(f'<img alt="Lambang" src="asset:{name}">'), assets={name: picture(format_name)})

    assert len(PdfReader(io.BytesIO(content)).pages[0].images) == 1


def test_a_missing_asset_is_an_error():
    with pytest.raises(PdfError, match=r"^Refused: asset:crest\.png$"):
        render_pdf(html=page('<img alt="" src="asset:crest.png">'))


@pytest.mark.parametrize("junk", [b"", b"not a picture", picture("PNG")[:40]])
def test_a_broken_picture_is_an_error(junk):
    with pytest.raises(PdfError, match="Failed to load image"):
        render_pdf(html=page('<img alt="" src="asset:crest.png">'), assets={"crest.png": junk})


def test_a_letter_without_glyph_is_an_error():
    with pytest.raises(PdfError, match="unsupported by fonts"):
        render_pdf(html=page("<p>漢"))


def test_an_unknown_css_property_is_an_error():
    with pytest.raises(PdfError, match="Ignored"):
        render_pdf(html=page("<p>x"), stylesheets=["p { colour: red }"])


def test_escaped_names_are_only_text(canary):
    name = f'<a rel="attachment" href="{canary.as_uri()}">Ana</a>'

    content = render_pdf(html=page(f"<p>{escape(name)}</p>"))

    assert "Ana" in text_of(content)
    with pikepdf.open(io.BytesIO(content)) as document:
        assert len(document.attachments) == 0


def test_names_of_this_country_are_drawn_with_the_pinned_fonts_only():
    body = '<h1>D’Rozari Ñoña</h1><p>Ma\'u <b>Lopes</b> "da" Costa – é ü</p>'

    content = render_pdf(
        html=page(body), stylesheets=['h1 { font-family: "Noto Serif" } p { font-family: "Noto Sans" }']
    )

    assert text_of(content).split() == ["D’Rozari", "Ñoña", "Ma'u", "Lopes", '"da"', "Costa", "–", "é", "ü"]
    assert fonts_of(content) == {"Noto-Serif-Bold", "Noto-Sans", "Noto-Sans-Bold"}


def fonts_of(content):
    resources = PdfReader(io.BytesIO(content)).pages[0]["/Resources"]["/Font"].values()
    return {font.get_object()["/BaseFont"].partition("+")[2] for font in resources}


def test_a_font_of_the_host_is_not_used():
    content = render_pdf(html=page("<p>huruf"), stylesheets=['p { font-family: "DejaVu Serif", monospace }'])

    assert all(name.startswith("Noto") for name in fonts_of(content))


def test_the_document_says_its_language_and_title_and_is_tagged():
    document = PdfReader(io.BytesIO(render_pdf(html=page("<h1>Isi</h1>", title="Daftar hadir"))))

    assert document.trailer["/Root"]["/Lang"] == "id"
    assert document.metadata.title == "Daftar hadir"
    assert document.trailer["/Root"]["/MarkInfo"]["/Marked"].value is True


def test_same_input_same_bytes():
    assert render_pdf(html=page("<p>Kupang")) == render_pdf(html=page("<p>Kupang"))


def test_nothing_is_left_in_the_temp_folder(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    render_pdf(html=page("<p>Kupang"))

    assert list(tmp_path.iterdir()) == []


def test_a_refusal_leaves_no_trap_behind_and_says_nothing_in_the_log():
    heard = io.StringIO()
    listener = logging.StreamHandler(heard)
    handlers = list(logging.getLogger("weasyprint").handlers)
    logging.getLogger().addHandler(listener)

    attempt('<p>漢</p><img alt="" src="asset:x.png">')

    logging.getLogger().removeHandler(listener)
    assert heard.getvalue() == ""
    assert logging.getLogger("weasyprint").handlers == handlers
    assert render_pdf(html=page("<p>Kupang")).startswith(b"%PDF")


def test_two_threads_do_not_hear_each_other():
    outcomes = {}

    def draw(name, body):
        outcomes[name] = attempt(body) is not None

    threads = [threading.Thread(target=draw, args=(index, "<p>Kupang" if index % 2 else "<p>漢")) for index in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert outcomes == {0: False, 1: True, 2: False, 3: True, 4: False, 5: True}


def test_the_engine_is_not_loaded_until_something_is_drawn():
    loaded = subprocess.run(  # in a fresh process: this one has drawn already
        [sys.executable, "-c", "import sys, lms.pdf; print('weasyprint' in sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert loaded.stdout.strip() == "False"
