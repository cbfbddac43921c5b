"""Course packages on disk: what is refused, with file, line and reason; and that a second run changes nothing."""

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page, Revision
from wagtail.signals import page_published

from courses.models import CatalogPage, CoursePage, LessonPage, ModulePage
from courses.services.enrollments import enroll
from courses.services.package_import import import_course
from courses.services.packages import PackageRefused, Problems
from courses.services.progress import complete_activity

COURSE = """format: 1
slug: contoh
code: K9
title: Kursus Contoh
summary: Satu kalimat.
outcomes:
  - bisa satu hal
is_required: true
cover: {motif: zigzag, dye: leaf}
review:
  note: Ditinjau dulu.
  checked_on: 2026-11-22
modules:
  - slug: modul-satu
    title: Modul satu
    lesson_minutes: 90
    activities:
      - lesson: 01-modul/01-awal.md
      - lesson: 01-modul/02-lanjut.md
        is_required: false
"""
LESSON = """---
slug: {slug}
title: {title}
minutes: 6
summary: Ringkas.
---

Isi {title}.
"""


@pytest.fixture
def folder(tmp_path):
    """A small package without a fault."""
    (tmp_path / "01-modul").mkdir()
    (tmp_path / "course.yaml").write_text(COURSE)
    (tmp_path / "01-modul/01-awal.md").write_text(LESSON.format(slug="awal", title="Awal"))
    (tmp_path / "01-modul/02-lanjut.md").write_text(LESSON.format(slug="lanjut", title="Lanjut"))
    return tmp_path


@pytest.fixture
def run(site, folder, now):
    """Imports the folder and publishes it."""

    def run(publish=True, **options):
        return import_course(folder=folder, catalog=CatalogPage.objects.get(), publish=publish, now=now, **options)

    return run


def edit(folder, name, old, new):
    path = folder / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def refused(run):
    """Every problem as text; nothing may have been written."""
    before = (Page.objects.count(), Revision.objects.count())
    with pytest.raises(PackageRefused) as refusal:
        run()
    assert (Page.objects.count(), Revision.objects.count()) == before
    return [str(problem) for problem in refusal.value.problems]


def test_import_makes_the_course(run, organization):
    result = run(organization=organization)

    course = CoursePage.objects.get()
    lessons = LessonPage.objects.order_by("path")
    assert (course.url, course.code, course.cover_motif, course.cover_dye) == (
        "/kursus/contoh/",
        "K9",
        "zigzag",
        "leaf",
    )
    assert course.outcome_list == ["bisa satu hal"]
    assert course.review_note == "Ditinjau dulu. Diperiksa 22 November 2026."
    assert course.organization == organization
    assert [(lesson.title, lesson.is_required, lesson.live) for lesson in lessons] == [
        ("Awal", True, True),
        ("Lanjut", False, True),
    ]
    assert ModulePage.objects.get().lesson_minutes == 90
    assert result.changed == ["Kursus Contoh", "Modul satu", "Awal", "Lanjut"]


@pytest.mark.parametrize("publish", [True, False])
def test_second_run_changes_nothing(run, publish):
    run(publish=publish)
    before = (Revision.objects.count(), list(Page.objects.order_by("pk").values_list("pk", "path", "live")))

    result = run(publish=publish)

    assert (result.changed, result.retired) == ([], [])
    assert (Revision.objects.count(), list(Page.objects.order_by("pk").values_list("pk", "path", "live"))) == before


def test_without_publish_everything_is_a_draft_until_published(run):
    run(publish=False)
    assert not Page.objects.filter(live=True, depth__gt=3).exists()

    result = run(publish=True)

    assert LessonPage.objects.filter(live=True).count() == 2
    assert len(result.changed) == 4
    assert Revision.objects.count() == 4


def test_changed_text_makes_one_revision_and_is_published(run, folder):
    run()
    revisions = Revision.objects.count()
    edit(folder, "01-modul/01-awal.md", "Isi Awal.", "Isi yang lain.")

    result = run()

    lesson = LessonPage.objects.get(slug="awal")
    assert result.changed == ["Awal"]
    assert Revision.objects.count() == revisions + 1
    assert "Isi yang lain." in str(lesson.body)


def test_changed_text_without_publish_waits_as_a_draft(run, folder):
    run()
    edit(folder, "01-modul/01-awal.md", "Isi Awal.", "Isi yang lain.")

    run(publish=False)

    lesson = LessonPage.objects.get(slug="awal")
    assert "Isi Awal." in str(lesson.body)
    assert "Isi yang lain." in str(lesson.get_latest_revision_as_object().body)
    assert lesson.live


def test_saving_unchanged_in_the_editor_is_no_change(run):
    run()
    lesson = LessonPage.objects.get(slug="awal")
    lesson.body = [("text", '<p data-block-key="x1y2z">Isi Awal.</p>')]
    lesson.save_revision().publish()

    assert run().changed == []


def test_removed_lesson_is_unpublished_not_deleted(run, folder):
    run()
    edit(folder, "course.yaml", "      - lesson: 01-modul/02-lanjut.md\n        is_required: false\n", "")

    result = run()

    assert result.retired == ["Lanjut"]
    assert not LessonPage.objects.get(slug="lanjut").live
    assert run().retired == []


def test_without_publish_nothing_is_unpublished(run, folder):
    run()
    edit(folder, "course.yaml", "      - lesson: 01-modul/02-lanjut.md\n        is_required: false\n", "")

    result = run(publish=False)

    assert (result.retired, result.left) == ([], ["Lanjut tidak ada di paket"])
    assert LessonPage.objects.get(slug="lanjut").live


def test_removed_lesson_does_not_keep_a_learner_waiting(run, folder, member, now):
    edit(folder, "course.yaml", "        is_required: false\n", "")
    course = run().course
    enrollment = enroll(member=member, course=course, now=now)
    complete_activity(enrollment=enrollment, activity=LessonPage.objects.get(slug="awal"), now=now)
    edit(folder, "course.yaml", "      - lesson: 01-modul/02-lanjut.md\n", "")

    run()

    enrollment.refresh_from_db()
    assert enrollment.is_completed


def test_order_follows_the_file(run, folder):
    run()
    first, second = "      - lesson: 01-modul/01-awal.md\n", "      - lesson: 01-modul/02-lanjut.md\n"
    edit(folder, "course.yaml", f"{first}{second}        is_required: false\n", f"{second}{first}")

    result = run()

    assert [lesson.slug for lesson in LessonPage.objects.order_by("path")] == ["lanjut", "awal"]
    assert "urutan di Modul satu" in result.changed
    assert run().changed == []


def test_slug_of_another_kind_of_page_refuses_everything(run, site):
    site.add_child(instance=Page(title="x", slug="x"))
    CatalogPage.objects.get().add_child(instance=Page(title="Bukan kursus", slug="contoh"))

    assert refused(run) == ["course.yaml: Alamat contoh sudah dipakai halaman jenis lain di CMS; ganti slug."]


SLUG = "pakai huruf kecil, angka, dan tanda hubung saja."
OUTSIDE = "hanya file di dalam folder paket yang boleh dipakai."
BROKEN = [
    ("01-modul/01-awal.md", "Isi Awal.", "<b>Isi</b>", "01-modul/01-awal.md:8: HTML tidak dipakai dalam pelajaran."),
    ("01-modul/01-awal.md", "minutes: 6", "minutes: enam", "01-modul/01-awal.md:4: minutes: isiannya bukan angka."),
    ("01-modul/01-awal.md", "slug: awal\n", "", "01-modul/01-awal.md:2: slug belum diisi."),
    ("01-modul/01-awal.md", "slug: awal", "slug: Awal Sekali", "01-modul/01-awal.md:2: slug: " + SLUG),
    ("01-modul/01-awal.md", "summary:", "sumary:", "01-modul/01-awal.md:5: Kunci sumary tidak dikenal."),
    ("01-modul/01-awal.md", "title: Awal", "title: 'Awal", "01-modul/01-awal.md:5: YAML tidak terbaca"),
    ("01-modul/02-lanjut.md", "slug: lanjut", "slug: awal", "course.yaml:19: Slug awal dipakai dua kali."),
    ("course.yaml", "format: 1", "format: 2", "course.yaml:1: format harus angka 1 sampai 1."),
    ("course.yaml", "motif: zigzag", "motif: naga", "course.yaml:9: motif: pilih lozenge, zigzag, cross."),
    (
        "course.yaml",
        "summary: Satu kalimat.",
        f"summary: {'a' * 251}",
        "course.yaml:5: summary paling panjang 250 huruf.",
    ),
    ("course.yaml", "02-lanjut.md", "03-hilang.md", "course.yaml:19: 01-modul/03-hilang.md: file tidak ditemukan."),
    ("course.yaml", "01-modul/02-lanjut.md", "../rahasia.md", "course.yaml:19: ../rahasia.md: " + OUTSIDE),
    ("course.yaml", "01-modul/02-lanjut.md", "/etc/passwd", "course.yaml:19: /etc/passwd: " + OUTSIDE),
    (
        "course.yaml",
        "02-lanjut.md",
        "02-lanjut.exe",
        "course.yaml:19: 01-modul/02-lanjut.exe: jenis file ini tidak dikenal; pakai .md, .gift, atau .yaml.",
    ),
    (
        "course.yaml",
        "- lesson: 01-modul/02-lanjut.md",
        "- video: a.mp4",
        "course.yaml:19: Kegiatan ini harus punya satu dari",
    ),
    (
        "course.yaml",
        "is_required: true",
        "is_required: &a true\nlain: *a",
        "course.yaml:9: YAML tidak terbaca: tanda * (alias) tidak dipakai di sini.",
    ),
    (
        "course.yaml",
        "code: K9",
        "code: K9\ncode: K8",
        "course.yaml:4: YAML tidak terbaca: kunci ini ditulis dua kali: code.",
    ),
    ("course.yaml", "code: K9", "code: !!python/object/apply:os.system [ls]", "course.yaml:3: YAML tidak terbaca"),
    ("course.yaml", "slug: modul-satu", "slug: modul_satu", "course.yaml:14: slug: " + SLUG),
]


@pytest.mark.parametrize(("name", "old", "new", "message"), BROKEN)
def test_broken_package_names_file_line_and_reason(run, folder, name, old, new, message):
    edit(folder, name, old, new)

    assert [problem[: len(message)] for problem in refused(run)] == [message]


def test_all_problems_come_at_once(run, folder):
    edit(folder, "01-modul/01-awal.md", "Isi Awal.", "<b>x</b>")
    edit(folder, "01-modul/02-lanjut.md", "minutes: 6", "minutes: 0")
    edit(folder, "course.yaml", "02-lanjut.md", "02-lanjut.md\n      - lesson: 01-modul/09-hilang.md")

    assert len(refused(run)) == 3


def test_missing_course_yaml(run, folder):
    (folder / "course.yaml").unlink()

    assert refused(run) == ["course.yaml: course.yaml: file tidak ditemukan."]


def test_symbolic_links_are_not_read(run, folder, tmp_path_factory):
    secret = tmp_path_factory.mktemp("lain") / "a.md"
    secret.write_text(LESSON.format(slug="awal", title="Rahasia"))
    (folder / "01-modul/01-awal.md").unlink()
    (folder / "01-modul/01-awal.md").symlink_to(secret)

    assert refused(run) == [
        "course.yaml:18: 01-modul/01-awal.md: tautan simbolik tidak dibaca; salin filenya ke dalam paket."
    ]


def test_symbolic_link_as_folder_is_not_followed(run, folder, tmp_path_factory):
    other = tmp_path_factory.mktemp("lain")
    (folder / "01-modul").rename(other / "modul")
    (folder / "01-modul").symlink_to(other / "modul")

    assert all("tautan simbolik" in problem for problem in refused(run))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            b"\xef\xbb\xbf---\nslug: awal\n",
            "01-modul/01-awal.md:1: Ada BOM di awal file; simpan sebagai UTF-8 tanpa BOM.",
        ),
        ("slug: awal".encode("utf-16"), "01-modul/01-awal.md: Bukan teks UTF-8 (byte ke-1)."),
        (b"---\nslug: a\x00wal\n---\n", "01-modul/01-awal.md:2: Ada karakter NUL; file ini bukan teks."),
        (b"a" * 300_000, "course.yaml:18: 01-modul/01-awal.md: lebih dari 200 KB."),
        (
            b"tanpa kepala",
            "01-modul/01-awal.md:1: Awal file harus memuat data di antara dua baris --- (slug, title, minutes).",
        ),
        (b"---\n- daftar\n---\nIsi.", "01-modul/01-awal.md:2: Di sini harus ada pasangan “kunci: nilai”."),
        (b"---\n" + b"[" * 50_000 + b"\n---\nIsi.", "01-modul/01-awal.md:2: YAML tidak terbaca."),
    ],
)
def test_files_that_are_no_lessons(run, folder, content, message):
    (folder / "01-modul/01-awal.md").write_bytes(content)

    assert refused(run) == [message]


def test_windows_line_ends_are_no_change(run, folder):
    run()
    path = folder / "01-modul/01-awal.md"
    path.write_bytes(path.read_text().replace("\n", "\r\n").encode())

    assert run().changed == []


def test_problems_are_bounded():
    problems = Problems()
    for line in range(1000):
        problems.add("a.md", line, "x")

    assert len(list(problems)) == 200


def test_fault_while_writing_takes_everything_back(run):
    def fail(sender, instance, **kwargs):
        if instance.slug == "lanjut":
            raise RuntimeError

    page_published.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            run()
    finally:
        page_published.disconnect(fail)

    assert not CoursePage.objects.exists()


@pytest.mark.django_db
def test_command_reports_and_is_quiet_the_second_time(folder, capsys):
    call_command("import_course", str(folder), publish=True)
    assert "diperbarui: Awal" in capsys.readouterr().out

    call_command("import_course", str(folder), publish=True)
    assert capsys.readouterr().out == "Kursus Contoh: tidak ada yang berubah.\n"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"folder": "/tidak/ada"}, "/tidak/ada bukan folder."),
        ({"parent_slug": "lain"}, "Tidak ada katalog dengan slug lain."),
        ({"organization": 999}, "Tidak ada organisasi nomor 999."),
    ],
)
def test_command_says_what_is_wrong(folder, options, message):
    options = {"folder": str(folder), **options}

    with pytest.raises(CommandError) as error:
        call_command("import_course", options.pop("folder"), **options)

    assert str(error.value) == message


@pytest.mark.django_db
def test_command_lists_the_problems(folder):
    edit(folder, "01-modul/01-awal.md", "Isi Awal.", "<b>x</b>")

    with pytest.raises(CommandError) as error:
        call_command("import_course", str(folder))

    assert str(error.value) == (
        "Paket ditolak, tidak ada yang diubah:\n01-modul/01-awal.md:8: HTML tidak dipakai dalam pelajaran."
    )
