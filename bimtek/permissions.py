"""Whose event is it; a foreign one does not exist for the visitor."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404

from bimtek.models import TrainingEvent
from bimtek.models.events import WRITERS
from members.models import User, scope_of


def readable_event(user: User | AnonymousUser, pk: int) -> TrainingEvent:
    """The event with office and place, or Http404 outside the user's scope."""
    return _find(TrainingEvent.objects.visible_to(user), pk)


def writable_event(user: User | AnonymousUser, pk: int) -> TrainingEvent:
    """Like `readable_event`, and 404 for somebody who may only look."""
    return _find(TrainingEvent.objects.writable_by(user), pk)


def can_change(user: User | AnonymousUser, event: TrainingEvent) -> bool:
    """For showing or hiding buttons, without a query; the doors themselves ask `writable_event`."""
    return scope_of(user, roles=WRITERS).owns(event.organization)


def _find(events: QuerySet[TrainingEvent], pk: int) -> TrainingEvent:
    event = events.filter(pk=pk).select_related("organization", "region__parent").first()
    if event is None:
        raise Http404
    return event
