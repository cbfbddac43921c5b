"""The offices as the public sees them."""

from django import template

from members.models import Organization

register = template.Library()


@register.inclusion_tag("components/office_contacts.html")
def office_contacts():
    """Names, addresses and contacts of at most ten offices, for the help page."""
    return {"offices": Organization.objects.only("name", "address", "contact")[:10]}
