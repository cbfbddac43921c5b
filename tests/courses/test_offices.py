"""The courses of an office: its admins publish them, no other admins see them, and its folder holds their pictures."""

from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse
from wagtail.models import Collection, GroupApprovalTask, GroupPagePermission, Page, TaskState, Workflow, WorkflowTask

from courses.models import CatalogPage, CoursePage, OfficeReview
from courses.services.offices import courses_kept_by, open_course, settle_office
from courses.services.trainers import NotATrainer, assign_trainer, find_picture_folder, possible_trainers, trainers_of
from members.choices import Role
from members.models import User
from members.services.roles import grant_role, revoke_role
from tests.factories.courses import CourseFactory, LessonFactory, ModuleFactory
from tests.factories.members import OrganizationFactory, RegionFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def serang(db):
    return OrganizationFactory(name="Diskominfo Kota Serang", region=RegionFactory(code="36.73"))


def staff(role, now, **place):
    user = UserFactory()
    grant_role(user=user, role=role, now=now, **place)
    return User.objects.get(pk=user.pk)


@pytest.fixture
def stranger(serang, now):
    return staff(Role.ADMIN, now, organization=serang)


def can_publish(user, page):
    return page.permissions_for_user(User.objects.get(pk=user.pk)).can_publish()


def test_admins_keep_the_courses_of_their_office(administrator, stranger, own_course, serang):
    foreign = CourseFactory(organization=serang)
    orphan = CourseFactory()

    assert list(courses_kept_by(administrator)) == [own_course]
    assert list(courses_kept_by(UserFactory(is_superuser=True))) == [own_course, foreign, orphan]
    assert [can_publish(administrator, page) for page in (own_course, foreign, orphan)] == [True, False, False]
    assert [can_publish(stranger, page) for page in (own_course, foreign, orphan)] == [False, True, False]


def test_a_regional_admin_keeps_those_of_all_offices_in_the_region(own_course, serang, now):
    foreign = CourseFactory(organization=serang)
    regional = staff(Role.ADMIN, now, region=RegionFactory(code="53"))

    assert list(courses_kept_by(regional)) == [own_course]
    assert [can_publish(regional, page) for page in (own_course, foreign)] == [True, False]


def test_no_admin_publishes_home_page_or_catalogue(administrator, site, own_course):
    assert [can_publish(administrator, page) for page in (site, CatalogPage.objects.get())] == [False, False]


def test_a_course_given_away_leaves_the_former_admins(administrator, stranger, own_course, serang, trainer):
    own_course.organization = serang
    own_course.save_revision().publish()

    assert (can_publish(administrator, own_course), can_publish(stranger, own_course)) == (False, True)
    assert list(trainers_of(own_course)) == []
    serang.refresh_from_db()
    assert find_picture_folder(own_course).get_parent() == serang.collection


def test_a_course_without_office_is_left_to_superusers(administrator, own_course):
    own_course.organization = None
    own_course.save()

    settle_office(course=own_course)

    assert can_publish(administrator, own_course) is False


def test_settling_twice_changes_nothing(own_course, trainer):
    before = (GroupPagePermission.objects.count(), Collection.objects.count())

    settle_office(course=own_course)

    assert (GroupPagePermission.objects.count(), Collection.objects.count()) == before
    assert Collection.find_problems() == ([], [], [], [], [])


def test_open_course_is_a_draft_of_the_office(administrator, organization):
    course = open_course(title="Kursus Baru", summary="Isi", organization=organization, by=administrator)

    assert (course.live, course.slug, course.owner, course.organization) == (
        False, "kursus-baru", administrator, organization,
    )  # fmt: skip
    assert can_publish(administrator, course) is True
    assert course.get_parent().specific == CatalogPage.objects.get()


def test_two_courses_of_one_title_get_two_addresses(administrator, organization):
    slugs = {
        open_course(title="Hoaks", summary="Isi", organization=organization, by=administrator).slug for _time in "ab"
    }

    assert len(slugs) == 2


def test_admin_opens_a_course_on_a_screen(client, administrator, organization, serang):
    client.force_login(administrator)
    page = client.get(reverse("course_add")).content.decode()
    assert ("Kota Kupang" in page, "Kota Serang" in page) == (True, False)

    data = {"title": "Menangkal hoaks", "summary": "Isi", "organization": organization.pk}
    client.post(reverse("course_add"), data | {"organization": serang.pk})
    assert CoursePage.objects.filter(title="Menangkal hoaks").count() == 0

    answer = client.post(reverse("course_add"), data)
    course = CoursePage.objects.get(title="Menangkal hoaks")
    assert answer.url == reverse("wagtailadmin_explore", args=[course.pk])
    assert client.get(answer.url).status_code == 200


@pytest.mark.parametrize("role", [Role.TRAINER, Role.OFFICER, Role.VIEWER])
def test_nobody_else_opens_courses(client, site, organization, now, role):
    client.force_login(staff(role, now, organization=organization))

    assert client.get(reverse("course_add")).status_code == 404
    assert client.post(reverse("course_add"), {"title": "x", "summary": "x"}).status_code == 404


def test_catalogue_takes_no_course_from_an_admin_past_the_screen(client, administrator, own_course):
    """*Add* on the catalogue would show the drafts of every office in the explorer."""
    client.force_login(administrator)
    catalog = CatalogPage.objects.get()

    assert catalog.permissions_for_user(administrator).can_add_subpage() is False
    assert client.get(reverse("wagtailadmin_pages:add", args=["courses", "coursepage", catalog.pk])).status_code == 302


# Trainers


def test_trainers_of_other_offices_are_no_choice(own_course, trainer, serang, now):
    foreign = staff(Role.TRAINER, now, organization=serang)
    regional = staff(Role.TRAINER, now, region=RegionFactory(code="53"))

    assert set(possible_trainers(own_course)) == {trainer, regional}
    with pytest.raises(NotATrainer):
        assign_trainer(course=own_course, user=foreign)


def test_a_trainer_who_leaves_one_office_keeps_the_courses_of_the_other(trainer, own_course, serang, now):
    other = CourseFactory(organization=serang)
    grant_role(user=trainer, role=Role.TRAINER, organization=serang, now=now)
    assign_trainer(course=other, user=User.objects.get(pk=trainer.pk))

    revoke_role(assignment=trainer.role_assignments.exclude(organization=serang).get(), now=now)

    assert list(trainers_of(own_course)) == []
    assert list(trainers_of(other)) == [trainer]


def test_admin_picks_trainers_of_own_courses_only(client, administrator, serang, own_course):
    foreign = CourseFactory(organization=serang, title="Kursus Serang")
    client.force_login(administrator)

    assert "Kursus Serang" not in client.get(reverse("course_trainers")).content.decode()
    assert client.get(reverse("course_trainers_edit", args=[foreign.pk])).status_code == 404
    assert client.post(reverse("course_trainers_edit", args=[foreign.pk]), {"trainers": []}).status_code == 404


# Approval


@pytest.fixture
def waiting(own_course, trainer):
    lesson = LessonFactory(parent=ModuleFactory(parent=own_course), title="Menunggu tinjauan", live=False)
    lesson.save_revision(user=trainer)
    lesson.get_workflow().start(lesson, trainer)
    return Page.objects.get(pk=lesson.pk)


def test_only_admins_of_the_office_see_what_waits(administrator, stranger, trainer, waiting):
    users = {"own": administrator, "stranger": stranger, "trainer": trainer, "root": UserFactory(is_superuser=True)}

    seen = {name for name, user in users.items() if TaskState.objects.reviewable_by(user).exists()}

    assert seen == {"own", "root"}


def test_only_admins_of_the_office_may_decide(administrator, stranger, trainer, waiting):
    task = waiting.current_workflow_task

    decisions = {
        name: [action for action, _label, _asks in task.get_actions(waiting, user)]
        for name, user in {"own": administrator, "stranger": stranger, "trainer": trainer}.items()
    }

    assert decisions == {"own": ["reject", "approve", "approve"], "stranger": [], "trainer": []}
    assert [task.locked_for_user(waiting, user) for user in (administrator, stranger, trainer)] == [False, True, True]
    assert [task.user_can_access_editor(waiting, user) for user in (administrator, stranger)] == [True, False]
    assert [task.user_can_lock(waiting, user) for user in (administrator, stranger)] == [True, False]


def test_a_foreign_admin_cannot_approve_by_address(client, stranger, waiting):
    client.force_login(stranger)
    state = waiting.current_workflow_task_state

    client.post(reverse("wagtailadmin_pages:workflow_action", args=[waiting.pk, "approve", state.pk]), {"comment": ""})

    assert Page.objects.get(pk=waiting.pk).live is False


# The migration of sites that exist


def test_existing_courses_go_to_their_offices_and_back(administrator, own_course, trainer, site):
    """From one group of admins and one approval for all to the office's, and back."""
    migration = import_module("courses.migrations.0003_office_review")
    folder = find_picture_folder(own_course)
    migration.take_back(apps, None)
    folder.move(Collection.get_first_root_node(), pos="sorted-child")
    workflow = Workflow.objects.get(name="Tinjauan kursus")
    old = GroupApprovalTask.objects.create(name="Persetujuan admin")
    WorkflowTask.objects.filter(workflow=workflow).delete()
    WorkflowTask.objects.create(workflow=workflow, task=old, sort_order=0)
    assert OfficeReview.objects.count() == 0

    migration.hand_over(apps, None)

    assert can_publish(administrator, own_course) is True
    assert GroupPagePermission.objects.filter(group__name="Admin").count() == 0
    assert workflow.workflow_tasks.get().task.specific == OfficeReview.objects.get()
    folder.refresh_from_db()
    own_course.organization.refresh_from_db()
    assert folder.get_parent() == own_course.organization.collection
    assert Collection.find_problems() == ([], [], [], [], [])

    migration.take_back(apps, None)

    assert workflow.workflow_tasks.get().task.pk == old.pk
    assert GroupPagePermission.objects.filter(group__name="Admin", page_id=site.pk).count() == 6
