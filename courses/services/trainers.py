"""Which course a trainer may write. One Wagtail group per course, so that Wagtail itself refuses everything else."""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import QuerySet
from wagtail.models import Collection, GroupCollectionPermission
from wagtail.query import PageQuerySet

from courses.models import CoursePage
from courses.services.site import grant_page_action
from members.choices import Role
from members.models import User
from members.permissions import has_role

GROUP_PREFIX = "Pelatih kursus #"
TRAINER_ACTIONS = ["add", "change"]
IMAGE_ACTIONS = ["add_image", "change_image", "choose_image"]


class NotATrainer(Exception):
    """Only somebody with the trainer role can be given a course."""


def group_name(course: CoursePage) -> str:
    return f"{GROUP_PREFIX}{course.pk}"


def trainers_of(course: CoursePage) -> QuerySet[User]:
    return User.objects.filter(groups__name=group_name(course)).order_by("username")


def trainers_by_course(courses: Iterable[CoursePage]) -> list[tuple[CoursePage, list[User]]]:
    """Every course with its trainers, in two queries."""
    courses = list(courses)
    groups = Group.objects.filter(name__in=[group_name(course) for course in courses]).prefetch_related("user_set")
    people = {group.name: list(group.user_set.all()) for group in groups}
    return [(course, people.get(group_name(course), [])) for course in courses]


def courses_of(user: User) -> PageQuerySet:
    """Courses the user writes, in the order of the catalogue."""
    names = user.groups.filter(name__startswith=GROUP_PREFIX).values_list("name", flat=True)
    pks = [name.removeprefix(GROUP_PREFIX) for name in names]
    return CoursePage.objects.filter(pk__in=[pk for pk in pks if pk.isdecimal()]).order_by("path")


def possible_trainers() -> QuerySet[User]:
    return User.objects.filter(is_active=True, role_assignments__role=Role.TRAINER).distinct().order_by("username")


@transaction.atomic
def assign_trainer(*, course: CoursePage, user: User) -> Group:
    """Let `user` write the course: add and change, never publish. Safe to repeat.

    The course gets its own image folder. Raise NotATrainer without the trainer role.
    """
    if not has_role(user, Role.TRAINER):
        raise NotATrainer(user)
    group, is_new = Group.objects.get_or_create(name=group_name(course))
    if is_new:
        for action in TRAINER_ACTIONS:
            grant_page_action(group=group, page=course, action=action)
        grant_images(group, course)
    user.groups.add(group)
    return group


@transaction.atomic
def dismiss_trainer(*, course: CoursePage, user: User) -> None:
    """Take the course away; drafts stay. Safe to repeat."""
    for group in Group.objects.filter(name=group_name(course)):
        user.groups.remove(group)


@transaction.atomic
def dismiss_everywhere(*, user: User) -> None:
    """Take every course away from somebody who is no trainer any more."""
    user.groups.remove(*user.groups.filter(name__startswith=GROUP_PREFIX))


@transaction.atomic
def set_trainers(*, course: CoursePage, users: list[User]) -> None:
    """Make exactly `users` the trainers of the course."""
    for former in trainers_of(course).exclude(pk__in=[user.pk for user in users]):
        dismiss_trainer(course=course, user=former)
    for user in users:
        assign_trainer(course=course, user=user)


def grant_images(group: Group, course: CoursePage) -> None:
    collection = Collection.get_first_root_node().add_child(name=f"{course.title} #{course.pk}"[:255])
    for codename in IMAGE_ACTIONS:
        permission = Permission.objects.get(content_type__app_label="wagtailimages", codename=codename)
        GroupCollectionPermission.objects.create(group=group, collection=collection, permission=permission)
