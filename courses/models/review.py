from django.db.models import CharField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState
from wagtail.permissions import page_permission_policy


class OfficeReview(Task):
    """One approval by somebody who may publish the page: an admin of the course's own office. Personal data: none.

    Wagtail's own approval by a group would show every office the work of all others.
    """

    class Meta:
        verbose_name = _("persetujuan admin kantor")
        verbose_name_plural = _("persetujuan admin kantor")

    def user_can_access_editor(self, obj, user):
        return may_publish(obj, user)

    def locked_for_user(self, obj, user):
        return not may_publish(obj, user)

    def user_can_lock(self, obj, user):
        return may_publish(obj, user)

    def get_actions(self, obj, user):
        if not may_publish(obj, user):
            return []
        return [
            ("reject", _("Minta perbaikan"), True),
            ("approve", _("Setujui"), False),
            ("approve", _("Setujui dengan catatan"), True),
        ]

    def get_task_states_user_can_moderate(self, user, **kwargs):
        pages = page_permission_policy.instances_user_has_permission_for(user, "publish")
        texts = pages.annotate(text=Cast("pk", CharField())).values("text")
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        return waiting.filter(workflow_state__object_id__in=texts)

    @classmethod
    def get_description(cls):
        return _("Admin kantor penyelenggara kursus menyetujui")


def may_publish(page, user):
    return page.permissions_for_user(user).can_publish()
