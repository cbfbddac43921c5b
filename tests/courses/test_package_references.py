"""`references.yaml`: out, in again, the same; what was checked later stays; all or nothing."""

import shutil
from datetime import date

import pytest
import yaml
from wagtail.models import Revision

from courses.models import CatalogPage, CoursePage, LessonPage, Reference
from courses.services.package_export import export_course, write_folder
from courses.services.package_import import import_course
from courses.services.package_references import REFERENCE_FILE
from courses.services.packages import PackageRefused
from demo.people import DATA
from lms.env import PROJECT
from tests.factories.references import ReferenceFactory

pytestmark = pytest.mark.django_db
POLICE = {"slug": "polisi", "kind": "hotline", "title": "Polisi", "value": "110"}
CURRICULUM = sorted((PROJECT / "curriculum").iterdir())


@pytest.fixture
def folder(tmp_path):
    """One lesson that names the police."""
    course = {"format": 1, "slug": "nomor", "title": "Nomor", "summary": "Nomor penting.", "modules": []}
    course["modules"] = [
        {"slug": "m", "title": "Modul", "lesson_minutes": 5, "activities": [{"lesson": "m/a.md"}]},
    ]
    (tmp_path / "m").mkdir()
    (tmp_path / "course.yaml").write_text(yaml.safe_dump(course))
    text = "---\nslug: a\ntitle: A\nminutes: 5\n---\n\nIsi.\n\n::: rujukan\n- polisi\n:::\n"
    (tmp_path / "m/a.md").write_text(text)
    write(tmp_path, POLICE)
    return tmp_path


def write(folder, *rows):
    (folder / REFERENCE_FILE).write_text(yaml.safe_dump({"references": list(rows)}))


@pytest.fixture
def bring(site, now):
    def bring(folder, **options):
        catalog = CatalogPage.objects.get()
        return import_course(folder=folder, catalog=catalog, now=now, **{"publish": True} | options)

    return bring


def test_a_missing_reference_is_made_with_its_history(bring, folder):
    result = bring(folder)

    police = Reference.objects.get()
    assert (police.slug, police.kind, str(police), police.checked_on) == ("polisi", "hotline", "Polisi: 110", None)
    assert Revision.objects.for_instance(police).count() == 1
    assert "rujukan Polisi" in result.changed
    assert [list(block.value) for block in LessonPage.objects.get().body if block.block_type == "references"] == [
        [police]
    ]


def test_a_second_run_changes_nothing(bring, folder):
    bring(folder)

    again = bring(folder)

    assert (again.changed, again.left, again.retired) == ([], [], [])


@pytest.mark.parametrize(
    ("known", "offered", "value"),
    [
        (None, None, "110"),
        (date(2026, 7, 12), None, "110"),
        (date(2026, 7, 12), date(2026, 7, 11), "110"),
        (date(2026, 7, 12), date(2026, 7, 12), "110"),
        (date(2026, 7, 12), date(2026, 7, 13), "112"),
        (None, date(2020, 1, 1), "112"),
    ],
)
def test_what_was_checked_later_stays(bring, folder, known, offered, value):
    ReferenceFactory(**POLICE, checked_on=known, checked_by="Dinas" if known else "")
    check = {"checked_on": offered, "checked_by": "Pusat"} if offered else {}
    write(folder, POLICE | {"value": "112"} | check)

    result = bring(folder)

    assert Reference.objects.get().value == value
    assert ("rujukan Polisi" in result.changed) is (value == "112")
    assert (result.left == ["rujukan Polisi: isi di situs ini dipertahankan"]) is (value == "110")


def test_out_and_in_again_is_the_same(bring, folder, tmp_path):
    write(folder, POLICE | {"note": "Darurat.", "checked_on": date(2026, 7, 12), "checked_by": "Dinas"})
    files = export_course(course=bring(folder).course, published=True)
    write_folder(files=files, folder=tmp_path / "lain")
    CoursePage.objects.get().delete()
    Reference.objects.all().delete()

    course = bring(tmp_path / "lain").course

    assert export_course(course=course, published=True) == files
    assert Reference.objects.get().checked_on == date(2026, 7, 12)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], "Rujukan polisi tidak ada di references.yaml."),
        ([POLICE, dict(POLICE)], "Slug polisi dipakai dua kali."),
        ([POLICE | {"kind": "lagu"}], "kind: pilih hotline, service, law."),
        ([POLICE | {"address": "http://a.example/"}], "Alamat harus diawali https://."),
        ([POLICE | {"address": "javascript:alert(1)"}], "Alamat harus diawali https://."),
        ([POLICE | {"checked_on": date(2026, 7, 12)}], "Isi checked_on dan checked_by keduanya"),
        ([POLICE | {"checked_by": "Dinas"}], "Isi checked_on dan checked_by keduanya"),
        ([POLICE | {"title": "x" * 121}], "title paling panjang 120 huruf."),
        ([POLICE | {"oleh": "x"}], "Kunci oleh tidak dikenal."),
    ],
)
def test_a_faulty_file_writes_nothing(bring, folder, rows, reason):
    write(folder, *rows)

    with pytest.raises(PackageRefused) as refused:
        bring(folder)

    assert reason in str(refused.value)
    assert (Reference.objects.count(), CoursePage.objects.count()) == (0, 0)


def test_a_lesson_that_is_refused_makes_no_reference(bring, folder):
    ReferenceFactory(slug="lain")
    (folder / "m/a.md").write_text((folder / "m/a.md").read_text() + "\n<b>x</b>\n")

    with pytest.raises(PackageRefused):
        bring(folder)

    assert [one.slug for one in Reference.objects.all()] == ["lain"]


def test_a_trainer_brings_what_names_known_references_only(bring, folder, trainer, own_course):
    text = (folder / "course.yaml").read_text().replace("slug: nomor", "slug: sendiri")
    (folder / "course.yaml").write_text(text)

    with pytest.raises(PackageRefused) as refused:
        bring(folder, by=trainer, publish=False)
    ReferenceFactory(**POLICE | {"value": "112"})
    write(folder, POLICE | {"checked_on": date(2026, 7, 12), "checked_by": "Saya"})
    result = bring(folder, by=trainer, publish=False)

    assert "Rujukan polisi belum ada di situs ini." in str(refused.value)
    assert Reference.objects.get().value == "112"
    assert "rujukan Polisi: isi di situs ini dipertahankan" in result.left


def test_a_symbolic_link_is_not_read(bring, folder, tmp_path):
    shutil.move(folder / REFERENCE_FILE, tmp_path / "lain.yaml")
    (folder / REFERENCE_FILE).symlink_to(tmp_path / "lain.yaml")

    with pytest.raises(PackageRefused) as refused:
        bring(folder)

    assert "tautan simbolik" in str(refused.value)


# ---- our own packages


def rows_of(package):
    return yaml.safe_load((package / REFERENCE_FILE).read_text())["references"]


def test_our_packages_word_a_reference_alike_and_name_each():
    known = {}
    for package in [*CURRICULUM, DATA / "blocks"]:
        text = "".join(path.read_text() for path in package.rglob("*.md"))
        for row in rows_of(package):
            assert known.setdefault(row["slug"], row) == row
            assert f"- {row['slug']}\n" in text, f"{package.name} names {row['slug']} nowhere"
    assert len(CURRICULUM) == 7
    assert len(known) >= 15


def test_nobody_claims_a_check_that_was_not_made():
    rows = [row for package in CURRICULUM for row in rows_of(package)]

    assert [row["slug"] for row in rows if "checked_on" in row or "checked_by" in row] == []
