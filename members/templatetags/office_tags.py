"""The offices as the public sees them, and what the workspace shows to admins."""

from django import template

from members.models import Organization
from members.permissions import is_administrator

register = template.Library()


@register.inclusion_tag("components/office_contacts.html")
def office_contacts():
    """Names, addresses and contacts of at most ten offices, for the help page."""
    return {"offices": Organization.objects.only("name", "address", "contact")[:10]}


@register.simple_tag
def gives_roles(user):
    """Whether the workspace leads to the list of staff."""
    return is_administrator(user)
