"""Closing the sessions of an account, wherever they are open; docs/adr/0018-second-factor-and-sessions.md."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from members.choices import AccountEventKind
from members.models import User
from members.services.events import record_event


@transaction.atomic
def end_sessions(*, user: User) -> None:
    """Close every session of `user` at its next request; one update, however many there are.

    `user` carries the new epoch afterwards: `update_session_auth_hash(request, user)` keeps the asker's own session.
    """
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    user.refresh_from_db(fields=["session_epoch"])


@transaction.atomic
def log_out_everywhere(*, user: User, now: datetime) -> None:
    """The owner closes all sessions, the own one too: for phones that are shared or lost."""
    end_sessions(user=user)
    record_event(user=user, kind=AccountEventKind.LOGGED_OUT_EVERYWHERE, actor=user, now=now)
