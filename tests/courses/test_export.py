"""A course leaves as a package and comes back the same."""

import zipfile
from io import BytesIO

import pytest
from django.core.files.images import ImageFile
from django.core.management import CommandError, call_command
from PIL import Image as Drawing
from wagtail.images import get_image_model
from wagtail.models import Collection, Revision

from courses.models import AssignmentPage, CatalogPage, CoursePage, LessonPage, ModulePage
from courses.services.package_export import export_course, write_folder, zip_files
from courses.services.package_import import import_course
from courses.services.package_pages import comparable
from courses.services.packages import PackageRefused
from courses.services.trainers import picture_folder
from lms.env import PROJECT
from members.models import User
from quizzes.models import QuestionVersion, QuizPage
from quizzes.services.drafts import draft_of
from tests.factories.courses import CourseFactory, LessonFactory, ModuleFactory
from tests.factories.quizzes import BankFactory, QuestionFactory, QuizFactory, draft, multiple_draft

FIELDS = {
    CoursePage: [
        "title",
        "code",
        "summary",
        "outcomes",
        "is_required",
        "cover_motif",
        "cover_dye",
        "license",
        "review_note",
    ],
    ModulePage: ["title", "slug", "lesson_minutes"],
    LessonPage: ["title", "slug", "summary", "minutes", "is_required", "body"],
    AssignmentPage: ["title", "slug", "takes_text", "takes_files", "pass_mark", "is_required", "body", "criteria"],
    QuizPage: [
        "title",
        "slug",
        "introduction",
        "question_count",
        "pass_mark",
        "time_limit_minutes",
        "attempt_limit",
        "is_required",
    ],
}


def png(color="navy", size=(40, 30), kind="PNG"):
    memory = BytesIO()
    Drawing.new("RGB", size, color).save(memory, kind)
    return memory.getvalue()


def picture(course, title="Poster posyandu", content=None):
    file = ImageFile(BytesIO(content or png()), name="poster.png")
    image = get_image_model()(title=title, file=file, collection=picture_folder(course))
    image.save()
    return image


def describe(course):
    """Everything a package promises to carry, page by page in order; pictures by their bytes."""
    rows = []
    for page in course.get_descendants(inclusive=True).order_by("path").specific():
        text = page.get_latest_revision_as_object()
        values = {name: comparable(page, name, getattr(text, name)) for name in FIELDS[type(page)]}
        if "body" in values:
            values["body"] = [with_bytes(block) for block in values["body"]]
        if isinstance(page, QuizPage):
            values["bank"] = (text.bank.title, questions_of(text.bank))
        rows.append((type(page).__name__, page.live, values))
    return rows


def with_bytes(block):
    if block["type"] != "picture":
        return block
    image = get_image_model().objects.get(pk=block["value"]["image"]["image"])
    return {**block, "value": {**block["value"], "image": {**block["value"]["image"], "image": image.get_file_hash()}}}


def questions_of(bank):
    rows = bank.questions.active().with_current_version()
    return sorted((draft_of(row.current_version) for row in rows), key=lambda row: row.external_id)


def bring(files, folder, now, *, slug=None, publish=True, by=None):
    if slug:
        text = files["course.yaml"].decode()
        old = next(line for line in text.splitlines() if line.startswith("slug:"))
        files = {**files, "course.yaml": text.replace(old, f"slug: {slug}", 1).encode()}
    write_folder(files=files, folder=folder)
    return import_course(folder=folder, catalog=CatalogPage.objects.get(), publish=publish, now=now, by=by)


@pytest.fixture
def rich_course(site):
    """One of everything: kinds of pages, blocks, questions, settings, and names that need care."""
    course = CourseFactory(
        title="Kursus: “Lengkap” #1",
        slug="lengkap",
        code="yes",
        outcomes="bisa: satu\nbisa - dua",
        review_note="Ditinjau " + "x" * 230,
        is_required=True,
        cover_dye="bark",
    )
    module = ModuleFactory(parent=course, title="12", slug="modul", lesson_minutes=0)
    image = picture(course)
    shown = {"image": image.pk, "alt_text": "Poster dengan tanggal", "decorative": False}
    body = [
        {"type": "heading", "value": "Judul # bagian"},
        {"type": "text", "value": "<p>Satu <b>dua</b></p>"},
        {"type": "text", "value": "<ul><li>tiga</li></ul>"},
        {"type": "picture", "value": {"image": shown, "caption": "Keterangan"}},
        {"type": "picture", "value": {"image": {**shown, "alt_text": "", "decorative": True}, "caption": ""}},
        {"type": "table", "value": {"caption": "Ukuran", "header": ["A"], "rows": [["<p>b</p>"]]}},
    ]
    lesson = LessonFactory(parent=module, title="Pelajaran", slug="satu", is_required=False, minutes=8, summary="Ya.")
    lesson.body = lesson.body.stream_block.to_python(body)
    lesson.save_revision().publish()
    bank = BankFactory(course=course, title="Tes Akhir: K2!")
    QuestionFactory(bank=bank, external_id="S-1", draft=draft(topic="modul", needs_legal_review=True))
    QuestionFactory(bank=bank, external_id="S-2", draft=multiple_draft(title="Kota"))
    QuizFactory(
        parent=module, slug="kuis", bank=bank, question_count=2, pass_mark=80, introduction="Baca.\n\nLalu jawab."
    )
    return course


def test_everything_returns_under_another_name(rich_course, tmp_path, now):
    files = export_course(course=rich_course, published=False)

    copy = bring(files, tmp_path, now, slug="salinan").course

    assert describe(copy) == describe(rich_course)


def test_import_over_the_same_course_changes_nothing(rich_course, tmp_path, now):
    files = export_course(course=rich_course, published=False)
    before = (Revision.objects.count(), QuestionVersion.objects.count(), get_image_model().objects.count())

    result = bring(files, tmp_path, now)

    assert (result.changed, result.retired, result.left) == ([], [], [])
    assert (
        Revision.objects.count(),
        QuestionVersion.objects.count(),
        get_image_model().objects.count(),
    ) == before


def test_files_of_a_package(rich_course):
    files = export_course(course=rich_course, published=False)

    bank = rich_course.question_banks.get()
    pictures = [name for name in files if name.startswith("gambar/")]
    assert sorted(set(files) - set(pictures)) == ["01-modul/01-satu.md", "course.yaml", f"tes-akhir-k2-{bank.pk}.gift"]
    assert [name[:23] for name in pictures] == ["gambar/poster-posyandu-"]
    assert "bank: 'Tes Akhir: K2!'\n" in files["course.yaml"].decode()
    assert "![Poster dengan tanggal](gambar/poster-posyandu-" in files["01-modul/01-satu.md"].decode()


def test_exporting_twice_gives_the_same_bytes(rich_course):
    first, second = (export_course(course=rich_course, published=False) for _ in range(2))

    assert zip_files(files=first, top="lengkap") == zip_files(files=second, top="lengkap")


def test_zip_holds_one_folder(rich_course):
    content = zip_files(files=export_course(course=rich_course, published=False), top="lengkap")

    names = zipfile.ZipFile(BytesIO(content)).namelist()
    assert names[0] == "lengkap/course.yaml"
    assert {name.partition("/")[0] for name in names} == {"lengkap"}


def test_a_title_from_a_file_name_needs_no_word(site, tmp_path, now):
    quiz = QuizFactory(questions=1, question_count=1)
    quiz.bank.title = "Tes akhir"
    quiz.bank.save()

    files = export_course(course=CoursePage.objects.get(), published=False)

    assert "tes-akhir.gift" in files
    assert "bank:" not in files["course.yaml"].decode()


def test_drafts_travel_unless_only_the_published_is_wanted(site):
    lesson = LessonFactory(slug="awal", title="Awal")
    course = CoursePage.objects.get()
    lesson.title = "Awal baru"
    lesson.save_revision()
    new = LessonFactory(parent=lesson.get_parent(), slug="baru", live=False)
    new.save_revision()

    newest = export_course(course=course, published=False)
    public = export_course(course=course, published=True)

    folder = f"01-{lesson.get_parent().slug}"
    assert sorted(newest) == [f"{folder}/01-awal.md", f"{folder}/02-baru.md", "course.yaml"]
    assert "Awal baru" in newest[f"{folder}/01-awal.md"].decode()
    assert sorted(public) == [f"{folder}/01-awal.md", "course.yaml"]
    assert "Awal baru" not in public[f"{folder}/01-awal.md"].decode()


def test_what_was_taken_off_the_site_stays_out(site):
    lesson = LessonFactory(slug="awal")
    gone = LessonFactory(parent=lesson.get_parent(), slug="lama")
    gone.save_revision().publish()
    LessonPage.objects.get(pk=gone.pk).unpublish()

    files = export_course(course=CoursePage.objects.get(), published=False)

    assert [name for name in files if "lama" in name] == []


def test_a_closed_course_travels_whole(site):
    course = CourseFactory(slug="tutup")
    lesson = LessonFactory(parent=ModuleFactory(parent=course), slug="awal")
    for page in (course, lesson.get_parent().specific, lesson):
        page.save_revision().publish()
    for page in (course, lesson.get_parent().specific, lesson):
        type(page).objects.get(pk=page.pk).unpublish()

    files = export_course(course=CoursePage.objects.get(), published=False)

    assert [name for name in files if name.endswith("01-awal.md")] != []


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        ({"body": [("text", "<p>a</p><hr/>")]}, "01-modul/01-awal.md: Bagian ke-1: bagian <hr> hanya bisa diubah"),
        ({"slug": "garis_bawah"}, "Awal: Alamat “garis_bawah”: ganti di CMS"),
        ({"minutes": 500}, "01-modul/01-awal.md:4: minutes harus angka 1 sampai 120."),
        (
            {"body": [("text", '<p><a linktype="page" id="1">x</a></p>')]},
            "01-modul/01-awal.md: Bagian ke-1: Tautan ke halaman lain di situs ini tidak bisa ikut dalam paket.",
        ),
    ],
)
def test_what_cannot_be_written_is_named(site, spoil, reason):
    LessonFactory(parent=ModuleFactory(slug="modul"), **{"slug": "awal", "title": "Awal", **spoil})

    with pytest.raises(PackageRefused) as refusal:
        export_course(course=CoursePage.objects.get(), published=False)

    assert [str(problem)[: len(reason)] for problem in refusal.value.problems] == [reason]


def test_a_quiz_without_questions_is_named(site):
    module = ModuleFactory(slug="modul")
    bank = BankFactory(title="Kosong", course=module.get_parent().specific)
    QuizFactory(parent=module, slug="kuis", bank=bank)

    with pytest.raises(PackageRefused) as refusal:
        export_course(course=CoursePage.objects.get(), published=False)

    assert [str(problem) for problem in refusal.value.problems] == ["kosong.gift:1: Tidak ada soal di file ini."]


def test_command_writes_a_folder(rich_course, tmp_path, capsys):
    call_command("export_course", "lengkap", str(tmp_path / "paket"))

    files = export_course(course=rich_course, published=False)
    written = {str(path.relative_to(tmp_path / "paket")): path for path in (tmp_path / "paket").rglob("*.*")}
    assert {name: path.read_bytes() for name, path in written.items()} == files
    assert capsys.readouterr().out == f"4 berkas ditulis di {tmp_path / 'paket'}.\n"


@pytest.mark.parametrize(
    ("slug", "message"), [("tidak-ada", "Tidak ada kursus dengan slug tidak-ada."), ("lengkap", "sudah berisi.")]
)
def test_command_refuses(rich_course, tmp_path, slug, message):
    (tmp_path / "lama.txt").write_text("x")

    with pytest.raises(CommandError, match=message):
        call_command("export_course", slug, str(tmp_path))

    assert [path.name for path in tmp_path.iterdir()] == ["lama.txt"]


def test_command_lists_what_is_wrong(site, tmp_path):
    LessonFactory(parent=ModuleFactory(slug="modul"), slug="awal", minutes=0)
    course = CoursePage.objects.get()

    with pytest.raises(CommandError) as error:
        call_command("export_course", course.slug, str(tmp_path / "paket"))

    assert str(error.value) == (
        "Kursus ini belum bisa ditulis, tidak ada yang dibuat:\n"
        "01-modul/01-awal.md:4: minutes harus angka 1 sampai 120."
    )
    assert not (tmp_path / "paket").exists()


OWN_COURSES = sorted(PROJECT.glob("curriculum/*"))


def bring_own(source, now):
    return import_course(folder=source, catalog=CatalogPage.objects.get(), publish=True, now=now)


@pytest.mark.parametrize("source", OWN_COURSES, ids=lambda folder: folder.name)
def test_our_own_courses_make_the_round_trip(site, now, source, tmp_path):
    """Import twice, export, import over it: nothing changes, so the package says all the course says."""
    course = bring_own(source, now).course
    before = (Revision.objects.count(), QuestionVersion.objects.count(), User.objects.count())

    twice = bring_own(source, now)
    again = bring(export_course(course=course, published=True), tmp_path, now)

    assert (twice.changed, twice.retired) == ([], [])
    assert (again.changed, again.retired) == ([], [])
    assert (Revision.objects.count(), QuestionVersion.objects.count(), User.objects.count()) == before


def test_an_own_course_gives_the_same_course_under_another_name(site, now, tmp_path):
    """Pages are slow to make, so the shortest of ours stands for all."""
    source = min(OWN_COURSES, key=lambda folder: len(list(folder.rglob("*.md"))))
    course = bring_own(source, now).course
    files = export_course(course=course, published=True)

    copy = bring(files, tmp_path, now, slug="salinan").course

    assert describe(copy) == describe(course)
    assert export_course(course=copy, published=True).keys() == files.keys()


def test_pictures_of_a_copy_lie_in_its_own_folder(rich_course, tmp_path, now):
    files = export_course(course=rich_course, published=False)

    copy = bring(files, tmp_path, now, slug="salinan").course

    folders = Collection.objects.filter(pk__in=get_image_model().objects.values("collection"))
    assert {folder.name.rpartition("#")[2] for folder in folders} == {str(rich_course.pk), str(copy.pk)}
