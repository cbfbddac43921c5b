"""Revisions compared and comments: in Wagtail behind our guards, and as lines of text in the plain screens."""

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Comment, CommentReply

from courses.models import LessonPage
from courses.services.plain_changes import changes_of, open_comments
from tests.factories.courses import LessonFactory
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson(own_module):
    return LessonFactory(
        parent=own_module,
        title="Judul lama",
        body=[("text", "<p>Satu.</p>"), ("heading", "Tetap"), ("text", "<p>Dua.</p><p>Tiga.</p>")],
    )


def change(lesson, user=None, **values):
    draft = LessonPage.objects.get(pk=lesson.pk)
    for name, value in values.items():
        setattr(draft, name, value)
    return draft.save_revision(user=user)


def signs(field):
    return [(line.sign, line.text) for line in field.lines]


def test_changed_fields_are_told_line_by_line(lesson, trainer):
    change(
        lesson,
        title="Judul baru",
        minutes=8,
        body=[("text", "<p>Satu.</p>"), ("heading", "Tetap"), ("text", "<p>Dua, lain.</p><p>Tiga.</p>")],
    )

    title, minutes, body = changes_of(page=LessonPage.objects.get(pk=lesson.pk), user=trainer)

    assert signs(title) == [("-", "Judul lama"), ("+", "Judul baru")]
    assert (minutes.label, signs(minutes)) == ("Menit membaca", [("-", "6"), ("+", "8")])
    assert signs(body) == [("…", ""), ("", "## Tetap"), ("-", "Dua."), ("+", "Dua, lain."), ("", "Tiga.")]


def test_choices_and_ticks_are_told_in_words(own_course, trainer):
    own_course.is_required, own_course.cover_dye = True, "madder"
    own_course.save_revision()

    labels = {field.label: signs(field) for field in changes_of(page=type(own_course).objects.get(), user=trainer)}

    assert labels["Wajib"] == [("-", "tidak"), ("+", "ya")]
    assert len(labels) == 2


def test_same_text_saved_again_is_no_change(lesson, trainer):
    change(lesson)

    assert changes_of(page=LessonPage.objects.get(pk=lesson.pk), user=trainer) == []


def test_writer_and_reviewer_read_the_changes(client, trainer, administrator, lesson):
    change(lesson, trainer, title="Judul <b>baru</b>")
    for user in (trainer, administrator):
        client.force_login(user)
        html = client.get(reverse("writing_changes", args=[lesson.pk])).content.decode()

        assert "<del>" in html
        assert "Judul &lt;b&gt;baru&lt;/b&gt;</ins>" in html
        assert (
            reverse("writing_changes", args=[lesson.pk])
            in client.get(reverse("writing_lesson", args=[lesson.pk])).content.decode()
        )


def test_page_that_is_not_live_has_nothing_to_compare_with(client, trainer, own_module):
    draft = LessonFactory(parent=own_module, live=False)
    draft.save_revision()
    client.force_login(trainer)

    assert (
        "belum ada yang bisa dibandingkan" in client.get(reverse("writing_changes", args=[draft.pk])).content.decode()
    )


@pytest.mark.parametrize("who", ["trainer", "administrator"])
def test_wagtail_compares_revisions_for_those_who_write_or_review(request, client, trainer, lesson, who):
    change(lesson, trainer, title="Judul baru")
    client.force_login(request.getfixturevalue(who))

    response = client.get(reverse("wagtailadmin_pages:revisions_compare", args=[lesson.pk, "live", "latest"]))

    assert response.status_code == 200
    assert '<span class="deletion">lama</span><span class="addition">baru</span>' in response.content.decode()


def test_foreign_revisions_stay_closed(client, trainer, foreign_lesson):
    client.force_login(trainer)
    first = foreign_lesson.revisions.first().pk
    foreign_lesson.save_revision()

    for address in [
        reverse("wagtailadmin_pages:revisions_compare", args=[foreign_lesson.pk, first, "latest"]),
        reverse("writing_changes", args=[foreign_lesson.pk]),
    ]:
        response = client.get(address)
        assert response.status_code in (302, 404)
        assert "RAHASIA" not in response.content.decode()


# ---- comments

EDITOR = {
    "slug": "pelajaran", "minutes": "6", "summary": "", "seo_title": "", "body-count": "0",
    "comments-TOTAL_FORMS": "1", "comments-INITIAL_FORMS": "0", "comments-0-id": "", "comments-0-DELETE": "",
    "comments-0-resolved": "", "comments-0-text": "Tambah contoh?", "comments-0-contentpath": "title",
    "comments-0-position": "", "comments-0-replies-TOTAL_FORMS": "0", "comments-0-replies-INITIAL_FORMS": "0",
}  # fmt: skip


@pytest.mark.parametrize("who", ["trainer", "administrator"])
def test_writers_and_reviewers_comment_in_the_editor(request, client, own_lesson, who):
    user = request.getfixturevalue(who)
    own_lesson.save_revision()
    client.force_login(user)
    address = reverse("wagtailadmin_pages:edit", args=[own_lesson.pk])
    assert 'data-side-panel-toggle="comments"' in client.get(address).content.decode()

    client.post(address, {"title": own_lesson.title, **EDITOR, "body-count": "0"})

    assert [(row.user, row.text) for row in Comment.objects.filter(page=own_lesson)] == [(user, "Tambah contoh?")]


def test_comments_are_announced_without_e_mail(client, trainer, administrator, own_lesson):
    """Most trainers have no address; who has none is told in the editor only, and nothing fails."""
    own_lesson.save_revision()
    Comment.objects.create(page=own_lesson, user=trainer, text="Pertama", contentpath="title")
    client.force_login(administrator)

    client.post(reverse("wagtailadmin_pages:edit", args=[own_lesson.pk]), {"title": own_lesson.title, **EDITOR})

    assert Comment.objects.filter(page=own_lesson).count() == 2
    assert mail.outbox == []


def test_open_comments_stand_in_the_plain_screens(client, trainer, administrator, own_lesson):
    own_lesson.save_revision()
    comment = Comment.objects.create(page=own_lesson, user=administrator, text="Sumbernya <mana>?", contentpath="title")
    CommentReply.objects.create(comment=comment, user=trainer, text="Saya cari.")
    Comment.objects.create(
        page=own_lesson, user=administrator, text="Sudah beres", contentpath="title", resolved_at=timezone.now()
    )
    client.force_login(trainer)

    html = client.get(reverse("writing_lesson", args=[own_lesson.pk])).content.decode()

    assert "Sumbernya &lt;mana&gt;?" in html
    assert "Saya cari." in html
    assert "Sudah beres" not in html


@pytest.mark.parametrize("count", [1, 3])
def test_comments_take_three_statements(own_lesson, count, django_assert_num_queries):
    for _number in range(count):
        comment = Comment.objects.create(page=own_lesson, user=UserFactory(), text="Ya", contentpath="title")
        CommentReply.objects.create(comment=comment, user=UserFactory(), text="Baik")

    with django_assert_num_queries(3):
        comments = open_comments(own_lesson)
        assert sum(len(comment.replies.all()) for comment in comments) == count
