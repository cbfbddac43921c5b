"""A trainer writes the own course and cannot read or write another one (reliability.md, attack 2)."""

import json

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import Page

from courses.models import CatalogPage, LessonPage, ModulePage
from courses.services.trainers import (
    NotATrainer,
    assign_trainer,
    courses_of,
    dismiss_trainer,
    set_trainers,
    trainers_by_course,
    trainers_of,
)
from tests.factories.courses import CourseFactory
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainer_client(client, trainer):
    client.force_login(trainer)
    return client


@pytest.fixture
def admin_client(client, administrator):
    client.force_login(administrator)
    return client


def test_assign_needs_the_role(own_course):
    with pytest.raises(NotATrainer):
        assign_trainer(course=own_course, user=UserFactory())


def test_assign_twice_changes_nothing(own_course, trainer):
    group = assign_trainer(course=own_course, user=trainer)

    assert sorted(row.permission.codename for row in group.page_permissions.all()) == ["add_page", "change_page"]
    assert group.collection_permissions.count() == 6  # pictures and documents: add, change, choose
    assert list(trainers_of(own_course)) == [trainer]


def test_dismiss_takes_the_course_away(own_course, trainer):
    dismiss_trainer(course=own_course, user=trainer)

    fresh = type(trainer).objects.get(pk=trainer.pk)
    assert not own_course.permissions_for_user(fresh).can_edit()


def test_set_trainers_replaces(own_course, trainer):
    set_trainers(course=own_course, users=[])
    assert list(trainers_of(own_course)) == []

    set_trainers(course=own_course, users=[trainer])
    assert list(trainers_of(own_course)) == [trainer]


@pytest.mark.parametrize("count", [1, 3])
def test_trainers_by_course_takes_two_queries(own_course, trainer, count, django_assert_num_queries):
    courses = [own_course, *(CourseFactory() for _ in range(count))]

    with django_assert_num_queries(2):
        rows = trainers_by_course(courses)

    assert [people for _course, people in rows] == [[trainer], *([[]] * count)]


def test_courses_of_a_trainer_in_catalogue_order(own_course, trainer):
    second = CourseFactory()
    CourseFactory()
    assign_trainer(course=second, user=trainer)

    assert [course.pk for course in courses_of(trainer)] == [own_course.pk, second.pk]


def test_back_office_opens_with_the_own_courses(trainer_client, own_course, foreign_lesson):
    content = trainer_client.get("/cms/").content.decode()

    assert "Kursus Sendiri" in content
    assert reverse("wagtailadmin_pages:add", args=["courses", "modulepage", own_course.pk]) in content


def test_permissions_of_a_trainer(own_course, own_lesson, trainer, foreign_lesson):
    own = own_lesson.permissions_for_user(trainer)
    foreign = foreign_lesson.permissions_for_user(trainer)

    assert (own.can_edit(), own.can_publish(), own.can_unpublish(), own.can_delete()) == (True, False, False, False)
    assert (foreign.can_edit(), foreign.can_publish(), foreign.can_copy(), foreign.can_move()) == (False,) * 4
    assert not CatalogPage.objects.get().permissions_for_user(trainer).can_add_subpage()


FOREIGN_PAGE_URLS = [
    "edit", "preview_on_edit", "view_draft", "delete", "unpublish", "convert_alias", "move", "copy", "set_privacy",
    "lock", "unlock", "revisions_index", "workflow_history", "history", "history_results", "usage",
    "confirm_workflow_cancellation", "set_page_position",
]  # fmt: skip


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", FOREIGN_PAGE_URLS)
def test_foreign_page_is_closed(trainer_client, foreign_lesson, name, method):
    before = Page.objects.values_list("pk", "live", "path", "title").order_by("pk")
    snapshot = list(before)

    response = getattr(trainer_client, method)(
        reverse(f"wagtailadmin_pages:{name}", args=[foreign_lesson.pk]), follow=True
    )

    assert b"RAHASIA" not in response.content
    assert list(before.all()) == snapshot


def test_foreign_revisions_are_closed(trainer_client, foreign_lesson):
    revision = foreign_lesson.latest_revision
    addresses = [
        reverse("wagtailadmin_pages:revisions_view", args=[foreign_lesson.pk, revision.pk]),
        reverse("wagtailadmin_pages:revisions_revert", args=[foreign_lesson.pk, revision.pk]),
        reverse("wagtailadmin_pages:revisions_unschedule", args=[foreign_lesson.pk, revision.pk]),
        reverse("wagtailadmin_pages:revisions_compare", args=[foreign_lesson.pk, "live", "latest"]),
    ]

    for address in addresses:
        assert b"RAHASIA" not in trainer_client.get(address, follow=True).content


def test_own_page_id_with_a_foreign_revision_is_closed(trainer_client, own_lesson, foreign_lesson):
    revision = foreign_lesson.latest_revision

    response = trainer_client.get(reverse("wagtailadmin_pages:revisions_view", args=[own_lesson.pk, revision.pk]))

    assert response.status_code == 404


def test_explorer_shows_only_own_courses(trainer_client, own_course, foreign_lesson):
    response = trainer_client.get(reverse("wagtailadmin_explore", args=[CatalogPage.objects.get().pk]), follow=True)

    assert "Kursus Sendiri" in response.content.decode()
    assert b"RAHASIA" not in response.content


def test_explorer_below_a_foreign_course_shows_nothing(trainer_client, own_course, foreign_lesson):
    course = foreign_lesson.get_parent().get_parent()

    response = trainer_client.get(reverse("wagtailadmin_explore", args=[course.pk]), follow=True)

    assert b"RAHASIA" not in response.content


@pytest.mark.parametrize(
    "address",
    [
        "/cms/pages/search/?q=rahasia",
        "/cms/pages/search/results/?q=rahasia",
        "/cms/choose-page/search/?q=rahasia",
        "/cms/choose-page/?page_type=wagtailcore.Page",
        "/cms/pages/usage/courses/lessonpage/",
        "/cms/pages/usage/courses/coursepage/",
        "/cms/reports/locked/",
        "/cms/reports/workflow/",
        "/cms/reports/workflow_tasks/",
        "/cms/reports/site-history/",
        "/cms/reports/aging-pages/",
        "/cms/reports/page-types-usage/",
        "/cms/reports/page-types-usage/results/",
        "/cms/",
    ],
)
def test_lists_never_name_foreign_drafts(trainer_client, foreign_lesson, address):
    assert b"RAHASIA" not in trainer_client.get(address, follow=True).content


def test_choosers_refuse_foreign_drafts(trainer_client, own_lesson, foreign_lesson):
    for page in (foreign_lesson, foreign_lesson.get_parent(), foreign_lesson.get_parent().get_parent()):
        assert trainer_client.get(f"/cms/choose-page/{page.pk}/").status_code == 404
        assert trainer_client.get(f"/cms/choose-page/chosen-multiple/?id={page.pk}").status_code == 404
    assert b"RAHASIA" not in trainer_client.get(f"/cms/choose-page/{CatalogPage.objects.get().pk}/").content
    assert trainer_client.get(f"/cms/choose-page/chosen-multiple/?id={own_lesson.pk}").status_code == 200


def test_page_types_report_is_open_to_superusers_only(client, admin_client, own_course):
    """It names the last edited page of every type, whosever it is."""
    assert admin_client.get("/cms/reports/page-types-usage/").status_code == 404
    assert b"page-types-usage" not in admin_client.get("/cms/").content

    client.force_login(UserFactory(is_superuser=True))
    assert client.get("/cms/reports/page-types-usage/").status_code == 200
    assert "Kursus" in client.get("/cms/reports/page-types-usage/results/").content.decode()


def test_choosers_are_closed_to_members(member_client, own_lesson):
    assert member_client.get(f"/cms/choose-page/{own_lesson.pk}/").status_code == 302


@pytest.mark.parametrize("action", ["delete", "move", "publish", "unpublish"])
def test_bulk_actions_leave_foreign_pages_alone(trainer_client, own_module, foreign_lesson, action):
    before = list(Page.objects.values_list("pk", "live", "path").order_by("pk"))

    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    response = trainer_client.post(f"{address}?id={foreign_lesson.pk}&next=/cms/", {"chooser": own_module.pk})

    assert response.status_code == 404
    assert list(Page.objects.values_list("pk", "live", "path").order_by("pk")) == before


def test_own_lesson_cannot_be_moved_or_copied_into_a_foreign_module(trainer_client, own_lesson, foreign_lesson):
    module = foreign_lesson.get_parent()

    trainer_client.post(reverse("wagtailadmin_pages:move_confirm", args=[own_lesson.pk, module.pk]))
    trainer_client.post(
        reverse("wagtailadmin_pages:copy", args=[own_lesson.pk]),
        {"new_title": "Salinan", "new_slug": "salinan", "new_parent_page": module.pk, "copy_subpages": ""},
    )

    assert [page.pk for page in Page.objects.get(pk=module.pk).get_children()] == [foreign_lesson.pk]


def test_nothing_can_be_added_below_a_foreign_course_or_the_catalogue(trainer_client, own_course, foreign_lesson):
    module = foreign_lesson.get_parent()
    add = reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", module.pk])
    course = reverse("wagtailadmin_pages:add", args=["courses", "coursepage", CatalogPage.objects.get().pk])

    for address in (add, course):
        assert trainer_client.post(address, lesson_form("Baru"), follow=False).status_code == 302

    assert not LessonPage.objects.filter(title="Baru").exists()


def lesson_form(title, **extra):
    """What the editor posts for a lesson with one text."""
    paragraph = {"key": "a", "type": "unstyled", "text": "Isi baru.", "inlineStyleRanges": [], "entityRanges": []}
    return {
        "title": title,
        "slug": "baru",
        "summary": "",
        "minutes": "6",
        "is_required": "on",
        "body-count": "1",
        "body-0-type": "text",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-value": json.dumps({"blocks": [paragraph], "entityMap": {}}),
        "search_description": "",
        "seo_title": "",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "comments-MIN_NUM_FORMS": "0",
        "comments-MAX_NUM_FORMS": "",
        **extra,
    }


def test_trainer_writes_submits_and_the_admin_publishes(client, trainer, administrator, own_course):
    """Journey 2 without a browser: module, lesson, preview, moderation, approval, live."""
    client.force_login(trainer)
    client.post(
        reverse("wagtailadmin_pages:add", args=["courses", "modulepage", own_course.pk]),
        lesson_form("Modul baru", slug="modul-baru", lesson_minutes="45", **{"action-submit": "1"}),
    )
    module = ModulePage.objects.get(slug="modul-baru")
    client.post(
        reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", module.pk]),
        lesson_form("Pelajaran baru", **{"action-submit": "1"}),
    )
    lesson = LessonPage.objects.get(slug="baru")
    assert (lesson.live, lesson.current_workflow_state.status) == (False, "in_progress")
    assert "Isi baru." in client.get(reverse("wagtailadmin_pages:view_draft", args=[lesson.pk])).content.decode()

    client.post(approve_url(lesson), {"comment": ""})
    assert not LessonPage.objects.get(pk=lesson.pk).live

    client.force_login(administrator)
    for page in (module, lesson):
        client.post(approve_url(page), {"comment": ""})

    lesson.refresh_from_db()
    assert lesson.live
    client.logout()
    assert "Isi baru." in client.get(lesson.url).content.decode()


def approve_url(page):
    state = Page.objects.get(pk=page.pk).current_workflow_task_state
    return reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])


def test_posted_publish_of_a_trainer_stays_a_draft(trainer_client, own_module):
    trainer_client.post(
        reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", own_module.pk]),
        lesson_form("Langsung", **{"action-publish": "1"}),
    )

    assert not LessonPage.objects.get(title="Langsung").live


def test_preview_shows_a_draft_as_a_member_sees_it(trainer_client, own_module):
    address = reverse("wagtailadmin_pages:preview_on_add", args=["courses", "lessonpage", own_module.pk])

    assert trainer_client.post(address, lesson_form("Coba")).json()["is_valid"]
    response = trainer_client.get(address)

    assert response.status_code == 200
    assert "Isi baru." in response.content.decode()
    assert "Coba" in response.content.decode()


def test_admin_assigns_trainers_on_a_screen(admin_client, own_course, trainer, organization):
    other = CourseFactory(title="Kursus lain", organization=organization)
    assert "Kursus lain" in admin_client.get("/cms/pelatih/").content.decode()
    assert "pelatih" in admin_client.get(f"/cms/pelatih/{other.pk}/").content.decode()

    response = admin_client.post(f"/cms/pelatih/{other.pk}/", {"trainers": [trainer.pk]})

    assert response["Location"] == "/cms/pelatih/"
    assert list(trainers_of(other)) == [trainer]


def test_only_trainers_can_be_chosen_on_the_screen(admin_client, own_course):
    response = admin_client.post(f"/cms/pelatih/{own_course.pk}/", {"trainers": [UserFactory().pk]})

    assert response.status_code == 200
    assert list(trainers_of(own_course)) == []


@pytest.mark.parametrize("address", ["/cms/pelatih/", "/cms/pelatih/{}/"])
def test_trainers_cannot_open_the_screen(trainer_client, own_course, address):
    assert trainer_client.get(address.format(own_course.pk)).status_code == 404
    assert trainer_client.post(address.format(own_course.pk)).status_code in (404, 405)


def test_menu_entry_only_for_administrators(client, trainer, administrator):
    client.force_login(trainer)
    assert b"/cms/pelatih/" not in client.get("/cms/").content

    client.force_login(administrator)
    assert b"/cms/pelatih/" in client.get("/cms/").content


def test_role_groups_give_no_page_rights(own_course, organization):
    names = Group.objects.filter(page_permissions__isnull=False).values_list("name", flat=True).distinct()

    assert set(names) - {"Editors", "Moderators"} == {f"Admin kantor #{organization.pk}"}
