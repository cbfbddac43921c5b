from django.db.models import CharField, Exists
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Task, TaskState
from wagtail.permissions import page_permission_policy

from courses.models.pages import COURSE_DEPTH, CoursePage, path_at
from members.choices import Role
from members.models.scope import scope_of

REVIEWERS = frozenset({Role.OFFICER})
"""Besides the admins, who may publish anyway."""


class OfficeReview(Task):
    """One approval by the office that keeps the course: an admin, or an officer who did not write the text.

    Personal data: none. Wagtail's own approval by a group would show every office the work of all others.
    """

    class Meta:
        verbose_name = _("persetujuan kantor")
        verbose_name_plural = _("persetujuan kantor")

    def user_can_access_editor(self, obj, user):
        return may_review(obj, user)

    def locked_for_user(self, obj, user):
        return not may_review(obj, user)

    def user_can_lock(self, obj, user):
        return may_publish(obj, user)

    def get_actions(self, obj, user):
        if not may_review(obj, user):
            return []
        return [
            ("reject", _("Minta perbaikan"), True),
            ("approve", _("Setujui"), False),
            ("approve", _("Setujui dengan catatan"), True),
        ]

    def get_task_states_user_can_moderate(self, user, **kwargs):
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        publishable = page_permission_policy.instances_user_has_permission_for(user, "publish")
        for_office = waiting.exclude(workflow_state__requested_by=user)
        return _about(waiting, publishable) | _about(for_office, _written_by_others(user))

    @classmethod
    def get_description(cls):
        return _("Admin atau petugas kantor penyelenggara kursus menyetujui")


def may_publish(page, user):
    return page.permissions_for_user(user).can_publish()


def may_review(page, user):
    """Who decides about the text that waits now."""
    if may_publish(page, user):
        return True
    state = page.current_workflow_state
    return state is not None and is_officer_of(page, user, state)


def is_officer_of(page, user, state):
    """An officer of the course's own office, about a text that somebody else asked for and wrote last."""
    revision = page.get_latest_revision()
    if user.pk in (state.requested_by_id, revision.user_id if revision else None):
        return False
    course = CoursePage.objects.ancestor_of(page, inclusive=True).select_related("organization").first()
    if course is None or course.organization is None:
        return False
    return scope_of(user, REVIEWERS).owns(course.organization)


def _written_by_others(user):
    courses = CoursePage.objects.filter(scope_of(user, REVIEWERS).own_office_q("organization"))
    pages = Page.objects.filter(Exists(courses.filter(path=path_at(COURSE_DEPTH))))
    return pages.exclude(latest_revision__user=user)


def _about(states, pages):
    texts = pages.annotate(text=Cast("pk", CharField())).values("text")
    return states.filter(workflow_state__object_id__in=texts)
