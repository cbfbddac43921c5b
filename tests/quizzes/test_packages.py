from pathlib import Path

import pytest
from wagtail.models import Revision

from courses.services.packages import READERS, Entry, Problems
from quizzes.models import QuestionBank, QuestionVersion, QuizPage
from tests.factories.courses import CourseFactory, ModuleFactory

CURRICULUM = Path(__file__).parents[2] / "curriculum"
GIFT = "// [id:A] [tag:modul-1]\nSatu?{=a ~b}\n// [id:B]\nDua?{T}\n"


def entry(**fields):
    return Entry({"quiz": "tes-akhir.gift", "slug": "tes-akhir", "title": "Tes akhir", "question_count": 2, **fields})


def read(folder, **fields):
    problems = Problems()
    return READERS["quiz"].read(folder=folder, entry=entry(**fields), problems=problems), [str(row) for row in problems]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "tes-akhir.gift").write_text(GIFT)
    return tmp_path


@pytest.fixture
def module(db):
    return ModuleFactory(parent=CourseFactory())


def apply(draft, module, now, publish=True):
    course = module.get_parent().specific
    return READERS["quiz"].apply(draft=draft, module=module, course=course, publish=publish, now=now)


@pytest.mark.parametrize(
    "path", sorted(CURRICULUM.glob("*/*.gift")), ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_real_quizzes_have_no_problem(path):
    problems = Problems()

    draft = READERS["quiz"].read(folder=path.parent, entry=entry(quiz=path.name, question_count=3), problems=problems)

    assert [str(row) for row in problems] == []
    assert len(draft.questions) >= 3


def test_apply_makes_page_and_bank(folder, module, now):
    draft, problems = read(folder, pass_mark=80, time_limit_minutes=15, attempt_limit=2, is_required=False)

    page, is_changed = apply(draft, module, now)

    assert problems == []
    assert is_changed
    assert (page.title, page.slug, page.live, page.is_required) == ("Tes akhir", "tes-akhir", True, False)
    assert (page.question_count, page.pass_mark, page.time_limit_minutes, page.attempt_limit) == (2, 80, 15, 2)
    assert (page.bank.title, page.bank.course_id) == ("Tes akhir", module.get_parent().pk)
    assert list(page.bank.questions.active().values_list("external_id", flat=True)) == ["A", "B"]


def test_apply_twice_changes_nothing(folder, module, now):
    apply(read(folder)[0], module, now)
    before = Revision.objects.count(), QuestionVersion.objects.count()

    _page, is_changed = apply(read(folder)[0], module, now)

    assert not is_changed
    assert (Revision.objects.count(), QuestionVersion.objects.count()) == before
    assert (QuizPage.objects.count(), QuestionBank.objects.count()) == (1, 1)


def test_a_changed_question_makes_a_version_but_no_revision(folder, module, now):
    apply(read(folder)[0], module, now)
    revisions = Revision.objects.count()
    (folder / "tes-akhir.gift").write_text(GIFT.replace("Satu?", "Satu sekali?"))

    page, is_changed = apply(read(folder)[0], module, now)

    assert is_changed
    assert Revision.objects.count() == revisions
    assert page.bank.questions.get(external_id="A").current_version.number == 2


def test_a_changed_title_makes_a_revision(folder, module, now):
    apply(read(folder)[0], module, now)
    revisions = Revision.objects.count()

    page, is_changed = apply(read(folder, title="Ujian")[0], module, now)

    assert is_changed
    assert page.title == "Ujian"
    assert Revision.objects.count() == revisions + 1


def test_a_question_that_left_the_file_is_out_of_use(folder, module, now):
    apply(read(folder)[0], module, now)
    (folder / "tes-akhir.gift").write_text(GIFT.split("// [id:B]")[0])

    page, _is_changed = apply(read(folder, question_count=1)[0], module, now)

    assert list(page.bank.questions.active().values_list("external_id", flat=True)) == ["A"]
    assert page.bank.questions.count() == 2


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"slug": "Tes Akhir"}, "perlu slug"),
        ({"title": ""}, "perlu title"),
        ({"question_count": 0}, "question_count harus"),
        ({"question_count": 3}, "memuat 2 soal"),
        ({"pass_mark": 101}, "pass_mark harus"),
        ({"pass_mark": "tinggi"}, "pass_mark harus"),
        ({"attempt_limit": True}, "attempt_limit harus"),
        ({"time_limit_minutes": -1}, "time_limit_minutes harus"),
        ({"is_required": "ya"}, "is_required"),
        ({"jumlah": 3}, "Kunci jumlah tidak dikenal"),
        ({"quiz": "../luar.gift"}, "hanya file di dalam folder"),
        ({"quiz": "tidak-ada.gift"}, "tidak ditemukan"),
    ],
)
def test_bad_entries_are_named(folder, fields, words):
    _draft, problems = read(folder, **fields)

    assert len(problems) == 1
    assert problems[0].startswith("course.yaml")
    assert words in problems[0]


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("Tanpa kode?{T}\nDua?{T}", "tes-akhir.gift:1: Soal tanpa kode. Tulis // [id:…] di atasnya."),
        (GIFT + "\n// [id:C]\nRusak{=a\n", "tes-akhir.gift:7: Tanda { dan } tidak berpasangan."),
        ("// kosong\n", "tes-akhir.gift:1: Tidak ada soal di file ini."),
    ],
)
def test_bad_questions_are_named_with_their_line(folder, source, problem):
    (folder / "tes-akhir.gift").write_text(source)

    _draft, problems = read(folder)

    assert problems[0].startswith(problem)
