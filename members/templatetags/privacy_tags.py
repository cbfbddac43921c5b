"""Private data in words, and how many requests wait."""

from django import template
from django.utils import timezone

from members.models import DataRequest
from members.permissions import can_write_office
from members.services.data_requests import describe_clock
from members.services.subject_data import show_value

register = template.Library()


@register.filter
def shown(value, zone):
    """A value of `members.services.subject_data` the way people write it."""
    return show_value(value, zone)


@register.simple_tag
def clock_of(data_request):
    """`sisa 2 hari 4 jam`."""
    return describe_clock(due_at=data_request.due_at, now=timezone.now())


@register.simple_tag
def waiting_request_count(user):
    """Open requests of the people `user` may change; None for those who cannot answer any."""
    return DataRequest.objects.editable_by(user).open().count() if can_write_office(user) else None
