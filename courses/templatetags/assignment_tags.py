"""What the page of an assignment needs beyond itself: the learner's tries and the form. Also works in the preview."""

from django import template

from courses.forms.assignments import SubmissionForm
from courses.models import AssignmentPage
from courses.services.assignment_screens import read_desk
from courses.services.outline import Place

register = template.Library()


@register.simple_tag
def assignment_desk(page: AssignmentPage, place: Place | None):
    """Rubric, tries and what the learner may do now; without an enrollment only the rubric."""
    return read_desk(assignment=page, enrollment=place.outline.enrollment if place else None)


@register.simple_tag(takes_context=True)
def assignment_form(context, page: AssignmentPage):
    """The form with what was typed and refused, else an empty one."""
    return context.get("form") or SubmissionForm(assignment=page)
