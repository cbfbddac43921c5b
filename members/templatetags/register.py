"""Signs of the KIM register."""

from django import template

from members.services.decrees import decree_state

register = template.Library()


@register.inclusion_tag("members/office_kim_decree_state.html")
def decree_sign(kim, today):
    """Whether the decree holds on `today`, in words with a sign; no query."""
    return {"kim": kim, "state": decree_state(kim=kim, today=today)}
