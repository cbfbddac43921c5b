"""Who may; the only questions about roles that views, templates and hooks ask."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.contrib.auth.views import redirect_to_login
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from wagtail.permission_policies import BasePermissionPolicy

from members.choices import Role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from members.models import User

View = Callable[..., HttpResponse]


def has_role(user: "User | AnonymousUser", *roles: str) -> bool:
    """Whether an assignment gives `user` one of `roles`; a superuser without assignments has none."""
    return user.is_authenticated and user.is_active and any(row.role in roles for row in user.roles)


def is_administrator(user: "User | AnonymousUser") -> bool:
    """A superuser, or somebody with the admin role for at least one office or region."""
    return (user.is_active and user.is_superuser) or has_role(user, Role.ADMIN)


def can_open_office(user: "User | AnonymousUser") -> bool:
    """May look at people, events and numbers of the own scope; trainers may not."""
    return is_administrator(user) or has_role(user, Role.OFFICER, Role.VIEWER)


def can_write_office(user: "User | AnonymousUser") -> bool:
    """May change people, events, attendance and certificates of the own scope; a viewer only reads."""
    return is_administrator(user) or has_role(user, Role.OFFICER)


def can_open_cms(user: "User | AnonymousUser") -> bool:
    """Staff of any kind, trainers too: they land in the back office after login."""
    return is_administrator(user) or has_role(user, *Role)


def office_required(view: View) -> View:
    """Visitors go to the login, people without an office role see 404; the page is never cached by others."""
    return _guard(view, can_open_office)


def office_write_required(view: View) -> View:
    """Like `office_required`, and a viewer sees 404 too."""
    return _guard(view, can_write_office)


def admin_required(view: View) -> View:
    """Visitors go to the login, everybody but admins of some place sees 404."""
    return _guard(view, is_administrator)


def _guard(view: View, is_allowed: Callable[..., bool]) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not is_allowed(request.user):
            raise Http404
        return keep_private(view(request, *args, **kwargs))

    return guarded


def private(view: View) -> View:
    """For pages about one person: neither proxies nor the browser of a shared phone keep a copy."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return keep_private(view(request, *args, **kwargs))

    return guarded


def keep_private(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, private=True, no_store=True)
    return response


class AdministratorPolicy(BasePermissionPolicy):
    """Wagtail's questions about a record of this app, answered by roles: admins inside their scope, superusers always.

    `actions` are open to admins; those in `superuser_actions` to superusers only; others to nobody.
    """

    def __init__(self, model: type[Model], actions: set[str], superuser_actions: set[str] | None = None) -> None:
        super().__init__(model)
        self.actions, self.superuser_actions = actions, superuser_actions or set()

    def user_has_permission(self, user: "User", action: str) -> bool:
        if user.is_active and user.is_superuser:
            return action in self.actions | self.superuser_actions
        return action in self.actions and has_role(user, Role.ADMIN)

    def user_has_permission_for_instance(self, user: "User", action: str, instance: Model) -> bool:
        return (
            self.user_has_permission(user, action)
            and self.model.objects.administered_by(user).filter(pk=instance.pk).exists()
        )

    def instances_user_has_any_permission_for(self, user: "User", actions: list[str]) -> QuerySet:
        if not self.user_has_any_permission(user, actions):
            return self.model.objects.none()
        return self.model.objects.administered_by(user)

    def users_with_any_permission(self, actions: list[str]) -> QuerySet:
        may = Q(is_superuser=True)
        if self.actions & set(actions):
            may |= Q(role_assignments__role=Role.ADMIN)
        return get_user_model().objects.filter(may, is_active=True).distinct()
