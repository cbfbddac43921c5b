from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.choices import ReminderChannel
from courses.models.records import Enrollment
from lms.records import Record


class ReminderQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Reminders of people the user may see."""
        return self.filter(enrollment__in=Enrollment.objects.visible_to(user))


class Reminder(Record):
    """That somebody handed over an invitation to go on learning; nothing is sent by the site itself.

    Personal data: who was reminded of which course, and by whom.
    """

    enrollment = models.ForeignKey(
        Enrollment, models.PROTECT, related_name="reminders", verbose_name=_("pendaftaran kursus")
    )
    channel = models.CharField(_("jalur"), max_length=10, choices=ReminderChannel)
    handed_at = models.DateTimeField(_("diserahkan pada"))
    handed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("oleh"))

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("ajakan lanjut")
        verbose_name_plural = _("ajakan lanjut")
        ordering = ["-handed_at"]
        constraints = [
            models.CheckConstraint(condition=Q(channel__in=ReminderChannel.values), name="courses_reminder_channel"),
        ]

    def __str__(self):
        return f"{self.enrollment} · {self.channel}"
