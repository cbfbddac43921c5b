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
from members.models.scope import scope_of
from members.services.organizations import equip

GROUP_PREFIX = "Pelatih kursus #"
TRAINER_ACTIONS = ["add", "change"]
FILE_ACTIONS = [
    *(("wagtailimages", f"{action}_image") for action in ("add", "change", "choose")),
    *(("wagtaildocs", f"{action}_document") for action in ("add", "change", "choose")),
]


class NotATrainer(Exception):
    """Only somebody with the trainer role for the course's office can be given the course."""


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


def possible_trainers(course: CoursePage) -> list[User]:
    """Accounts with the trainer role for the office of the course; for a course without office all trainers."""
    trainers = User.objects.filter(is_active=True, role_assignments__role=Role.TRAINER).distinct().order_by("username")
    trainers = trainers.prefetch_related("role_assignments__organization")
    return [user for user in trainers if may_teach(user, course)]


def may_teach(user: User, course: CoursePage) -> bool:
    """Whether a trainer role covers the office of the course, itself or through a region."""
    scope = scope_of(user, frozenset({Role.TRAINER}))
    if user.is_superuser or course.organization is None:
        return any(row.role == Role.TRAINER for row in user.roles)
    return scope.owns(course.organization)


@transaction.atomic
def assign_trainer(*, course: CoursePage, user: User) -> Group:
    """Let `user` write the course: add and change, never publish. Safe to repeat.

    The course gets its own folder for files. Raise NotATrainer without the trainer role for the office of the course.
    """
    if not may_teach(user, course):
        raise NotATrainer(user)
    group, is_new = Group.objects.get_or_create(name=group_name(course))
    if is_new:
        for action in TRAINER_ACTIONS:
            grant_page_action(group=group, page=course, action=action)
        grant_files(group, course)
    user.groups.add(group)
    return group


@transaction.atomic
def dismiss_trainer(*, course: CoursePage, user: User) -> None:
    """Take the course away; drafts stay. Safe to repeat."""
    for group in Group.objects.filter(name=group_name(course)):
        user.groups.remove(group)


@transaction.atomic
def dismiss_former(*, user: User) -> None:
    """Take the courses away that no trainer role of `user` covers any more."""
    for course in courses_of(user).select_related("organization"):
        if not may_teach(user, course):
            dismiss_trainer(course=course, user=user)


@transaction.atomic
def dismiss_strangers(*, course: CoursePage) -> None:
    """Take the course away from trainers who have no role for its office."""
    for user in trainers_of(course).filter(is_active=True):
        if not may_teach(user, course):
            dismiss_trainer(course=course, user=user)


@transaction.atomic
def set_trainers(*, course: CoursePage, users: list[User]) -> None:
    """Make exactly `users` the trainers of the course."""
    for former in trainers_of(course).exclude(pk__in=[user.pk for user in users]):
        dismiss_trainer(course=course, user=former)
    for user in users:
        assign_trainer(course=course, user=user)


def picture_folder(course: CoursePage) -> Collection:
    """Where the pictures and files of the course lie; made when there is none yet."""
    folder = find_picture_folder(course)
    if folder is None:
        mark = f" #{course.pk}"
        folder = folder_above(course).add_child(name=f"{course.title[: 255 - len(mark)]}{mark}")
    return folder


def find_picture_folder(course: CoursePage) -> Collection | None:
    """Where the pictures of the course lie already: what its trainers use, or what an import made."""
    granted = Collection.objects.filter(group_permissions__group__name=group_name(course)).first()
    return granted or folder_above(course).get_children().filter(name__endswith=f" #{course.pk}").first()


def folder_above(course: CoursePage) -> Collection:
    """The folder of the course's office, so that the office's admins see what its trainers use."""
    if course.organization is None:
        return Collection.get_first_root_node()
    equip(course.organization)
    return course.organization.collection


def grant_files(group: Group, course: CoursePage) -> None:
    collection = picture_folder(course)
    for app_label, codename in FILE_ACTIONS:
        permission = Permission.objects.get(content_type__app_label=app_label, codename=codename)
        GroupCollectionPermission.objects.create(group=group, collection=collection, permission=permission)
