"""How this app's own kinds of data end: people, login codes, account events, disclosures, imported sheets."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from members.models import AccountEvent, Disclosure, KimMembership, LoginCode, Member, Scope, SheetImport, User
from members.services.erasure import erase_member
from members.services.retention import active_people
from members.services.sheets.imports import delete_imports, imports_ended


class PeopleKeeper:
    """People without a role who belong to no group and of whom nothing was heard."""

    def due(self, *, scope: Scope, before: datetime) -> QuerySet[Member]:
        members = Member.objects.in_scope(scope).current().filter(created_at__lt=before)
        members = members.filter(Q(user=None) | _is_learner()).exclude(user__last_login__gte=before)
        today = timezone.localdate(before)
        belonging = KimMembership.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today)).values("member_id")
        for keys in [belonging, *active_people(moment=before)]:
            members = members.exclude(pk__in=keys)
        return members.exclude(data_requests__closed_at=None, data_requests__isnull=False)

    def erase(self, *, rows: QuerySet[Member], by: User | None, now: datetime) -> int:
        people = list(rows)
        for member in people:
            erase_member(member=member, by=by, now=now)
        return len(people)


def _is_learner() -> Q:
    """As `members.services.people.is_staff_login` says of one user, for many."""
    no_office = Q(user__is_superuser=False, user__is_staff=False)
    return no_office & Q(user__role_assignments=None) & Q(user__groups=None)


class _Rows:
    """Rows that nothing else points at are deleted."""

    def erase(self, *, rows: QuerySet, by: User | None, now: datetime) -> int:
        return rows.model.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).delete()[0]


class CodeKeeper(_Rows):
    """Codes that can no longer be used; an open one has not ended."""

    def due(self, *, scope: Scope, before: datetime) -> QuerySet[LoginCode]:
        ended = Q(used_at__lt=before) | Q(revoked_at__lt=before) | Q(expires_at__lt=before)
        return LoginCode.objects.filter(ended, member__in=Member.objects.in_scope(scope))


class EventKeeper(_Rows):
    """Of learners inside a scope; those of staff only where the scope is everything."""

    def due(self, *, scope: Scope, before: datetime) -> QuerySet[AccountEvent]:
        events = AccountEvent.objects.filter(happened_at__lt=before)
        return events if scope.is_everything else events.filter(user__member__in=Member.objects.in_scope(scope))


class DisclosureKeeper(_Rows):
    def due(self, *, scope: Scope, before: datetime) -> QuerySet[Disclosure]:
        rows = Disclosure.objects.filter(happened_at__lt=before)
        return rows if scope.is_everything else rows.filter(member__in=Member.objects.in_scope(scope))


class SheetKeeper:
    """Imports that ended, or were left lying, with their files."""

    def due(self, *, scope: Scope, before: datetime) -> QuerySet[SheetImport]:
        return imports_ended(before=before).filter(scope.own_office_q("organization"))

    def erase(self, *, rows: QuerySet[SheetImport], by: User | None, now: datetime) -> int:
        return delete_imports(sheets=list(rows))
