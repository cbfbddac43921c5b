"""A trainer who lost a course, or the role: what was written stays, every door is closed."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Collection, GroupPagePermission, Page, Revision

from courses.services.trainers import assign_trainer, courses_of, dismiss_trainer, group_name, trainers_of
from members.choices import Role
from members.services.roles import grant_role, revoke_role
from tests.factories.courses import CourseFactory
from tests.factories.members import OrganizationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainer_client(client, trainer):
    client.force_login(trainer)
    return client


def test_dismissed_trainer_finds_the_course_closed(trainer_client, trainer, own_course, own_lesson):
    """Reading, saving, submitting, adding: all gone with the course; what was written stays."""
    revision = own_lesson.save_revision(user=trainer)
    dismiss_trainer(course=own_course, user=trainer)
    before = (Page.objects.count(), Revision.objects.count())

    for name, pk in [("edit", own_lesson.pk), ("workflow_history", own_lesson.pk), ("copy", own_lesson.pk)]:
        address = reverse(f"wagtailadmin_pages:{name}", args=[pk])
        assert trainer_client.get(address).status_code in (302, 403)
        assert trainer_client.post(address, {"action-submit": "1"}).status_code in (302, 403, 405)
    add = reverse("wagtailadmin_pages:add", args=["courses", "modulepage", own_course.pk])
    assert trainer_client.post(add, {"title": "x", "slug": "x"}).status_code == 302

    assert (Page.objects.count(), Revision.objects.count()) == before
    assert Revision.objects.get(pk=revision.pk).user == trainer


def test_dismissing_leaves_the_other_trainers_and_courses_alone(own_course, trainer, organization):
    colleague = UserFactory(username="rekan")
    grant_role(user=colleague, role=Role.TRAINER, organization=organization, now=timezone.now())
    other_course = CourseFactory()
    assign_trainer(course=own_course, user=colleague)
    assign_trainer(course=other_course, user=trainer)

    dismiss_trainer(course=own_course, user=trainer)

    assert [user.username for user in trainers_of(own_course)] == ["rekan"]
    assert list(courses_of(trainer)) == [other_course]
    assert list(courses_of(colleague)) == [own_course]


def test_dismissed_trainer_may_not_use_the_pictures_of_the_course(own_course, trainer):
    """The image folder belongs to the group of the course."""
    collection = Collection.objects.get(name=f"Kursus Sendiri #{own_course.pk}")
    groups = set(collection.group_permissions.values_list("group__name", flat=True))

    dismiss_trainer(course=own_course, user=trainer)

    assert groups == {group_name(own_course)}
    assert not trainer.groups.filter(name__in=groups).exists()


def test_trainer_who_comes_back_gets_the_same_group_and_folder(own_course, trainer):
    dismiss_trainer(course=own_course, user=trainer)
    before = (Group.objects.count(), Collection.objects.count(), GroupPagePermission.objects.count())

    assign_trainer(course=own_course, user=trainer)

    assert (Group.objects.count(), Collection.objects.count(), GroupPagePermission.objects.count()) == before
    assert list(courses_of(trainer)) == [own_course]


def test_whoever_stops_being_a_trainer_loses_the_courses_with_the_role(client, trainer, own_course, own_lesson):
    """Also with another role, which still opens the back office."""
    grant_role(user=trainer, role=Role.VIEWER, organization=OrganizationFactory(), now=timezone.now())

    revoke_role(assignment=trainer.role_assignments.get(role=Role.TRAINER), now=timezone.now())

    client.force_login(type(trainer).objects.get(pk=trainer.pk))
    assert list(trainers_of(own_course)) == []
    assert client.get("/cms/").status_code == 200
    assert client.get(reverse("wagtailadmin_pages:edit", args=[own_lesson.pk])).status_code == 302


def test_trainer_of_two_offices_keeps_the_courses_with_the_second_role(trainer, own_course):
    grant_role(
        user=trainer, role=Role.TRAINER, organization=OrganizationFactory(name="Diskominfo Belu"), now=timezone.now()
    )

    revoke_role(assignment=trainer.role_assignments.get(organization__name="Diskominfo Belu"), now=timezone.now())

    assert list(trainers_of(own_course)) == [trainer]


def test_losing_another_role_leaves_the_courses(trainer, own_course):
    assignment = grant_role(user=trainer, role=Role.VIEWER, organization=OrganizationFactory(), now=timezone.now())

    revoke_role(assignment=assignment, now=timezone.now())

    assert list(trainers_of(own_course)) == [trainer]
