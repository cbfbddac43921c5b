"""Pictures of a course: judged by their bytes, kept once, in the course's own folder, and named in its lessons."""

import pytest
from django.utils.translation import override
from wagtail.images import get_image_model
from wagtail.models import Page

from courses.models import LessonPage
from courses.services.drafts import NotAllowed, revision_of, save_draft
from courses.services.package_attachments import AttachedFile
from courses.services.package_pictures import PackagePictures, PictureStore
from courses.services.packages import Problems
from courses.services.plain_lessons import SiteReferences, body_from, number_in, text_of, upload_picture
from courses.services.plain_pictures import (
    PICTURE_LIMIT,
    hash_of,
    pictures_in,
    read_picture,
    refuse_picture,
    store_picture,
)
from courses.services.trainers import picture_folder
from tests.courses.test_export import picture, png
from tests.factories.courses import CourseFactory, LessonFactory, ModuleFactory

pytestmark = pytest.mark.django_db
BROKEN = "Berkas ini bukan gambar atau rusak"


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def show(lesson, *images):
    """A lesson whose newest text shows the pictures."""
    blocks = [
        {"type": "picture", "value": {"image": {"image": image.pk, "alt_text": "x", "decorative": False}}}
        for image in images
    ]
    return LessonPage._meta.get_field("body").stream_block.to_python(blocks)


# ---- what is a picture


@pytest.mark.parametrize(
    ("name", "kind"), [("a.png", "PNG"), ("a.jpg", "JPEG"), ("a.jpeg", "JPEG"), ("a.webp", "WEBP")]
)
def test_pictures_of_the_three_kinds(name, kind):
    assert refuse_picture(name=name, content=png(kind=kind)) == ""


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.png", b"", ""),
        ("a.png", b"bukan gambar", BROKEN),
        ("a.png", png()[:40], BROKEN),
        ("a.webp", png(kind="WEBP")[:20], BROKEN),
        ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", ""),
        ("a.png", png(kind="GIF"), "Nama berkas berakhiran .png, tetapi isinya gif."),
        ("a.jpg", png(), "Nama berkas berakhiran .jpeg, tetapi isinya png."),
        ("a.svg", b"<svg/>", ""),
        ("a.exe", png(), ""),
        ("a", png(), ""),
    ],
)
def test_what_is_no_picture_says_why(name, content, reason):
    found = refuse_picture(name=name, content=content)

    assert found != ""
    assert found.startswith(reason)


def test_a_picture_too_large_says_how_large():
    content = png() + b"\0" * PICTURE_LIMIT

    with override("id"):
        assert refuse_picture(name="a.png", content=content) == (
            "Gambar terlalu besar (5,0 MB). Perkecil sampai di bawah 5,0 MB."
        )


# ---- where it is kept


def test_a_picture_goes_into_the_folder_of_its_course(own_course, trainer):
    image, is_new = store_picture(course=own_course, name="a.png", content=png(), title="Poster", by=trainer)

    assert (is_new, image.collection, image.uploaded_by_user, image.title) == (
        True,
        picture_folder(own_course),
        trainer,
        "Poster",
    )
    assert (image.file_hash, read_picture(image)) == (hash_of(png()), png())


def test_the_same_bytes_are_kept_once_in_a_course(own_course, trainer):
    first, _is_new = store_picture(course=own_course, name="a.png", content=png(), title="Poster", by=trainer)

    assert store_picture(course=own_course, name="b.png", content=png(), title="Lain", by=None) == (first, False)
    assert fresh(first).title == "Poster"


def test_another_course_gets_a_picture_of_its_own(own_course, trainer):
    first, _is_new = store_picture(course=own_course, name="a.png", content=png(), title="Poster", by=trainer)

    other, is_new = store_picture(course=CourseFactory(), name="a.png", content=png(), title="Poster", by=None)

    assert (is_new, other != first, other.collection != first.collection) == (True, True, True)


@pytest.mark.parametrize(("title", "kept"), [("x" * 300, "x" * 255), ("", "a.png")])
def test_titles_fit_the_column(own_course, title, kept):
    image, _is_new = store_picture(course=own_course, name="a.png", content=png(), title=title, by=None)

    assert fresh(image).title == kept


def test_pictures_of_lessons_on_the_site_and_in_drafts(own_course, own_lesson, trainer):
    old, new = picture(own_course), picture(own_course, content=png("red"))
    own_lesson.body = show(own_lesson, old)
    own_lesson.save_revision().publish()
    page = Page.objects.get(pk=own_lesson.pk)
    save_draft(page=page, values={"body": show(own_lesson, new)}, seen=revision_of(page), by=fresh(trainer))

    assert pictures_in([fresh(own_lesson)]) == {old.pk, new.pk}


def test_a_lesson_without_pictures_shows_none(own_lesson):
    assert pictures_in([own_lesson]) == set()


# ---- uploads


def upload(course, by, **fields):
    values = {"name": "poster.png", "content": png(), "alt_text": "Poster lama", **fields}
    return upload_picture(course=course, by=fresh(by), **values)


def test_an_upload_gives_the_line_that_shows_it(own_course, trainer):
    line = upload(own_course, trainer)

    assert line == f"![Poster lama](gambar/{get_image_model().objects.get().pk})"


@pytest.mark.parametrize("words", ["a [b] c", "a *b* c", "a_b_c", "a `b`", "a\\b", "<b>", "R&D", "  dua   spasi "])
def test_every_word_of_the_description_arrives(own_course, own_lesson, trainer, words):
    line = upload(own_course, trainer, alt_text=words)
    problems = Problems()

    body = body_from(text=line, user=fresh(trainer), lesson=own_lesson, problems=problems)

    assert list(problems) == []
    assert body.get_prep_value()[0]["value"]["image"]["alt_text"] == " ".join(words.split())


@pytest.mark.parametrize("whose", ["officer", "member_user", "foreign"])
def test_others_upload_nothing(request, own_course, member, whose, trainer):
    by = {"member_user": member.user, "foreign": trainer}.get(whose) or request.getfixturevalue(whose)
    course = CourseFactory() if whose == "foreign" else own_course

    with pytest.raises(NotAllowed):
        upload(course, by)

    assert not get_image_model().objects.exists()


# ---- what a text may point at


@pytest.mark.parametrize(
    ("address", "number"),
    [
        ("gambar/7", 7),
        ("gambar/7-poster-lama", 7),
        ("gambar/0", 0),
        ("gambar/", 0),
        ("gambar/tujuh", 0),
        ("gambar/7.png", 0),
        ("gambar/-7", 0),
        ("gambar/7/8", 0),
        ("gambar/1234567890", 0),
    ],
)
def test_numbers_in_addresses(address, number):
    assert number_in(address, "gambar/") == number


def test_an_own_picture_may_be_shown_and_a_foreign_one_not(own_course, trainer):
    own, foreign = picture(own_course), picture(CourseFactory(), content=png("red"))
    shelf = SiteReferences(user=fresh(trainer))

    assert shelf.find_picture(f"gambar/{own.pk}") == own.pk
    with pytest.raises(LookupError, match=f"Gambar gambar/{foreign.pk} tidak ada. Unggah dulu di bawah."):
        shelf.find_picture(f"gambar/{foreign.pk}")


def test_what_a_lesson_shows_already_may_stay(own_course, own_lesson, trainer):
    foreign = picture(CourseFactory(), content=png("red"))
    own_lesson.body = show(own_lesson, foreign)
    own_lesson.save()

    assert SiteReferences(user=fresh(trainer), lesson=fresh(own_lesson)).find_picture(f"gambar/{foreign.pk}")


def test_public_and_own_pages_may_be_linked(own_module, own_lesson, trainer, foreign_lesson):
    draft = LessonFactory(parent=own_module, live=False)
    public = LessonFactory(parent=ModuleFactory(parent=CourseFactory()))
    shelf = SiteReferences(user=fresh(trainer))

    assert [shelf.find_page(f"halaman/{page.pk}") for page in (own_lesson, draft, public)] == [
        own_lesson.pk,
        draft.pk,
        public.pk,
    ]
    with pytest.raises(LookupError, match=f"Halaman halaman/{foreign_lesson.pk} tidak ada."):
        shelf.find_page(f"halaman/{foreign_lesson.pk}")


def test_a_text_with_a_foreign_picture_opens_for_reading(own_lesson, trainer):
    foreign = picture(CourseFactory(), content=png("red"))
    own_lesson.body = show(own_lesson, foreign)

    assert text_of(lesson=own_lesson, user=trainer) == f"![x](gambar/{foreign.pk})\n"


def test_a_text_with_problems_gives_no_body(own_lesson, trainer):
    problems = Problems()

    assert body_from(text="# a\n\n![x](gambar/0)", user=fresh(trainer), lesson=own_lesson, problems=problems) is None
    assert [problem.line for problem in problems] == [1, 3]


# ---- pictures of a package


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "gambar").mkdir()
    (tmp_path / "gambar/poster-1a2b3c4d.png").write_bytes(png())
    return tmp_path


def test_a_picture_of_a_package_is_read_once(folder):
    shelf = PackagePictures(folder)

    found = shelf.find_picture("gambar/poster-1a2b3c4d.png")

    assert shelf.find_picture("gambar/poster-1a2b3c4d.png") is found
    assert (shelf.address_of_picture(found), len(shelf.files)) == ("gambar/poster-1a2b3c4d.png", 1)


def test_a_link_instead_of_a_picture_is_not_followed(folder):
    (folder / "gambar/tautan.png").symlink_to(folder / "gambar/poster-1a2b3c4d.png")

    with pytest.raises(LookupError, match="tautan simbolik tidak dibaca"):
        PackagePictures(folder).find_picture("gambar/tautan.png")


def test_a_stored_picture_loses_the_mark_of_the_export(folder, own_course):
    store = PictureStore(by=None)
    file = PackagePictures(folder).find_picture("gambar/poster-1a2b3c4d.png")

    store.store(course=own_course, files=[file])

    assert get_image_model().objects.get(pk=file.pk).title == "Poster"


def test_two_names_of_one_picture_are_one_picture(folder, own_course):
    (folder / "gambar/lain.png").write_bytes(png())
    files = [AttachedFile(f"gambar/{name}", folder / "gambar" / name) for name in ("poster-1a2b3c4d.png", "lain.png")]

    PictureStore(by=None).store(course=own_course, files=files)

    assert len({file.pk for file in files}) == 1


def test_taking_back_removes_only_what_was_new(folder, own_course):
    known, _is_new = store_picture(course=own_course, name="a.png", content=png("red"), title="Lama", by=None)
    (folder / "gambar/lama.png").write_bytes(png("red"))
    files = [AttachedFile(f"gambar/{name}", folder / "gambar" / name) for name in ("poster-1a2b3c4d.png", "lama.png")]
    store = PictureStore(by=None)
    store.store(course=own_course, files=files)
    new = get_image_model().objects.get(pk=files[0].pk)

    store.undo()

    assert files[1].pk == known.pk
    assert (new.file.storage.exists(new.file.name), known.file.storage.exists(known.file.name)) == (False, True)
