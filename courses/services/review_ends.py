"""What happens when the last approval is given; named in the settings, and imported while Wagtail's models load."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wagtail.models import WorkflowState

    from members.models import User


def publish_reviewed(workflow_state: "WorkflowState", user: "User | None" = None) -> None:
    """Publish the text. Officers may only this way: everywhere else Wagtail asks for the right to publish.

    Raise CircleOfCourses, and PublishPermissionError when the person neither publishes nor reviews for the office.
    """
    from courses.models.review import is_officer_of  # noqa: PLC0415 -- app ready
    from courses.services.prerequisites import refuse_circle  # noqa: PLC0415 -- app ready

    page = workflow_state.content_object
    refuse_circle(page=page)
    is_officer = user is not None and is_officer_of(page, user, workflow_state)
    page.get_latest_revision().publish(user=user, skip_permission_checks=is_officer)
