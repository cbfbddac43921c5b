"""Who may, in the course catalogue."""

from collections.abc import Collection

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, PageViewRestriction
from wagtail.permission_policies import BasePermissionPolicy
from wagtail.permissions import page_permission_policy, policy_registry
from wagtail.query import PageQuerySet

from courses.models import CoursePage
from courses.models.admissions import written_courses
from members.choices import Role
from members.models import User
from members.models.scope import EDITORS, scope_of
from members.permissions import has_role, is_administrator


def can_assign_trainers(user: User | AnonymousUser) -> bool:
    """Administrators decide who writes which course."""
    return user.is_authenticated and is_administrator(user)


def own_pages(user: User) -> PageQuerySet:
    """Pages the explorer shows to the user."""
    return page_permission_policy.explorable_instances(user)


def can_write_courses(user: User | AnonymousUser) -> bool:
    """Trainers and administrators find the plain writing screens; which pages they may change, Wagtail decides."""
    return user.is_authenticated and (is_administrator(user) or has_role(user, Role.TRAINER))


def pages_in_reach(user: User, pages: PageQuerySet) -> PageQuerySet:
    """Pages the back office may name to the user: public ones, and those the explorer shows anyway."""
    return pages.filter(Q(live=True) | Q(pk__in=own_pages(user).values("pk")))


def rows_in_reach(user: User, model: type[Model]) -> QuerySet:
    """Rows of Wagtail's own models that its screens list for the user; of models it knows no rule for, none."""
    if user.is_superuser:
        return model._default_manager.all()
    if issubclass(model, Page):
        return own_pages(user)
    if model not in (get_image_model(), get_document_model()):
        return model._default_manager.none()
    return policy_registry.get_by_type(model).instances_user_has_any_permission_for(user, ["change", "delete"])


def files_to_choose(user: User, model: type[Model]) -> QuerySet:
    """Pictures or documents that the choosers offer to the user."""
    actions = ["choose", "change", "delete"]
    return policy_registry.get_by_type(model).instances_user_has_any_permission_for(user, actions)


def courses_overseen(user: User) -> PageQuerySet:
    """Courses whose learners-to-be the user may read about: of the offices looked after, and those the user writes."""
    return _courses_in(user, scope_of(user).office_q("organization"))


def courses_admitting(user: User) -> PageQuerySet:
    """Courses whose requests the user answers: of the own office as officer or admin, or as their trainer."""
    return _courses_in(user, scope_of(user, EDITORS).own_office_q("organization"))


def _courses_in(user: User, offices: Q) -> PageQuerySet:
    courses = CoursePage.objects.select_related("organization").order_by("path")
    if not user.is_authenticated or not user.is_active:
        return courses.none()
    if user.is_superuser:
        return courses
    return courses.filter(offices | Q(pk__in=written_courses(user)))


def can_mark(user: User | AnonymousUser) -> bool:
    """Trainers, officers and admins find the queue of handed-in work; which work, `visible_to` decides."""
    return user.is_authenticated and (is_administrator(user) or has_role(user, Role.TRAINER, Role.OFFICER))


def can_keep_references(user: User | AnonymousUser) -> bool:
    """Who reviews what lessons say keeps hotlines, laws and the words of the search: admins and officers."""
    return user.is_authenticated and (is_administrator(user) or has_role(user, *EDITORS))


class SharedPolicy(BasePermissionPolicy):
    """Wagtail's questions about rows that belong to all offices; only superusers do what is not in `actions`."""

    def __init__(self, model: type[Model], actions: Collection[str] = ("view", "add", "change")) -> None:
        super().__init__(model)
        self.actions = frozenset(actions)

    def user_has_permission(self, user: User | AnonymousUser, action: str) -> bool:
        if user.is_active and user.is_superuser:
            return True
        return action in self.actions and can_keep_references(user)

    def users_with_any_permission(self, actions: list[str]) -> QuerySet:
        may = Q(is_superuser=True)
        if self.actions & set(actions):
            may |= Q(role_assignments__role__in=EDITORS)
        return User.objects.filter(may, is_active=True).distinct()


def closed_paths(request: HttpRequest) -> list[str]:
    """Tree paths below which Wagtail's view restrictions let this reader open nothing."""
    restrictions = PageViewRestriction.objects.select_related("page").prefetch_related("groups")
    return [row.page.path for row in restrictions if not row.accept_request(request)]
