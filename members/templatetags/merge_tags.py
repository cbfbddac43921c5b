"""Hints about people recorded twice."""

from django import template
from django.utils import timezone

from members.models import Member
from members.permissions import can_write_office
from members.services import duplicates, merge_history

register = template.Library()


@register.inclusion_tag("members/office_duplicate_list.html")
def duplicate_notice(member, user):
    """Who else may be this person, and which entries were merged into this one."""
    people = Member.objects.visible_to(user)
    return {
        "member": member,
        "others": duplicates.likely_duplicates(member=member, among=people),
        "merges": list(member.merges_kept.standing().visible_to(user).select_related("merged")),
        "can_write": can_write_office(user),
    }


@register.filter
def days_left(merge):
    """Days in which a merge can still be taken back; 0 once it was, or it is too late."""
    return 0 if merge.is_undone else merge_history.days_left(merge=merge, now=timezone.now())
