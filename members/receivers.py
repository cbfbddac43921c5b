"""What allauth did to an account, written into its history."""

from allauth.mfa.models import Authenticator
from django.contrib.auth import update_session_auth_hash
from django.utils import timezone

from members.choices import AccountEventKind
from members.services.events import record_event
from members.services.second_factor import OWN_FACTORS, note_second_factor


def note_new_password(sender, request, user, **kwargs):
    record_event(user=user, kind=AccountEventKind.PASSWORD_CHANGED, actor=user, now=timezone.now())


def note_reset(sender, request, user, **kwargs):
    record_event(user=user, kind=AccountEventKind.PASSWORD_RESET, now=timezone.now())


def note_factor_added(sender, request, user, authenticator, **kwargs):
    _note_factor(request, user, authenticator, is_on=True)


def note_factor_removed(sender, request, user, authenticator, **kwargs):
    _note_factor(request, user, authenticator, is_on=False)


def _note_factor(request, user, authenticator: Authenticator, *, is_on):
    """The session in which it happened stays open."""
    if authenticator.type in OWN_FACTORS:
        note_second_factor(user=user, is_on=is_on, actor=user, now=timezone.now())
        update_session_auth_hash(request, user)
