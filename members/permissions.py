"""Who may; the only questions about roles that views, templates and hooks ask."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

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
