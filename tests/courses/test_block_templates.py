"""The markup of every block, and the way of a text from the documented Markdown to the learner's page."""

import re
from html import unescape

import pytest

from courses.blocks import LessonBody
from courses.models import CatalogPage, LessonPage
from courses.services.markdown import BOXES, read_blocks
from courses.services.markdown_references import NoReferences
from courses.services.package_import import import_course
from courses.services.packages import Problems
from lms.env import PROJECT
from tests.factories.courses import CourseFactory, LessonFactory
from tests.factories.members import RegionFactory

EVIL = '<img src=x onerror="alert(1)"> & \'"'
SAFE = "&lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; &#x27;&quot;"


def render(kind, value):
    """The markup of one block; icons as [icon], white space between tags gone."""
    html = LessonBody().to_python([{"type": kind, "value": value}]).render_as_block()
    html = re.sub(r"<svg[^>]*?(?: aria-label=\"([^\"]*)\")?[^>]*>.*?</svg>", "[icon]", html, flags=re.DOTALL)
    return re.sub(r"\s*\n\s*", "", html).strip()


def test_heading():
    assert render("heading", EVIL) == f"<h2>{SAFE}</h2>"


def test_subheading():
    assert render("subheading", EVIL) == f"<h3>{SAFE}</h3>"


def test_text():
    assert render("text", "<p>Satu <b>dua</b>.</p><ul><li>tiga</li></ul>") == (
        "<p>Satu <b>dua</b>.</p><ul><li>tiga</li></ul>"
    )


def test_links_of_a_text_are_links():
    assert render("text", '<p><a href="https://contoh.example/?a=1&amp;b=2">kanal</a></p>') == (
        '<p><a href="https://contoh.example/?a=1&amp;b=2">kanal</a></p>'
    )


def test_quote():
    assert render("quote", {"text": "<p>Saring.</p>", "source": EVIL}) == (
        f'<blockquote><p>Saring.</p><p class="small soft">{SAFE}</p></blockquote>'
    )


def test_quote_without_a_source_has_no_empty_line():
    assert render("quote", {"text": "<p>Saring.</p>", "source": ""}) == "<blockquote><p>Saring.</p></blockquote>"


@pytest.mark.parametrize(
    ("kind", "tone", "label"),
    [("ingat", "note", "Ingat"), ("contoh", "info", "Contoh"), ("waspada", "warn", "Waspada")],
)
def test_notice(kind, tone, label):
    assert render("notice", {"kind": kind, "text": "<p>Isi.</p>"}) == (
        f'<aside class="notice {tone}"><p>[icon] {label}</p><p>Isi.</p></aside>'
    )


def test_compare():
    value = {"good_title": EVIL, "good": "<p>A.</p>", "bad_title": "", "bad": "<p>B.</p>"}

    assert render("compare", value) == (
        f'<div class="compare"><div class="good"><h3>[icon] {SAFE}</h3><p>A.</p></div>'
        '<div class="bad"><h3>[icon] Kurang baik</h3><p>B.</p></div></div>'
    )


def test_compare_with_a_title_for_the_bad_part_only():
    html = render("compare", {"good_title": "", "good": "<p>A.</p>", "bad_title": "Kabur", "bad": "<p>B.</p>"})

    assert re.findall(r"<h3>(.*?)</h3>", html) == ["[icon] Baik", "[icon] Kabur"]


def test_body_has_no_wrapper_around_blocks():
    body = LessonBody().to_python([{"type": "heading", "value": "A"}, {"type": "subheading", "value": "B"}])

    assert body.render_as_block().split() == ["<h2>A</h2>", "<h3>B</h3>"]


def test_table():
    value = {"caption": EVIL, "header": [EVIL, "Ukuran"], "rows": [["<p>Judul</p>", "<p>90 px</p>"]]}

    assert render("table", value) == (
        f'<div class="table-scroll" role="region" aria-label="{SAFE}" tabindex="0"><table><caption>{SAFE}</caption>'
        f'<thead><tr><th scope="col">{SAFE}</th><th scope="col">Ukuran</th></tr></thead>'
        '<tbody><tr><th scope="row"><p>Judul</p></th><td><p>90 px</p></td></tr></tbody></table></div>'
    )


def test_table_without_a_caption_still_has_a_name():
    html = render("table", {"caption": "", "header": ["A"], "rows": [["<p>x</p>"]]})

    assert html.startswith('<div class="table-scroll" role="region" aria-label="Tabel" tabindex="0"><table><thead>')


def test_steps():
    assert render("steps", ["<p>Satu.</p>", "<p>Dua.</p>"]) == (
        '<ol class="steps"><li><p>Satu.</p></li><li><p>Dua.</p></li></ol>'
    )


def test_task():
    assert render("task", "<p>Tulis.</p>") == (
        '<section class="task"><h2>[icon] Tugas kecil</h2><p>Tulis.</p></section>'
    )


def test_term():
    assert render("term", {"term": EVIL, "meaning": "<p>Artinya.</p>"}) == (
        f'<details class="term"><summary><dfn>{SAFE}</dfn> <small>artinya</small></summary><p>Artinya.</p></details>'
    )


def test_question():
    choices = [
        {"text": EVIL, "is_right": False, "feedback": EVIL},
        {"text": "Saring", "is_right": True, "feedback": "Ya."},
    ]

    html = render("question", {"question": EVIL, "choices": choices})

    assert html == (
        '<section class="ask"><h3>[icon] Coba jawab</h3>'
        f'<p><b>{SAFE}</b> <small class="soft">Ketuk satu jawaban; tidak dinilai.</small></p>'
        f'<details><summary>{SAFE}</summary><p class="status warn">[icon] Belum tepat.</p><p>{SAFE}</p></details>'
        '<details><summary>Saring</summary><p class="status good">[icon] Betul.</p><p>Ya.</p></details></section>'
    )


def test_checklist():
    assert render("checklist", {"title": EVIL, "lines": [EVIL]}) == (
        f'<section class="panel" data-ticks=""><h3>{SAFE}</h3>'
        f'<label class="tick"><input type="checkbox" autocomplete="off"> <span>{SAFE}</span></label></section>'
    )


def test_checklist_without_a_title_still_has_one():
    assert "<h3>Daftar periksa</h3>" in render("checklist", {"title": "", "lines": ["a"]})


@pytest.mark.django_db
def test_hand_in():
    """Without its page: what to do, and nothing broken."""
    assert render("hand_in", {"text": "<p>Foto papan.</p>", "page": 987_654}) == (
        '<section class="task"><h2>[icon] Tugas yang dikumpulkan</h2><p>Foto papan.</p>'
        '<p class="soft">Tempat mengumpulkannya belum dibuka. Kerjakan dulu di kertas atau HP.</p></section>'
    )


def test_video():
    """Elsewhere: a link that says where it leads and what it costs; nothing is loaded from there."""
    address = "https://youtu.be/abc?t=1&x=2"
    value = {"title": EVIL, "file": None, "address": address, "duration": "3:40", "transcript": "<p>Teks.</p>"}

    assert render("video", value) == (
        f'<section class="media"><h3>{SAFE}</h3>'
        '<p><a class="later" href="https://youtu.be/abc?t=1&amp;x=2" rel="noreferrer noopener">[icon] '
        "<span>Membuka YouTube (3:40); memakai kuota kira-kira 19 MB</span></a></p>"
        '<details class="fold"><summary>Baca transkripnya</summary><p>Teks.</p></details></section>'
    )


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "http://youtube.com/x",
        "https://youtube.com.jahat.example/x",
        "https://jahat.example/youtube.com",
        "https://youtube.com@jahat.example/",
        "data:text/html,x",
        "//youtube.com/x",
        "https://[youtube.com",
    ],
)
def test_no_other_address_becomes_a_link(address):
    value = {"title": "x", "file": None, "address": address, "duration": "x:y", "transcript": "<p>Teks.</p>"}

    assert "href" not in render("video", value)


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "left"), [("picture", ""), ("document", "")])
def test_what_is_gone_leaves_nothing_behind(kind, left):
    values = {
        "picture": {"image": {"image": 987_654, "alt_text": "", "decorative": True}, "caption": "x"},
        "document": {"title": "x", "file": 987_654, "pages": None},
    }

    assert render(kind, values[kind]) == left


def test_first_element_carries_the_id_of_its_block():
    stored = [
        {"type": "heading", "value": "A", "id": "0f1e2d3c-0000-4000-8000-000000000000"},
        {"type": "text", "value": "<p>B</p><p>C</p>", "id": "aaaaaaaa-0000-4000-8000-000000000000"},
        {"type": "notice", "value": {"kind": "ingat", "text": "<p>D</p>"}, "id": "bbbbbbbb-0000-4000-8000-00000000000"},
        {"type": "text", "value": "tanpa paragraf", "id": "cccccccc-0000-4000-8000-000000000000"},
    ]

    html = LessonBody().to_python(stored).render_as_block()

    assert re.findall(r'<(\w+) id="([^"]+)"', html) == [
        ("h2", "b-0f1e2d3c"), ("p", "b-aaaaaaaa"), ("aside", "b-bbbbbbbb"),
    ]  # fmt: skip


def test_every_block_has_a_test_of_its_own():
    tested = {name.removeprefix("test_") for name in globals() if name.startswith("test_")}

    assert set(LessonBody().child_blocks) - tested == {
        "picture", "gallery", "audio", "document",  # test_blocks.py
        "references",  # test_references.py
    }  # fmt: skip


def documented_lesson():
    """The example of docs/course-packages.md, as an author would copy it."""
    return re.search(r"```markdown\n(.*?)```", (PROJECT / "docs/course-packages.md").read_text(), re.DOTALL)[1]


def words_of_markdown(text):
    """What a reader is meant to read: without front matter, marks, box names and table rules."""
    body = text.split("---\n", 2)[2]
    body = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", body)
    body = re.sub(r"^(::: *\w*|\|[-|]+\||#+|>( —)?|\d+\.|-) ?", " ", body, flags=re.MULTILINE)
    return re.findall(r"\w+", re.sub(r"[*|]", " ", body))


def words_of_html(html):
    """Without the words the templates add: labels of boxes."""
    html = re.sub(r'<aside[^>]* class="notice \w+">\s*<p>.*?</p>|<h2>\s*<svg.*?</h2>', " ", html, flags=re.DOTALL)
    return re.findall(r"\w+", unescape(re.sub(r"<[^>]+>", " ", html)))


@pytest.mark.django_db
def test_documented_example_arrives_word_by_word():
    problems = Problems()
    body = documented_lesson().split("---\n", 2)[2]
    blocks = read_blocks(text=body, file="a.md", first_line=1, problems=problems)
    lesson = LessonFactory(body=LessonPage._meta.get_field("body").stream_block.to_python(blocks))

    html = LessonPage.objects.get(pk=lesson.pk).body.render_as_block()

    assert list(problems) == []
    assert words_of_html(html) == words_of_markdown(documented_lesson())


class Shelf(NoReferences):
    """Everything is there."""

    def find_picture(self, address):
        return 1

    def find_file(self, address, suffixes):
        return 2

    def find_assignment(self, address):
        return 3

    def find_reference(self, slug):
        return 4


def documented_boxes():
    """The second example of docs/course-packages.md."""
    page = (PROJECT / "docs/course-packages.md").read_text()
    return next(text for text in re.findall(r"```markdown\n(.*?)```", page, re.DOTALL) if "::: galeri" in text)


def test_documented_boxes_are_what_they_say():
    problems = Problems()
    blocks = read_blocks(text=documented_boxes(), file="a.md", first_line=1, problems=problems, references=Shelf())

    assert list(problems) == []
    assert [block["type"] for block in blocks] == [
        "gallery", "video", "video", "audio", "document", "question", "checklist", "term", "references", "hand_in",
    ]  # fmt: skip


def test_documented_example_shows_every_construct():
    problems = Problems()
    text = documented_lesson().split("---\n", 2)[2]
    kinds = [block["type"] for block in read_blocks(text=text, file="a.md", first_line=1, problems=problems)]

    assert kinds == [
        "text", "heading", "notice", "notice", "notice", "steps", "compare", "task", "quote", "table",
    ]  # fmt: skip
    assert [name for name in BOXES if f"::: {name}" not in text + documented_boxes()] == ["teks"]


@pytest.mark.django_db
def test_documented_folder_can_be_imported_as_it_stands(site, now, tmp_path):
    """course.yaml, lesson and question of the page, pasted into files; a second run changes nothing."""
    page = (PROJECT / "docs/course-packages.md").read_text()
    course, question = re.search(r"```yaml\n(.*?)```", page, re.S)[1], re.search(r"```gift\n(.*?)```", page, re.S)[1]
    (tmp_path / "01-pesan-dulu").mkdir()
    (tmp_path / "course.yaml").write_text(course.replace("question_count: 10", "question_count: 1"))
    (tmp_path / "01-pesan-dulu/01-satu-pesan-utama.md").write_text(documented_lesson())
    second = documented_lesson().replace("slug: satu-pesan-utama", "slug: piramida-terbalik")
    (tmp_path / "01-pesan-dulu/02-piramida-terbalik.md").write_text(second)
    (tmp_path / "tes-akhir.gift").write_text(question)
    RegionFactory(pk="53.71", name="Kota Kupang")
    CourseFactory(slug="mengenal-kim")
    catalog = CatalogPage.objects.get()

    first = import_course(folder=tmp_path, catalog=catalog, publish=True, now=now)
    again = import_course(folder=tmp_path, catalog=catalog, publish=True, now=now)

    assert len(first.changed) == 6
    assert (again.changed, again.retired) == ([], [])
