"""Saving, adding and ordering drafts, below the screens: rights, locks, conflicts and what Wagtail remembers."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from wagtail.models import Page, PageLogEntry, Revision

from courses.models import CoursePage, LessonPage, ModulePage
from courses.services.drafts import (
    DraftConflict,
    NotAllowed,
    add_draft,
    courses_written_by,
    free_slug,
    lock_reason,
    may_shift,
    newest,
    revision_of,
    save_draft,
    shift_page,
)
from courses.services.package_files import NAME
from courses.services.package_pages import PageLocked
from courses.services.plain_outline import read_writer_outline
from courses.services.plain_reviews import submit_page
from courses.services.trainers import assign_trainer, dismiss_trainer
from members.choices import Role
from members.models import User
from tests.factories.courses import CourseFactory, LessonFactory, ModuleFactory
from tests.factories.members import OrganizationFactory, UserFactory, assign_role

pytestmark = pytest.mark.django_db


def fresh(row):
    """As the next request finds it: Wagtail and Django remember rights on the object."""
    return type(row).objects.get(pk=row.pk)


def save(page, by, seen=None, **values):
    page = Page.objects.get(pk=page.pk)
    return save_draft(page=page, values=values, seen=revision_of(page) if seen is None else seen, by=fresh(by))


def lock(page, by, now):
    page = Page.objects.get(pk=page.pk)
    page.locked, page.locked_by, page.locked_at = True, by, now
    page.save()


@pytest.fixture
def stranger(organization):
    """A trainer of the same office who writes another course."""
    user = assign_role(UserFactory(username="lain"), Role.TRAINER, organization)
    assign_trainer(course=CourseFactory(organization=organization), user=user)
    return user


# ---- saving


def test_a_draft_keeps_what_is_public(own_lesson, trainer):
    page, is_changed = save(own_lesson, trainer, title="Judul baru")

    public = fresh(own_lesson)
    assert (is_changed, page.title) == (True, "Judul baru")
    assert (public.title, public.draft_title, public.live) == ("Pelajaran Sendiri", "Judul baru", True)
    assert public.has_unpublished_changes


def test_a_draft_bears_its_writer_and_stands_in_the_log(own_lesson, trainer):
    save(own_lesson, trainer, title="Judul baru")

    assert fresh(own_lesson).latest_revision.user == trainer
    entry = PageLogEntry.objects.filter(page=own_lesson.pk).order_by("pk").last()
    assert (entry.action, entry.user) == ("wagtail.edit", trainer)


def test_fields_nobody_named_stay(own_lesson, trainer):
    save(own_lesson, trainer, summary="Dari admin.")

    page, _is_changed = save(own_lesson, trainer, title="Judul baru")

    assert (page.title, page.summary) == ("Judul baru", "Dari admin.")


def test_equal_values_make_no_revision(own_lesson, trainer):
    save(own_lesson, trainer, title="Judul baru", minutes=9)
    count = Revision.objects.count()

    page, is_changed = save(own_lesson, trainer, title="Judul baru", minutes=9)

    assert (is_changed, page.minutes, Revision.objects.count()) == (False, 9, count)


def test_a_body_with_other_block_ids_is_equal(own_lesson, trainer):
    stream = LessonPage._meta.get_field("body").stream_block
    same = stream.to_python([{"type": "text", "value": '<p data-block-key="zz">Isi pelajaran.</p>', "id": "zz"}])

    assert save(own_lesson, trainer, body=same)[1] is False


@pytest.mark.parametrize("seen", [0, -1, 999_999_999])
def test_somebody_elses_newer_text_is_not_overwritten(own_lesson, trainer, administrator, seen):
    save(own_lesson, administrator, title="Dari admin")

    with pytest.raises(DraftConflict) as conflict:
        save(own_lesson, trainer, seen=seen, title="Dari pelatih")

    assert conflict.value.page.title == "Dari admin"
    assert fresh(own_lesson).draft_title == "Dari admin"


def test_first_draft_of_a_page_without_one_expects_nought(own_lesson, trainer):
    assert revision_of(Page.objects.get(pk=own_lesson.pk)) == 0

    assert save(own_lesson, trainer, seen=0, title="Pertama")[1] is True


@pytest.mark.parametrize("whose", ["stranger", "officer", "member_user"])
def test_others_save_nothing(request, own_lesson, whose, member):
    by = member.user if whose == "member_user" else request.getfixturevalue(whose)

    with pytest.raises(NotAllowed):
        save(own_lesson, by, title="Bukan saya")

    assert not Revision.objects.for_instance(own_lesson).exists()


def test_a_trainer_sent_away_saves_nothing(own_course, own_lesson, trainer):
    dismiss_trainer(course=own_course, user=trainer)

    with pytest.raises(NotAllowed):
        save(own_lesson, trainer, title="Terlambat")


def test_a_locked_page_is_left_alone(own_lesson, trainer, administrator, now):
    lock(own_lesson, administrator, now)

    with pytest.raises(PageLocked):
        save(own_lesson, trainer, title="Terkunci")

    assert lock_reason(page=fresh(own_lesson), user=fresh(trainer)) == "Halaman ini dikunci. Hubungi admin."


def test_a_page_in_review_says_how_to_go_on(own_lesson, trainer):
    save(own_lesson, trainer, title="Judul baru")
    submit_page(page=own_lesson, by=fresh(trainer))

    with pytest.raises(PageLocked):
        save(own_lesson, trainer, title="Lagi")

    reason = lock_reason(page=fresh(own_lesson), user=fresh(trainer))
    assert reason == "Sedang ditinjau, jadi tidak bisa diubah. Tarik kembali dulu bila ingin mengubahnya."


def test_the_reviewer_may_mend_what_is_in_review(own_lesson, trainer, administrator):
    save(own_lesson, trainer, title="Judul baru")
    submit_page(page=own_lesson, by=fresh(trainer))

    assert lock_reason(page=fresh(own_lesson), user=fresh(administrator)) == ""
    assert save(own_lesson, administrator, title="Judul yang rapi")[1] is True


def test_a_free_page_has_no_lock(own_lesson, trainer):
    assert lock_reason(page=fresh(own_lesson), user=trainer) == ""


# ---- adding


def test_a_new_lesson_is_a_draft_of_its_writer(own_module, trainer):
    page = add_draft(parent=own_module, page=LessonPage(title="Foto yang jujur"), by=fresh(trainer))

    assert (page.slug, page.live, page.owner, revision_of(fresh(page)) > 0) == ("foto-yang-jujur", False, trainer, True)
    assert page.get_parent().pk == own_module.pk


def test_a_new_page_stands_at_the_end(own_module, own_lesson, trainer):
    page = add_draft(parent=own_module, page=LessonPage(title="Kedua"), by=fresh(trainer))

    assert list(own_module.get_children().order_by("path").values_list("pk", flat=True)) == [own_lesson.pk, page.pk]


@pytest.mark.parametrize("whose", ["stranger", "officer"])
def test_others_add_nothing(request, own_module, whose):
    with pytest.raises(NotAllowed):
        add_draft(parent=own_module, page=LessonPage(title="Titipan"), by=request.getfixturevalue(whose))

    assert not Page.objects.filter(title="Titipan").exists()


@pytest.mark.parametrize(
    ("parent", "kind"), [("own_course", LessonPage), ("own_module", ModulePage), ("own_lesson", LessonPage)]
)
def test_a_page_stands_only_where_its_kind_belongs(request, trainer, parent, kind):
    with pytest.raises(NotAllowed):
        add_draft(parent=request.getfixturevalue(parent), page=kind(title="Salah tempat"), by=fresh(trainer))


def test_a_course_is_not_added_by_a_trainer(site, own_course, trainer):
    with pytest.raises(NotAllowed):
        add_draft(parent=own_course.get_parent().specific, page=CoursePage(title="Kursus baru"), by=fresh(trainer))


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Foto yang Jujur", "foto-yang-jujur"),
        ("Cek: benar/salah?", "cek-benarsalah"),
        ("snake_case judul", "snake-case-judul"),
        ("_garis_", "garis"),
        ("Élan", "elan"),
        ("???", "halaman"),
        ("", "halaman"),
        ("一二三", "halaman"),
        ("a - b", "a-b"),
        ("x" * 200, "x" * 70),
        ("kata " * 30, ("kata-" * 14)[:-1]),
    ],
)
def test_addresses_from_titles(own_module, title, slug):
    assert free_slug(own_module, title) == slug


def test_addresses_are_counted_on(own_module):
    for slug in ("judul", "judul-2", "judul-4", "judulnya"):
        LessonFactory(parent=own_module, slug=slug)

    assert free_slug(own_module, "Judul") == "judul-3"


def test_another_module_counts_on_its_own(own_course, own_module):
    LessonFactory(parent=own_module, slug="judul")

    assert free_slug(ModuleFactory(parent=own_course), "Judul") == "judul"


class AddressTest(TestCase):
    """In the class that Hypothesis needs to take each example back."""

    @settings(max_examples=60, deadline=None)
    @given(titles=st.lists(st.text(max_size=90), min_size=1, max_size=4))
    def test_addresses_are_always_free_and_fit_for_a_package(self, titles):
        module = ModuleFactory()
        for title in titles:
            slug = free_slug(module, title)
            assert not module.get_children().filter(slug=slug).exists()
            assert NAME.fullmatch(slug)
            assert len(slug) <= 80
            LessonFactory(parent=module, slug=slug)


# ---- order


def order(parent):
    return list(parent.get_children().order_by("path").values_list("slug", flat=True))


@pytest.fixture
def row_of_lessons(own_module):
    return [LessonFactory(parent=own_module, slug=slug, live=False) for slug in ("a", "b", "c")]


@pytest.mark.parametrize(
    ("place", "step", "after", "is_moved"),
    [
        (0, 1, ["b", "a", "c"], True),
        (1, 1, ["a", "c", "b"], True),
        (1, -1, ["b", "a", "c"], True),
        (2, -1, ["a", "c", "b"], True),
        (0, -1, ["a", "b", "c"], False),
        (2, 1, ["a", "b", "c"], False),
    ],
)
def test_a_page_changes_places_with_its_neighbour(
    row_of_lessons, own_module, administrator, place, step, after, is_moved
):
    assert shift_page(page=fresh(row_of_lessons[place]), step=step, by=administrator) is is_moved
    assert order(own_module) == after


def test_up_and_down_again_is_as_before(row_of_lessons, own_module, administrator):
    for step in (1, -1):
        shift_page(page=fresh(row_of_lessons[0]), step=step, by=administrator)

    assert order(own_module) == ["a", "b", "c"]


def test_moving_a_module_takes_its_lessons_along(own_course, own_module, own_lesson, administrator):
    ModuleFactory(parent=own_course, slug="kedua")

    shift_page(page=fresh(own_module), step=1, by=administrator)

    assert (order(own_course), order(fresh(own_module))) == (["kedua", "modul"], ["pelajaran"])


def test_a_trainer_moves_a_draft_but_nothing_public(own_module, own_lesson, trainer):
    draft = add_draft(parent=own_module, page=LessonPage(title="Draf"), by=fresh(trainer))

    assert shift_page(page=fresh(draft), step=-1, by=fresh(trainer)) is True
    with pytest.raises(NotAllowed):
        shift_page(page=fresh(own_lesson), step=-1, by=fresh(trainer))
    assert order(own_module) == ["draf", "pelajaran"]


@pytest.mark.parametrize("whose", ["stranger", "officer"])
def test_others_move_nothing(request, row_of_lessons, own_module, whose):
    with pytest.raises(NotAllowed):
        shift_page(page=fresh(row_of_lessons[0]), step=1, by=request.getfixturevalue(whose))

    assert order(own_module) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("whose", "is_live", "may"),
    [
        ("administrator", True, True),
        ("administrator", False, True),
        ("trainer", True, False),
        ("trainer", False, True),
        ("stranger", False, False),
        ("officer", False, False),
    ],
)
def test_who_may_move_what(request, own_module, trainer, whose, is_live, may):
    page = LessonFactory(parent=own_module, live=is_live, owner=trainer)

    assert may_shift(page=page, parent=own_module, user=fresh(request.getfixturevalue(whose))) is may


# ---- whose courses


def test_courses_of_two_writers_stay_apart(own_course, trainer, stranger):
    assert list(courses_written_by(trainer)) == [own_course]
    assert own_course not in courses_written_by(stranger)


def test_an_admin_writes_every_course_of_the_office_and_no_other(own_course, administrator):
    CourseFactory(organization=OrganizationFactory(name="Dinas lain"))

    assert list(courses_written_by(administrator)) == [own_course]


def test_a_member_writes_none(own_course, member):
    assert list(courses_written_by(member.user)) == []


def test_a_superuser_writes_all_in_the_order_of_the_catalogue(own_course):
    other = CourseFactory()

    assert list(courses_written_by(User.objects.create_superuser("akar"))) == [own_course, other]


# ---- the writer's outline


def test_outline_of_an_empty_course(own_course, trainer):
    outline = read_writer_outline(course=own_course, user=trainer)

    assert (outline.modules, outline.can_add) == ([], True)


def test_outline_shows_the_newest_titles(own_course, own_module, own_lesson, trainer):
    save(own_lesson, trainer, title="Judul baru")

    lines = read_writer_outline(course=own_course, user=fresh(trainer)).modules[0].activities

    assert [(line.title, line.word) for line in lines] == [("Judul baru", "Terbit, ada perubahan yang belum diajukan")]


def test_a_module_with_public_lessons_is_no_draft_to_move(own_course, trainer):
    for slug in ("satu", "dua"):
        LessonFactory(parent=ModuleFactory(parent=own_course, slug=slug, live=False), live=slug == "satu")

    modules = read_writer_outline(course=own_course, user=trainer).modules

    assert [line.is_draft_only for line in modules] == [False, True]
    assert [(line.can_move_up, line.can_move_down) for line in modules] == [(False, False), (True, False)]


@pytest.mark.parametrize("count", [1, 3])
def test_outline_takes_the_same_queries(own_course, own_module, trainer, count, django_assert_max_num_queries):
    for _ in range(count):
        save(LessonFactory(parent=own_module), trainer, title="Baru")
    user = fresh(trainer)

    with django_assert_max_num_queries(14):
        outline = read_writer_outline(course=own_course, user=user)

    assert len(outline.modules[0].activities) == count


def test_newest_is_the_draft_and_else_the_page(own_lesson, trainer):
    assert newest(Page.objects.get(pk=own_lesson.pk)).title == "Pelajaran Sendiri"

    save(own_lesson, trainer, title="Judul baru")

    assert newest(Page.objects.get(pk=own_lesson.pk)).title == "Judul baru"


def test_a_page_closed_since_says_so(own_course, own_lesson, own_module, trainer, now):
    page = fresh(own_lesson)
    page.live, page.first_published_at = False, now - timedelta(days=1)
    page.save()

    lines = read_writer_outline(course=own_course, user=trainer).modules[0].activities

    assert [line.word for line in lines] == ["Tidak terbit lagi"]
