"""The demo's course with every block: out, in again, the same; and hostile words in every field stay words."""

import re
import shutil
import zipfile
from io import BytesIO

import pytest
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, Revision

from courses.blocks import LessonBody
from courses.models import AssignmentPage, CatalogPage, CoursePage, LessonPage
from courses.services.package_export import export_course, write_folder, zip_files
from courses.services.package_import import import_course
from courses.services.package_zip import unpack
from courses.services.packages import PackageRefused, Problems
from courses.services.plain_files import files_in
from courses.services.plain_lessons import body_from, text_of, upload_file
from courses.services.sizes import render_lesson
from demo.people import DATA

pytestmark = pytest.mark.django_db
LESSON = "01-blok/01-semua-blok.md"
SCRIPT = '"><script>alert(1)</script>'


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(DATA / "blocks", tmp_path / "paket")


@pytest.fixture
def bring(site, now):
    """Imports a folder and publishes it."""

    def bring(folder, publish=True):
        return import_course(folder=folder, catalog=CatalogPage.objects.get(), publish=publish, now=now)

    return bring


def newest(slug="semua-blok"):
    return LessonPage.objects.get(slug=slug).get_latest_revision_as_object()


def test_the_demo_shows_every_block(bring, folder):
    bring(folder)

    assert {block.block_type for block in newest().body} == set(LessonBody().child_blocks)


def test_a_second_run_changes_nothing_and_keeps_every_id(bring, folder):
    bring(folder)
    before = ([block.id for block in newest().body], Revision.objects.count(), Page.objects.count())

    again = bring(folder)

    assert (again.changed, again.retired) == ([], [])
    assert ([block.id for block in newest().body], Revision.objects.count(), Page.objects.count()) == before
    assert (get_image_model().objects.count(), get_document_model().objects.count()) == (3, 3)


def test_out_and_in_again_is_the_same_course(bring, folder, tmp_path):
    course = bring(folder).course
    files = export_course(course=course, published=True)
    unpack(file=BytesIO(zip_files(files=files, top="kursus")), folder=tmp_path / "zip")

    again = bring(tmp_path / "zip")

    assert again.changed == []
    assert export_course(course=again.course, published=True) == files
    assert (
        sorted(name.partition("/")[0] for name in files if "/" in name)
        == ["01-blok"] * 2 + ["berkas"] * 3 + ["gambar"] * 3
    )


def test_brought_to_an_empty_site_it_is_the_same_course(bring, folder, tmp_path):
    files = export_course(course=bring(folder).course, published=True)
    write_folder(files=files, folder=tmp_path / "lain")
    LessonPage.objects.all().delete()
    AssignmentPage.objects.all().delete()
    CoursePage.objects.get().delete()
    get_document_model().objects.all().delete()
    get_image_model().objects.all().delete()

    course = bring(tmp_path / "lain").course

    assert export_course(course=course, published=True) == files
    hand_in = next(block for block in newest().body if block.block_type == "hand_in")
    assert hand_in.value["page"].pk == AssignmentPage.objects.get().pk


def test_an_assignment_renamed_in_the_cms_is_written_under_its_new_name(bring, folder):
    course = bring(folder).course
    page = AssignmentPage.objects.get()
    page.slug = "papan-baru"
    page.save_revision().publish()

    files = export_course(course=CoursePage.objects.get(pk=course.pk), published=True)

    assert "(tugas/blok/papan-baru)" in next(text for name, text in files.items() if "semua" in name).decode()


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("berkas/izin-foto.pdf", "berkas/../../rahasia.pdf", "harus berada di folder berkas/"),
        ("berkas/izin-foto.pdf", "berkas/tidak-ada.pdf", "file tidak ditemukan"),
        ("berkas/izin-foto.pdf", "berkas/hening.mp3", "di sini hanya pdf, docx"),
        ("berkas/izin-foto.pdf", "https://a.example/izin.pdf", "Berkas ditulis"),
        ("berkas/hening.mp3", "berkas/huruf.webm", "di sini hanya mp3"),
        ("https://www.youtube.com/", "https://jahat.example/", "alamat https dari YouTube"),
        ("https://www.youtube.com/", "javascript:", "Baris pertama"),
        ('"3:40"', '"lama"', "menit dan detik"),
        ("Tidak ada kata; beginilah jeda sebelum membaca pengumuman.", "", "Tulis transkripnya"),
        ("- [x] Mencari", "- [ ] Mencari", "tepat satu yang benar"),
        ("  Sumber pertama selalu yang mengerjakan. Catat tanggal dan jamnya.\n", "", "umpan baliknya"),
        ("tugas/blok/papan-rt", "tugas/blok/lain", "tidak ada dalam paket"),
        ("tugas/blok/papan-rt", "halaman/2", "tulis tugas/slug-modul/slug-tugas"),
        ("### Hoaks\n", "", "### Kata, lalu artinya"),
        ("- Terbaca di HP pada siang hari", "- <script>alert(1)</script>", "satu baris kata-kata"),
        ("![Papan pengumuman dengan", "Teks ![Papan pengumuman dengan", "hanya gambar"),
    ],
)
def test_one_slip_refuses_everything(bring, folder, old, new, reason):
    text = (folder / LESSON).read_text()
    assert old in text
    (folder / LESSON).write_text(text.replace(old, new))

    with pytest.raises(PackageRefused) as refusal:
        bring(folder)

    assert reason in "\n".join(map(str, refusal.value.problems))
    assert (CoursePage.objects.count(), get_document_model().objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("gambar/poster.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "memuat <script>"),
        ("berkas/izin-foto.pdf", b"%PDF-rusak", "isinya lain atau rusak"),
        ("berkas/huruf.webm", b"<html>", "isinya lain atau rusak"),
    ],
)
def test_files_are_judged_by_their_bytes(bring, folder, name, content, reason):
    (folder / name).write_bytes(content)

    with pytest.raises(PackageRefused) as refusal:
        bring(folder)

    assert [reason in str(problem) for problem in refusal.value.problems] == [True]


def test_a_refused_import_leaves_no_file_behind(bring, folder, settings):
    (folder / "course.yaml").write_text((folder / "course.yaml").read_text().replace("minutes: 0", "minutes: 45"))
    CoursePage.objects.all().delete()
    blocker = CatalogPage.objects.get().add_child(instance=Page(title="Lain", slug="contoh-semua-blok"))

    with pytest.raises(PackageRefused):
        bring(folder)

    assert blocker.pk
    assert [path for path in (settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []


def test_a_zip_holds_files_of_lessons(folder):
    memory = BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        for path in folder.rglob("*"):
            archive.write(path, path.relative_to(folder))
    memory.seek(0)

    unpack(file=memory, folder=folder.parent / "dari-zip")

    assert (folder.parent / "dari-zip/berkas/huruf.webm").read_bytes() == (folder / "berkas/huruf.webm").read_bytes()


# ---- the plain screens


def test_as_text_and_back_it_is_the_same(bring, folder, administrator):
    course = bring(folder).course
    lesson = newest()
    text, problems = text_of(lesson=lesson, user=administrator), Problems()

    body = body_from(text=text, user=administrator, lesson=lesson, course=course, problems=problems)

    assert list(problems) == []
    assert text_of(lesson=LessonPage(body=body), user=administrator) == text


def test_foreign_files_and_assignments_are_absent_for_a_trainer(bring, folder, trainer, own_lesson, own_course):
    bring(folder)
    document, task = get_document_model().objects.first(), AssignmentPage.objects.get()
    text = f"::: dokumen\n[x](berkas/{document.pk})\n:::\n\n::: kumpulkan\nIsi.\n\n[Buka](halaman/{task.pk})\n:::"
    problems = Problems()

    body = body_from(text=text, user=trainer, lesson=own_lesson, course=own_course, problems=problems)

    assert body is None
    assert [problem.line for problem in problems] == [2, 8]


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("izin.pdf", "::: dokumen\n[Izin \\[baru\\]](berkas/{})\n:::"),
        (
            "papan.mp4",
            '::: video\n[Izin \\[baru\\]](berkas/{} "0:00")\n\nTulis transkripnya di sini, dan lamanya di atas.\n:::',
        ),
        (
            "siaran.mp3",
            '::: audio\n[Izin \\[baru\\]](berkas/{} "0:00")\n\nTulis transkripnya di sini, dan lamanya di atas.\n:::',
        ),
    ],
)
def test_an_upload_gives_the_lines_that_offer_it(own_course, own_lesson, trainer, name, line):
    written = upload_file(course=own_course, name=name, content=b"isi", title="Izin [baru]", by=trainer)

    document = get_document_model().objects.get()
    assert written == line.format(document.pk, "\n\nTulis transkripnya di sini, dan lamanya di atas.\n:::")
    assert document.collection.group_permissions.filter(group__in=trainer.groups.all()).exists()
    problems = Problems()
    body = body_from(text=written, user=trainer, lesson=own_lesson, course=own_course, problems=problems)
    assert list(problems) == []
    assert body[0].value["title"] == "Izin [baru]"


def test_files_of_a_draft_count_as_shown(own_lesson, trainer, own_course):
    upload_file(course=own_course, name="a.pdf", content=b"isi", title="A", by=trainer)
    document = get_document_model().objects.get()
    own_lesson.body = LessonPage._meta.get_field("body").stream_block.to_python(
        [{"type": "document", "value": {"title": "A", "file": document.pk, "pages": None}}]
    )
    own_lesson.save_revision()

    assert files_in([own_lesson]) == {document.pk}


# ---- hostile words


def poisoned(value):
    """Every text of a stored block says something nasty; rich text says it as the words it shows."""
    if isinstance(value, dict):
        return {key: poisoned(part) if key not in ("id", "type", "kind") else part for key, part in value.items()}
    if isinstance(value, list):
        return [poisoned(part) for part in value]
    if not isinstance(value, str):
        return value
    return "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>" if value.startswith("<") else SCRIPT


@pytest.mark.parametrize("saves_data", [True, False])
def test_hostile_words_in_every_field_stay_words(bring, folder, saves_data):
    bring(folder)
    lesson = newest()
    stored = [{**block, "value": poisoned(block["value"])} for block in lesson.body.get_prep_value()]
    lesson.body = LessonPage._meta.get_field("body").stream_block.to_python(stored)

    html = render_lesson(lesson, saves_data=saves_data).html

    assert "<script>alert" not in html
    assert '"><script' not in html
    assert html.count("&lt;script&gt;alert(1)") > 30
    assert re.findall(r'href="(?!/|#|https:|tel:110")[^"]*"', html) == []
