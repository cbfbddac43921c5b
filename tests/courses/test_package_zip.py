"""A package sent as a ZIP: by whom, what is refused, and that a refusal leaves nothing behind."""

import stat
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from wagtail.images import get_image_model
from wagtail.models import Page, Revision
from wagtail.signals import page_published

from courses.models import CatalogPage, CoursePage, LessonPage
from courses.services import package_zip
from courses.services.package_import import import_course
from courses.services.package_zip import import_zip, unpack
from courses.services.packages import PackageRefused
from members.models import User
from tests.courses.test_export import png
from tests.courses.test_packages import COURSE, LESSON
from tests.factories.members import OrganizationFactory, RegionFactory

PICTURE = "![Poster dengan tanggal](gambar/poster.png)\n"
FILES = {
    "course.yaml": COURSE,
    "01-modul/01-awal.md": LESSON.format(slug="awal", title="Awal") + "\n" + PICTURE,
    "01-modul/02-lanjut.md": LESSON.format(slug="lanjut", title="Lanjut"),
    "gambar/poster.png": png(),
}


def pack(files, top="", **options):
    memory = BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name if isinstance(name, zipfile.ZipInfo) else f"{top}{name}", content)
    memory.seek(0)
    return memory


@pytest.fixture
def send(site, administrator, organization, now):
    """Import a ZIP as somebody, by default the administrator; a new course would get their office."""

    def send(file, by=administrator, office=organization):
        somebody = User.objects.get(pk=by.pk)
        return import_zip(file=file, catalog=CatalogPage.objects.get(), organization=office, by=somebody, now=now)

    return send


def refused(send, file, **options):
    """The reasons; pages, pictures, people and files are as before."""
    before = count_everything()
    with pytest.raises(PackageRefused) as refusal:
        send(file, **options)
    assert count_everything() == before
    return [str(problem) for problem in refusal.value.problems]


def count_everything():
    folder = Path(get_image_model()._meta.get_field("file").storage.location, "original_images")
    files = sorted(folder.glob("*")) if folder.exists() else []
    return [
        Page.objects.count(),
        Revision.objects.count(),
        get_image_model().objects.count(),
        User.objects.count(),
        files,
    ]


@pytest.mark.parametrize("top", ["", "contoh/"])
def test_a_zip_becomes_drafts_of_the_sender(send, administrator, top):
    result = send(pack(FILES, top))

    lesson = LessonPage.objects.get(slug="awal")
    assert result.changed == ["Kursus Contoh", "Modul satu", "Awal", "Lanjut"]
    assert not Page.objects.filter(live=True, depth__gt=3).exists()
    assert (lesson.owner, lesson.latest_revision.user) == (administrator, administrator)
    image = lesson.body[-1].value["image"]
    assert (image.contextual_alt_text, image.title, image.width) == ("Poster dengan tanggal", "Poster", 40)
    assert (image.uploaded_by_user, image.collection.name) == (administrator, f"Kursus Contoh #{result.course.pk}")


def test_sending_twice_changes_nothing(send):
    send(pack(FILES))
    before = count_everything()

    result = send(pack(FILES, "folder-lain/"))

    assert (result.changed, result.left) == ([], [])
    assert count_everything() == before


def test_people_are_never_made(send):
    before = User.objects.count()

    send(pack(FILES))

    assert User.objects.count() == before


def test_a_trainer_sends_the_own_course(send, trainer, own_course, own_lesson):
    files = {**FILES, "course.yaml": COURSE.replace("slug: contoh", "slug: sendiri")}

    result = send(pack(files), by=trainer)

    own_course.refresh_from_db()
    own_lesson.refresh_from_db()
    assert own_course.title == "Kursus Sendiri"
    assert own_course.get_latest_revision_as_object().title == "Kursus Contoh"
    assert own_lesson.live
    assert result.left == ["Modul Sendiri tidak ada di paket"]


def test_a_trainer_cannot_send_another_course(send, trainer, foreign_lesson):
    reason = "course.yaml: Kursus {} bukan kursus Anda. Minta admin membuatnya dan menugaskan Anda."
    foreign = {**FILES, "course.yaml": COURSE.replace("slug: contoh", "slug: rahasia")}

    assert refused(send, pack(foreign), by=trainer) == [reason.format("rahasia")]
    assert refused(send, pack(FILES), by=trainer) == [reason.format("contoh")]


def test_an_admin_brings_courses_for_own_offices_only(send, organization):
    foreign = OrganizationFactory(name="Dinas lain", region=RegionFactory(code="36.73"))
    reason = "course.yaml: Kursus contoh bukan kursus Anda. Minta admin membuatnya dan menugaskan Anda."

    assert refused(send, pack(FILES), office=foreign) == [reason]
    assert refused(send, pack(FILES), office=None) == [reason]
    assert send(pack(FILES)).course.organization == organization
    send(pack({**FILES, "course.yaml": COURSE.replace("Kursus Contoh", "Lain")}), office=foreign)
    assert CoursePage.objects.get().get_latest_revision_as_object().organization == organization


def test_a_trainer_does_not_reorder_what_is_public(send, trainer, own_course, own_lesson, own_module):
    course = COURSE.replace("slug: contoh", "slug: sendiri").replace("slug: modul-satu", "slug: modul")
    own_lesson.slug = "lanjut"
    own_lesson.save_revision().publish()

    result = send(pack({**FILES, "course.yaml": course}), by=trainer)

    assert result.left == ["urutan di Modul Sendiri"]
    assert [page.slug for page in own_module.get_children()] == ["lanjut", "awal"]


def test_a_page_in_review_is_left_alone(send, trainer, own_course, own_lesson):
    own_lesson.save_revision()
    own_lesson.get_workflow().start(own_lesson, trainer)
    course = COURSE.replace("slug: contoh", "slug: sendiri").replace("slug: modul-satu", "slug: modul")
    files = {**FILES, "course.yaml": course}
    files["01-modul/01-awal.md"] = files["01-modul/01-awal.md"].replace("slug: awal", "slug: pelajaran")

    assert refused(send, pack(files), by=trainer) == [
        "course.yaml: pelajaran sedang ditinjau atau dikunci. Tunggu atau tarik kembali dulu."
    ]


def test_a_fault_while_writing_takes_pictures_back(site, now, tmp_path):
    unpack(file=pack(FILES), folder=tmp_path)
    before = count_everything()

    def fail(sender, instance, **kwargs):
        raise RuntimeError

    page_published.connect(fail, sender=LessonPage)
    try:
        with pytest.raises(RuntimeError):
            import_course(folder=tmp_path, catalog=CatalogPage.objects.get(), publish=True, now=now)
    finally:
        page_published.disconnect(fail, sender=LessonPage)

    assert count_everything() == before
    assert not CoursePage.objects.exists()


def link(name):
    entry = zipfile.ZipInfo(name)
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


OUTSIDE = "Berkas di luar folder paket tidak dibaca."


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("../luar.md", "x", f"../luar.md: {OUTSIDE}"),
        ("/etc/passwd.md", "x", f"/etc/passwd.md: {OUTSIDE}"),
        ("a\\..\\b.md", "x", f"a\\..\\b.md: {OUTSIDE}"),
        ("C:/luar.md", "x", f"C:/luar.md: {OUTSIDE}"),
        (link("tautan.md"), "/etc/passwd", "tautan.md: Tautan simbolik tidak dibaca; salin berkasnya ke dalam paket."),
        ("run.sh", "x", "run.sh: Jenis berkas ini tidak dipakai dalam paket; keluarkan dari ZIP."),
        ("gambar/a.gif", "GIF", "gambar/a.gif: Jenis berkas ini tidak dipakai dalam paket; keluarkan dari ZIP."),
        ("besar.md", "a" * 300_000, "besar.md: Lebih dari 200 KB."),
        ("gambar/besar.png", "a" * 6_000_000, "gambar/besar.png: Lebih dari 5,0 MB."),
    ],
    ids=str,
)
def test_entries_that_are_not_unpacked(send, name, content, reason):
    assert refused(send, pack({**FILES, name: content})) == [reason]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"bukan gambar", "Berkas ini bukan gambar atau rusak"),
        (png(kind="GIF"), "Nama berkas berakhiran .png, tetapi isinya gif."),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", ""),
        (b"<script>alert(1)</script>", ""),
    ],
)
def test_pictures_are_judged_by_their_content(send, content, reason):
    problems = refused(send, pack({**FILES, "gambar/poster.png": content}))

    place = "01-modul/01-awal.md:10: gambar/poster.png: "
    assert [problem[: len(place + reason)] for problem in problems] == [place + reason]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("![a](gambar/tidak-ada.png)", "gambar/tidak-ada.png: file tidak ditemukan."),
        ("![a](gambar/../course.yaml)", "gambar/../course.yaml: gambar harus berada di folder gambar/ paket ini."),
        ("![a](gambar/Poster.png)", "gambar/Poster.png: nama gambar huruf kecil, angka, dan tanda hubung"),
        ("![a](https://a.example/a.png)", "Gambar ditulis ![teks pengganti]"),
        ("![](gambar/poster.png)", "Tulis teks pengganti"),
        ("[a](halaman/1)", "Dalam paket, tautan harus diawali https://."),
        ("<img src=x onerror=alert(1)>", "HTML tidak dipakai dalam pelajaran."),
        ("[a](javascript:alert(1))", ""),
    ],
)
def test_what_a_lesson_may_point_at(send, text, reason):
    files = {**FILES, "01-modul/01-awal.md": LESSON.format(slug="awal", title="Awal") + "\n" + text + "\n"}
    if not reason:
        send(pack(files))
        assert "<a" not in str(LessonPage.objects.get(slug="awal").body)
        return

    problems = refused(send, pack(files))

    assert [problem[: len("01-modul/01-awal.md:10: ") + len(reason)] for problem in problems] == [
        f"01-modul/01-awal.md:10: {reason}"
    ]


def test_the_same_name_twice(send):
    file = pack(FILES)
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(file, "a") as archive:
        archive.writestr("course.yaml", COURSE)
    file.seek(0)

    assert refused(send, file) == ["course.yaml: Nama ini ada dua kali."]


def test_a_bomb_is_stopped_while_reading(send, monkeypatch):
    monkeypatch.setattr(package_zip, "TOTAL_LIMIT", 2000)

    assert refused(send, pack({**FILES, "02-lain.md": "a" * 5000})) == [
        "02-lain.md: Isi ZIP terlalu besar. Perkecil gambarnya."
    ]


def test_a_size_that_lies_is_counted(send):
    content = pack({**FILES, "02-lain.md": "a" * 400_000}).getvalue()
    lie = content.replace((400_000).to_bytes(4, "little"), (100).to_bytes(4, "little"))

    problems = refused(send, BytesIO(lie))

    assert problems in (
        ["02-lain.md: Isi ZIP terlalu besar. Perkecil gambarnya."],
        ["ZIP: Berkas ini bukan ZIP yang bisa dibuka. Unduh atau buat ulang, lalu coba lagi."],
    )


def test_too_many_entries(send, monkeypatch):
    monkeypatch.setattr(package_zip, "ENTRY_LIMIT", 3)

    assert refused(send, pack(FILES)) == ["ZIP: Lebih dari 3 berkas."]


@pytest.mark.parametrize("content", [b"", b"PK", b"<html>", b"PK\x03\x04" + b"\x00" * 100])
def test_no_zip(send, content):
    assert refused(send, BytesIO(content)) == [
        "ZIP: Berkas ini bukan ZIP yang bisa dibuka. Unduh atau buat ulang, lalu coba lagi."
    ]


def test_without_course_yaml(send):
    assert refused(send, pack({"a/01.md": "x", "b/02.md": "y"})) == [
        "ZIP: course.yaml tidak ada. Buat ZIP dari folder kursus yang utuh."
    ]


def test_litter_of_phones_is_ignored(send):
    litter = {"__MACOSX/._course.yaml": "x", ".DS_Store": "x", "01-modul/Thumbs.db": "x"}

    assert send(pack({**FILES, **litter})).changed != []


def test_all_problems_come_with_file_and_line(send):
    files = {**FILES, "course.yaml": COURSE.replace("motif: zigzag", "motif: naga")}
    files["01-modul/02-lanjut.md"] = files["01-modul/02-lanjut.md"].replace("minutes: 6", "minutes: enam")

    assert refused(send, pack(files)) == [
        "01-modul/02-lanjut.md:4: minutes: isiannya bukan angka.",
        "course.yaml:9: motif: pilih lozenge, zigzag, cross.",
    ]
