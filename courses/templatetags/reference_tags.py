"""The keys of hotlines, laws and services, for those who write lessons as text."""

from django import template

from courses.models import Reference
from courses.permissions import can_keep_references

register = template.Library()


@register.inclusion_tag("courses/writing/references.html", takes_context=True)
def reference_keys(context):
    may_keep = can_keep_references(context["user"])
    return {"references": Reference.objects.all(), "may_keep": may_keep}
