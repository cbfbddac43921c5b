"""SVG: what can only be looked at is let in, what runs, fetches or grows is refused with its name."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.drawings import refuse_drawing
from lms.env import PROJECT

BROKEN = "Berkas ini bukan gambar SVG atau rusak. Simpan ulang, lalu coba lagi."
HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9"'


def refuse(inside, attributes=""):
    return refuse_drawing(f"{HEAD} {attributes}>{inside}</svg>".encode())


def names(part):
    return f"Gambar SVG ini memuat {part}, jadi tidak disimpan. Simpan ulang sebagai SVG polos."


@pytest.mark.parametrize(
    "inside",
    [
        '<path fill="#fff" d="M0 0h9v9z"/>',
        '<defs><linearGradient id="a"><stop offset="0"/></linearGradient></defs><rect fill="url(#a)" width="9"/>',
        '<symbol id="b"><circle r="2"/></symbol><use href="#b"/><use xlink:href="#b"/>',
        '<text x="1">onload=alert(1) javascript bebas</text><title>Satu &lt;script&gt;</title>',
        "<style>.a { fill: url(#a); stroke: #000 }</style><g class='a'/>",
        "<g style=\"fill: url( '#a' )\"/>",
        '<metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about="x"/></metadata>',
        '<i:x xmlns:i="http://www.inkscape.org/namespaces/inkscape" i:href="x"/>',
    ],
)
def test_what_is_only_looked_at(inside):
    assert refuse(inside) == ""


def test_the_drawing_of_the_block_chooser():
    assert refuse_drawing((PROJECT / "static/previews/poster.svg").read_bytes()) == ""


@pytest.mark.parametrize(
    ("inside", "part"),
    [
        ("<script>alert(1)</script>", "<script>"),
        ('<s:script xmlns:s="http://www.w3.org/2000/svg">alert(1)</s:script>', "<script>"),
        ('<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script>', "<script>"),
        ("<foreignObject><p/></foreignObject>", "<foreignObject>"),
        ('<image href="https://jahat.example/x.png"/>', "<image>"),
        ('<a href="javascript:alert(1)"><path/></a>', "<a>"),
        ('<animate attributeName="href" to="javascript:alert(1)"/>', "<animate>"),
        ('<set attributeName="onload" to="alert(1)"/>', "<set>"),
        ("<feImage/>", "<feImage>"),
        ('<path onload="alert(1)"/>', "onload"),
        ('<path ONCLICK="alert(1)"/>', "ONCLICK"),
        ('<use href="https://jahat.example/a.svg#b"/>', "href"),
        ('<use xlink:href="data:image/svg+xml,x"/>', "href"),
        ('<use href=" javascript:alert(1)"/>', "href"),
        ('<rect fill="url(https://jahat.example/a)"/>', "fill"),
        ("<rect style=\"background: URL( '//jahat.example' )\"/>", "style"),
        ('<rect style="fill: u\\72l(x)"/>', "style"),
        ("<style>@import 'https://jahat.example/a.css';</style>", "url()"),
        ("<style>a { background: url(//jahat.example) }</style>", "url()"),
        ("<style><![CDATA[@import 'x';]]></style>", "url()"),
        ("<?xml-stylesheet href='https://jahat.example/a.css'?>", "<?xml-stylesheet?>"),
    ],
)
def test_what_runs_or_fetches_is_named(inside, part):
    assert refuse(inside) == names(part)


def test_on_the_root_too():
    assert refuse("", attributes='onload="alert(1)"') == names("onload")


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
        b'<!DOCTYPE svg SYSTEM "file:///etc/passwd"><svg xmlns="http://www.w3.org/2000/svg"/>',
    ],
)
def test_entities_are_never_read(content):
    assert refuse_drawing(content) == names("DOCTYPE")


@pytest.mark.parametrize(
    "content",
    [b"", b"<svg", b"<svg/>", b"<html/>", b"GIF89a", "<svg>".encode("utf-16"), HEAD.encode() + b">" + b"<g>" * 70,
     f"{HEAD}>{'<g>' * 61}{'</g>' * 61}</svg>".encode()],
)  # fmt: skip
def test_what_is_no_drawing(content):
    assert refuse_drawing(content) == BROKEN


@settings(max_examples=100, deadline=None)
@given(content=st.binary(max_size=200) | st.text(max_size=200).map(lambda text: f"{HEAD}>{text}</svg>".encode()))
def test_nothing_breaks_the_reader(content):
    assert isinstance(refuse_drawing(content), str)
