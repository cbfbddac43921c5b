"""Who may, in the course catalogue."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from wagtail.permissions import page_permission_policy
from wagtail.query import PageQuerySet

from members.models import User
from members.permissions import is_administrator


def can_assign_trainers(user: User | AnonymousUser) -> bool:
    """Administrators decide who writes which course."""
    return user.is_authenticated and is_administrator(user)


def pages_in_reach(user: User, pages: PageQuerySet) -> PageQuerySet:
    """Pages the back office may name to the user: public ones, and those the explorer shows anyway."""
    own = page_permission_policy.explorable_instances(user).values("pk")
    return pages.filter(Q(live=True) | Q(pk__in=own))
