"""Accounts of people who work for an office: made, locked and helped by the admins of that office."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.crypto import get_random_string
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from members.choices import AccountEventKind
from members.models import Member, Organization, Region, RoleAssignment, User
from members.models.scope import ADMINS, scope_of
from members.services.events import record_event
from members.services.organizations import settle_file_groups
from members.services.people import PhoneTaken, tidy_name
from members.services.roles import GRANTED, REVOKED, grant_role
from members.services.second_factor import has_second_factor, reset_second_factor
from members.services.sessions import end_sessions

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits nobody misreads."""
LOCKED, UNLOCKED = "members.account_locked", "members.account_unlocked"
SECOND_FACTOR_RESET = "members.second_factor_reset"
LOGGED = [GRANTED, REVOKED, LOCKED, UNLOCKED, SECOND_FACTOR_RESET]


class UsernameTaken(Exception):
    """The username already belongs to somebody."""


def staff_seen_by(user: User) -> QuerySet[User]:
    """Accounts with a role in a place `user` administers, locked ones too."""
    own = RoleAssignment.objects.administered_by(user).filter(user=OuterRef("pk"))
    return User.objects.filter(Exists(own)).order_by("-is_active", "username")


def staff_kept_by(user: User) -> QuerySet[User]:
    """Of those, the accounts `user` may lock or give a new password.

    Whoever could do that to an account could become its owner. So every role of it lies in places `user` administers,
    its learner, if any, is one of the user's own people, and it is neither a superuser nor the user themself.
    """
    seen = staff_seen_by(user)
    if user.is_superuser and user.is_active:
        return seen.exclude(pk=user.pk)
    own = RoleAssignment.objects.administered_by(user)
    foreign = RoleAssignment.objects.filter(user=OuterRef("pk")).exclude(pk__in=own.values("pk"))
    people = Member.objects.in_scope(scope_of(user, ADMINS))
    seen = seen.filter(~Exists(foreign), is_superuser=False).exclude(pk=user.pk)
    return seen.filter(Q(member__isnull=True) | Q(member__in=people))


def role_log(user: User) -> QuerySet[ModelLogEntry]:
    """Who gave or took which role, locked or helped whom, newest first, for the places `user` administers."""
    entries = ModelLogEntry.objects.filter(action__in=LOGGED).select_related("user")
    entries = entries.order_by("-timestamp", "-pk")
    scope = scope_of(user, ADMINS)
    if scope.is_everything:
        return entries
    offices = Organization.objects.owned_in(scope).values_list("pk", flat=True)
    mine = Q(data__organization__in=list(offices))
    for code in scope.given_codes:
        mine |= Q(data__region=code) | Q(data__region__startswith=f"{code}.")
    return entries.filter(mine)


@transaction.atomic
def open_staff_account(
    *,
    full_name: str,
    username: str,
    phone: str | None,
    role: str,
    organization: Organization | None,
    region: Region | None,
    by: User,
    reason: str,
    now: datetime,
) -> tuple[User, str]:
    """A new account with its first role and a password that is shown once and kept nowhere.

    Raises UsernameTaken and PhoneTaken.
    """
    if User.objects.filter(username__iexact=username).exists():
        raise UsernameTaken
    if phone and User.objects.filter(phone=phone).exists():
        raise PhoneTaken
    password = draw_password()
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                username=username.lower(),
                password=password,
                first_name=tidy_name(full_name),
                phone=str(phone) if phone else None,
                date_joined=now,
            )
    except IntegrityError as error:
        raise UsernameTaken from error
    grant_role(user=user, role=role, organization=organization, region=region, by=by, reason=reason, now=now)
    return user, password


@transaction.atomic
def renew_staff_password(*, user: User, by: User, now: datetime) -> str:
    """A new password for a colleague who lost theirs, shown once; ends all their sessions.

    The second factor stays as it is: a password alone does not open the back office.
    """
    password = draw_password()
    user.set_password(password)
    user.save(update_fields=["password"])
    end_sessions(user=user)
    record_event(user=user, kind=AccountEventKind.PASSWORD_CHANGED, actor=by, now=now)
    return password


@transaction.atomic
def set_account_locked(*, user: User, is_locked: bool, by: User, reason: str, now: datetime) -> None:
    """Close an account at once, or open it again with the roles it had; safe to repeat."""
    if user.is_active != is_locked:
        return
    user.is_active = not is_locked
    user.save(update_fields=["is_active"])
    end_sessions(user=user)
    settle_file_groups(user)
    _log_in_places(user=user, action=LOCKED if is_locked else UNLOCKED, by=by, reason=reason, now=now)


@transaction.atomic
def turn_off_second_factor(*, user: User, by: User, reason: str, now: datetime) -> bool:
    """For a colleague who lost phone and recovery codes: all sessions end and a new grace begins.

    Whether there was a factor; without one nothing changes, so that no grace is ever given twice by asking again.
    """
    if not has_second_factor(user):
        return False
    reset_second_factor(user=user, by=by, now=now)
    _log_in_places(user=user, action=SECOND_FACTOR_RESET, by=by, reason=reason, now=now)
    return True


def _log_in_places(*, user: User, action: str, by: User, reason: str, now: datetime) -> None:
    """One entry for every place the account works in, so that each of its admins finds it."""
    for place in user.role_assignments.order_by().values("organization", "region").distinct():
        log(instance=user, action=action, user=by, data=place | {"reason": reason}, timestamp=now)


def draw_password() -> str:
    """`k7mqx-3wpht`: about 49 random bits that can be read out over the phone."""
    return f"{get_random_string(5, LETTERS)}-{get_random_string(5, LETTERS)}"
