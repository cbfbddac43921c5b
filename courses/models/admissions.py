from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.choices import AdmissionStatus
from courses.models.pages import CoursePage
from lms.records import Record
from members.models import Member

DECIDED = [AdmissionStatus.INVITED, AdmissionStatus.APPROVED, AdmissionStatus.REFUSED]


class AdmissionQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(status=AdmissionStatus.ASKED)

    def letting_in(self):
        return self.filter(status__in=[AdmissionStatus.INVITED, AdmissionStatus.APPROVED])


class Admission(Record):
    """Whether one member may join a course that is not open to all: invited, or asked and answered.

    Personal data: that this person asked for, or was offered, this course.
    """

    member = models.ForeignKey(Member, models.PROTECT, related_name="admissions", verbose_name=_("anggota"))
    course = models.ForeignKey(CoursePage, models.PROTECT, related_name="admissions", verbose_name=_("kursus"))
    status = models.CharField(_("status"), max_length=10, choices=AdmissionStatus)
    reason = models.CharField(_("alasan"), max_length=250, blank=True)
    asked_at = models.DateTimeField(_("diminta pada"), null=True, blank=True)
    decided_at = models.DateTimeField(_("diputuskan pada"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("oleh")
    )

    objects = AdmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("izin ikut kursus")
        verbose_name_plural = _("izin ikut kursus")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["member", "course"], name="courses_admission_one_per_member_and_course"),
            models.CheckConstraint(
                condition=Q(status="asked", asked_at__isnull=False) | Q(status__in=DECIDED, decided_at__isnull=False),
                name="courses_admission_has_its_moment",
            ),
        ]

    def __str__(self):
        return f"{self.member} · {self.course}"
