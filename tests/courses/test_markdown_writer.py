"""Blocks written as Markdown and read back: the same blocks, or a refusal; never a loss."""

import pytest
from django.utils.html import escape
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.blocks import LessonBody
from courses.services.markdown import read_blocks
from courses.services.markdown_blocks import TIDY, tidy_blocks
from courses.services.markdown_text import NotWritable, canonical
from courses.services.markdown_writer import write_blocks
from courses.services.packages import Problems
from lms.env import PROJECT


class Shelf:
    """Pictures and pages are their numbers, pictures of our own courses their names."""

    def find_picture(self, address):
        name = address.removeprefix("gambar/")
        return int(name) if name.isdecimal() else name

    def find_page(self, address):
        return int(address.removeprefix("halaman/"))

    def address_of_picture(self, image):
        return f"gambar/{image}"

    def find_file(self, address, suffixes):
        return int(address.removeprefix("berkas/"))

    def address_of_file(self, file):
        return f"berkas/{file}"

    def find_assignment(self, address):
        return int(address.removeprefix("halaman/"))

    def address_of_assignment(self, page):
        return f"halaman/{page}"

    def find_reference(self, slug):
        number = slug.removeprefix("r-")
        return int(number) if number.isdecimal() else slug

    def slug_of_reference(self, reference):
        return f"r-{reference}" if isinstance(reference, int) else reference


def block(kind, value):
    return {"type": kind, "value": value, "id": "x"}


def write(*blocks):
    return write_blocks(blocks=list(blocks), references=Shelf())


def read(text):
    problems = Problems()
    blocks = read_blocks(text=text, file="a.md", first_line=1, problems=problems, references=Shelf())
    assert list(problems) == []
    return blocks


def returns(*blocks):
    """The text, after checking that it says the same."""
    text = write(*blocks)
    assert tidy_blocks(read(text)) == tidy_blocks(blocks)
    assert write(*read(text)) == text
    return text


def test_every_block_of_a_lesson_can_be_written():
    assert set(LessonBody().child_blocks) == set(TIDY)


EVERY_BLOCK = [
    (block("heading", "Judul bagian"), "## Judul bagian\n"),
    (block("subheading", "Judul kecil"), "### Judul kecil\n"),
    (
        block("text", '<p data-block-key="a">Satu <b>tebal</b> dan <i>miring</i>.</p><p></p><p>Dua.</p>'),
        "Satu **tebal** dan *miring*.\n\nDua.\n",
    ),
    (block("text", "<ul><li>a<ul><li>b</li></ul></li></ul><ol><li>c</li></ol>"), "- a\n  - b\n\n1. c\n"),
    (block("text", "<ul><li>a</li></ul><ul><li>b</li></ul>"), "- a\n\n* b\n"),
    (block("text", "<p>a<br/>b</p>"), "a\\\nb\n"),
    (
        block("text", '<p><a href="https://a.example/?a=1&amp;b=2">kanal</a></p>'),
        "[kanal](https://a.example/?a=1&b=2)\n",
    ),
    (block("text", '<p><a linktype="page" id="12">modul</a></p>'), "[modul](halaman/12)\n"),
    (block("references", [12, 13]), "::: rujukan\n- r-12\n- r-13\n:::\n"),
    (block("task", "<p>Kerjakan.</p>"), "::: tugas\nKerjakan.\n:::\n"),
    (block("notice", {"kind": "waspada", "text": "<p>Awas.</p>"}), "::: waspada\nAwas.\n:::\n"),
    (block("quote", {"text": "<p>Kata.</p>", "source": "Orang & kawan"}), "> Kata.\n>\n> — Orang & kawan\n"),
    (
        block("quote", {"text": "<p>Kata.</p><p>— bukan sumber</p>", "source": ""}),
        "> Kata.\n>\n> &mdash; bukan sumber\n",
    ),
    (
        block("compare", {"good_title": "Jelas", "good": "<p>A</p>", "bad_title": "", "bad": "<ul><li>B</li></ul>"}),
        "::: bandingkan\n### Baik: Jelas\nA\n\n### Kurang baik\n- B\n:::\n",
    ),
    (
        block("table", {"caption": "Ukuran", "header": ["A", "B"], "rows": [["<p>x | y</p>", ""]]}),
        "Tabel: Ukuran\n\n| A | B |\n|---|---|\n| x \\| y |  |\n",
    ),
    (
        block(
            "table",
            {
                "caption": "",
                "header": [{"type": "item", "value": "A", "id": "1"}],
                "rows": [{"type": "item", "value": [{"type": "item", "value": "<p>x</p>", "id": "3"}], "id": "2"}],
            },
        ),
        "| A |\n|---|\n| x |\n",
    ),
    (
        block("steps", ["<p>Satu.</p>", {"type": "item", "value": "<p>Dua<br/>tiga.</p>", "id": "1"}]),
        "::: langkah\n1. Satu.\n2. Dua\\\n   tiga.\n:::\n",
    ),
    (
        block(
            "picture",
            {"image": {"image": 7, "alt_text": "Poster [lama]", "decorative": False}, "caption": 'Kata "dia"'},
        ),
        '![Poster \\[lama\\]](gambar/7 "Kata \\"dia\\"")\n',
    ),
    (block("picture", {"image": {"image": 7, "alt_text": "", "decorative": True}, "caption": ""}), "![-](gambar/7)\n"),
    (
        block(
            "gallery",
            [
                {"image": {"image": 7, "alt_text": "Papan lama", "decorative": False}, "caption": "Sebelum"},
                {"type": "item", "value": {"image": {"image": 8, "alt_text": "Baru"}, "caption": ""}, "id": "1"},
            ],
        ),
        '::: galeri\n![Papan lama](gambar/7 "Sebelum")\n\n![Baru](gambar/8)\n:::\n',
    ),
    (
        block(
            "video",
            {
                "title": "Papan [1]",
                "file": 5,
                "address": "",
                "duration": "2:15",
                "transcript": "<p>Satu.</p><p>Dua.</p>",
            },
        ),
        '::: video\n[Papan \\[1\\]](berkas/5 "2:15")\n\nSatu.\n\nDua.\n:::\n',
    ),
    (
        block(
            "video",
            {
                "title": "Saring",
                "file": None,
                "address": "https://www.youtube.com/watch?v=a&t=1",
                "duration": "3:40",
                "transcript": "<ul><li>Satu</li></ul>",
            },
        ),
        '::: video\n[Saring](https://www.youtube.com/watch?v=a&t=1 "3:40")\n\n- Satu\n:::\n',
    ),
    (
        block("audio", {"title": "Siaran", "file": 6, "duration": "0:40", "transcript": "<p>Pagi.</p>"}),
        '::: audio\n[Siaran](berkas/6 "0:40")\n\nPagi.\n:::\n',
    ),
    (
        block("document", {"title": "Izin foto", "file": 4, "pages": 2}),
        '::: dokumen\n[Izin foto](berkas/4 "2 halaman")\n:::\n',
    ),
    (block("document", {"title": "Izin", "file": 4, "pages": None}), "::: dokumen\n[Izin](berkas/4)\n:::\n"),
    (
        block(
            "question",
            {
                "question": "Apa dulu?",
                "choices": [
                    {"text": "Sebar", "is_right": False, "feedback": "Jangan."},
                    {"type": "item", "value": {"text": "Saring", "is_right": True, "feedback": "- Ya"}, "id": "1"},
                ],
            },
        ),
        "::: tanya\nApa dulu?\n\n- [ ] Sebar\n  Jangan.\n- [x] Saring\n  \\- Ya\n:::\n",
    ),
    (
        block(
            "checklist", {"title": "Sebelum terbit", "lines": ["Tanggal", {"type": "item", "value": "Izin", "id": "1"}]}
        ),
        "::: centang\nSebelum terbit\n\n- Tanggal\n- Izin\n:::\n",
    ),
    (block("checklist", {"title": "", "lines": ["Satu"]}), "::: centang\n- Satu\n:::\n"),
    (
        block("term", {"term": "Hoaks #", "meaning": "<p>Kabar <b>bohong</b>.</p>"}),
        "::: istilah\n### Hoaks \\#\nKabar **bohong**.\n:::\n",
    ),
    (
        block("hand_in", {"text": "<p>Foto papan.</p>", "page": 12}),
        "::: kumpulkan\nFoto papan.\n\n[Buka tugas](halaman/12)\n:::\n",
    ),
]


@pytest.mark.parametrize(
    ("stored", "text"), EVERY_BLOCK, ids=[f"{row[0]['type']}-{n}" for n, row in enumerate(EVERY_BLOCK)]
)
def test_block_is_written_and_read_back(stored, text):
    assert returns(stored) == text


def test_the_examples_cover_every_block():
    assert {stored["type"] for stored, _text in EVERY_BLOCK} == set(TIDY)


def test_all_blocks_in_a_row_keep_their_borders():
    returns(*(stored for stored, _text in EVERY_BLOCK))


def test_neighbouring_texts_stay_two():
    text = returns(block("text", "<p>a</p>"), block("text", "<p>b</p>"), block("text", "<p>c</p>"))

    assert text == "a\n\n::: teks\nb\n:::\n\n::: teks\nc\n:::\n"


def test_no_blocks_are_no_text():
    assert write() == ""


ODD_WORDS = [
    "5 < 6 & 7 > 4",
    "a*b*c",
    "snake_case dan _miring_",
    "1. bukan daftar",
    "- bukan daftar",
    "# bukan judul",
    "> bukan kutipan",
    "::: bukan kotak",
    "| bukan | tabel",
    "--- ",
    "===",
    "[nama](bukan tautan)",
    "[a]: https://a.example",
    "&amp; &copy; &#65;",
    "<b>bukan tebal</b>",
    "`kode`",
    "akhir \\",
    "Tabel: bukan judul",
    "![bukan gambar](x)",
    "~~x~~",
    "   ruang   dalam  ",
    "+62 812",
    "https://a.example/?a_b*c",
    "— strip di depan",
    "a\\*b",
    "Benar!\xa0Ya",
    "1) satu",
    "=\n-",
    "\u200b",
    "***",
    "a # ##",
]


@pytest.mark.parametrize("words", ODD_WORDS)
def test_words_stay_words_everywhere(words):
    html = f"<p>{escape(words)}</p>"

    returns(
        block("heading", words.replace("\n", " ")),
        block("text", html),
        block("table", {"caption": words, "header": [words], "rows": [[html]]}),
        block("quote", {"text": html, "source": words}),
        block("notice", {"kind": "ingat", "text": html}),
        block("compare", {"good_title": words, "good": html, "bad_title": words, "bad": html}),
        block("steps", [html]),
        block("picture", {"image": {"image": 1, "alt_text": f"Foto {words}", "decorative": False}, "caption": words}),
    )


@pytest.mark.parametrize(
    "html",
    [
        "<p><b>tebal </b>lagi</p>",
        "<p>a<b>b</b>c</p>",
        '<p>a<b>"b"</b>c</p>',
        "<p><b>a</b><i>b</i></p>",
        "<p><i>a</i><b>b</b></p>",
        "<p><b>a<i>b</i></b> c</p>",
        "<p><i>a <b>b</b></i></p>",
        "<p><b>a<br/>b</b></p>",
        "<p>a <b> </b> b</p>",
        '<p>lihat <a href="https://a.example/(x)"><b>ini</b></a>, ya</p>',
        '<p><a href="https://a.example/&amp;copy;é">[x]</a></p>',
        "<p>a<br/><br/>b<br/></p>",
        "tanpa paragraf",
        "<ol><li><b>a</b><br/>b<ol><li>c</li></ol></li><li></li></ol>",
    ],
)
def test_marks_survive(html):
    returns(block("text", html))


REFUSED = [
    (block("kuis", {"url": "x"}), "Bagian ke-1: bagian jenis “kuis” hanya bisa diubah di editor lengkap."),
    (block("text", "<p>a</p><hr/>"), "Bagian ke-1: bagian <hr> hanya bisa diubah di editor lengkap."),
    (block("text", '<p><a href="http://a.example">x</a></p>'), "Bagian ke-1: Tautan harus diawali https://."),
    (
        block("text", '<p><a linktype="document" id="3">x</a></p>'),
        "Bagian ke-1: tautan ke dokumen atau gambar hanya bisa diubah di editor lengkap.",
    ),
    (block("notice", {"kind": "ingat", "text": ""}), "Bagian ke-1: Kotak ini kosong."),
    (
        block("table", {"caption": "", "header": ["A"], "rows": [["<p>a</p><p>b</p>"]]}),
        "Bagian ke-1: ada sel tabel dengan lebih dari satu baris.",
    ),
    (
        block("table", {"caption": "", "header": ["A"], "rows": [["<p>a</p>", "<p>b</p>"]]}),
        "Bagian ke-1: isinya tidak bisa ditulis sebagai teks tanpa ada yang hilang.",
    ),
    (block("picture", {"image": None, "caption": ""}), "Bagian ke-1: gambarnya belum dipilih."),
    (
        block("steps", ["<p>a</p><p>b</p>"]),
        "Bagian ke-1: isinya tidak bisa ditulis sebagai teks tanpa ada yang hilang.",
    ),
]


@pytest.mark.parametrize(("stored", "reason"), REFUSED)
def test_what_a_text_cannot_hold_is_refused(stored, reason):
    with pytest.raises(NotWritable) as refusal:
        write(stored)

    assert refusal.value.reason == reason


def test_a_caption_belongs_to_the_table_below_it_only():
    blocks = read("Tabel: satu\n\nBiasa.\n\nTabel: dua\n\n| A |\n|---|\n| x |\n\n| B |\n|---|\n| y |")

    assert [row["value"]["caption"] for row in blocks if row["type"] == "table"] == ["dua", ""]
    assert blocks[0]["value"] == "<p>Tabel: satu</p><p>Biasa.</p>"


@pytest.mark.parametrize(
    "path", sorted(PROJECT.glob("curriculum/*/*/*.md")), ids=lambda path: "/".join(path.parts[-3:])
)
def test_our_own_lessons_return(path):
    text = path.read_text().split("\n---\n", 1)[1]
    blocks = read(text)

    again = read(write(*blocks))

    assert again == blocks


PIECES = st.text(alphabet="ab 1.*_`<>&|#-+=:~![]()\\/\"'—\n\u00a0", max_size=12)


@st.composite
def rich_texts(draw):
    parts = []
    for words in draw(st.lists(PIECES, min_size=1, max_size=4)):
        marks = draw(
            st.sampled_from([("", ""), ("<b>", "</b>"), ("<i>", "</i>"), ("<b><i>", "</i></b>"), ("", "<br/>")])
        )
        parts.append(f"{marks[0]}{escape(words)}{marks[1]}")
    return f"<p>{''.join(parts)}</p>"


@settings(max_examples=400, deadline=None)
@given(html=rich_texts(), is_list=st.booleans())
def test_any_text_returns_or_is_refused(html, is_list):
    """The promise that matters: what is written reads back as the same; a refusal is allowed and rare."""
    stored = block("text", f"<ul><li>{html[3:-4]}</li></ul>" if is_list else html)
    try:
        text = write(stored)
    except NotWritable:
        return

    assert tidy_blocks(read(text)) == tidy_blocks([stored]) or canonical(stored["value"]) == ""


plain_words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]), max_size=30).map(
    lambda text: " ".join(text.split())
)


@settings(max_examples=120, deadline=None)
@given(words=st.lists(plain_words.filter(bool), min_size=6, max_size=6))
def test_any_words_in_a_box_return_or_are_refused(words):
    """Questions, ticks, terms, titles and captions hold whatever somebody types, or say that they cannot."""
    picture = {"image": {"image": 7, "alt_text": words[0], "decorative": False}, "caption": words[1]}
    choices = [
        {"text": words[2], "is_right": True, "feedback": words[3]},
        {"text": words[4], "is_right": False, "feedback": words[5]},
    ]
    for stored in (
        block("gallery", [picture, picture]),
        block("question", {"question": words[0], "choices": choices}),
        block("checklist", {"title": words[0], "lines": words[1:]}),
        block("term", {"term": words[0], "meaning": f"<p>{escape(words[1])}</p>"}),
        block("document", {"title": words[0], "file": 4, "pages": None}),
        block("audio", {"title": words[0], "file": 4, "duration": "1:00", "transcript": f"<p>{escape(words[1])}</p>"}),
        block("hand_in", {"text": f"<p>{escape(words[0])}</p>", "page": 3}),
    ):
        try:
            text = write(stored)
        except NotWritable:
            continue
        assert tidy_blocks(read(text)) == tidy_blocks([stored])
