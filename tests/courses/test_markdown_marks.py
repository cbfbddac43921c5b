"""How runs of words become Markdown and what reads back: signs, marks, lists, links, and every block at random."""

import pytest
from django.utils.html import escape
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.services.markdown_blocks import items_of, picture_of, plain, tidy_blocks, tidy_table
from courses.services.markdown_marks import Pen, write_address
from courses.services.markdown_text import (
    BREAK,
    NotWritable,
    Paragraph,
    Run,
    TextList,
    canonical,
    read_rich_text,
    tidy,
)
from tests.courses.test_markdown_writer import block, read, write

BOLD, ITALIC = frozenset("b"), frozenset("i")


def line(html):
    """The Markdown of one paragraph."""
    return Pen().paragraphs(read_rich_text(f"<p>{html}</p>"))


# ---- words


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("biasa saja", "biasa saja"),
        ("2 * 3", r"2 \* 3"),
        ("`kode`", r"\`kode\`"),
        ("nama_berkas_baru", "nama_berkas_baru"),
        ("_miring_", r"\_miring\_"),
        ("a < b", "a < b"),
        ("<b>", r"\<b>"),
        ("</b>", r"\</b>"),
        ("<!-- x", r"\<!-- x"),
        ("R&D", "R&D"),
        ("&amp;", r"\&amp;"),
        ("&#65;", r"\&#65;"),
        ("[x]", "[x]"),
        ("[x](y)", r"[x\](y)"),
        ("[x]: y", r"[x\]: y"),
        ("50% + 1", "50% + 1"),
        ("1. satu", "1. satu"),
        (r"C:\data", r"C:\\data"),
    ],
)
def test_words_inside_a_line_get_few_backslashes(words, written):
    assert Pen().words(words) == written


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("- satu", r"\- satu"),
        ("+ satu", r"\+ satu"),
        ("# satu", r"\# satu"),
        ("> satu", r"\> satu"),
        ("= satu", r"\= satu"),
        ("~ satu", r"\~ satu"),
        ("| satu", r"\| satu"),
        ("::: ingat", r"\::: ingat"),
        ("1. satu", r"1\. satu"),
        ("12) satu", r"12\) satu"),
        ("1.satu", "1.satu"),
        ("2024. Tahun ini", r"2024\. Tahun ini"),
        ("Tabel: satu", r"Tabel\: satu"),
        ("Meja: satu", "Meja: satu"),
    ],
)
def test_words_at_the_start_of_a_line_get_one_more(words, written):
    assert Pen().words(words, is_first=True) == written


def test_a_careful_pen_hides_every_sign():
    assert Pen(is_careful=True).words("a-b. (c) #1 & <d>") == r"a\-b\. \(c\) \#1 \& \<d\>"


# ---- marks


@pytest.mark.parametrize(
    ("html", "written"),
    [
        ("<b>a</b>", "**a**"),
        ("<strong>a</strong>", "**a**"),
        ("<i>a</i> <em>b</em>", "*a* *b*"),
        ("<b><i>a</i></b>", "***a***"),
        ("<i><b>a</b></i>", "***a***"),
        ("a<b> b </b>c", "a **b** c"),
        ("<b></b>a", "a"),
        ("<b> </b>a", "a"),
        ("<b>a</b><b>b</b>", "**ab**"),
        ('<a href="https://a.id/x">b</a>', "[b](https://a.id/x)"),
        ('<a href="https://a.id/x y">b</a>', "[b](https://a.id/x%20y)"),
        ('<a linktype="page" id="3">b</a>', "[b](halaman/3)"),
        ('<b><a linktype="page" id="3">b</a></b>', "[**b**](halaman/3)"),
        ('<a linktype="page" id="3">[b]</a>', r"[\[b\]](halaman/3)"),
        ("a<br/>b", "a\\\nb"),
        ("<br/>a<br/><br/>", "a"),
        ("a <br/> b", "a\\\nb"),
        ("<b>a<br/>b</b>", "**a**\\\n**b**"),
        ("a   b\n\tc", "a b c"),
    ],
)
def test_marks_are_written_like_this(html, written):
    assert line(html) == written


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("https://a.id/", "https://a.id/"),
        ("#12", "halaman/12"),
        ("https://a.id/(x)", "<https://a.id/(x)>"),
        ("https://a.id/a b", "<https://a.id/a b>"),
        ("https://a.id/<x>", "https://a.id/%3Cx%3E"),
        ("https://a.id/\\x", "https://a.id/%5Cx"),
        ("https://a.id/?a=1&copy;=2", "https://a.id/?a=1&amp;copy;=2"),
        ("https://a.id/?a=1&b=2", "https://a.id/?a=1&b=2"),
    ],
)
def test_addresses_that_markdown_would_misread_are_wrapped(address, written):
    if address == "https://a.id/<x>":
        written = f"<{written}>"

    assert write_address(address) == written


def test_neighbouring_lists_take_turns_with_their_signs():
    lists = [TextList("ul", (((Run(sign),), ()),)) for sign in "abc"]

    assert Pen().paragraphs(lists) == "- a\n\n* b\n\n- c"


def test_neighbouring_numbered_lists_take_turns_too():
    lists = [TextList("ol", (((Run(sign),), ()),)) for sign in "ab"]

    assert Pen().paragraphs(lists) == "1. a\n\n1) b"


def test_a_list_inside_a_list_is_indented_under_its_words():
    inner = TextList("ol", (((Run("b"),), ()), ((Run("c"),), ())))
    outer = TextList("ul", (((Run("a"),), (inner,)), ((Run("d"),), ())))

    assert Pen().paragraphs([outer]) == "- a\n  1. b\n  2. c\n- d"


def test_ten_steps_are_indented_by_their_longer_number():
    items = tuple(((Run(str(number)), Run(BREAK), Run("x")), ()) for number in range(1, 11))

    written = Pen().list(TextList("ol", items)).split("\n")

    assert (written[:2], written[-2:]) == (["1. 1\\", "   x"], ["10. 10\\", "    x"])


# ---- the form in which texts are compared


@pytest.mark.parametrize(
    ("runs", "tidied"),
    [
        ([Run(" a ")], (Run("a"),)),
        ([Run("a "), Run(" b")], (Run("a b"),)),
        ([Run("a"), Run("b")], (Run("ab"),)),
        ([Run("a", BOLD), Run("b", BOLD)], (Run("ab", BOLD),)),
        ([Run("a", BOLD), Run("b", ITALIC)], (Run("a", BOLD), Run("b", ITALIC))),
        ([Run("a "), Run(BREAK), Run(" b")], (Run("a"), Run(BREAK), Run("b"))),
        ([Run(BREAK), Run("a"), Run(BREAK)], (Run("a"),)),
        ([Run(" ", BOLD)], ()),
        ([Run("a"), Run(" b ", BOLD), Run("c")], (Run("a "), Run("b", BOLD), Run(" c"))),
        ([], ()),
    ],
)
def test_runs_are_tidied(runs, tidied):
    assert tidy(runs) == tidied


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<p>a</p>", '<p data-block-key="x1">a</p>'),
        ("<p>a</p>", "<p>a</p><p></p>"),
        ("<p>a</p>", "a"),
        ("<p><strong>a</strong></p>", "<p><b>a</b></p>"),
        ("<p><b>a </b>b</p>", "<p><b>a</b> b</p>"),
        ("<p><b><i>a</i></b></p>", "<p><em><b>a</b></em></p>"),
        ("<p>a<br>b</p>", "<p>a<br/>b</p>"),
        ("<p>R&amp;D</p>", "<p>R&D</p>"),
        ("<p><a id='3' linktype='page'>a</a></p>", '<p><a linktype="page" id="3">a</a></p>'),
    ],
)
def test_two_spellings_of_one_text_are_equal(one, other):
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<p>a</p>", "<p>b</p>"),
        ("<p>a b</p>", "<p>a</p><p>b</p>"),
        ("<p><b>a</b></p>", "<p><i>a</i></p>"),
        ("<p>a<br/>b</p>", "<p>a b</p>"),
        ("<ul><li>a</li></ul>", "<ol><li>a</li></ol>"),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", "<ul><li>a</li><li>b</li></ul>"),
        ('<p><a href="https://a.id">a</a></p>', '<p><a href="https://b.id">a</a></p>'),
        ('<p><a linktype="page" id="3">a</a></p>', '<p><a linktype="page" id="4">a</a></p>'),
    ],
)
def test_two_texts_are_not_equal(one, other):
    assert canonical(one) != canonical(other)


def test_loose_words_and_paragraphs_keep_their_order():
    parts = read_rich_text("satu<p>dua</p>tiga<ul><li>empat</li></ul>")

    assert [part.runs[0].text if isinstance(part, Paragraph) else part.kind for part in parts] == [
        "satu",
        "dua",
        "tiga",
        "ul",
    ]


@pytest.mark.parametrize("tag", ["h2", "hr", "code", "sup", "table", "embed", "img", "blockquote", "u"])
def test_other_tags_are_refused_by_name(tag):
    with pytest.raises(NotWritable) as refusal:
        canonical(f"<p>a <{tag}>b</{tag}></p>")

    assert refusal.value.reason == f"bagian <{tag}> hanya bisa diubah di editor lengkap"


@pytest.mark.parametrize("kind", ["document", "image", "email"])
def test_links_of_other_kinds_are_refused(kind):
    with pytest.raises(NotWritable) as refusal:
        canonical(f'<p><a linktype="{kind}" id="1">b</a></p>')

    assert refusal.value.reason == "tautan ke dokumen atau gambar hanya bisa diubah di editor lengkap"


# ---- stored values


@pytest.mark.parametrize(
    ("stored", "values"),
    [
        (None, []),
        ([], []),
        (["a"], ["a"]),
        ([{"type": "item", "value": "a", "id": "1"}], ["a"]),
        ([{"type": "item", "value": "a"}, "b"], ["a", "b"]),
        ([{"type": "lain"}], [{"type": "lain"}]),
    ],
)
def test_items_of_a_list_block_with_and_without_ids(stored, values):
    assert items_of(stored) == values


@pytest.mark.parametrize(
    ("stored", "picture"),
    [
        ({"image": 7, "caption": " a  b "}, (7, "", False, "a b")),
        ({"image": {"image": 7, "alt_text": " x ", "decorative": False}, "caption": None}, (7, "x", False, "")),
        ({"image": {"image": 7, "alt_text": "x", "decorative": True}}, (7, "", True, "")),
        ({"image": None}, (None, "", False, "")),
    ],
)
def test_a_picture_in_its_old_and_new_form(stored, picture):
    assert tuple(picture_of(stored).values()) == picture


def test_plain_words_of_nothing():
    assert (plain(None), plain(""), plain(" a\nb ")) == ("", "", "a b")


def test_a_table_without_anything_is_tidied():
    assert tidy_table({}) == {"caption": "", "header": [], "rows": []}


# ---- every block at random

WORDS = st.text(alphabet="abc 12.*_`<>&|#-+=:~![]()\\/\"'—é", min_size=1, max_size=14).filter(lambda text: text.strip())
MARKED = st.builds(
    lambda text, mark: f"<p>{mark[0]}{escape(text)}{mark[1]}</p>",
    WORDS,
    st.sampled_from([("", ""), ("<b>", "</b>"), ("<i>", "</i>"), ('<a linktype="page" id="5">', "</a>")]),
)
PARAGRAPHS = st.lists(MARKED, min_size=1, max_size=3).map("".join)
LISTS = st.builds(
    lambda tag, rows: f"<{tag}>{''.join(f'<li>{row[3:-4]}</li>' for row in rows)}</{tag}>",
    st.sampled_from(["ul", "ol"]),
    st.lists(MARKED, min_size=1, max_size=3),
)
RICH = st.lists(st.one_of(MARKED, LISTS), min_size=1, max_size=3).map("".join)


@st.composite
def tables(draw):
    width = draw(st.integers(1, 3))
    header = draw(st.lists(WORDS, min_size=width, max_size=width))
    rows = draw(st.lists(st.lists(MARKED, min_size=width, max_size=width), min_size=1, max_size=3))
    return {"caption": draw(st.one_of(st.just(""), WORDS)), "header": header, "rows": rows}


PICTURES = st.builds(
    lambda number, alt, is_decorative, caption: {
        "image": {"image": number, "alt_text": alt, "decorative": is_decorative},
        "caption": caption,
    },
    st.integers(1, 99),
    WORDS.filter(lambda text: text.strip() != "-"),
    st.booleans(),
    st.one_of(st.just(""), WORDS),
)
BLOCKS = st.one_of(
    st.builds(block, st.sampled_from(["heading", "subheading"]), WORDS),
    st.builds(block, st.sampled_from(["text", "task"]), RICH),
    st.builds(
        lambda kind, text: block("notice", {"kind": kind, "text": text}),
        st.sampled_from(["ingat", "contoh", "waspada"]),
        RICH,
    ),
    st.builds(
        lambda text, source: block("quote", {"text": text, "source": source}),
        PARAGRAPHS,
        st.one_of(st.just(""), WORDS),
    ),
    st.builds(
        lambda good_title, good, bad: block(
            "compare", {"good_title": good_title, "good": good, "bad_title": "", "bad": bad}
        ),
        st.one_of(st.just(""), WORDS),
        RICH,
        RICH,
    ),
    st.builds(lambda steps: block("steps", steps), st.lists(MARKED, min_size=1, max_size=4)),
    st.builds(lambda table: block("table", table), tables()),
    st.builds(lambda picture: block("picture", picture), PICTURES),
)


@settings(max_examples=300, deadline=None)
@given(stored=BLOCKS)
def test_any_block_returns_or_is_refused(stored):
    try:
        text = write(stored)
    except NotWritable:
        return

    assert tidy_blocks(read(text)) == tidy_blocks([stored])


@settings(max_examples=80, deadline=None)
@given(lesson=st.lists(BLOCKS, min_size=2, max_size=5))
def test_any_lesson_returns_and_is_written_the_same_again(lesson):
    try:
        text = write(*lesson)
    except NotWritable:
        return

    again = read(text)
    assert tidy_blocks(again) == tidy_blocks(lesson)
    assert write(*again) == text


SIMPLE = st.text(alphabet="abcdefghij ,.()!?\"'-1234567890", min_size=1, max_size=40).filter(lambda text: text.strip())


@settings(max_examples=150, deadline=None)
@given(words=SIMPLE, kind=st.sampled_from(["heading", "subheading", "text", "task"]))
def test_ordinary_words_are_never_refused(words, kind):
    value = words if "heading" in kind else f"<p>{escape(words)}</p>"

    assert tidy_blocks(read(write(block(kind, value)))) == tidy_blocks([block(kind, value)])


@settings(max_examples=200, deadline=None)
@given(html=RICH)
def test_one_spelling_is_stable(html):
    """Comparing twice is comparing once: the tidied runs are tidy already."""
    for part in read_rich_text(html):
        if isinstance(part, Paragraph):
            assert tidy(part.runs) == part.runs
