from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import GroupPagePermission

from courses.choices import AdmissionStatus
from courses.models.pages import CoursePage
from lms.records import Record
from members.models import Member
from members.models.scope import EDITORS, scope_of

DECIDED = [AdmissionStatus.INVITED, AdmissionStatus.APPROVED, AdmissionStatus.REFUSED]


def written_courses(user):
    """Keys of the courses whose pages the user may change: those of its trainers and of its office's admins."""
    rights = GroupPagePermission.objects.filter(group__user=user, permission__codename="change_page")
    return rights.values("page_id")


class AdmissionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Requests for courses of offices the user may look at, and for courses the user writes."""
        return self._of(user, scope_of(user).office_q("course__organization"))

    def editable_by(self, user):
        """Those the user decides: for the course's own office, or as its trainer."""
        return self._of(user, scope_of(user, EDITORS).own_office_q("course__organization"))

    def _of(self, user, offices):
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        return self.filter(offices | Q(course__in=written_courses(user)))

    def waiting(self):
        return self.filter(status=AdmissionStatus.ASKED)

    def with_member(self):
        return self.select_related("member__region__parent")

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

    @property
    def is_waiting(self):
        return self.status == AdmissionStatus.ASKED

    @property
    def is_refused(self):
        return self.status == AdmissionStatus.REFUSED

    @property
    def lets_in(self):
        return self.status in (AdmissionStatus.INVITED, AdmissionStatus.APPROVED)
