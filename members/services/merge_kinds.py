"""What the people app itself knows about merging: logins, codes, consents, memberships, requests."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.choices import KimOffice
from members.models import Consent, DataRequest, Member, User
from members.services.merge_plan import MergePlan
from members.services.merge_rules import Rule, references_to, register_block, register_finisher, register_rule
from members.services.people import is_staff_login

OFFICE_RANKS = list(KimOffice.values)


def register_member_rules() -> None:
    """Called once when the app starts."""
    for label in (
        "members.Member.merged_into",
        "members.Member_walks_of_life.member",
        "members.MemberMerge.kept",
        "members.MemberMerge.merged",
        "members.NotSamePerson.first",
        "members.NotSamePerson.second",
    ):
        register_rule(label, Rule(stays=True))
    register_rule("members.KimMembership.member", Rule(settle=join_memberships))
    register_rule("members.LoginCode.member", Rule(settle=revoke_second_code))
    register_block(find_staff_login)
    register_block(find_double_request)
    register_finisher(honor_withdrawals)
    register_finisher(hand_over_login)


def join_memberships(plan: MergePlan, kept: Any, merged: Any) -> None:
    """Both are in the same group: the earlier first day and the higher office count."""
    higher = min(kept.office, merged.office, key=OFFICE_RANKS.index)
    section = kept.section or merged.section
    plan.set(kept, starts_on=min(kept.starts_on, merged.starts_on), office=higher, section=section)


def revoke_second_code(plan: MergePlan, kept: Any, merged: Any) -> None:
    """One open code per person: the kept entry's; the other one dies and moves along."""
    plan.set(merged, revoked_at=plan.now)
    plan.set(merged, member_id=plan.kept.pk)


def honor_withdrawals(plan: MergePlan) -> None:
    """Whoever withdrew a consent on either entry after giving it has withdrawn it."""
    consents = plan.rows_at(_reference(Consent), plan.kept.pk)
    for consent in consents:
        later = [
            other.withdrawn_at
            for other in consents
            if other.purpose == consent.purpose and other.withdrawn_at and other.withdrawn_at > consent.given_at
        ]
        if consent.withdrawn_at is None and later:
            plan.set(consent, withdrawn_at=max(later))


def _reference(model: type[Model]) -> Any:
    return next(field for field in references_to(Member) if field.model is model)


def hand_over_login(plan: MergePlan) -> None:
    """The only login moves to the kept entry; of two the kept entry's stays and takes over the number it lacks."""
    kept, merged = plan.kept, plan.merged
    if merged.user_id is None:
        return
    users = {user.pk: user for user in plan.load(_users(plan, [kept.user_id, merged.user_id]))}
    if kept.user_id is None:
        moving = merged.user_id
        plan.set(merged, user_id=None)
        plan.set(kept, user_id=moving)
        return
    mine, theirs = users[kept.user_id], users[merged.user_id]
    phone = theirs.phone
    plan.set(theirs, is_active=False, phone=None)
    if phone and not mine.phone and not is_staff_login(mine):
        plan.set(mine, phone=phone)


def _users(plan: MergePlan, pks: Iterable[int | None]) -> Iterable[User]:
    rows = User.objects.filter(pk__in=[pk for pk in pks if pk]).order_by("pk")
    return rows.select_for_update() if plan.is_locking else rows


def find_staff_login(kept: Member, merged: Member, now: datetime) -> str | Promise | None:
    if merged.user and is_staff_login(merged.user):
        if kept.user and is_staff_login(kept.user):
            return _("Keduanya punya akun dengan peran di kantor. Minta admin mencabut peran salah satu akun dulu.")
        return _("Entri yang digabung punya akun dengan peran di kantor. Pilih entri itu sebagai yang tetap.")
    return None


def find_double_request(kept: Member, merged: Member, now: datetime) -> str | Promise | None:
    """Each open request has its own clock by law; two of one kind are answered before, not hidden."""
    asked = DataRequest.objects.open().filter(member__in=[kept, merged]).values_list("kind", flat=True)
    kinds = list(asked)
    if len(kinds) != len(set(kinds)):
        return _("Kedua entri punya permintaan data yang sama dan belum dijawab. Jawab salah satunya dulu.")
    return None
