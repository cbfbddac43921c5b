"""What happened to a login, written down for its owner; the only place that makes `AccountEvent` rows."""

from datetime import datetime

from django.db import transaction

from members.models import AccountEvent, User

SHOWN = 20
"""How many the owner sees on the own page."""


@transaction.atomic
def record_event(*, user: User, kind: str, actor: User | None = None, now: datetime) -> AccountEvent:
    """Note that `kind` happened to the login of `user`; `actor` is who did it, None when nobody was logged in."""
    return AccountEvent.objects.create(user=user, kind=kind, actor=actor, happened_at=now)


def recent_events(*, user: User) -> list[AccountEvent]:
    """The newest first, each with whoever did it and that person's name."""
    return list(user.account_events.select_related("actor__member").order_by("-happened_at", "-pk")[:SHOWN])


def events_by_others(*, user: User, since: datetime | None) -> list[AccountEvent]:
    """What somebody else did to this login after `since`; nothing for a first login."""
    if since is None:
        return []
    others = user.account_events.filter(happened_at__gt=since, actor__isnull=False).exclude(actor=user)
    return list(others.select_related("actor__member").order_by("happened_at", "pk")[:SHOWN])
