import pytest

from courses.models import LessonPage
from courses.services.markdown import read_blocks
from courses.services.packages import Problem, Problems


def read(text, first_line=1):
    problems = Problems()
    blocks = read_blocks(text=text, file="a.md", first_line=first_line, problems=problems)
    return [(block["type"], block["value"]) for block in blocks], list(problems)


def blocks_of(text):
    blocks, problems = read(text)
    assert problems == []
    return blocks


def problem_of(text, first_line=1):
    _blocks, problems = read(text, first_line)
    assert len(problems) == 1, problems
    return problems[0].line, problems[0].reason


def test_paragraphs_and_lists_become_one_text():
    assert blocks_of("Satu **tebal** dan *miring*.\nbaris dua\n\n- a\n- b\n  - c\n\n1. x\n2. y") == [
        (
            "text",
            "<p>Satu <b>tebal</b> dan <i>miring</i>. baris dua</p>"
            "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul><ol><li>x</li><li>y</li></ol>",
        )
    ]


def test_headings_split_texts():
    assert blocks_of("## Bagian\n\nIsi.\n\n### Kecil\n\nLagi.") == [
        ("heading", "Bagian"),
        ("text", "<p>Isi.</p>"),
        ("subheading", "Kecil"),
        ("text", "<p>Lagi.</p>"),
    ]


def test_special_characters_are_escaped():
    assert blocks_of("5 < 6 & 7 > 4") == [("text", "<p>5 &lt; 6 &amp; 7 &gt; 4</p>")]


def test_https_link():
    assert blocks_of("[kanal](https://contoh.example/?a=1&b=2)") == [
        ("text", '<p><a href="https://contoh.example/?a=1&amp;b=2">kanal</a></p>')
    ]


@pytest.mark.parametrize(
    "address", ["http://a.example", "javascript:alert(1)", "/kursus/", "data:text/html,x", "mailto:a@b.c"]
)
def test_other_links_are_refused(address):
    _blocks, problems = read(f"Satu.\n\n[a]({address})")

    assert [problem.line for problem in problems] in ([3], [])
    assert problems or "<a" not in str(_blocks)


@pytest.mark.parametrize("name", ["ingat", "contoh", "waspada"])
def test_notices(name):
    assert blocks_of(f"::: {name}\nIsi kotak.\n\n- satu\n:::\n\nSesudah.") == [
        ("notice", {"kind": name, "text": "<p>Isi kotak.</p><ul><li>satu</li></ul>"}),
        ("text", "<p>Sesudah.</p>"),
    ]


def test_task():
    assert blocks_of("::: tugas\nKerjakan.\n:::") == [("task", "<p>Kerjakan.</p>")]


def test_steps_with_an_introduction():
    assert blocks_of("::: langkah\nSebelum mengadu:\n\n1. Satu.\n2. Dua.\n:::") == [
        ("text", "<p>Sebelum mengadu:</p>"),
        ("steps", ["<p>Satu.</p>", "<p>Dua.</p>"]),
    ]


@pytest.mark.parametrize("order", [("Baik: Jelas", "Kurang baik"), ("Kurang baik", "Baik: Jelas")])
def test_compare_in_any_order_with_titles(order):
    parts = {"Baik: Jelas": "Terang.", "Kurang baik": "Gelap."}
    inside = "\n\n".join(f"### {title}\n{parts[title]}" for title in order)

    assert blocks_of(f"::: bandingkan\n{inside}\n:::") == [
        ("compare", {"good_title": "Jelas", "good": "<p>Terang.</p>", "bad_title": "", "bad": "<p>Gelap.</p>"})
    ]


def test_quote_with_and_without_source():
    assert blocks_of("> Kutipan.\n> — Sumber & kawan") == [
        ("quote", {"text": "<p>Kutipan.</p>", "source": "Sumber & kawan"})
    ]
    assert blocks_of("> Satu.\n>\n> — Orang") == [("quote", {"text": "<p>Satu.</p>", "source": "Orang"})]
    assert blocks_of("> Tanpa sumber.") == [("quote", {"text": "<p>Tanpa sumber.</p>", "source": ""})]


def test_table():
    rows = [["<p><b>x</b></p>", "<p>y</p>"], ["<p></p>", "<p>z</p>"]]

    blocks = blocks_of("| A | B |\n|---|---|\n| **x** | y |\n|  | z |")

    assert blocks == [("table", {"caption": "", "header": ["A", "B"], "rows": rows})]


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("Isi.\n\n<b>tebal</b>", 3, "HTML tidak dipakai dalam pelajaran."),
        ("Isi.\n\n<script>alert(1)</script>", 3, "HTML tidak dipakai dalam pelajaran."),
        ("Isi.\n\n<!-- komentar -->", 3, "HTML tidak dipakai dalam pelajaran."),
        ("# Judul", 1, "Judul memakai ## atau ###; judul pelajaran sudah ada di atas."),
        ("Isi.\n\n#### Empat", 3, "Judul memakai ## atau ###; judul pelajaran sudah ada di atas."),
        ("![foto](https://a.example/a.png)", 1, "Gambar ditulis ![teks pengganti](gambar/nama-berkas.png)."),
        ("![](gambar/a.png)", 1, "Tulis teks pengganti di antara ![ dan ]; untuk hiasan saja, tulis tanda -."),
        ("![foto](gambar/a.png)", 1, "Gambar gambar/a.png tidak ada."),
        ("Kata ![foto](gambar/a.png) kata", 1, "![gambar] tidak dipakai di tengah kalimat; tulis pada baris sendiri."),
        ("[a](halaman/3)", 1, "Tautan harus diawali https://."),
        ("Isi.\n\n---", 3, "--- tidak dipakai dalam pelajaran."),
        ("Isi.\n\n```\nkode\n```", 3, "fence tidak dipakai dalam pelajaran."),
        ("pakai `kode`", 1, "code_inline tidak dipakai dalam pelajaran."),
        ("::: ingat\nLupa ditutup.", 1, "Kotak ::: ingat belum ditutup dengan ::: sendirian."),
        ("::: ingat\n:::", 1, "Kotak ini kosong."),
        ("::: ingat penting\nIsi.\n:::", 1, "Tulis ::: ingat saja pada baris ini."),
        (
            "Isi.\n\n::: langkah\n- bukan nomor\n:::",
            3,
            "Isi ::: langkah harus diakhiri satu daftar bernomor (1. 2. 3.).",
        ),
        (
            "::: bandingkan\n### Baik\nIsi.\n:::",
            1,
            "Isi ::: bandingkan: ### Baik dan ### Kurang baik, masing-masing dengan contoh.",
        ),
        ("::: ingat\n## Judul\n:::", 2, "heading tidak dipakai dalam pelajaran."),
        ("| A |\n|---|", 1, "Tabel ini belum punya baris."),
        ("", 1, "Pelajaran ini kosong."),
    ],
)
def test_what_is_not_allowed_is_named_with_its_line(text, line, reason):
    assert problem_of(text) == (line, reason)


def test_unknown_box_names_the_known_ones():
    line, reason = problem_of("Isi.\n\n::: catatan\n\nIsi kotak.\n\n")

    assert line == 3
    assert reason == (
        "Kotak tidak dikenal; pakai: ingat, contoh, waspada, langkah, bandingkan, tugas, teks, "
        "galeri, video, audio, dokumen, tanya, centang, istilah, rujukan, kumpulkan."
    )


def test_nested_box_is_refused():
    _blocks, problems = read("::: ingat\n::: contoh\nDalam.\n:::\n:::")

    assert problems[0] == Problem("a.md", 2, "Kotak tidak boleh berada di dalam kotak.")


def test_lines_count_from_the_front_matter():
    assert problem_of("Isi.\n\n<i>x</i>", first_line=8)[0] == 10


def test_html_in_a_table_head_and_a_heading_is_refused():
    assert problem_of("## Judul <b>x")[1] == "HTML tidak dipakai dalam pelajaran."
    assert problem_of("| <i> |\n|---|\n| a |")[1] == "HTML tidak dipakai dalam pelajaran."


def test_all_problems_are_collected_and_sorted():
    _blocks, problems = read("# Satu\n\n---\n\n<p>")

    assert [problem.line for problem in problems] == [1, 3, 5]
    assert str(problems[0]) == "a.md:1: Judul memakai ## atau ###; judul pelajaran sudah ada di atas."
    assert str(Problem("a.md", 0, "Alasan.")) == "a.md: Alasan."


def test_blocks_fit_the_lesson_body_and_render():
    blocks = [
        {"type": kind, "value": value}
        for kind, value in blocks_of(
            "Isi.\n\n## J\n\n### K\n\n> Q\n\n::: ingat\nA\n:::\n\n::: langkah\n1. B\n:::\n\n"
            "::: bandingkan\n### Baik\nC\n### Kurang baik\nD\n:::\n\n::: tugas\nE\n:::\n\n| F |\n|---|\n| G |"
        )
    ]
    body = LessonPage._meta.get_field("body").stream_block.to_python(blocks)

    html = body.render_as_block()

    for mark in (
        "notice note",
        'class="steps"',
        'class="compare"',
        'class="task"',
        "<table>",
        "<blockquote>",
        "<h2>J</h2>",
    ):
        assert mark in html
