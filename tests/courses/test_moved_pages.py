"""Former addresses lead to where a page lies now, and tell nothing to those who may not open it."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction

from courses.services.enrollments import enroll
from courses.services.moving import move_activity
from courses.services.progress import complete_activity
from courses.services.progress_events import record_events
from tests.factories.courses import CourseFactory, LessonFactory, ModuleFactory

pytestmark = pytest.mark.django_db
OLD = "/kursus/sendiri/modul/pelajaran/"


@pytest.fixture
def rename(django_capture_on_commit_callbacks):
    """Publishes another address; Wagtail notes the former one after the commit."""

    def rename(page, slug):
        page = Page.objects.get(pk=page.pk).specific
        page.slug = slug
        with django_capture_on_commit_callbacks(execute=True):
            page.save_revision().publish()

    return rename


def ask(client, path=OLD):
    response = client.get(path)
    return response.status_code, response.headers.get("Location", "")


def test_a_renamed_lesson_is_found_under_its_old_name(client, own_lesson, rename):
    rename(own_lesson, "baru")

    assert ask(client) == (302, "/kursus/sendiri/modul/baru/")


def test_a_lesson_in_another_module_is_found(client, own_course, own_lesson, administrator):
    other = ModuleFactory(parent=own_course, slug="kedua")

    move_activity(activity=own_lesson, module=other, by=administrator)

    assert ask(client) == (302, "/kursus/sendiri/kedua/pelajaran/")


def test_everything_below_a_renamed_course_and_module_is_found(client, own_course, own_module, own_lesson, rename):
    rename(own_module, "bagian")
    rename(own_course, "milik")

    assert ask(client, "/kursus/sendiri/") == (302, "/kursus/milik/")
    assert ask(client) == (302, "/kursus/milik/bagian/pelajaran/")
    assert ask(client, "/kursus/sendiri/bagian/pelajaran/") == (302, "/kursus/milik/bagian/pelajaran/")
    assert client.get("/kursus/sendiri/modul/", follow=True).request["PATH_INFO"] == "/kursus/milik/bagian/pelajaran/"


def test_twice_renamed_both_names_lead_to_the_last(client, own_lesson, rename):
    rename(own_lesson, "baru")
    rename(own_lesson, "terbaru")

    assert ask(client) == (302, "/kursus/sendiri/modul/terbaru/")
    assert ask(client, "/kursus/sendiri/modul/baru/") == (302, "/kursus/sendiri/modul/terbaru/")


def test_there_and_back_is_no_circle(client, own_lesson, rename):
    rename(own_lesson, "baru")
    rename(own_lesson, "pelajaran")

    assert ask(client) == (200, "")
    assert ask(client, "/kursus/sendiri/modul/baru/") == (302, OLD)


def test_a_new_page_at_the_old_address_comes_first(client, own_module, own_lesson, rename):
    rename(own_lesson, "baru")
    LessonFactory(parent=own_module, slug="pelajaran", title="Yang menggantikan")

    assert "Yang menggantikan" in client.get(OLD).content.decode()


def test_no_proxy_remembers_where_it_went(client, own_lesson, rename):
    rename(own_lesson, "baru")

    kept = client.get(OLD).headers["Cache-Control"]
    assert "private" in kept
    assert "no-cache" in kept


# ---- what nobody is told


@pytest.mark.parametrize("level", ["lesson", "module", "course"])
def test_what_is_off_the_site_is_not_named(client, own_course, own_module, own_lesson, level, rename):
    rename(own_lesson, "rahasia")
    page = {"lesson": own_lesson, "module": own_module, "course": own_course}[level]
    Page.objects.get(pk=page.pk).unpublish()

    assert ask(client) == (404, "")


@pytest.mark.parametrize("level", ["lesson", "course"])
def test_what_is_behind_a_restriction_is_named_to_those_inside(client, own_course, own_lesson, member, level, rename):
    rename(own_lesson, "rahasia")
    page = {"lesson": own_lesson, "course": own_course}[level]
    group = Group.objects.create(name="Dalam")
    rule = PageViewRestriction.objects.create(page_id=page.pk, restriction_type=PageViewRestriction.GROUPS)
    rule.groups.add(group)

    assert ask(client) == (404, "")
    client.force_login(member.user)
    assert ask(client) == (404, "")
    member.user.groups.add(group)
    assert ask(client) == (302, "/kursus/sendiri/modul/rahasia/")


def test_a_draft_that_moves_is_not_named(client, own_course, own_module, administrator):
    draft = LessonFactory(parent=own_module, slug="draf", live=False)

    move_activity(activity=draft, module=ModuleFactory(parent=own_course, slug="kedua"), by=administrator)

    assert ask(client, "/kursus/sendiri/modul/draf/") == (404, "")


def test_rows_that_lead_out_of_the_site_are_not_followed(client, own_lesson):
    Redirect.add_redirect("/kursus/sendiri/modul/lain/", "https://jahat.example/")

    assert ask(client, "/kursus/sendiri/modul/lain/") == (404, "")


def test_an_address_nobody_knew_stays_unknown(client, own_lesson, django_assert_max_num_queries):
    client.get("/kursus/sendiri/modul/hilang/")

    with django_assert_max_num_queries(6):
        assert ask(client, "/kursus/sendiri/modul/hilang/") == (404, "")


# ---- learners


@pytest.fixture
def learner(client, member, own_course, own_lesson, now):
    LessonFactory(parent=own_lesson.get_parent().specific, slug="lain")
    client.force_login(member.user)
    return enroll(member=member, course=own_course, now=now)


def test_a_mark_made_without_a_line_counts_after_the_lesson_moved(learner, own_lesson, now, rename):
    rename(own_lesson, "baru")
    event = {"id": "6f1c2a8e-1111-4222-8333-444455556666", "activity": own_lesson.pk, "kind": "finished", "seconds": 0}

    record_events(user=learner.member.user, events=[event | {"position": "", "at": now.isoformat()}], now=now)

    assert learner.completions.get().activity_id == own_lesson.pk


def test_what_was_done_stays_done_and_the_phone_hears_the_new_address(client, learner, own_lesson, now, rename):
    complete_activity(enrollment=learner, activity=own_lesson, now=now)
    rename(own_lesson, "baru")

    listed = client.get(reverse("course_offline", args=[learner.course_id])).json()["lessons"]

    assert [(row["url"], row["is_done"]) for row in listed if row["pk"] == own_lesson.pk] == [
        ("/kursus/sendiri/modul/baru/", True)
    ]


def test_another_course_keeps_its_own_addresses(client, own_lesson, rename):
    other = LessonFactory(
        parent=ModuleFactory(parent=CourseFactory(slug="lain"), slug="modul"), slug="pelajaran", title="Lain"
    )
    rename(own_lesson, "baru")

    assert ask(client, other.url) == (200, "")
