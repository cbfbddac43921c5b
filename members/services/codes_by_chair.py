"""What a ketua may do for the people of the own group: hand out a code to somebody who forgot the password."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from members.choices import CodePurpose, KimOffice
from members.models import Kim, KimMembership, Member, User
from members.services.codes import IssuedCode, issue_code
from members.services.people import is_staff_login


class NotTheirs(Exception):
    """Not a person of a group that this ketua leads today, or one whom only the office helps."""


@dataclass(frozen=True)
class Person:
    """One line of the list: `problem` is empty when a code can be made, else `self`, `account` or `office`."""

    membership: KimMembership
    problem: str


def chaired_kims(*, member: Member | None, today: date) -> list[Kim]:
    """The groups `member` leads today; none for visitors, staff without a person, and everybody else."""
    if member is None or member.merged_into_id or member.erased_at:
        return []
    rows = member.memberships.active_on(today).filter(office=KimOffice.CHAIR).select_related("kim__region__parent")
    return [row.kim for row in rows]


def people_of(*, chair: Member, kim: Kim, today: date) -> list[Person]:
    """Everybody in the group's register today, chairs first; two queries, however many."""
    rows = _memberships([kim], today).with_people().select_related("member__user")
    more = Q(is_superuser=True) | Q(is_staff=True) | Q(role_assignments__isnull=False) | Q(groups__isnull=False)
    staff = set(User.objects.filter(more, member__memberships__kim=kim).values_list("pk", flat=True))
    return [Person(row, _problem(row, chair=chair, staff=staff)) for row in rows]


def _problem(row: Any, *, chair: Member, staff: set[int]) -> str:
    if row.member_id == chair.pk:
        return "self"
    if row.member.user_id is None or not row.member.user.is_active:
        return "account"
    return "office" if row.member.user_id in staff or row.is_chair_somewhere else ""


@transaction.atomic
def hand_out_code(*, chair: Member, membership_pk: int, now: datetime) -> IssuedCode:
    """A reset code for somebody of the own group. Raises NotTheirs, and what `issue_code` raises.

    Whoever leads a group is helped by the office: else one ketua could step into the shoes of another.
    """
    today = timezone.localdate(now)
    kims = chaired_kims(member=chair, today=today)
    membership = _memberships(kims, today).filter(pk=membership_pk).select_related("member").first()
    if chair.user is None or membership is None or membership.member_id == chair.pk or membership.is_chair_somewhere:
        raise NotTheirs
    user = User.objects.filter(member=membership.member).first()
    if user and is_staff_login(user):
        raise NotTheirs
    return issue_code(member=membership.member, purpose=CodePurpose.RESET, by=chair.user, now=now)


def _memberships(kims: list[Kim], today: date) -> Any:
    """A QuerySet of memberships, each with `is_chair_somewhere`."""
    chairs = KimMembership.objects.active_on(today).filter(office=KimOffice.CHAIR, member=OuterRef("member"))
    rows = KimMembership.objects.active_on(today).filter(kim__in=kims, member__in=Member.objects.current())
    return rows.annotate(is_chair_somewhere=Exists(chairs))
